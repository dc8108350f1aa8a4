// The console lies on a static host of another site; only config.json says where the backend is.
import assert from 'node:assert/strict';
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { password } from './harness/backend.mjs';
import {
  button, consoleReady, conversationItem, entry, messageField, openWindow, press,
} from './harness/browser.mjs';
import { freePort, site, until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

const types = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css', wasm: 'application/wasm', svg: 'image/svg+xml', json: 'application/json' };

/** A host of files and nothing else, in a folder of its own, with the policy that web/shell/README.md asks for. */
async function staticHost(use, port, backend) {
  const socket = backend.replace(/^http/, 'ws');
  const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; object-src 'none'; base-uri 'none'; " +
    `img-src 'self' data: blob: ${backend}; media-src 'self' blob: ${backend}; connect-src 'self' ${backend} ${socket}`;
  const server = createServer((request, response) => {
    const name = new URL(request.url, 'http://host').pathname.replace(/\/$/, '/index.html').replace(/^\/desk\//, '');
    const file = path.join(site, path.basename(name));
    response.setHeader('Content-Security-Policy', policy);
    response.setHeader('Content-Type', types[name.split('.').pop()] ?? 'application/octet-stream');
    if (name === 'config.json') response.end(JSON.stringify({ backend }));
    else if (request.method === 'GET' && path.basename(name) === name && existsSync(file)) createReadStream(file).pipe(response);
    else response.writeHead(404).end();
  });
  await new Promise((ready) => server.listen(port, '127.0.0.1', ready));
  use.after(() => new Promise((done) => { server.closeAllConnections(); server.close(done); }));
  // Not 127.0.0.1, where the backend is: another host name is another site, so that cookies cross sites.
  return `http://localhost:${port}/desk/`;
}

journey('the console hosted on another site: sign-in, list, live messages, answer, sign-out', async (use) => {
  const port = await freePort();
  const world = await startWorld(use, { server: { allowed_origins: `["http://localhost:${port}"]` } });
  const customer = await world.sim.customer('远方');
  await world.sim.write(customer, '从别处看得到吗');
  const address = await staticHost(use, port, world.backend.url);
  const agent = await openWindow(use, 'agent');
  await agent.goto(address);
  await agent.waitForURL(`${address}login.html`);
  await agent.locator('input[name=username]').fill('lin');
  await agent.locator('input[name=password]').fill('not the password');
  await agent.locator('input[name=password]').press('Enter');
  await agent.getByRole('alert').filter({ hasText: '不正确' }).waitFor();
  await agent.locator('input[name=password]').fill(password);
  await agent.locator('input[name=password]').press('Enter');
  await consoleReady(agent);
  assert.equal(agent.url(), address);

  await press(conversationItem(agent, '远方'));
  await entry(agent, '从别处看得到吗').waitFor({ state: 'attached' });
  await press(button(agent, /接入/));
  await until('taken', () => messageField(agent).isEnabled());
  await messageField(agent).fill('看得到');
  await messageField(agent).press('Enter');
  await until('it arrived', async () => (await world.sim.received(customer))[0]?.text === '看得到');
  await world.sim.write(customer, '太好了');
  await entry(agent, '太好了').waitFor({ state: 'attached' });

  await agent.reload();
  await consoleReady(agent);
  await press(button(agent, /退出/).first());
  await press(agent.getByRole('menuitem', { name: /退出登录/ }));
  await agent.waitForURL(`${address}login.html`);
});

journey('a page of a site that is not allowed gets nothing from the backend, whoever is signed in', async (use) => {
  const port = await freePort();
  const world = await startWorld(use, { server: { allowed_origins: `["http://localhost:${port}"]` } });
  const stranger = await openWindow(use, 'stranger');
  const other = await staticHost(use, await freePort(), world.backend.url);
  await stranger.goto(`${other}login.html`);
  const outcome = await stranger.evaluate(async ([backend, secret]) => {
    const attempt = (path, options) => fetch(backend + path, { credentials: 'include', ...options }).then((r) => r.status, () => 'refused');
    return {
      login: await attempt('/login', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'lin', password: secret }) }),
      simple: await attempt('/login', { method: 'POST', mode: 'no-cors', body: new URLSearchParams({ username: 'lin', password: secret }) }),
      session: await attempt('/api/session'),
      socket: await new Promise((done) => {
        const socket = new WebSocket(`${backend.replace('http', 'ws')}/ws`, 'kfdesk.v1');
        socket.onopen = () => done('open');
        socket.onerror = () => done('refused');
      }),
    };
  }, [world.backend.url, password]);
  // Also without CORS the answer is kept from the page (Cross-Origin-Resource-Policy), and nobody is signed in by it.
  assert.deepEqual(outcome, { login: 'refused', simple: 'refused', session: 'refused', socket: 'refused' });
  assert.deepEqual(await stranger.context().cookies(world.backend.url), []);
});
