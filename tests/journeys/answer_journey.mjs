// A customer writes, an agent answers: the main job, through two real browser pages.
import assert from 'node:assert/strict';
import {
  agentPage, button, compose, conversationItem, conversationList, entry, messageField, messageLog, openWindow, phoneLog,
  phonePage, press, sendButton, writeOnPhone,
} from './harness/browser.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

journey('a customer writes, the agent answers through an IME, the phone shows it', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('许多多');
  const agent = await agentPage(use, world);
  const phone = await phonePage(use, world, { customer });

  await writeOnPhone(phone, '你好，请问周末营业吗？');
  const row = conversationItem(agent, '许多多');
  await press(row);
  await entry(agent, '请问周末营业吗').waitFor({ state: 'attached' });
  await press(button(agent, /接入/));
  const field = messageField(agent);
  await field.click();
  await compose(agent, ['w', 'wo', 'women'], '我们');
  // The Enter that ended the composition belonged to the IME: nothing was sent.
  assert.equal(await field.inputValue(), '我们');
  await agent.keyboard.insertText('周末照常营业，9:00–18:00。');
  await field.press('Enter');

  await phoneLog(phone).getByText('我们周末照常营业，9:00–18:00。').waitFor();
  await until('the field is empty again', async () => (await field.inputValue()) === '');
  await entry(agent, '我们周末照常营业').waitFor({ state: 'attached' });
});

journey('a message in another conversation rings, and counts in title and list until it is read', async (use) => {
  const world = await startWorld(use);
  const [first, second] = [await world.sim.customer('甲客'), await world.sim.customer('乙客')];
  const agent = await agentPage(use, world);
  // What is played is counted where the browser makes the sound.
  await agent.evaluate(() => {
    globalThis.tones = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...args) {
      globalThis.tones += 1;
      return start.apply(this, args);
    };
  });
  for (const customer of [first, second]) {
    await world.sim.write(customer, `你好，我是${customer.nickname}`);
    await press(conversationItem(agent, customer.nickname));
    await press(button(agent, /接入/));
    await until('taken', () => messageField(agent).isEnabled());
  }
  // A burst rings once: what comes within a second of the last ring is silent (kSoundGapMs).
  await agent.waitForTimeout(1200);
  const before = await agent.evaluate(() => globalThis.tones);
  await world.sim.write(first, '还在吗？');
  await until('the title counts it', async () => /^\(1\)/.test(await agent.title()));
  await until('it rang', async () => (await agent.evaluate(() => globalThis.tones)) > before);
  await conversationList(agent).getByRole('listitem', { name: /甲客.*1 条未读/ }).waitFor({ state: 'attached' });
  await press(conversationItem(agent, '甲客'));
  await until('read', async () => !/^\(/.test(await agent.title()));
});

journey('every mark of the text survives: emoji, Korean, Arabic, line breaks, both ways', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('赵敏');
  const agent = await agentPage(use, world);
  const phone = await phonePage(use, world, { customer });
  const text = '👩‍💻🇨🇳 é 안녕 مرحبا <b>&amp; "引号"';
  await writeOnPhone(phone, text);
  await press(conversationItem(agent, '赵敏'));
  await entry(agent, '안녕').waitFor({ state: 'attached' });
  assert.ok((await messageLog(agent).textContent()).includes(text) || (await entry(agent, text).count()) > 0);
  await press(button(agent, /接入/));
  await messageField(agent).click();
  await agent.keyboard.insertText('第一行 👍🏽');
  await messageField(agent).press('Shift+Enter');
  await agent.keyboard.insertText('第二行 <script>alert(1)</script>');
  await press(sendButton(agent));
  await phoneLog(phone).getByText('<script>alert(1)</script>').waitFor();
  const received = await world.sim.received(customer);
  assert.equal(received.at(-1).text, '第一行 👍🏽\n第二行 <script>alert(1)</script>');
});

journey('a mirrored button does what the drawn one does, and a keyboard is enough', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('周倩');
  await world.sim.write(customer, '只用键盘可以吗？');
  const agent = await agentPage(use, world);
  const row = conversationItem(agent, '周倩');
  await row.waitFor({ state: 'attached' });
  // No mouse from here on.
  await row.focus();
  await agent.keyboard.press('Enter');
  await button(agent, /接入/).focus();
  await agent.keyboard.press('Enter');
  await messageField(agent).focus();
  await agent.keyboard.insertText('可以的。');
  for (let i = 0; i < 30; i += 1) {
    if (await sendButton(agent).evaluate((element) => element === document.activeElement)) break;
    await agent.keyboard.press('Tab');
  }
  assert.ok(await sendButton(agent).evaluate((element) => element === document.activeElement), 'Tab reaches 发送');
  await agent.keyboard.press('Enter');
  await until('the customer has the answer', async () => (await world.sim.received(customer)).length === 1);
});

journey('a draft stays with its conversation, also after the page is loaded again', async (use) => {
  const world = await startWorld(use);
  for (const name of ['孙丽', '吴强']) await world.sim.write(await world.sim.customer(name), `我是${name}`);
  const agent = await agentPage(use, world);
  const open = async (name) => {
    await press(conversationItem(agent, name));
    await entry(agent, `我是${name}`).waitFor({ state: 'attached' });
  };
  await open('孙丽');
  await press(button(agent, /接入/));
  await messageField(agent).fill('还没写完的话');
  await open('吴强');
  assert.equal(await messageField(agent).inputValue().catch(() => ''), '');
  await open('孙丽');
  await until('the draft is back', async () => (await messageField(agent).inputValue()) === '还没写完的话');
  await agent.waitForTimeout(1500);
  await agent.reload();
  await conversationList(agent).waitFor({ state: 'attached' });
  await open('孙丽');
  await until('the draft survived', async () => (await messageField(agent).inputValue()) === '还没写完的话');
});

journey('a message that WeCom could not deliver says so on its bubble', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('郑爽');
  await world.sim.write(customer, '在吗');
  const agent = await agentPage(use, world);
  await press(conversationItem(agent, '郑爽'));
  await press(button(agent, /接入/));
  await world.sim.refuseMessages(customer);
  await messageField(agent).fill('在的，请讲');
  await press(sendButton(agent));
  await entry(agent, /没有收到|没有发出|拒收/).waitFor({ state: 'attached', timeout: 30_000 });
});

journey('the sandbox: one command, a one-time sign-in link, a phone, and an answer that arrives', async (use) => {
  const { startSandbox } = await import('./harness/sandbox.mjs');
  const sandbox = await startSandbox(use);
  const agent = await openWindow(use, 'agent');
  await agent.goto(sandbox.signInLink);
  await conversationList(agent).waitFor({ state: 'attached', timeout: 30_000 });
  const second = await openWindow(use, 'second');
  await second.goto(sandbox.signInLink);
  await second.waitForTimeout(1000);
  assert.equal(await conversationList(second).count(), 0, 'the link works once');

  const phone = await openWindow(use, 'phone', { viewport: { width: 420, height: 860 } });
  await phone.goto(sandbox.phoneLink);
  await writeOnPhone(phone, '沙盒里的第一句话');
  const row = conversationList(agent).getByRole('listitem').filter({ hasText: '沙盒里的第一句话' });
  const named = conversationList(agent).getByRole('listitem', { name: /沙盒里的第一句话/ });
  await press(row.or(named).first());
  await press(button(agent, /接入/));
  await messageField(agent).fill('欢迎来到客服台');
  await messageField(agent).press('Enter');
  await phoneLog(phone).getByText('欢迎来到客服台').waitFor();
});
