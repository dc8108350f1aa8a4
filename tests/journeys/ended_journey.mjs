// Past conversations: a console holds the newest; older ones are found by name, account, agent and time, and open like any other.
import assert from 'node:assert/strict';
import {
  agentPage, conversationItem, conversationList, entry, messageLog, press, screenshot, settled,
} from './harness/browser.mjs';
import { ConsoleClient } from './harness/console_client.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

// More than the 200 that a snapshot brings.
const others = 240;

/** Ended long before all others: 贺远 in sales, answered by 林晓, and 于蓝 in service, answered by 陈梅. */
async function longPast(use) {
  const world = await startWorld(use);
  const [sales, service] = world.sim.accounts;
  const agents = {};
  for (const user of ['lin', 'mei']) {
    agents[user] = new ConsoleClient(world.backend, await world.backend.signIn(user));
    agents[user].run();
    use.after(() => agents[user].stop());
  }
  const isThere = (customer) => until(`${customer.nickname} is there`, () =>
    [...agents.lin.conversations.values()].find((one) => one.customer === customer.id));
  const ended = async (name, account, user) => {
    const customer = await world.sim.customer(name, account, 'none');
    await world.sim.write(customer, `我是${name}`);
    const { id: conversation } = await isThere(customer);
    await agents[user].command({ kind: 'claim_conversation', conversation }).answer();
    await agents[user].command({ kind: 'end_session', conversation }).answer();
    return customer;
  };
  const oldest = await ended('贺远', sales, 'lin');
  await ended('于蓝', service, 'mei');
  for (let i = 0; i < others; i += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, j) =>
      ended(`客户${i + j}`, (i + j) % 2 ? sales : service, (i + j) % 3 ? 'lin' : 'mei')));
  }
  return { world, oldest };
}

const tab = (page) => page.getByRole('tab', { name: /已结束/ });
const search = (page) => page.getByRole('searchbox', { name: '搜索客户、消息' });
async function choose(page, name, choice) {
  await press(page.getByRole('button', { name: new RegExp(`^${name} `) }));
  await press(page.getByRole('menuitemradio', { name: choice, exact: true }));
  await page.getByRole('button', { name: `${name} ${choice}` }).waitFor({ state: 'attached' });
}
async function chooseAgent(page, typed, row) {
  await press(page.getByRole('button', { name: /^接待人 / }));
  const list = page.getByRole('dialog', { name: '接待人', exact: true });
  await list.waitFor({ state: 'attached' });
  await page.keyboard.insertText(typed);
  await press(list.getByRole('option', { name: row }));
  await list.waitFor({ state: 'detached' });
}

journey('past conversations: found by name, account, agent and time beyond what the console holds, and opened', async (use) => {
  const { world, oldest } = await longPast(use);
  const page = await agentPage(use, world);
  await press(tab(page));
  await conversationItem(page, '客户239').waitFor({ state: 'attached' });
  await settled(page);
  await screenshot(page, 'ended-list');

  await search(page).fill('贺远');
  await conversationItem(page, '贺远').waitFor({ state: 'attached' });
  await settled(page);
  await screenshot(page, 'ended-by-name');
  await press(conversationItem(page, '贺远'));
  await entry(page, '我是贺远').waitFor({ state: 'attached' });

  await search(page).fill('');
  await choose(page, '客服账号', '售后客服');
  await chooseAgent(page, '陈', '陈梅');
  await until('only those of 陈梅', async () => {
    const rows = await conversationList(page).getByRole('listitem').allInnerTexts();
    return rows.length > 0 && rows.every((row) => /于蓝|客户\d*[02468]\b/.test(row));
  });
  await settled(page);
  await screenshot(page, 'ended-filtered');
  await choose(page, '时间', '今天');
  // Down to the end of the list: each page is asked for when its place comes in sight.
  await until('the oldest of them', async () => {
    await conversationList(page).hover();
    await page.mouse.wheel(0, 3000);
    return (await conversationItem(page, '于蓝').count()) > 0;
  });

  // Everybody sees at once that it goes on.
  await world.sim.write(oldest, '我又来了');
  await press(page.getByRole('tab', { name: /全部/ }));
  await press(conversationItem(page, '贺远'));
  await entry(page, '我又来了').waitFor({ state: 'attached' });
  await entry(page, '我是贺远').waitFor({ state: 'attached' });
}, { timeoutMs: 240_000 });

journey('search: a result in a conversation that the console does not hold opens at its message', async (use) => {
  const { world } = await longPast(use);
  const page = await agentPage(use, world);
  await page.keyboard.press('Control+Shift+F');
  await page.getByRole('searchbox', { name: '搜索所有消息' }).fill('我是贺远');
  await press(page.getByRole('listbox', { name: '搜索结果' }).getByRole('option', { name: /贺远/ }));
  await messageLog(page).getByRole('article').filter({ hasText: '我是贺远' }).waitFor({ state: 'attached' });
}, { timeoutMs: 240_000 });
