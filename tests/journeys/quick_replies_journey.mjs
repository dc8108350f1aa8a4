// Quick replies: made and changed in the administration, found by "/" with weights, put into the field with their variables, as a table.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  adminPage, agentPage, backToConsole, button, conversationItem, entry, messageField, press, screenshot, settled,
} from './harness/browser.mjs';
import { arrived, pickFiles, pressSend, trayItem } from './harness/composing.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { png } from './harness/samples.mjs';
import { startWorld } from './harness/world.mjs';

const users = [['lin', '林晓'], ['mei', '陈梅'], ['zhou', '周敏', 'supervisor']];

async function deskFor(use, name) {
  const world = await startWorld(use, { users });
  const customer = await world.sim.customer(name);
  await world.sim.write(customer, '什么时候发货？');
  return { world, customer };
}
async function agentAt(use, world, name, options) {
  const page = await agentPage(use, world, options);
  // Nobody takes it: it stays open for the others.
  await press(conversationItem(page, name));
  await entry(page, '什么时候发货').waitFor({ state: 'attached' });
  await until('it can be answered', () => messageField(page).isEnabled());
  return page;
}

const popup = (page) => page.getByRole('dialog', { name: '快捷回复', exact: true });
const found = (page) => popup(page).getByRole('listbox', { name: '快捷回复' }).getByRole('option');
const manage = adminPage;
const kept = (page, title) => manage(page).getByRole('option', { name: title, exact: true });
const titleField = (page) => page.getByRole('textbox', { name: '回复标题' });
const textField = (page) => page.getByRole('textbox', { name: '回复内容' });
const told = (page, words) => page.getByRole('status').filter({ hasText: words }).first().waitFor({ state: 'attached' });

async function openManage(page) {
  await press(page.getByRole('toolbar', { name: '输入工具' }).getByRole('button', { name: '快捷回复' }));
  await press(popup(page).getByRole('button', { name: '管理快捷回复' }));
  await manage(page).waitFor({ state: 'attached' });
}
async function make(page, title, text, { category = '', shared = false, more = async () => {} } = {}) {
  await press(manage(page).getByRole('button', { name: '新建快捷回复' }));
  if (shared) await press(manage(page).getByRole('radio', { name: '共享给所有人' }));
  await titleField(page).fill(title);
  await page.getByRole('textbox', { name: '回复分类' }).fill(category);
  await textField(page).fill(text);
  await more();
  const save = manage(page).getByRole('button', { name: '保存', exact: true });
  await until('it may be saved', async () => (await save.getAttribute('aria-disabled')) !== 'true');
  await press(save);
  await told(page, `已保存“${title}”`);
  await kept(page, title).waitFor({ state: 'attached' });
}
async function importTable(page, text, name = '快捷回复.csv') {
  await pickFiles(page, () => press(manage(page).getByRole('button', { name: '导入 CSV' })),
    [{ name, mimeType: 'text/csv', buffer: Buffer.isBuffer(text) ? text : Buffer.from(`\ufeff${text}`) }]);
}

journey('quick replies are made, changed and deleted in the administration; shared ones reach colleagues, personal ones do not', async (use) => {
  const { world } = await deskFor(use, '管理客');
  const chief = await agentAt(use, world, '管理客', { user: 'zhou' });
  await openManage(chief);
  await settled(chief);
  await screenshot(chief, 'quick-manage-empty');
  const picture = { name: '尺码表.png', mimeType: 'image/png', buffer: png(200, 120, () => [36, 138, 106]) };
  await make(chief, '发货时间', '{{customer.name}}您好，我是{{agent.name}}，今天下单当天发货。', {
    category: '售前',
    shared: true,
    more: async () => {
      await pickFiles(chief, () => press(manage(chief).getByRole('button', { name: '添加文件' })), [picture]);
      await trayItem(chief, /尺码表\.png，图片/).waitFor({ state: 'attached' });
      await settled(chief);
      await screenshot(chief, 'quick-manage-form');
    },
  });
  await make(chief, '主管备忘', '只有我自己能看到', {});

  const lin = await agentAt(use, world, '管理客');
  await openManage(lin);
  await kept(lin, '发货时间').waitFor({ state: 'attached' });
  assert.equal(await kept(lin, '主管备忘').count(), 0, 'personal ones belong to their owner');
  await press(kept(lin, '发货时间'));
  const remove = manage(lin).getByRole('button', { name: '删除', exact: true });
  await until('an agent cannot delete a shared one', async () => (await remove.getAttribute('aria-disabled')) === 'true');
  await manage(lin).getByText('共享的快捷回复由主管修改。').first().waitFor({ state: 'attached' });

  // A change is seen at once on the other desk.
  await press(kept(chief, '发货时间'));
  await titleField(chief).fill('何时发货');
  await press(manage(chief).getByRole('button', { name: '保存', exact: true }));
  await kept(lin, '何时发货').waitFor({ state: 'attached' });
  assert.equal(await kept(lin, '发货时间').count(), 0);

  await press(kept(chief, '主管备忘'));
  await press(manage(chief).getByRole('button', { name: '删除', exact: true }));
  await manage(chief).getByRole('alert').filter({ hasText: '删除“主管备忘”？' }).waitFor({ state: 'attached' });
  await press(manage(chief).getByRole('button', { name: '取消' }));
  await press(manage(chief).getByRole('button', { name: '删除', exact: true }));
  await press(manage(chief).getByRole('button', { name: '删除', exact: true }));
  await kept(chief, '主管备忘').waitFor({ state: 'detached' });
  // Deleted by mistake: the toast takes it back.
  await press(button(chief, '撤销'));
  await kept(chief, '主管备忘').waitFor({ state: 'attached' });
});

const table = `scope,category,title,text
shared,售后,退款流程,"{{customer.name}}您好，退款流程：申请、寄回、到账。"
shared,售后,怎样申请退款,在订单页点击申请售后
shared,售后,七天无理由,支持退款和换货
shared,售前,发货时间,"{{customer.name}}您好，我是{{account.name}}的{{agent.name}}。"
everybody,售前,错的一行,范围不对
shared,售前,,没有标题的一行
`;

journey('a table is imported, wrong lines are named, and what is exported can be imported again', async (use) => {
  const { world } = await deskFor(use, '表格客');
  const chief = await agentAt(use, world, '表格客', { user: 'zhou' });
  await openManage(chief);
  await importTable(chief, table);
  await told(chief, '新增 4 条，替换 0 条，没变 0 条，未接受 2 条。');
  const lines = manage(chief).getByRole('list', { name: '未接受的行' }).getByRole('listitem');
  assert.deepEqual(await lines.allInnerTexts(), [
    '第 6 行：范围只能是 personal（个人）或 shared（共享）。',
    '第 7 行：请填写快捷回复的标题。',
  ]);
  await kept(chief, '退款流程').waitFor({ state: 'attached' });
  await settled(chief);
  await screenshot(chief, 'quick-import');

  const [download] = await Promise.all([
    chief.waitForEvent('download'),
    press(manage(chief).getByRole('button', { name: '导出 CSV' })),
  ]);
  assert.match(download.suggestedFilename(), /\.csv$/);
  const exported = readFileSync(await download.path());
  assert.deepEqual([...exported.subarray(0, 3)], [0xef, 0xbb, 0xbf], 'Excel needs the mark to read it as UTF-8');
  for (const title of ['退款流程', '怎样申请退款', '七天无理由', '发货时间']) assert.ok(exported.includes(title), title);
  await importTable(chief, exported);
  await told(chief, '新增 0 条，替换 0 条，没变 4 条，未接受 0 条。');

  // GBK, as Excel saves "CSV" in China, is not guessed at.
  await importTable(chief, Buffer.from([...Buffer.from('scope,category,title,text\r\nshared,,'), 0xcd, 0xcb, 0xbf, 0xee, ...Buffer.from(',x\r\n')]));
  await manage(chief).getByRole('alert').filter({ hasText: '不是 UTF-8 编码' }).waitFor({ state: 'attached' });

  // An agent may bring personal ones only.
  const lin = await agentAt(use, world, '表格客');
  await openManage(lin);
  await importTable(lin, 'scope,category,title,text\npersonal,我的,我的签名,林晓敬上\nshared,,所有人的,不行\n');
  await told(lin, '新增 1 条，替换 0 条，没变 0 条，未接受 1 条。');
  await manage(lin).getByRole('listitem').filter({ hasText: '第 3 行：共享的快捷回复由主管和管理员维护。' }).waitFor({ state: 'attached' });
});

journey('a slash finds quick replies by title, initials and text in this order; variables are filled in, several can be put together', async (use) => {
  const { world, customer } = await deskFor(use, '斜杠客');
  const chief = await agentAt(use, world, '斜杠客', { user: 'zhou' });
  await openManage(chief);
  await importTable(chief, table);
  await told(chief, '新增 4 条');
  await chief.context().close();

  const page = await agentAt(use, world, '斜杠客');
  const field = messageField(page);
  const lists = (...titles) => until(`the list ${titles}`, async () =>
    JSON.stringify((await found(page).allInnerTexts()).map((text) => text.trim())) === JSON.stringify(titles));
  await field.focus();
  await page.keyboard.type('/');
  await popup(page).waitFor({ state: 'attached' });
  await until('all four are listed', async () => (await found(page).count()) === 4);
  await settled(page);
  await screenshot(page, 'quick-slash');
  // Title from its beginning, inside of the title, in the text.
  await page.keyboard.insertText('退款');
  await lists('退款流程', '怎样申请退款', '七天无理由');
  await settled(page);
  await screenshot(page, 'quick-slash-search');
  await field.fill('/fhsj');
  await lists('发货时间');
  await field.press('Enter');
  await until('the text stands in the field', async () => (await field.inputValue()) === '斜杠客您好，我是售前咨询的林晓。');
  await popup(page).waitFor({ state: 'detached' });

  // A second one goes where the caret is.
  await press(page.getByRole('toolbar', { name: '输入工具' }).getByRole('button', { name: '快捷回复' }));
  await popup(page).getByRole('searchbox').fill('tklc');
  await lists('退款流程');
  await page.keyboard.press('Enter');
  await until('both stand in the field', async () =>
    (await field.inputValue()) === '斜杠客您好，我是售前咨询的林晓。斜杠客您好，退款流程：申请、寄回、到账。');
  await pressSend(page);
  const [received] = await arrived(world, customer, 1);
  assert.equal(received.text, '斜杠客您好，我是售前咨询的林晓。斜杠客您好，退款流程：申请、寄回、到账。');

  // Used most comes first; a slash that finds nothing is sent only by a second Enter, after it was said.
  await field.fill('/');
  await until('the used ones lead', async () =>
    ['发货时间', '退款流程'].includes((await found(page).first().innerText()).trim()));
  await field.press('Escape');
  await popup(page).waitFor({ state: 'detached' });
  await field.fill('/nosuchthing');
  await field.press('Enter');
  await page.getByText('没有匹配').first().waitFor({ state: 'attached' });
  assert.equal(await field.inputValue(), '/nosuchthing');
  assert.equal((await world.sim.received(customer)).length, 1);
  await field.press('Enter');
  assert.equal((await arrived(world, customer, 2))[1].text, '/nosuchthing');
});

journey('a quick reply brings its picture along: it waits on the tray and is sent with the text', async (use) => {
  const { world, customer } = await deskFor(use, '附件客');
  const page = await agentAt(use, world, '附件客');
  await openManage(page);
  const picture = { name: '尺码表.png', mimeType: 'image/png', buffer: png(200, 120, () => [36, 138, 106]) };
  await make(page, '尺码', '尺码表请看图', {
    category: '售前',
    more: async () => {
      await pickFiles(page, () => press(manage(page).getByRole('button', { name: '添加文件' })), [picture]);
      await trayItem(page, /尺码表\.png，图片/).waitFor({ state: 'attached' });
    },
  });
  await backToConsole(page);
  // Where one was: the same conversation is open.
  await until('it can be answered', () => messageField(page).isEnabled());
  await messageField(page).focus();
  await page.keyboard.type('/cm');
  await until('it is found', async () => (await found(page).count()) === 1);
  await settled(page);
  await screenshot(page, 'quick-with-picture');
  await press(found(page).first());
  await trayItem(page, /尺码表\.png/).waitFor({ state: 'attached' });
  await until('its text is there', async () => (await messageField(page).inputValue()) === '尺码表请看图');
  await pressSend(page);
  const received = await arrived(world, customer, 2);
  assert.deepEqual(received.map(({ msgtype }) => msgtype), ['text', 'image']);
  assert.ok((await world.sim.media(received[1].body.media_id)).length > 100);
  // And again: the file is kept with the reply.
  await messageField(page).fill('/cm');
  await press(found(page).first());
  await trayItem(page, /尺码表\.png/).waitFor({ state: 'attached' });
  await pressSend(page);
  assert.deepEqual((await arrived(world, customer, 4)).map(({ msgtype }) => msgtype), ['text', 'image', 'text', 'image']);
});
