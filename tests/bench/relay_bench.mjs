// From the callback to the frame on the WebSocket, at 200 messages per second. The stand-in answers API calls at once, so
// nearly all of the time is kfdesk's own; its round trips are still inside the number.
import { ConsoleClient } from '../journeys/harness/console_client.mjs';
import { sleep, until } from '../journeys/harness/programs.mjs';
import { serveStandIn } from './serve_stand_in.mjs';
import { percentile } from './table.mjs';

const perSecond = 200;
const seconds = 20;
const accounts = ['wkBench1', 'wkBench2', 'wkBench3', 'wkBench4'];

export async function measureRelay(table, use) {
  const { backend, wecom, cookie } = await serveStandIn(use, accounts);
  const console_ = new ConsoleClient(backend, cookie);
  const sent = new Map();
  const times = [];
  let doubled = 0;
  console_.onEvent = (event) => {
    if (event.kind !== 'message_added') return;
    const begun = sent.get(event.message.msgid);
    if (begun === undefined) doubled += 1;
    else times.push({ number: Number(event.message.msgid.slice(1)), ms: performance.now() - begun });
    sent.delete(event.message.msgid);
  };
  console_.run();
  use.after(() => console_.stop());
  await until('connected', () => console_.live);

  const total = perSecond * seconds;
  const begun = performance.now();
  for (let i = 0; i < total; i += 1) {
    const due = begun + (i * 1000) / perSecond;
    while (performance.now() < due) await sleep(1);
    const msgid = `m${i}`;
    const customer = `wmBench${i % 500}`;
    sent.set(msgid, wecom.write(accounts[(i % 500) % accounts.length], customer, msgid, `第 ${i} 条消息，请问周末营业吗？`));
  }
  await until('all arrived', () => sent.size === 0, { timeoutMs: 20_000 }).catch(() => {});
  // The first two seconds fetch 500 profiles and fill caches.
  const steady = times.filter(({ number }) => number >= perSecond * 2).map(({ ms }) => ms);
  const p99 = percentile(steady, 0.99);
  table.add('callback → WebSocket at 200 msg/s, p50', `${percentile(steady, 0.5).toFixed(1)} ms`);
  table.add('callback → WebSocket at 200 msg/s, p99', `${p99.toFixed(1)} ms`, '≤ 10 ms', p99 <= 10);
  table.add('  lost, doubled, numbers out of order, callbacks refused',
    `${sent.size}, ${doubled}, ${console_.problems.length}, ${wecom.refused ?? 0}`, '0',
    sent.size + doubled + console_.problems.length + (wecom.refused ?? 0) === 0);
}
