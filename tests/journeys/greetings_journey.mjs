// Welcome and closing words: set up by an administrator per account and scene, sent by their codes in time, seen in the stream.
import assert from 'node:assert/strict';
import { adminPage, agentPage, button, conversationItem, entry, messageLog, press, screenshot, settled } from './harness/browser.mjs';
import { openChat } from './harness/composing.mjs';
import { sleep, until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

const users = [['lin', '林晓'], ['boss', '周敏', 'admin']];
const dialogOf = adminPage;
const place = (page, name) => dialogOf(page).getByRole('listbox', { name: '欢迎语与结束语' }).getByRole('option', { name, exact: true });
const words = (page) => page.getByRole('textbox', { name: '要说的话' });
const told = (page, text) => page.getByRole('status').filter({ hasText: text }).first().waitFor({ state: 'attached' });

async function openGreetings(page) {
  await press(button(page, '设置'));
  await press(page.getByRole('button', { name: '欢迎语与结束语' }).last());  // in the administration the rail has one as well
  await dialogOf(page).waitFor({ state: 'attached' });
}
async function chooseAccount(page, name) {
  await press(dialogOf(page).getByRole('button', { name: /^客服账号 / }));
  await press(page.getByRole('menuitemradio', { name, exact: true }));
  await dialogOf(page).getByRole('button', { name: `客服账号 ${name}` }).waitFor({ state: 'attached' });
}
/** Saves what is open and waits until the list shows it. */
async function save(page, name, shown) {
  const button = dialogOf(page).getByRole('button', { name: '保存', exact: true });
  await until('it may be saved', async () => (await button.getAttribute('aria-disabled')) !== 'true');
  await press(button);
  await told(page, '已保存。');
  await until(`the list shows ${name}`, async () => shown.test((await place(page, name).getAttribute('aria-description')) ?? ''));
}
/** What arrived by a code, once there are `count` of it; a code lives 20 s. */
const greeted = (world, customer, count = 1) =>
  until(`${count} greetings on the phone`, async () => {
    const received = await world.sim.receivedOnEvent(customer);
    return received.length >= count && received;
  }, { timeoutMs: 20_000 });

journey('an administrator sets a welcome per account and per scene; customers get the one they came for, the stream shows it', async (use) => {
  const world = await startWorld(use, { users });
  const [sales, service] = world.sim.accounts;
  const boss = await agentPage(use, world, { user: 'boss' });
  await openGreetings(boss);
  await chooseAccount(boss, '售前咨询');
  await press(place(boss, '欢迎语'));
  await words(boss).fill('您好，欢迎来到示例商城。');
  await settled(boss);
  await screenshot(boss, 'greetings-welcome');
  await save(boss, '欢迎语', /欢迎来到示例商城/);

  await press(dialogOf(boss).getByRole('button', { name: '按场景设置' }));
  const saveButton = dialogOf(boss).getByRole('button', { name: '保存', exact: true });
  await until('a scene is asked for', async () => (await saveButton.getAttribute('aria-disabled')) === 'true');
  await boss.getByRole('textbox', { name: '场景值（scene）' }).fill('refund');
  await press(dialogOf(boss).getByRole('radio', { name: '菜单' }));
  await boss.getByRole('textbox', { name: '开头文字' }).fill('您想办理退款吗？');
  await boss.getByRole('textbox', { name: '第 1 项文字' }).fill('查看退款进度');
  await settled(boss);
  await screenshot(boss, 'greetings-scene');
  await save(boss, '欢迎语 · 场景 refund', /退款/);
  await chooseAccount(boss, '售后客服');
  await press(place(boss, '欢迎语'));
  await words(boss).fill('售后为您服务。');
  await save(boss, '欢迎语', /售后为您服务/);

  const plain = await world.sim.customer('普通客', sales);
  const scene = await world.sim.customer('场景客', sales);
  const after = await world.sim.customer('售后客', service);
  await world.sim.enter(plain, { scene: 'web01' });
  await world.sim.enter(scene, { scene: 'refund', scene_param: 'order=88' });
  await world.sim.enter(after, {});
  assert.equal((await greeted(world, plain))[0].text, '您好，欢迎来到示例商城。');
  const [menu] = await greeted(world, scene);
  assert.deepEqual([menu.msgtype, menu.body.head_content], ['msgmenu', '您想办理退款吗？']);
  assert.equal((await greeted(world, after))[0].text, '售后为您服务。');

  // The stream says how the customer came and what was sent by itself; none of the five is used up.
  await world.sim.write(scene, '查看退款进度');
  const lin = await agentPage(use, world);
  await openChat(lin, '场景客', '您想办理退款吗');
  await entry(lin, /客户通过「refund」进入.*order=88/).waitFor({ state: 'attached' });
  await lin.getByText(/还可发 5 条/).first().waitFor({ state: 'attached' });
  await settled(lin);
  await screenshot(lin, 'greetings-in-the-stream');
  // Each is sent once.
  await sleep(1500);
  for (const customer of [plain, scene, after]) assert.equal((await world.sim.receivedOnEvent(customer)).length, 1);
});

journey('closing words go out when an agent ends the session, and not when they are switched off', async (use) => {
  const world = await startWorld(use, { users });
  const boss = await agentPage(use, world, { user: 'boss' });
  await openGreetings(boss);
  await chooseAccount(boss, '售前咨询');
  await press(place(boss, '结束语'));
  await words(boss).fill('感谢咨询，祝您生活愉快！');
  await save(boss, '结束语', /感谢咨询/);
  await settled(boss);
  await screenshot(boss, 'greetings-closing');

  const end = async (page, name) => {
    await openChat(page, name, '谢谢');
    await press(button(page, '结束会话'));
    const dialog = page.getByRole('dialog', { name: `结束与 ${name} 的会话？` });
    await dialog.waitFor({ state: 'attached' });
    await press(dialog.getByRole('button', { name: '结束会话' }));
    await dialog.waitFor({ state: 'detached' });
  };
  const first = await world.sim.customer('再见客');
  await world.sim.write(first, '谢谢');
  const lin = await agentPage(use, world);
  await end(lin, '再见客');
  assert.equal((await greeted(world, first))[0].text, '感谢咨询，祝您生活愉快！');
  await press(lin.getByRole('tab', { name: /已结束/ }));
  await press(conversationItem(lin, '再见客'));
  await entry(lin, '感谢咨询，祝您生活愉快！').waitFor({ state: 'attached' });
  // The panel beside it knows that the session is over.
  await lin.getByRole('list', { name: '历史会话' }).getByRole('listitem', { name: /^谢谢，(?!进行中)/ }).waitFor({ state: 'attached' });
  await settled(lin);
  await screenshot(lin, 'greetings-closed');

  await press(dialogOf(boss).getByRole('switch', { name: '启用' }));
  await save(boss, '结束语', /未启用/);
  const second = await world.sim.customer('安静客');
  await world.sim.write(second, '谢谢');
  await press(lin.getByRole('tab', { name: /全部|排队/ }).first());
  await end(lin, '安静客');
  await until('the session is over', async () => {
    const { conversations } = await world.sim.get(`/conversations?open_kfid=${second.account}`);
    return conversations.some((one) => one.external_userid === second.id && one.service_state === 4);
  });
  await sleep(1500);
  assert.deepEqual(await world.sim.receivedOnEvent(second), []);
});

journey('only those who run the desk may set greetings; the desk settings are the administrator’s', async (use) => {
  const world = await startWorld(use, { users: [['lin', '林晓'], ['zhou', '周敏', 'supervisor'], ['boss', '王总', 'admin']] });
  const open = async (user) => {
    const page = await agentPage(use, world, { user });
    await press(button(page, '设置'));
    await page.getByRole('dialog', { name: '设置' }).waitFor({ state: 'attached' });
    return page;
  };
  const count = (page, name) => page.getByRole('dialog', { name: '设置' }).getByRole('button', { name }).count();
  const lin = await open('lin');
  assert.deepEqual([await count(lin, '欢迎语与结束语'), await count(lin, '客服台设置')], [0, 0]);
  const zhou = await open('zhou');
  assert.deepEqual([await count(zhou, '欢迎语与结束语'), await count(zhou, '客服台设置')], [1, 0]);
  const boss = await open('boss');
  assert.deepEqual([await count(boss, '欢迎语与结束语'), await count(boss, '客服台设置')], [1, 1]);
  await press(boss.getByRole('button', { name: '客服台设置' }));
  const desk = adminPage(boss);
  const map = boss.getByRole('textbox', { name: '地图地址模板' });
  const save = desk.getByRole('button', { name: '保存', exact: true });
  await map.fill('http://maps.example.com/');
  await until('an address without places is refused', async () => (await save.getAttribute('aria-disabled')) === 'true');
  await map.fill('https://maps.example.com/?q={latitude},{longitude}&n={name}');
  await until('it may be saved', async () => (await save.getAttribute('aria-disabled')) !== 'true');
  await settled(boss);
  await screenshot(boss, 'desk-settings');
  await press(save);
  await told(boss, '设置已保存。');
  // A place that a customer sends leads there, on every desk.
  const customer = await world.sim.customer('位置客');
  await world.sim.sendLocation(customer, { name: '人民广场', latitude: 31.2304, longitude: 121.4737 });
  await lin.keyboard.press('Escape');
  await lin.context().route('https://maps.example.com/**', (route) => route.fulfill({ contentType: 'text/plain', body: 'a map' }));
  await press(conversationItem(lin, '位置客'));
  const place = messageLog(lin).getByRole('article', { name: /人民广场/ });
  await place.waitFor({ state: 'attached' });
  const [tab] = await Promise.all([
    lin.context().waitForEvent('page'),
    press(place.getByRole('link', { name: /地图/ }).or(place.getByRole('button', { name: /地图/ })).first()),
  ]);
  await tab.waitForURL('https://maps.example.com/**');
  const shown = new URL(tab.url()).searchParams;
  assert.deepEqual([shown.get('q'), shown.get('n')], ['31.2304,121.4737', '人民广场']);
});
