// How long the second start of the sandbox takes, from the command to an answering console.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort, root, until } from '../journeys/harness/programs.mjs';

export async function measureStart(table, use) {
  const data = mkdtempSync(path.join(os.tmpdir(), 'kfdesk-bench-'));
  use.after(async () => rmSync(data, { recursive: true, force: true }));
  const times = [];
  for (let i = 0; i < 2; i += 1) {
    const port = await freePort();
    const begun = performance.now();
    const child = spawn(path.join(root, 'scripts/run'), ['--port', String(port), '--data', data], { cwd: root, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('close', resolve));
    use.after(async () => child.kill('SIGKILL'));
    await until('the sandbox answers', async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok, { timeoutMs: 120_000 });
    times.push((performance.now() - begun) / 1000);
    child.kill('SIGTERM');
    await ended;
  }
  table.add('second start of scripts/run', `${times[1].toFixed(1)} s`, '≤ 5 s', times[1] <= 5);
}
