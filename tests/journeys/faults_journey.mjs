// Crashes and the faults of kfsim's panel under traffic: afterwards the ledger and the store agree, message by message.
import assert from 'node:assert/strict';
import { deskUnderTraffic, differences, killRounds, quiet } from './harness/desk.mjs';
import { sleep, until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

journey('kill -9 at random moments under traffic, 50 rounds: nothing lost, doubled or out of order', async (use) => {
  const world = await startWorld(use);
  const { found, messages } = await killRounds(use, world, 50);
  assert.deepEqual(found, []);
  assert.ok(messages > 100, `only ${messages} messages were written, too few to prove anything`);
}, { timeoutMs: 400_000, waits: true });

/** How often a fault with a count has struck: kfsim counts it down. */
async function struck(world, id, fault) {
  const left = (await world.sim.get('/faults')).faults.find((one) => one.id === id);
  return fault.count - (left?.count ?? 0);
}

// Each strikes while customers write and the agent answers, and is then gone.
const faults = [
  ['slow answers', { kind: 'latency', ms: 1500, count: 10 }],
  ['busy (−1) on reading', { kind: 'busy', endpoint: 'sync_msg', count: 2 }],
  ['busy (−1) on sending', { kind: 'busy', endpoint: 'send_msg', count: 2 }],
  ['frequency limit on reading', { kind: 'rate_limited', endpoint: 'sync_msg', count: 2 }],
  ['frequency limit on sending', { kind: 'rate_limited', endpoint: 'send_msg', count: 2 }],
  ['token invalidated', { kind: 'token_invalid', count: 3 }],
  ['answer lost after sending', { kind: 'lost_answer', endpoint: 'send_msg', count: 4 }],
  ['answer lost after reading', { kind: 'lost_answer', endpoint: 'sync_msg', count: 3 }],
  ['server error on sending', { kind: 'server_error', endpoint: 'send_msg', count: 3 }],
  ['server error after a send that was carried out', { kind: 'server_error', endpoint: 'send_msg', count: 3, carried_out: true }],
  ['server error on reading', { kind: 'server_error', endpoint: 'sync_msg', count: 3 }],
  ['garbage instead of JSON', { kind: 'garbage', count: 5, carried_out: true }],
  ['empty page with has_more', { kind: 'empty_page', endpoint: 'sync_msg', count: 5 }],
  ['page repeated', { kind: 'repeated_page', endpoint: 'sync_msg', count: 5 }],
  ['callbacks doubled', { kind: 'callback_doubled', count: 20 }],
  ['callbacks delayed', { kind: 'callback_delayed', ms: 2000, count: 5 }],
  ['callbacks out of order', { kind: 'callback_reordered', ms: 1000, count: 10 }],
];

for (const [name, fault] of faults) {
  journey(`fault, recovered without a hand: ${name}`, async (use) => {
    const world = await startWorld(use);
    const { agent, writers } = await deskUnderTraffic(use, world);
    for (const writer of writers) await writer.writeOne();
    const { id } = await world.sim.fault(fault);
    const writing = writers.map((writer) => writer.run());
    await sleep(3000);
    // One that never struck would prove nothing.
    await until('the fault has struck', async () => (await struck(world, id, fault)) > 0);
    await world.sim.post('/faults/clear');
    await quiet(world, agent, writers, 100_000);
    await Promise.all(writing);
    assert.deepEqual(await differences(world, agent, writers), []);
  }, { timeoutMs: 200_000, waits: true });
}

journey('fault, recovered without a hand: every callback is lost', async (use) => {
  const world = await startWorld(use);
  const { agent, writers } = await deskUnderTraffic(use, world, 1);
  const before = await world.sim.get('/callbacks');
  await world.sim.fault({ kind: 'callback_dropped' });
  for (const writer of writers) await writer.writeOne();
  await quiet(world, agent, writers, 100_000);
  const after = await world.sim.get('/callbacks');
  assert.ok(after.dropped > before.dropped, 'no callback was dropped');
  assert.equal(after.delivered, before.delivered);
  assert.deepEqual(await differences(world, agent, writers), []);
}, { timeoutMs: 200_000, waits: true });

journey('fault, recovered without a hand: the clock of WeCom jumps three hours ahead', async (use) => {
  const world = await startWorld(use);
  const { agent, writers } = await deskUnderTraffic(use, world);
  for (const writer of writers) await writer.writeOne();
  await until('answered', () => writers.every(({ texts }) => agent.unanswered(texts) === 0));
  await world.sim.post('/clock', { advance_secs: 3 * 3600 });
  const writing = writers.map((writer) => writer.run());
  // The token has run out by that clock: 42001, or 40014 when it is not known any more.
  const refused = ({ errcode }) => errcode === 42001 || errcode === 40014;
  await until('the token was refused', async () => (await world.sim.get('/calls')).calls.some(refused), { everyMs: 100 });
  await sleep(3000);
  await quiet(world, agent, writers, 100_000);
  await Promise.all(writing);
  assert.deepEqual(await differences(world, agent, writers), []);
}, { timeoutMs: 200_000, waits: true });

journey('the cursor is refused after WeCom forgot it: everything is read again and nothing doubled', async (use) => {
  const world = await startWorld(use);
  const { agent, writers } = await deskUnderTraffic(use, world);
  for (const writer of writers) await writer.writeOne();
  await until('answered', () => writers.every(({ texts }) => agent.unanswered(texts) === 0));
  await world.sim.post('/cursors/forget');
  for (const writer of writers) await writer.writeOne();
  await quiet(world, agent, writers);
  assert.deepEqual(await differences(world, agent, writers), []);
}, { timeoutMs: 200_000, waits: true });

journey('SIGTERM: what is in flight is finished, the program ends with 0', async (use) => {
  const world = await startWorld(use);
  const { agent, writers } = await deskUnderTraffic(use, world);
  const writing = writers.map((writer) => writer.run(40));
  await sleep(1500);
  const how = await world.backend.program.stop('SIGTERM', 15_000);
  assert.deepEqual(how, { code: 0, signal: null });
  await world.backend.start();
  await quiet(world, agent, writers);
  await Promise.all(writing);
  assert.deepEqual(await differences(world, agent, writers), []);
}, { timeoutMs: 200_000, waits: true });
