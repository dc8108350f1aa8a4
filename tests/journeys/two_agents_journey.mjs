// Two agents on one desk: who answers is seen by both, and the fifth message goes out once.
import assert from 'node:assert/strict';
import {
  agentPage, button, cannotPress, conversationItem, entry, messageField, messageLog, press, sendButton,
} from './harness/browser.mjs';
import { sleep, until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

journey('two agents: one takes the customer, the other sees by whom and cannot answer over it', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('卫兰');
  await world.sim.write(customer, '谁来接待我？');
  const lin = await agentPage(use, world, { user: 'lin' });
  const mei = await agentPage(use, world, { user: 'mei' });
  await press(conversationItem(lin, '卫兰'));
  await press(button(lin, /接入/));
  await press(mei.getByRole('tab', { name: /全部/ }));
  await press(conversationItem(mei, '卫兰'));
  await mei.getByText(/林晓/).first().waitFor({ state: 'attached' });
  await until('mei cannot send', () => cannotPress(sendButton(mei)));
  await messageField(lin).fill('我来，我是林晓');
  await messageField(lin).press('Enter');
  await entry(mei, '我来，我是林晓').waitFor({ state: 'attached' });
});

journey('two tabs of one agent each write: both texts are there, one in the field, one offered', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('秦双');
  await world.sim.write(customer, '您好');
  const first = await agentPage(use, world);
  await press(conversationItem(first, '秦双'));
  await press(button(first, /接入/));
  await until('taken', () => messageField(first).isEnabled());
  const second = await first.context().newPage();
  await second.goto(`${world.backend.url}/`);
  await press(conversationItem(second, '秦双'));
  await messageField(second).waitFor({ state: 'attached' });
  // Neither window hears of the other's words before it has its own, however slow one of them is.
  await world.backend.pausedWhile(async () => {
    await messageField(first).fill('第一个窗口写的话');
    await messageField(second).fill('第二个窗口写的话');
  });
  // Whichever comes second keeps its own words and is offered the other's.
  const offer = (page) => page.getByRole('note', { name: /^另一个窗口里写的：/ });
  const disputed = await Promise.any([first, second].map(async (page) => {
    await offer(page).waitFor({ state: 'attached' });
    return page;
  }));
  assert.equal(await messageField(first).inputValue(), '第一个窗口写的话');
  assert.equal(await messageField(second).inputValue(), '第二个窗口写的话');
  await press(button(disputed, '采用'));
  await until('both show the same', async () =>
    (await messageField(first).inputValue()) === (await messageField(second).inputValue()));
});

journey('two tabs press send on the last message at the same moment: it goes out once', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('蒋梅');
  await world.sim.write(customer, '只剩一条的时候');
  const first = await agentPage(use, world);
  await press(conversationItem(first, '蒋梅'));
  await press(button(first, /接入/));
  for (let i = 1; i <= 4; i += 1) {
    await messageField(first).fill(`第 ${i} 条`);
    await messageField(first).press('Enter');
    await until('it arrived', async () => (await world.sim.received(customer)).length === i);
  }
  const second = await first.context().newPage();
  await second.goto(`${world.backend.url}/`);
  await press(conversationItem(second, '蒋梅'));
  await entry(second, '第 4 条').waitFor({ state: 'attached' });
  await messageField(first).fill('第五条，甲');
  await messageField(second).fill('第五条，乙');
  await Promise.all([messageField(first).press('Enter'), messageField(second).press('Enter')]);
  await until('one of them arrived', async () => (await world.sim.received(customer)).length >= 5);
  await sleep(2500);
  assert.equal((await world.sim.received(customer)).length, 5);
});

journey('passing a customer on is heard and seen by both, and a call by name leads to its note', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('韩雪');
  await world.sim.write(customer, '我的订单呢');
  const lin = await agentPage(use, world, { user: 'lin' });
  const mei = await agentPage(use, world, { user: 'mei' });
  await press(conversationItem(lin, '韩雪'));
  await press(button(lin, /接入/));
  await entry(lin, '林晓 接入了会话').waitFor({ state: 'attached' });
  await press(lin.getByRole('button', { name: '转接', exact: true }));
  await press(lin.getByRole('option', { name: /^陈梅/ }));
  await lin.getByRole('status').filter({ hasText: '已转给 陈梅。' }).waitFor({ state: 'attached' });
  await entry(lin, '林晓 把会话转给了 陈梅').waitFor({ state: 'attached' });
  await mei.getByRole('status').filter({ hasText: '韩雪：林晓 转给您' }).waitFor({ state: 'attached' });
  await press(mei.getByRole('tab', { name: /我的/ }));
  await mei.getByRole('listitem', { name: /^韩雪.*林晓 转给您/ }).waitFor({ state: 'attached' });
  await until('the tab counts it', async () => (await mei.title()).startsWith('(1)'));
  await press(conversationItem(mei, '韩雪'));
  await entry(mei, '林晓 把会话转给了 陈梅').waitFor({ state: 'attached' });
  await until('opened is seen', async () => !(await conversationItem(mei, '韩雪').innerText()).includes('转给您'));
  await until('nothing is left to count', async () => !(await mei.title()).startsWith('('));
  // What the log holds is on screen: only the one polite place speaks.
  assert.equal(await messageLog(mei).getAttribute('aria-live'), 'off');

  await press(button(mei, '内部备注'));
  const note = mei.getByRole('textbox', { name: '内部备注' });
  await note.fill('请 @林晓 看看');
  await note.press('Enter');
  await press(lin.getByRole('tab', { name: /全部/ }));
  await press(conversationItem(lin, '韩雪'));
  await entry(lin, '请 @林晓 看看').waitFor({ state: 'attached' });
  // Looked at already, so there is nothing to call for; called from elsewhere, there is.
  const other = await world.sim.customer('沈朗');
  await world.sim.write(other, '在吗');
  await press(conversationItem(lin, '沈朗'));
  await note.fill('@林晓 还有一件');
  await note.press('Enter');
  await press(lin.getByRole('button', { name: /^提到我，1 条/ }));
  await press(lin.getByRole('menuitem', { name: /韩雪 · 陈梅：@林晓 还有一件/ }));
  await entry(lin, '@林晓 还有一件').waitFor({ state: 'attached' });
  await lin.getByRole('button', { name: '提到我', exact: true }).waitFor({ state: 'attached' });
});
