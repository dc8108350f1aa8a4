// Uploads that are given up, that lose the network, and that lose the backend: what was promised to be sent is sent once.
import assert from 'node:assert/strict';
import { agentPage, button, entry, messageField, press, screenshot, settled } from './harness/browser.mjs';
import { arrived, openChat, pickWith, pressSend, tray, trayItem } from './harness/composing.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

/** Six megabytes, different everywhere: a piece in the wrong place would show. */
const big = Buffer.alloc(6 * 1024 * 1024);
for (let i = 0; i < big.length; i += 4) big.writeUInt32LE(Math.imul(i, 2654435761) >>> 0, i);
big.write('%PDF-1.4\n', 0, 'latin1');
const manual = { name: '说明书.pdf', mimeType: 'application/pdf', buffer: big };

async function deskFor(use, name) {
  const world = await startWorld(use);
  const customer = await world.sim.customer(name);
  await world.sim.write(customer, '请发说明书');
  const page = await agentPage(use, world);
  await openChat(page, name, '请发说明书');
  return { world, customer, page };
}

/** Every piece that goes up: its upload and offset. `trouble(number, route)` may take one over. */
async function watchPieces(page, trouble = () => false) {
  const pieces = [];
  await page.route('**/api/uploads/*', async (route, request) => {
    if (request.method() !== 'PUT') return route.continue();
    const url = new URL(request.url());
    pieces.push({ upload: url.pathname.split('/').at(-1), offset: Number(url.searchParams.get('offset')) });
    if (await trouble(pieces.length, route)) return undefined;
    return route.continue();
  });
  return pieces;
}

journey('an upload shows how far it is and can be given up; nothing of it stays or is sent', async (use) => {
  const { world, customer, page } = await deskFor(use, '不发了');
  const held = [];
  const pieces = await watchPieces(page, (number, route) => number > 2 && held.push(route));
  await pickWith(page, '文件', [manual]);
  await until('a piece is held back', () => held.length > 0);
  await trayItem(page, /说明书\.pdf，已上传 [1-9]\d?% · 6 MB/).waitFor({ state: 'attached' });
  await settled(page);
  await screenshot(page, 'upload-under-way');
  const [deleted] = await Promise.all([
    page.waitForRequest((request) => request.method() === 'DELETE' && request.url().includes('/api/uploads/')),
    press(button(page, '移除 说明书.pdf')),
  ]);
  await tray(page).waitFor({ state: 'detached' });
  assert.equal(new URL(deleted.url()).pathname.split('/').at(-1), pieces[0].upload);
  await until('the backend has forgotten it', () => page.evaluate(async (path) => (await fetch(path)).status === 404,
    `/api/uploads/${pieces[0].upload}`));
  await messageField(page).fill('说明书在官网');
  await pressSend(page);
  const received = await arrived(world, customer, 1);
  assert.deepEqual(received.map(({ text }) => text), ['说明书在官网']);
});

journey('the network goes away in the middle of an upload: it waits, goes on where it was, and is sent by itself', async (use) => {
  const { world, customer, page } = await deskFor(use, '断线客');
  let broken = 0;
  const pieces = await watchPieces(page, async (number, route) => {
    if (number < 3 || broken > 0) return false;
    broken += 1;
    await page.context().setOffline(true);
    await route.abort('internetdisconnected');
    return true;
  });
  await pickWith(page, '文件', [manual]);
  await trayItem(page, /说明书\.pdf，等网络恢复后继续上传/).waitFor({ state: 'attached' });
  await messageField(page).fill('请查收说明书');
  await pressSend(page);
  await button(page, '先不发送').waitFor({ state: 'attached' });
  assert.equal(await messageField(page).isEnabled(), false, 'what was promised cannot be changed on the way');
  await settled(page);
  await screenshot(page, 'upload-without-network');
  assert.deepEqual(await world.sim.received(customer), []);
  await page.context().setOffline(false);
  const received = await arrived(world, customer, 2);
  assert.deepEqual(received.map(({ msgtype }) => msgtype), ['text', 'file']);
  assert.ok((await world.sim.media(received[1].body.media_id)).equals(big), 'the file arrived whole');
  assert.equal(pieces.filter(({ offset }) => offset === 0).length, 1, 'it did not begin again');
  await until('the field is empty', async () => (await messageField(page).inputValue()) === '');
});

journey('the backend is killed in the middle of an upload and comes back: the file arrives, once', async (use) => {
  const { world, customer, page } = await deskFor(use, '重启客');
  let killed = 0;
  await watchPieces(page, async (number, route) => {
    if (number < 3 || killed > 0) return false;
    killed += 1;
    await world.backend.kill();
    await route.abort('connectionreset');
    return true;
  });
  await pickWith(page, '文件', [manual]);
  await until('the backend is gone', () => killed > 0);
  await pressSend(page);
  await world.backend.start();
  const [received] = await arrived(world, customer, 1);
  assert.ok((await world.sim.media(received.body.media_id)).equals(big), 'the file arrived whole');
  await entry(page, '说明书.pdf').waitFor({ state: 'attached' });
  assert.equal((await world.sim.received(customer)).length, 1);
});
