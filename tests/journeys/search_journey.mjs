// Search over all messages (Ctrl+Shift+F) and inside of the open conversation (Ctrl+F), with real questions to the backend.
import assert from 'node:assert/strict';
import {
  agentPage, button, conversationItem, entry, messageField, messageLog, press, screenshot, settled,
} from './harness/browser.mjs';
import { makeCard, openChat, say, sendCard } from './harness/composing.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

const dialogOf = (page) => page.getByRole('dialog', { name: '搜索所有消息' });
const field = (page) => dialogOf(page).getByRole('searchbox', { name: '搜索所有消息' });
const results = (page) => dialogOf(page).getByRole('listbox', { name: '搜索结果' });
const hits = (page) => results(page).getByRole('option');

async function openSearch(page) {
  await page.keyboard.press('Control+Shift+F');
  await field(page).waitFor({ state: 'attached' });
}
/** The answer to what is asked now has so many results, each of them like its pattern (in any order). */
const finds = (page, ...patterns) => {
  const names = () => hits(page).allInnerTexts();
  return until(`results ${patterns}`, async () => {
    const found = await names();
    return found.length === patterns.length && patterns.every((pattern) => found.some((name) => pattern.test(name)));
  }).catch(async (error) => {
    throw new Error(`${error.message}; there are: ${(await names()).join(' | ')}`);
  });
};
async function filter(page, name, choice) {
  await press(dialogOf(page).getByRole('button', { name: new RegExp(`^${name} `) }));
  await press(page.getByRole('menuitemradio', { name: choice, exact: true }));
  await dialogOf(page).getByRole('button', { name: `${name} ${choice}` }).waitFor({ state: 'attached' });
}

/** A filter whose list has a field: opens it, types `typed`, and presses the row like `row`. The box says `shown` then. */
async function pick(page, name, typed, row, shown) {
  await press(dialogOf(page).getByRole('button', { name: new RegExp(`^${name} `) }));
  const list = page.getByRole('dialog', { name, exact: true });
  await list.waitFor({ state: 'attached' });
  if (typed) await page.keyboard.insertText(typed);
  await press(list.getByRole('option', { name: row }));
  await list.waitFor({ state: 'detached' });
  await dialogOf(page).getByRole('button', { name: `${name} ${shown}`, exact: true }).waitFor({ state: 'attached' });
}
const firstDay = (page) => page.getByLabel('开始日期', { exact: true });
const lastDay = (page) => page.getByLabel('结束日期（含当天）');
/** The day in the browser's time zone, as a date field has it. */
const dayOf = (secs) => new Date((secs + 8 * 3600) * 1000).toISOString().slice(0, 10);

/** A desk where 退款 was said in two accounts, by customers and an agent, in texts, a file's name and a link, today and before. */
async function refunds(use) {
  const world = await startWorld(use);
  const [sales, service] = world.sim.accounts;
  const tan = await world.sim.customer('谭松', sales);
  const xue = await world.sim.customer('薛宁', service);
  const days = 24 * 3600;
  const longAgo = Math.floor(Date.now() / 1000) - 5 * days;
  await world.sim.rawMessage(service, {
    external_userid: xue.id, origin: 3, msgtype: 'text', send_time: longAgo, text: { content: '上次的退款还没有收到' },
  });
  await world.sim.write(tan, '你好，我要退款，订单 O-20260104-7');
  for (let i = 1; i <= 90; i += 1) await world.sim.write(tan, `补充说明第 ${i} 点`);
  await world.sim.sendFile(tan, { name: '退款申请表.pdf', bytes: Buffer.from('%PDF-1.4\nform\n%%EOF\n'), contentType: 'application/pdf' });
  await world.sim.write(xue, '请问退款多久到账？');
  const page = await agentPage(use, world);
  await openChat(page, '薛宁', '退款多久到账');
  await say(page, '退款三天内到账，请留意短信');
  await entry(page, '退款三天内到账').waitFor({ state: 'attached' });
  await until('it arrived', async () => (await world.sim.received(xue)).length === 1);
  return { world, page, tan, xue, longAgo };
}

journey('search: two characters are found everywhere, filters narrow it, a result opens at its message', async (use) => {
  const { page } = await refunds(use);
  const far = /谭松.*我要退款/s, form = /退款申请表/, asked = /薛宁.*退款多久到账/s, told = /林晓.*退款三天内/s, before = /上次的退款/;
  await openSearch(page);
  await settled(page);
  await screenshot(page, 'search-empty');
  await field(page).fill('退款');
  await finds(page, far, form, asked, told, before);
  await settled(page);
  await screenshot(page, 'search-results');

  await filter(page, '客服账号', '售后客服');
  await finds(page, asked, told, before);
  await filter(page, '客服账号', '所有账号');
  await pick(page, '发送人', '林', '林晓', '林晓 发的');
  await finds(page, told);
  await pick(page, '发送人', '', '任何人发的', '任何人发的');
  await filter(page, '消息类型', '文件');
  await finds(page, form);
  await filter(page, '消息类型', '所有类型');
  await filter(page, '时间', '今天');
  await finds(page, far, form, asked, told);
  await filter(page, '时间', '最近 7 天');
  await finds(page, far, form, asked, told, before);
  await pick(page, '客户', '', '薛宁，当前会话', '薛宁');
  await finds(page, asked, told, before);
  await settled(page);
  await screenshot(page, 'search-filtered');
  await field(page).fill('没有人说过的话');
  await dialogOf(page).getByRole('status').filter({ hasText: '没有找到' }).waitFor({ state: 'attached' });
  await settled(page);
  await screenshot(page, 'search-nothing');

  await field(page).fill('我要退款');
  await pick(page, '客户', '', '所有客户', '所有客户');
  await filter(page, '时间', '不限时间');
  await finds(page, far);
  await press(hits(page).first());
  await dialogOf(page).waitFor({ state: 'detached' });
  // 91 messages lie between it and the newest one.
  await entry(page, '我要退款，订单').waitFor({ state: 'attached' });
  await until('it is on screen', async () => {
    const [found, log] = [await entry(page, '我要退款，订单').boundingBox(), await messageLog(page).boundingBox()];
    return found.y >= log.y && found.y + found.height <= log.y + log.height;
  });
  assert.equal(await entry(page, '退款申请表').count(), 0, 'the newest is far below');
  await settled(page);
  await screenshot(page, 'search-opened');
  await press(button(page, /回到最新|最新/).first());
  await entry(page, '退款申请表').waitFor({ state: 'attached' });
});

journey('search: by a customer whose conversation is not open, by days of one\'s own, and by a servicer', async (use) => {
  const { world, page, tan, xue, longAgo } = await refunds(use);
  const far = /谭松.*我要退款/s, form = /退款申请表/, asked = /薛宁.*退款多久到账/s, told = /林晓.*退款三天内/s, before = /上次的退款/;
  await world.sim.handToServicer(tan, 'lisi');
  await world.sim.client('answer', tan, { text: '退款由我来跟进' }, 'lisi');
  await openSearch(page);
  await field(page).fill('退款');
  const servicer = /lisi.*退款由我/s;
  await finds(page, far, form, asked, told, before, servicer);

  // 薛宁 is open; the other one is found by part of the name, with the keyboard.
  await press(dialogOf(page).getByRole('button', { name: '客户 所有客户' }));
  const list = page.getByRole('dialog', { name: '客户', exact: true });
  await list.getByRole('option', { name: '薛宁，当前会话' }).waitFor({ state: 'attached' });
  await settled(page);
  await screenshot(page, 'search-customers');
  await page.keyboard.insertText('谭');
  await until('only that one is left', async () => (await list.getByRole('option').count()) === 1);
  await page.keyboard.press('Enter');
  await finds(page, far, form, servicer);
  // Escape leaves the filter as it is, and the list opens again afterwards.
  await press(dialogOf(page).getByRole('button', { name: '客户 谭松' }));
  await list.waitFor({ state: 'attached' });
  await settled(page);
  await page.keyboard.insertText('没有这个人');
  await page.getByRole('status').filter({ hasText: '没有这个名字' }).waitFor({ state: 'attached' });
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
  await pick(page, '客户', '', '所有客户', '所有客户');

  await pick(page, '发送人', 'lisi', 'lisi，企业微信接待人员', 'lisi 发的');
  await finds(page, servicer);
  await press(dialogOf(page).getByRole('button', { name: '发送人 lisi 发的' }));
  await settled(page);
  await screenshot(page, 'search-writers');
  await page.keyboard.press('Escape');
  await pick(page, '发送人', '', '任何人发的', '任何人发的');

  await filter(page, '时间', '选择日期…');
  await firstDay(page).fill(dayOf(longAgo));
  await finds(page, far, form, asked, told, before, servicer);
  await lastDay(page).fill(dayOf(longAgo));
  await finds(page, before);
  await settled(page);
  await screenshot(page, 'search-days');
  await lastDay(page).fill(dayOf(longAgo - 24 * 3600));
  await dialogOf(page).getByRole('alert').filter({ hasText: '结束日期早于开始日期' }).waitFor({ state: 'attached' });
  await settled(page);
  await screenshot(page, 'search-days-reversed');
  await firstDay(page).fill('');
  await dialogOf(page).getByRole('status').filter({ hasText: '没有找到' }).waitFor({ state: 'attached' });
  await lastDay(page).fill(dayOf(longAgo + 24 * 3600));
  await finds(page, before);
  await lastDay(page).fill(dayOf(Date.now() / 1000));
  await finds(page, far, form, asked, told, before, servicer);
  await filter(page, '时间', '不限时间');
  assert.equal(await firstDay(page).count(), 0);
  assert.equal((await world.sim.received(xue)).length, 1);
});

journey('search: each type that came or was sent is found by its filter, and nothing else', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('万象');
  await world.sim.write(customer, '你好');
  const samples = ['image', 'voice', 'video', 'file', 'location', 'link', 'miniprogram', 'business_card', 'channels_post', 'channels_live',
    'merged', 'product', 'order', 'calendar', 'schedule', 'meeting', 'note'];
  for (const sample of samples) await world.sim.sendSample(customer, sample);
  const page = await agentPage(use, world);
  await openChat(page, '万象');
  await sendCard(await makeCard(page, '发送获客链接', { 获客链接: 'https://work.weixin.qq.com/ca/cawcdeDEMO0001' }));
  await press(button(page, '内部备注'));
  await page.getByRole('textbox', { name: '内部备注' }).fill('老客户');
  await press(button(page, '添加备注'));
  await entry(page, '老客户').waitFor({ state: 'attached' });
  await world.sim.handToServicer(customer, 'lisi');
  await world.sim.servicerSample(customer, 'menu', 'lisi');
  await entry(page, '请评价本次服务').waitFor({ state: 'attached' });

  await openSearch(page);
  const types = [
    ['文字', /你好/], ['图片', /\[图片\]/], ['语音', /\[语音\]/], ['视频', /\[视频\]/], ['文件', /\[文件\]/], ['位置', /\[位置\]/], ['链接', /\[链接\]/],
    ['小程序', /\[小程序\]/], ['菜单', /\[菜单\]/], ['名片', /\[名片\]/], ['获客链接', /\[获客链接\]/], ['视频号', /\[视频号\]/, /\[视频号\]/],
    ['聊天记录', /\[聊天记录\]/], ['商品', /\[商品\]/], ['订单', /\[订单\]/], ['日程', /\[日程\]/, /\[日程\]/], ['会议', /\[会议\]/], ['笔记', /\[笔记\]/],
    ['内部备注', /老客户/],
  ];
  for (const [choice, ...found] of types) {
    await filter(page, '消息类型', choice);
    await finds(page, ...found);
  }
  // The list of types is longer than a low window: it scrolls there, by keys as well.
  await page.setViewportSize({ width: 900, height: 500 });
  await press(dialogOf(page).getByRole('button', { name: '消息类型 内部备注' }));
  await page.keyboard.press('End');
  await settled(page);
  const [menu, last] = [page.getByRole('menu', { name: '消息类型' }), page.getByRole('menuitemradio', { name: '内部备注' })];
  const [around, inside] = [await menu.boundingBox(), await last.boundingBox()];
  assert.ok(around.y >= 0 && around.y + around.height <= 500 && inside.y + inside.height <= around.y + around.height);
  await screenshot(page, 'search-types-low');
  await page.keyboard.press('Enter');
  await finds(page, /老客户/);
});

journey('search works by keyboard alone, and is as it was left when it is opened again', async (use) => {
  const { page } = await refunds(use);
  await openSearch(page);
  await page.keyboard.insertText('退款');
  await finds(page, /我要退款/, /申请表/, /多久到账/, /三天内/, /上次/);
  const selected = () => results(page).getByRole('option', { selected: true }).first().innerText();
  const first = await selected();
  await page.keyboard.press('ArrowDown');
  await until('the next one is chosen', async () => (await selected()) !== first);
  await page.keyboard.press('ArrowUp');
  await until('the first one is chosen', async () => (await selected()) === first);
  await page.keyboard.press('Escape');
  await dialogOf(page).waitFor({ state: 'detached' });
  // Asked again, it is as it was left.
  await openSearch(page);
  await until('the words are kept', async () => (await field(page).inputValue()) === '退款');
  await field(page).fill('申请表');
  await finds(page, /退款申请表/);
  await page.keyboard.press('Enter');
  await dialogOf(page).waitFor({ state: 'detached' });
  await entry(page, '退款申请表').waitFor({ state: 'attached' });
});

journey('search and find in the dark theme and at 420 wide', async (use) => {
  const { world } = await refunds(use);
  const dark = await agentPage(use, world, { user: 'mei', colorScheme: 'dark' });
  await press(conversationItem(dark, '薛宁'));
  await openSearch(dark);
  await field(dark).fill('退款');
  await finds(dark, /我要退款/, /申请表/, /多久到账/, /三天内/, /上次/);
  await settled(dark);
  await screenshot(dark, 'search-results-dark');
  await press(dialogOf(dark).getByRole('button', { name: '客户 所有客户' }));
  await settled(dark);
  await screenshot(dark, 'search-customers-dark');
  await dark.keyboard.press('Escape');
  await filter(dark, '时间', '选择日期…');
  await firstDay(dark).fill('2026-11-20');
  await lastDay(dark).fill('2026-11-02');
  await settled(dark);
  await screenshot(dark, 'search-days-dark');
  const narrow = await agentPage(use, world, { viewport: { width: 420, height: 860 } });
  await openSearch(narrow);
  await field(narrow).fill('退款');
  await finds(narrow, /我要退款/, /申请表/, /多久到账/, /三天内/, /上次/);
  await settled(narrow);
  await screenshot(narrow, 'search-results-420');
  await press(dialogOf(narrow).getByRole('button', { name: '客户 所有客户' }));
  await settled(narrow);
  await screenshot(narrow, 'search-customers-420');
  await narrow.keyboard.press('Escape');
  await filter(narrow, '时间', '选择日期…');
  await firstDay(narrow).fill('2026-11-20');
  await lastDay(narrow).fill('2026-11-02');
  await settled(narrow);
  await screenshot(narrow, 'search-days-420');
  await filter(narrow, '时间', '不限时间');
  await press(hits(narrow).filter({ hasText: '申请表' }));
  await entry(narrow, '退款申请表').waitFor({ state: 'attached' });
  await narrow.keyboard.press('Control+f');
  await narrow.getByRole('searchbox', { name: '在此会话中查找' }).fill('退款');
  await narrow.getByRole('search', { name: '在此会话中查找' }).getByRole('status').filter({ hasText: '1/2' }).waitFor({ state: 'attached' });
  await settled(narrow);
  await screenshot(narrow, 'find-420');
});

journey('find: inside of the open conversation hits are marked and walked through, the old ones are fetched', async (use) => {
  const { page } = await refunds(use);
  await openChat(page, '谭松', '退款申请表');
  await messageField(page).focus();
  await page.keyboard.press('Control+f');
  const bar = page.getByRole('search', { name: '在此会话中查找' });
  const words = bar.getByRole('searchbox', { name: '在此会话中查找' });
  const says = (text) => bar.getByRole('status').filter({ hasText: text }).waitFor({ state: 'attached' });
  await words.fill('退款');
  await says('1/2');
  await settled(page);
  await screenshot(page, 'find-newest');
  assert.equal(await entry(page, '我要退款，订单').count(), 0);
  await press(bar.getByRole('button', { name: '上一处' }));
  await says('2/2');
  await entry(page, '我要退款，订单').waitFor({ state: 'attached' });
  await settled(page);
  await screenshot(page, 'find-oldest');
  await press(bar.getByRole('button', { name: '下一处' }));
  await says('1/2');
  await entry(page, '退款申请表').waitFor({ state: 'attached' });
  await words.press('Enter');
  await says('2/2');
  // Of many, so that backwards is not the way round.
  await words.fill('补充说明第');
  await says('1/');
  await words.press('Enter');
  await says('2/');
  await words.press('Shift+Enter');
  await says('1/');
  await words.fill('没有说过');
  await says('没有找到');
  await words.press('Escape');
  await bar.waitFor({ state: 'detached' });
});
