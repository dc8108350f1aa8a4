// Chats as files: a supervisor takes out one conversation, an administrator everything; an agent nothing.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { adminPage, agentPage, button, conversationItem, entry, press, screenshot, settled } from './harness/browser.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

const users = [['lin', '林晓'], ['zhou', '周敏', 'supervisor'], ['boss', '王总', 'admin']];

async function taken(page, from, kind) {
  await press(from.getByRole('button', { name: '导出聊天记录' }));
  const [download] = await Promise.all([page.waitForEvent('download'), press(page.getByRole('menuitem', { name: kind }))]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}
const linesOf = (file) => file.text.trimEnd().split('\n').map((line) => JSON.parse(line));

journey('a conversation is taken out as a table and as everything, an account by the administrator; agents cannot', async (use) => {
  const world = await startWorld(use, { users });
  const customer = await world.sim.customer('导出客');
  await world.sim.write(customer, '=1+1 等于几？');
  const other = await world.sim.customer('别的客');
  await world.sim.write(other, '另一个会话');

  const chief = await agentPage(use, world, { user: 'zhou' });
  await press(conversationItem(chief, '导出客'));
  await entry(chief, '等于几').waitFor({ state: 'attached' });
  const panel = chief.getByRole('complementary', { name: '客户资料' });
  await panel.getByRole('button', { name: '导出聊天记录' }).waitFor({ state: 'attached' });
  await settled(chief);
  await screenshot(chief, 'export-panel');
  const table = await taken(chief, panel, '表格（CSV，便于阅读）');
  assert.match(table.name, /^chats-\d+-\d+\.csv$/);
  assert.equal(table.text.charCodeAt(0), 0xfeff, 'Excel needs the mark');
  assert.match(table.text, /,'=1\+1 等于几？,/, 'nothing that a spreadsheet would calculate');
  assert.ok(!table.text.includes('另一个会话'));
  const all = await taken(chief, panel, '完整数据（JSON Lines）');
  assert.match(all.name, /\.jsonl$/);
  const [head, ...rest] = linesOf(all);
  assert.equal(head.type, 'export');
  assert.equal(head.by, 'zhou');
  const asked = rest.find((line) => line.message?.text === '=1+1 等于几？');
  assert.equal(asked.raw.text.content, '=1+1 等于几？');
  assert.equal(asked.raw.msgid, asked.message.msgid);

  const boss = await agentPage(use, world, { user: 'boss' });
  await press(button(boss, '设置'));
  await press(boss.getByRole('button', { name: '客服台设置' }));
  const settings = adminPage(boss);
  await settings.getByRole('button', { name: '导出聊天记录' }).waitFor({ state: 'attached' });
  await settled(boss);
  await screenshot(boss, 'export-settings');
  const texts = linesOf(await taken(boss, settings, '完整数据（JSON Lines）')).map((line) => line.message?.text);
  for (const text of ['=1+1 等于几？', '另一个会话']) assert.ok(texts.includes(text), text);

  const lin = await agentPage(use, world);
  await press(conversationItem(lin, '导出客'));
  await entry(lin, '等于几').waitFor({ state: 'attached' });
  await lin.getByRole('complementary', { name: '客户资料' }).waitFor({ state: 'attached' });
  assert.equal(await lin.getByRole('button', { name: '导出聊天记录' }).count(), 0);
  const refused = await lin.evaluate(async (id) => (await fetch(`/api/chats.jsonl?conversation=${id}`)).status, head.conversation);
  assert.equal(refused, 403);
});
