// Starts the project's programs on free ports, keeps their output, and ends them whatever happens.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
export const outputDir = process.env.KFDESK_TEST_OUTPUT ?? path.join(root, 'build/test-output');
const binaries = process.env.KFDESK_BIN ?? path.join(root, 'build/dev/bin');
export const site = process.env.KFDESK_SITE ?? path.join(root, 'build/web/site');

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Polls `probe` until it returns something true; the last error says why it never did. */
export async function until(what, probe, { timeoutMs = 30_000, everyMs = 50 } = {}) {
  const end = Date.now() + timeoutMs;
  let last;
  for (;;) {
    try {
      const value = await probe();
      if (value) return value;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      throw new Error(`waited ${timeoutMs} ms in vain: ${what}${last ? ` (${last.message})` : ''}`);
    }
    await sleep(everyMs);
  }
}

export class Program {
  /** `name` is a binary of the build (kfdesk, kfsim); `logName` is where its output goes. */
  constructor(name, args, { logName = name, env = {} } = {}) {
    mkdirSync(path.join(outputDir, 'programs'), { recursive: true });
    this.logFile = path.join(outputDir, 'programs', `${logName}.log`);
    const log = createWriteStream(this.logFile, { flags: 'a' });
    this.output = '';
    this.name = name;
    this.child = spawn(path.join(binaries, name), args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(this.child);
    const keep = (chunk) => {
      this.output = (this.output + chunk).slice(-200_000);
      log.write(chunk);
    };
    this.child.stdout.on('data', keep);
    this.child.stderr.on('data', keep);
    this.ended = new Promise((resolve) => {
      const done = (how) => {
        running.delete(this.child);
        log.end();
        this.how = how;
        resolve(how);
      };
      this.child.once('error', (error) => done({ error }));
      this.child.once('close', (code, signal) => done({ code, signal }));
    });
  }

  get pid() {
    return this.child.pid;
  }

  /** Waits until the program answers at `url`; fails at once when it ends instead. */
  async ready(url, timeoutMs = 30_000) {
    await until(
      `${this.name} answers at ${url}`,
      async () => {
        if (this.how) return true;
        return (await fetch(url, { signal: AbortSignal.timeout(2000) })).status < 500;
      },
      { timeoutMs },
    );
    if (this.how) throw new Error(`${this.name} ended at start: ${JSON.stringify(this.how)}\n${this.output.slice(-2000)}`);
  }

  async line(pattern, timeoutMs = 30_000) {
    const match = await until(`${this.name} prints ${pattern}`, () => this.output.match(pattern) ?? (this.how && []), {
      timeoutMs,
    });
    if (match.length === 0) throw new Error(`${this.name} ended: ${JSON.stringify(this.how)}\n${this.output.slice(-2000)}`);
    return match;
  }

  /** Ends it as an operator would and gives back how it ended. */
  async stop(signal = 'SIGTERM', timeoutMs = 10_000) {
    if (this.how) return this.how;
    this.child.kill(signal);
    const late = sleep(timeoutMs).then(() => 'late');
    if ((await Promise.race([this.ended, late])) === 'late') {
      this.child.kill('SIGKILL');
      await this.ended;
      throw new Error(`${this.name} did not end within ${timeoutMs} ms after ${signal}`);
    }
    return this.how;
  }
}

/** Runs a program to its end and gives back its output; `input` is what it reads. */
export function run(name, args, { input = '', env = {}, timeoutMs = 30_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(binaries, name), args, { cwd: root, env: { ...process.env, ...env } });
    let out = '';
    let err = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, out, err });
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
