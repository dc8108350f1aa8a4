// What strangers can make the backend hold. From four addresses of this machine (a bound is each address's) come as many
// connections as it takes: heads without an end, callbacks and imports whose last byte never comes. In the number is all
// that the process grew by, at the worst moment; the sockets' buffers in the kernel are not. Bounded: 4 × 1 100 connections,
// 25 seconds. /healthz is asked meanwhile, as a load balancer does.
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { sleep } from '../journeys/harness/programs.mjs';
import { corp } from '../journeys/harness/sim.mjs';
import { serveStandIn } from './serve_stand_in.mjs';
import { percentile } from './table.mjs';

const addresses = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5'];
const perAddress = 1100;
const holdMs = 10_000;
const ceilingMb = 64;

const withheld = (head, length, sent) =>
  Buffer.from(`${head} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${length}\r\n\r\n${'x'.repeat(sent)}`);
const kinds = () => {
  const now = Math.floor(Date.now() / 1000);
  const callback = `POST /callback/${corp.id}?msg_signature=x&timestamp=${now}&nonce=n`;
  return [
    Buffer.from(`GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'x'.repeat(15_000)}`),
    withheld(callback, 65_536, 65_535),
    withheld('POST /api/quick_replies/import', 8_388_608, 1_000_000),
    withheld('POST /login', 4096, 4095),
  ];
};

function residentMb(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

export async function measureStrangers(table, use) {
  const { backend, cookie } = await serveStandIn(use, ['wkBench1']);
  const pid = backend.program.pid;
  // What is loaded once, for the first real request, is not the strangers' doing.
  for (let i = 0; i < 20; i += 1) await (await fetch(`${backend.url}/api/snapshot`, { headers: { cookie } })).text();
  await sleep(1000);
  const idle = residentMb(pid);

  const sockets = [];
  use.after(() => sockets.forEach((socket) => socket.destroy()));
  let worst = idle;
  const answers = [];
  let flooding = true;
  const watch = (async () => {
    while (flooding) {
      worst = Math.max(worst, residentMb(pid));
      const begun = performance.now();
      const { ok } = await fetch(`${backend.url}/healthz`, { signal: AbortSignal.timeout(5000) }).catch(() => ({ ok: false }));
      answers.push(ok ? performance.now() - begun : Infinity);
      await sleep(20);
    }
  })();
  const bytes = kinds();
  for (let i = 0; i < perAddress; i += 1) {
    for (const localAddress of addresses) {
      const socket = net.connect({ host: '127.0.0.1', port: backend.port, localAddress });
      socket.on('error', () => {});
      socket.on('data', () => {});
      socket.write(bytes[i % bytes.length]);
      sockets.push(socket);
    }
    if (i % 10 === 0) await sleep(5);
  }
  await sleep(holdMs);
  flooding = false;
  await watch;
  const open = sockets.filter((socket) => !socket.destroyed).length;
  sockets.forEach((socket) => socket.destroy());

  table.add(`memory under a flood of ${sockets.length} strangers (${open} let stay)`,
    `${(worst - idle).toFixed(0)} MB above ${idle.toFixed(0)}`, `≤ ${ceilingMb} MB`, worst - idle <= ceilingMb);
  const p99 = percentile(answers, 0.99);
  table.add('  /healthz meanwhile, p99', `${p99.toFixed(0)} ms`, '≤ 100 ms', p99 <= 100);
}
