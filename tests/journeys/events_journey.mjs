// What happened besides messages: system lines, recalled messages, private notes with @.
import assert from 'node:assert/strict';
import { adminPage, agentPage, button, conversationItem, entry, messageLog, press, screenshot, settled } from './harness/browser.mjs';
import { openChat, say } from './harness/composing.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

const line = (page, pattern) => messageLog(page).getByRole('article').filter({ hasText: pattern }).last().waitFor({ state: 'attached' });

journey('events of the session are lines in the stream, in words', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('事件客');
  await world.sim.enter(customer, { scene: 'website', scene_param: 'sku=88' });
  await world.sim.write(customer, '你好');
  const page = await agentPage(use, world);
  await press(conversationItem(page, '事件客'));
  await line(page, /客户通过「website」进入 · sku=88/);
  const event = (body) => world.sim.event(customer, body);
  const cases = [
    [{ event_type: 'session_status_change', change_type: 1, new_servicer_userid: 'lisi' }, /lisi 在企业微信客户端接入了会话|李四 在企业微信客户端接入了会话/],
    [{ event_type: 'servicer_status_change', servicer_userid: 'lisi', status: 2, stop_type: 0 }, /接待人员 .+ 停止接待/],
    [{ event_type: 'session_status_change', change_type: 2, old_servicer_userid: 'lisi', new_servicer_userid: 'zhangsan' }, /会话在企业微信客户端由 .+ 转接给 .+/],
    [{ event_type: 'session_status_change', change_type: 3, old_servicer_userid: 'zhangsan' }, /在企业微信客户端结束了会话/],
    [{ event_type: 'session_status_change', change_type: 4, new_servicer_userid: 'lisi' }, /在企业微信客户端重新接入了会话/],
    [{ event_type: 'reject_customer_msg_switch_change', servicer_userid: 'lisi', reject_switch: 1 }, /不再接收这位客户的消息/],
    [{ event_type: 'reject_customer_msg_switch_change', servicer_userid: 'lisi', reject_switch: 0 }, /恢复接收这位客户的消息/],
    [{ event_type: 'something_of_tomorrow' }, /微信客服事件：something_of_tomorrow/],
  ];
  for (const [body, pattern] of cases) {
    await event(body);
    await line(page, pattern);
  }
  await settled(page);
  await screenshot(page, 'events');
});

journey('a recalled message becomes a line without its words; supervisors read them only after the administrator allowed it', async (use) => {
  const world = await startWorld(use, { users: [['lin', '林晓'], ['zhou', '周敏', 'supervisor'], ['boss', '王总', 'admin']] });
  const customer = await world.sim.customer('撤回客');
  await world.sim.write(customer, '请稍等');
  const first = await world.sim.write(customer, '我的密码是 123456');
  const pages = {};
  for (const user of ['lin', 'zhou']) {
    pages[user] = await agentPage(use, world, { user });
    await press(conversationItem(pages[user], '撤回客'));
    await entry(pages[user], '我的密码是').waitFor({ state: 'attached' });
  }
  await world.sim.recall(customer, first);
  for (const page of Object.values(pages)) {
    await line(page, '撤回客 撤回了一条消息');
    await until('its words are gone', async () => (await entry(page, '我的密码是').count()) === 0);
  }
  await settled(pages.lin);
  await screenshot(pages.lin, 'recalled');

  const boss = await agentPage(use, world, { user: 'boss' });
  await press(button(boss, '设置'));
  await press(boss.getByRole('button', { name: '客服台设置' }));
  const desk = adminPage(boss);
  await press(desk.getByRole('switch', { name: '主管可以看到撤回的消息' }));
  await press(desk.getByRole('button', { name: '保存', exact: true }));
  await boss.getByRole('status').filter({ hasText: '设置已保存。' }).waitFor({ state: 'attached' });
  const second = await world.sim.write(customer, '发错了一个价格 99');
  await entry(pages.zhou, '发错了一个价格').waitFor({ state: 'attached' });
  await world.sim.recall(customer, second);
  const told = (page) => messageLog(page).getByRole('article', { name: /发错了一个价格/ });
  await messageLog(pages.zhou).getByRole('article', { name: /撤回的内容：发错了一个价格 99/ }).waitFor({ state: 'attached' });
  await until('the agent does not see it', async () => (await told(pages.lin).count()) === 0);
  await settled(pages.zhou);
  await screenshot(pages.zhou, 'recalled-supervisor');
  // Nothing of it is in what the agent's browser can ask for either.
  const snapshot = await pages.lin.evaluate(async () => (await fetch('/api/snapshot')).text());
  assert.ok(!snapshot.includes('发错了一个价格'), 'the snapshot of an agent');
});

journey('what a servicer recalls in the WeCom client becomes a line with the servicer\'s name, its words are gone', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('转接客');
  await world.sim.write(customer, '我的账号是什么');
  const page = await agentPage(use, world);
  await press(page.getByRole('tab', { name: /全部/ }));
  await press(conversationItem(page, '转接客'));
  await entry(page, '我的账号是什么').waitFor({ state: 'attached' });
  await world.sim.handToServicer(customer, 'lisi');
  const { msgid } = await world.sim.client('answer', customer, { text: '您的账号是 kf-8841' }, 'lisi');
  await entry(page, 'kf-8841').waitFor({ state: 'attached' });
  await world.sim.client('recall', customer, { msgid }, 'lisi');
  await line(page, /(lisi|李四).* 撤回了一条消息/);
  await until('its words are gone', async () => (await entry(page, 'kf-8841').count()) === 0);
  await until('the list tells nothing of it', async () => !(await conversationItem(page, '转接客').innerText()).includes('kf-8841'));
  await settled(page);
  await screenshot(page, 'recalled-by-servicer');
});

journey('a message that WeCom took and did not deliver says why, for each reason, at its bubble', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('未达客');
  await world.sim.write(customer, '在吗');
  const page = await agentPage(use, world);
  await openChat(page, '未达客', '在吗');
  const reasons = [
    [0, '企业微信没有说明原因'], [1, '客服账号已被删除'], [2, '应用已被停用'], [4, '已超过 48 小时'], [5, '会话已结束'],
    [6, '本轮 5 条消息已用完'], [7, '企业没有绑定视频号。'], [8, '企业主体未认证'], [9, '企业没有绑定视频号且未认证'], [10, '客户拒收了消息'],
    [11, '没有成员登录企业微信'], [12, '这类消息不允许发送'], [13, '受到安全限制'], [99, '企业微信没有说明原因'],
  ];
  for (const [type, words] of reasons) {
    // A message of the customer opens the next five each time.
    await world.sim.write(customer, `第 ${type} 问`);
    await entry(page, `第 ${type} 问`).waitFor({ state: 'attached' });
    await world.sim.fault({ kind: 'send_fail', endpoint: 'send_msg', count: 1, fail_type: type });
    await say(page, `回答 ${type} 号`);
    const bubble = messageLog(page).getByRole('article', { name: `回答 ${type} 号` });
    await bubble.getByText(`未送达`).filter({ hasText: words }).waitFor({ state: 'attached' });
    await bubble.getByText('客户没有收到').waitFor({ state: 'attached' });
  }
  await settled(page);
  await screenshot(page, 'not-delivered');
  assert.deepEqual(await world.sim.received(customer), []);
});

journey('a note with @ reaches the colleague who is named and stays in the stream; the customer never sees it', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('提醒客');
  await world.sim.write(customer, '我要投诉');
  const page = await agentPage(use, world);
  await openChat(page, '提醒客', '我要投诉');
  const colleague = await agentPage(use, world, { user: 'mei' });
  await colleague.getByRole('list', { name: '会话', exact: true }).waitFor({ state: 'attached' });
  // What is played is counted where the browser makes the sound.
  await colleague.evaluate(() => {
    globalThis.tones = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...args) {
      globalThis.tones += 1;
      return start.apply(this, args);
    };
  });
  await press(button(page, '内部备注'));
  const note = page.getByRole('textbox', { name: '内部备注' });
  await note.click();
  await page.keyboard.insertText('这位是老客户，请 ');
  await page.keyboard.type('@');
  const names = page.getByRole('listbox', { name: '提醒同事' });
  await names.getByRole('option', { name: '陈梅' }).waitFor({ state: 'attached' });
  await settled(page);
  await screenshot(page, 'note-mention');
  await page.keyboard.press('Enter');
  await until('the name stands there', async () => (await note.inputValue()) === '这位是老客户，请 @陈梅 ');
  await page.keyboard.insertText('跟进');
  await page.keyboard.press('Enter');
  await entry(page, '这位是老客户，请 @陈梅 跟进').waitFor({ state: 'attached' });
  await until('it rang for the colleague', async () => (await colleague.evaluate(() => globalThis.tones)) > 0);
  await press(colleague.getByRole('tab', { name: /全部/ }));
  await press(conversationItem(colleague, '提醒客'));
  await entry(colleague, '这位是老客户，请 @陈梅 跟进').waitFor({ state: 'attached' });
  await settled(colleague);
  await screenshot(colleague, 'note-seen-by-colleague');
  // Back in the answer, Enter goes to the customer again.
  await press(button(page, '内部备注'));
  await say(page, '已为您安排专人跟进');
  await until('the answer arrived', async () => (await world.sim.received(customer)).length === 1);
  assert.deepEqual((await world.sim.ledger(customer)).received.map(({ text }) => text), ['已为您安排专人跟进']);
});
