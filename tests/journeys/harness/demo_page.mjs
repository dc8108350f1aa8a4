// The page of every widget (tests/web/ui/platform/demo) on a small server of its own, and looking at what it draws.
import { createServer } from 'node:http';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openWindow } from './browser.mjs';
import { outputDir, root } from './programs.mjs';

const site = process.env.KFDESK_DEMO_SITE ?? path.join(root, 'build/web/demo_site');
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.json': 'application/json' };
// The policy that the backend sends.
const policy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const policyWith = (backend) =>
  policy.replace(/(img-src|media-src|connect-src) ([^;]*)/g, (part) => `${part} ${backend}`);

/** `answers`: by "METHOD /path", an answer {status, body} or a function (request, response) that gives it; `backend`: another origin. */
export async function serve(use, answers = {}) {
  const server = createServer((request, response) => {
    let name = new URL(request.url, 'http://demo').pathname;
    if (name === '/') name = '/index.html';
    if (name === '/login' && request.method === 'GET') name = '/login.html';
    response.setHeader('Content-Security-Policy', answers.backend ? policyWith(answers.backend) : policy);
    const own = answers[`${request.method} ${name}`] ?? answers.otherwise?.(request, name);
    if (typeof own === 'function') {
      own(request, response);
      return;
    }
    if (own) {
      response.writeHead(own.status, { 'Content-Type': 'application/json' });
      response.end(own.body ?? '{}');
      return;
    }
    const file = path.join(site, path.normalize(name));
    if (request.method !== 'GET' || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('Content-Type', types[path.extname(file)] ?? 'application/octet-stream');
    response.end(readFileSync(file));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  use.after(() => new Promise((done) => { server.closeAllConnections(); server.close(done); }));
  return `http://127.0.0.1:${server.address().port}`;
}

export const signedIn = { 'GET /api/session': { status: 200 } };

export async function demo(use, options = {}, answers = signedIn) {
  const page = await openWindow(use, 'demo', { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options });
  await page.goto(await serve(use, answers));
  await page.waitForFunction(() => globalThis.kfdesk && kfdesk.frames > 0);
  await rest(page);
  return page;
}

/** Until no frame was drawn for a while. */
export async function rest(page) {
  await page.waitForFunction(
    () =>
      new Promise((done) => {
        const before = kfdesk.frames;
        setTimeout(() => done(kfdesk.frames === before), 150);
      }),
  );
}
export const frames = (page) => page.evaluate(() => kfdesk.frames);
export async function shot(page, name) {
  mkdirSync(path.join(outputDir, 'screenshots'), { recursive: true });
  await page.screenshot({ path: path.join(outputDir, 'screenshots', `${name}.png`) });
}
