// 5 000 idle consoles on one backend: what each costs in memory (growth of the process), and how long an event takes to
// reach all of them.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { root, sleep } from '../journeys/harness/programs.mjs';
import { ConsoleClient } from '../journeys/harness/console_client.mjs';
import { serveStandIn } from './serve_stand_in.mjs';
import { percentile } from './table.mjs';

const wanted = 5000;
const perUser = 20;  // kMaxConsolesPerUser

function residentKilobytes(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export async function measureConsoles(table, use) {
  let cookies;
  const { backend, wecom, cookie } = await serveStandIn(use, ['wkBench1'], ({ dir }) => {
    const script = path.join(root, 'tests/bench/add_seats.py');
    const ids = execFileSync('python3', [script, path.join(dir, 'data/kfdesk.db'), String(wanted / perUser)], { encoding: 'utf8' });
    cookies = ids.trim().split('\n').map((id) => `kfdesk=${id}`).join(',');
  });
  wecom.write('wkBench1', 'wmBench1', 'm1', '你好');
  await sleep(1000);
  const client = new ConsoleClient(backend, cookie);
  const snapshot = await client.takeSnapshot();
  const before = residentKilobytes(backend.program.pid);

  const load = spawn(
    path.join(root, 'build/release/bin/idle_consoles'),
    ['127.0.0.1', String(backend.port), cookies, backend.url, String(wanted),
      JSON.stringify({ type: 'hello', version: 1, epoch: snapshot.epoch, seq: snapshot.seq })],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = new Promise((resolve) => load.once('close', resolve));
  use.after(async () => {
    load.kill('SIGKILL');
    await ended;
  });
  const lines = readline.createInterface({ input: load.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const late = sleep(120_000).then(() => Promise.reject(new Error('idle_consoles says nothing')));
    const { value, done } = await Promise.race([lines.next(), late]);
    if (done) throw new Error('idle_consoles ended');
    return JSON.parse(value);
  };

  const opened = await answer();
  await sleep(3000);
  const each = (residentKilobytes(backend.program.pid) - before) / Math.max(1, opened.connected);
  table.add('idle consoles on one backend', `${opened.connected} in ${opened.secs} s`, '≥ 5000', opened.connected >= wanted);
  table.add('  memory each (growth of the process)', `${each.toFixed(1)} KB`, '≤ 8 KB', each <= 8);
  const idleCpu = cpuSeconds(backend.program.pid);
  const idleFrom = performance.now();
  await sleep(10_000);
  const percent = ((cpuSeconds(backend.program.pid) - idleCpu) / ((performance.now() - idleFrom) / 1000)) * 100;
  table.add('  CPU of the backend meanwhile', `${percent.toFixed(1)} % of one core`, '≤ 100 %', percent <= 100);

  const times = [];
  let missing = 0;
  for (let i = 0; i < 10; i += 1) {
    const mark = `mark-${i}-${process.pid}`;
    // The mark stands in the note only, not in the command's id: the answer to the command does not count.
    const frame = { type: 'command', id: `bench-${i}`, command: { kind: 'save_note', corp: snapshot.customers[0].corp, customer: snapshot.customers[0].id, text: `note ${mark}` } };
    load.stdin.write(`send ${mark} ${JSON.stringify(frame)}\n`);
    const { received, all_ms: ms } = await answer();
    missing += opened.connected - received;
    times.push(ms);
    await sleep(300);
  }
  table.add('  an event to all of them, median of 10', `${percentile(times, 0.5).toFixed(0)} ms`);
  table.add('  consoles that missed one', String(missing), '0', missing === 0);
  load.stdin.end('quit\n');
}
