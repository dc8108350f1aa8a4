// Customers are seen with the pictures that they chose in WeChat; who has none, or one that cannot be shown, has an
// initial. Pictures are kept under build/test-output/screenshots to be looked at.
import assert from 'node:assert/strict';
import {
  agentPage, coloursIn, conversationItem, entry, press, screenshot, settled,
} from './harness/browser.mjs';
import { ConsoleClient } from './harness/console_client.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

const people = [
  ['王小明', '', '你好，想问一下这款耳机有现货吗？'],
  ['陈静', '', '我的订单显示已签收，但我没有收到 😟'],
  ['李雨桐', '/avatar/a-landscape.png', '请问企业采购 50 台有优惠吗？'],
  ['赵铁柱', '', '收到货了，音质很好👍'],
  ['周慧敏', 'none', 'Hi, do you ship to Hong Kong?'],
  ['林夕', '/picture/hostile/html_as_png', '头像是一个网页'],
  ['大山', '/picture/status/404', '头像不见了'],
  ['糖糖', '/picture/hostile/image_too_large', '头像太大'],
  ['小炸弹', '/picture/hostile/png_bomb', '头像会爆炸'],
];
const shown = new Set(['王小明', '陈静', '李雨桐', '赵铁柱']);

async function peopleWrite(use) {
  const world = await startWorld(use);
  const client = new ConsoleClient(world.backend, await world.backend.signIn('lin'));
  client.run();
  use.after(() => client.stop());
  for (const [name, avatar, text] of people) {
    await world.sim.write(await world.sim.customer(name, undefined, avatar), text);
  }
  // Live, not only in the next snapshot.
  await until('who has a picture is known with it', () => {
    const known = new Map([...client.customers.values()].map((one) => [one.name, Boolean(one.avatar_url)]));
    return people.every(([name]) => known.has(name)) && [...shown].every((name) => known.get(name));
  }, { timeoutMs: 30_000 });
  assert.deepEqual(client.problems, []);
  return { world, client };
}

const tab = (page, name) => page.getByRole('tab', { name });

/** A part of the row's picture that no badge covers. */
async function avatarOf(page, name) {
  const row = await conversationItem(page, name).boundingBox();
  return { x: row.x + 18 + 4, y: row.y + row.height / 2 - 8, width: 28, height: 26 };
}

journey('customers are seen with their pictures, and with an initial where there is none that can be shown', async (use) => {
  const { world } = await peopleWrite(use);
  const asked = [];
  const page = await agentPage(use, world, {
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor: 2,
  });
  page.on('request', (request) => asked.push(request.url()));
  page.on('framenavigated', () => { asked.length = 0; });  // the first load goes on asking until the second takes its place
  await page.reload();
  await press(tab(page, /^全部/));
  for (const [name] of people) {
    await until(`${name} has ${shown.has(name) ? 'a picture' : 'an initial'}`, async () => {
      const colours = await coloursIn(page, await avatarOf(page, name));
      return shown.has(name) ? colours > 400 : colours > 1 && colours < 300;
    }, { timeoutMs: 20_000 });
  }
  const pictures = asked.filter((url) => url.includes('/api/avatars/'));
  assert.equal(new Set(pictures).size, shown.size, 'each picture is asked for once, from the backend');
  assert.equal(pictures.length, shown.size);
  for (const url of asked) {
    assert.ok(url.startsWith(world.backend.url) || /^(blob|data):/.test(url), `asked elsewhere: ${url}`);
  }
  await press(conversationItem(page, '陈静'));
  await entry(page, '已签收').waitFor({ state: 'attached' });
  await settled(page, 700);
  await screenshot(page, 'avatars-light-2x');
  assert.equal(asked.filter((url) => url.includes('/api/avatars/')).length, shown.size, 'the chat and the panel show the same one');

  for (const [name, options] of [
    ['avatars-dark-2x', { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 2, colorScheme: 'dark' }],
    ['avatars-420', { viewport: { width: 420, height: 860 }, deviceScaleFactor: 2 }],
  ]) {
    const other = await agentPage(use, world, options);
    await press(tab(other, /^全部/));
    if (options.viewport.width < 640) {
      await settled(other, 700);
      await screenshot(other, `${name}-list`);
    }
    await press(conversationItem(other, '陈静'));
    await entry(other, '已签收').waitFor({ state: 'attached' });
    await settled(other, 700);
    await screenshot(other, name);
    await other.context().close();
  }
});

journey('a picture is only for those who serve the customer', async (use) => {
  const { world, client } = await peopleWrite(use);
  const known = [...client.customers.values()].find((one) => one.name === '陈静');
  const address = `${world.backend.url}${known.avatar_url}`;
  const ask = (cookie) => fetch(address, { headers: cookie ? { cookie } : {}, signal: AbortSignal.timeout(10_000) });
  const mine = await ask(client.cookie);
  assert.equal(mine.status, 200);
  assert.match(mine.headers.get('content-type'), /^image\/(png|jpeg)$/);
  assert.equal(mine.headers.get('x-content-type-options'), 'nosniff');
  assert.match(mine.headers.get('cache-control'), /immutable/);
  assert.match(known.avatar_url, /^\/api\/avatars\/\d+$/, 'the address at WeCom stays with the backend');
  const bytes = (await mine.arrayBuffer()).byteLength;
  assert.ok(bytes > 100 && bytes < 20_000, `${bytes} bytes`);
  assert.equal((await ask()).status, 401);
});
