// Pictures of the console at the sizes people use, kept under build/test-output/screenshots to be looked at.
import assert from 'node:assert/strict';
import {
  agentPage, conversationItem, drawnShare, entry, framesWhileIdle, messageField, phonePage, press, screenshot, settled,
  writeOnPhone,
} from './harness/browser.mjs';
import { ConsoleClient } from './harness/console_client.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

// A desk on a normal morning: lin helps four customers, two wait for somebody; one window is nearly used up.
async function busyWorld(use) {
  const world = await startWorld(use);
  const client = new ConsoleClient(world.backend, await world.backend.signIn('lin'));
  client.run();
  use.after(() => client.stop());
  const said = [
    ['何静', '你好，我上周买的空气净化器滤网在哪里买？', ['您好，在小程序的「配件」里搜索 KJ500F 就能找到。', '现在下单第二天发货。', '包邮的。']],
    ['Emma Wilson', 'Do you ship to Hong Kong? https://example.com/item/42', ['Yes, 3–5 days by SF Express.']],
    ['吕航', '发票可以开公司抬头吗', []],
    ['施文', '收到了，谢谢！🙏', ['不客气，有问题随时找我们 😊']],
    ['孔伟', '昨天的订单能改地址吗？改成公司的', []],
    ['张悦', '周末可以上门安装吗？我只有周末在家。', []],
  ];
  let customer;
  for (const [name, text, answers] of said) {
    const one = await world.sim.customer(name);
    await world.sim.write(one, text);
    const conversation = await until(`${name} is there`, () =>
      [...client.conversations.values()].find(({ customer: id }) => id === one.id));
    if (name === '张悦') customer = one;
    if (answers.length > 0 || one === customer) await client.command({ kind: 'claim_conversation', conversation: conversation.id }).answer();
    for (const answer of answers) {
      await client.command({ kind: 'send_text', conversation: conversation.id, text: answer }).answer();
    }
    if (name === 'Emma Wilson') await world.sim.write(one, 'Great! One more question…');
  }
  await world.sim.write(customer, '另外：型号是 KJ500F-A11，「静音版」。');
  await world.sim.sendOrder(customer, { product_titles: '空气净化器（静音版）', price_wording: '¥1,299.00', state: '已签收' });
  await world.sim.sendLocation(customer, { name: '示例花园 3 号楼', address: '上海市黄浦区示例路 100 号' });
  // Whoever has a picture is seen with it.
  await until('the pictures are here', async () =>
    [...(await client.api('/api/snapshot')).customers].every((one) => one.avatar_url));
  return { world, customer };
}

const sizes = [
  ['1440x900', { viewport: { width: 1440, height: 900 } }],
  ['1280x720', { viewport: { width: 1280, height: 720 } }],
  ['2x', { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 2 }],
  ['420', { viewport: { width: 420, height: 860 } }],
];

journey('the console at 1440×900, 1280×720, 2× and 420 wide, light and dark', async (use) => {
  const { world, customer } = await busyWorld(use);
  const first = await agentPage(use, world);
  await press(conversationItem(first, '张悦'));
  for (const text of ['您好，我是客服林晓，周末可以上门的。', '师傅会在周六上午 9:00–12:00 联系您，安装免费，耗材另计。']) {
    await messageField(first).fill(text);
    await messageField(first).press('Enter');
  }
  await until('answered', async () => (await world.sim.received(customer)).length === 2);
  for (const colorScheme of ['light', 'dark']) {
    for (const [name, options] of sizes) {
      const page = await agentPage(use, world, { ...options, colorScheme });
      await press(conversationItem(page, '张悦'));
      await entry(page, 'KJ500F').waitFor({ state: 'attached' });
      await settled(page);
      await screenshot(page, `console-${colorScheme}-${name}`);
      // A quarter at least is not the background: a console that lost its drawing would show one colour.
      assert.ok((await drawnShare(page)) > 0.1, `${name}: hardly anything is drawn`);
      assert.ok(
        await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
        `${name}: the page is wider than the window`,
      );
      await page.context().close();
    }
  }
  const phone = await phonePage(use, world, { customer });
  await writeOnPhone(phone, '好的，周六见');
  await screenshot(phone, 'phone');
}, { timeoutMs: 400_000 });

journey('nothing is drawn while nothing changes', async (use) => {
  const { world } = await busyWorld(use);
  const page = await agentPage(use, world);
  // Long enough for a ping and its answer.
  let pongs = 0;
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => { pongs += /"pong"/.test(payload); }));
  await page.reload();
  await press(conversationItem(page, '张悦'));
  await settled(page, 1000);
  const drawn = await framesWhileIdle(page, 24_000);
  assert.ok(pongs > 0, 'no ping was answered meanwhile');
  assert.equal(drawn, 0, `${drawn} frames in 24 s`);
});
