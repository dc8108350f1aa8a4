// Search over all messages (Ctrl+Shift+F) and inside of the open conversation (Ctrl+F), with real questions to the backend.
import assert from 'node:assert/strict';
import {
  agentPage, button, conversationItem, entry, messageField, messageLog, press, screenshot, settled,
} from './harness/browser.mjs';
import { openChat, say } from './harness/composing.mjs';
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

/** A desk where 退款 was said in two accounts, by customers and an agent, in texts, a file's name and a link, today and before. */
async function refunds(use) {
  const world = await startWorld(use);
  const [sales, service] = world.sim.accounts;
  const tan = await world.sim.customer('谭松', sales);
  const xue = await world.sim.customer('薛宁', service);
  const days = 24 * 3600;
  await world.sim.rawMessage(service, {
    external_userid: xue.id, origin: 3, msgtype: 'text', send_time: Math.floor(Date.now() / 1000) - 5 * days,
    text: { content: '上次的退款还没有收到' },
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
  return { world, page, tan, xue };
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
  await filter(page, '发送人', '林晓');
  await finds(page, told);
  await filter(page, '发送人', '所有人');
  await filter(page, '消息类型', '文件');
  await finds(page, form);
  await filter(page, '消息类型', '所有类型');
  await filter(page, '时间', '今天');
  await finds(page, far, form, asked, told);
  await filter(page, '时间', '最近 7 天');
  await finds(page, far, form, asked, told, before);
  await filter(page, '客户', '只看 薛宁');
  await finds(page, asked, told, before);
  await settled(page);
  await screenshot(page, 'search-filtered');
  await field(page).fill('没有人说过的话');
  await dialogOf(page).getByRole('status').filter({ hasText: '没有找到' }).waitFor({ state: 'attached' });
  await settled(page);
  await screenshot(page, 'search-nothing');

  await field(page).fill('我要退款');
  await filter(page, '客户', '所有客户');
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
}, { timeoutMs: 240_000 });

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
  const narrow = await agentPage(use, world, { viewport: { width: 420, height: 860 } });
  await openSearch(narrow);
  await field(narrow).fill('退款');
  await finds(narrow, /我要退款/, /申请表/, /多久到账/, /三天内/, /上次/);
  await settled(narrow);
  await screenshot(narrow, 'search-results-420');
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
