// How long the starts of the sandbox take, from the command to an answering console: the second one, and with
// KFDESK_BENCH_FRESH (scripts/bench --fresh) the first one of a fresh clone.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort, root, until } from '../journeys/harness/programs.mjs';

/** Seconds from the command of this checkout to an answering console. */
async function startSecs(use, checkout, data, { env = {}, timeoutMs = 120_000 } = {}) {
  const port = await freePort();
  const begun = performance.now();
  const child = spawn(path.join(checkout, 'scripts/run'), ['--port', String(port), '--data', data],
    { cwd: checkout, stdio: 'ignore', detached: true, env: { ...process.env, ...env } });
  let over = false;
  const ended = new Promise((resolve) => child.once('close', resolve)).then(() => { over = true; });
  // With the compilers it may have started.
  const stop = (signal) => {
    try {
      if (!over) process.kill(-child.pid, signal);
    } catch {
      // gone meanwhile
    }
  };
  use.after(async () => stop('SIGKILL'));
  await until('the sandbox answers', async () => {
    if (over) throw new Error('scripts/run ended');
    return (await fetch(`http://127.0.0.1:${port}/healthz`)).ok;
  }, { timeoutMs });
  const secs = (performance.now() - begun) / 1000;
  stop('SIGTERM');
  await ended;
  return secs;
}

export async function measureStart(table, use) {
  const data = mkdtempSync(path.join(os.tmpdir(), 'kfdesk-bench-'));
  use.after(async () => rmSync(data, { recursive: true, force: true }));
  await startSecs(use, root, data);
  const second = await startSecs(use, root, data);
  table.add('second start of scripts/run', `${second.toFixed(1)} s`, '≤ 5 s', second <= 5);

  const what = 'first start of a fresh clone, nothing compiled before';
  if (!process.env.KFDESK_BENCH_FRESH) {
    table.add(what, 'not measured (scripts/bench --fresh)', '≤ 8 min');
    return;
  }
  const fresh = path.join(data, 'clone');
  execFileSync('git', ['clone', '--quiet', root, fresh]);
  const minutes = (await startSecs(use, fresh, path.join(data, 'fresh'),
    { env: { CCACHE_DISABLE: '1' }, timeoutMs: 30 * 60_000 })) / 60;
  // What the package manager downloads on a machine without compilers comes on top.
  table.add(what, `${minutes.toFixed(1)} min, packages there already`, '≤ 8 min', minutes <= 8);
}
