// The reply window on screen: five messages, 48 hours, and what to do when they are gone.
import assert from 'node:assert/strict';
import {
  agentPage, button, cannotPress, conversationItem, entry, messageField, press, sendButton,
} from './harness/browser.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

journey('the meter counts five messages down, then explains, and opens when the customer writes', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('李娜');
  await world.sim.write(customer, '想问五个问题');
  const agent = await agentPage(use, world);
  await press(conversationItem(agent, '李娜'));
  await press(button(agent, /接入/));
  for (let left = 5; left > 0; left -= 1) {
    await agent.getByText(new RegExp(`还可发 ${left} 条`)).first().waitFor({ state: 'attached' });
    const field = messageField(agent);
    await until('the field takes text', () => field.isEnabled());
    await field.fill(`第 ${6 - left} 个回答`);
    await field.press('Enter');
    await until('it arrived', async () => (await world.sim.received(customer)).length === 6 - left);
  }
  await until('sending is disabled', () => cannotPress(sendButton(agent)));
  await agent.getByText(/客户再写|已用完|用完/).first().waitFor({ state: 'attached' });
  assert.equal((await world.sim.received(customer)).length, 5);

  await world.sim.write(customer, '再问一个');
  await entry(agent, '再问一个').waitFor({ state: 'attached' });
  await agent.getByText(/还可发 5 条/).first().waitFor({ state: 'attached' });
});

journey('the 48 hours end while the conversation is open: the composer closes with the reason, and opens for a new message', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('前天来的');
  // The window closes in a minute, and the clock on screen goes by the minute.
  await world.sim.rawMessage(customer.account, {
    external_userid: customer.id, origin: 3, msgtype: 'text', text: { content: '前天的问题' },
    send_time: Math.floor(Date.now() / 1000) - 48 * 3600 + 60,
  });
  const agent = await agentPage(use, world);
  // Of a message that old WeCom tells no name any more.
  await press(conversationItem(agent, '微信用户'));
  await press(button(agent, /接入/));
  await until('the field takes text', () => messageField(agent).isEnabled());
  await messageField(agent).fill('写到一半');
  await until('it could be sent', async () => !(await cannotPress(sendButton(agent))));
  await until('sending is disabled', () => cannotPress(sendButton(agent)), { timeoutMs: 130_000 });
  await agent.getByText(/48 小时/).first().waitFor({ state: 'attached' });
  assert.equal((await world.sim.received(customer)).length, 0);

  await world.sim.write(customer, '今天又来了');
  await entry(agent, '今天又来了').waitFor({ state: 'attached' });
  await agent.getByText(/还可发 5 条/).first().waitFor({ state: 'attached' });
  await until('the field takes text', () => messageField(agent).isEnabled());
  assert.equal(await messageField(agent).inputValue(), '写到一半');
}, { long: true });
