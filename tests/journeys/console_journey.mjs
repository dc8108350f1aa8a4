// What a day at the desk needs besides sending and receiving: history, search, settings, undo, copying, small windows.
import assert from 'node:assert/strict';
import {
  agentPage, button, conversationItem, conversationList, drawnShare, entry, messageField, messageLog, press,
  sendButton, settled,
} from './harness/browser.mjs';
import { sleep, until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

async function openAndTake(agent, name) {
  await press(conversationItem(agent, name));
  await press(button(agent, /接入/));
  await until('taken', () => messageField(agent).isEnabled());
}

async function middleOf(locator) {
  const box = await locator.boundingBox();
  return [box.x + box.width / 2, box.y + box.height / 2];
}

journey('a long conversation: scrolling up loads what is older, a new message does not tear one away from it', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('长谈');
  for (let i = 1; i <= 130; i += 1) await world.sim.write(customer, `第 ${i} 句，${'话'.repeat(i % 40)}`);
  const agent = await agentPage(use, world);
  await press(conversationItem(agent, '长谈'));
  await entry(agent, '第 130 句').waitFor({ state: 'attached' });
  await agent.mouse.move(...(await middleOf(messageLog(agent))));
  await until('the first message is on screen', async () => {
    await agent.mouse.wheel(0, -2000);
    await sleep(150);
    return (await entry(agent, '第 1 句').count()) > 0;
  }, { timeoutMs: 40_000 });
  await world.sim.write(customer, '最新的一句');
  await press(button(agent, /新消息|最新/).first());
  await entry(agent, '最新的一句').waitFor({ state: 'attached' });
});

journey('search finds a customer by name and by what was said', async (use) => {
  const world = await startWorld(use);
  await world.sim.write(await world.sim.customer('钟表匠'), '机芯要换吗');
  await world.sim.write(await world.sim.customer('面包师'), '面粉送到了');
  const agent = await agentPage(use, world);
  await conversationItem(agent, '面包师').waitFor({ state: 'attached' });
  const search = agent.getByRole('searchbox', { name: '搜索客户、消息' }).or(agent.getByRole('textbox', { name: '搜索客户、消息' }));
  const only = async (name) => until(`only ${name} is listed`, async () =>
    (await conversationList(agent).getByRole('listitem').count()) === 1 && (await conversationItem(agent, name).count()) === 1);
  await search.fill('机芯');
  await only('钟表匠');
  await search.fill('面包');
  await only('面包师');
  await search.fill('没有这样的话');
  await agent.getByText(/没有找到/).first().waitFor({ state: 'attached' });
});

journey('language and theme can be set and stay after loading the page again', async (use) => {
  const world = await startWorld(use);
  const agent = await agentPage(use, world);
  await settled(agent);
  const lightPixel = await agent.screenshot({ clip: { x: 700, y: 300, width: 1, height: 1 } });
  await press(button(agent, '设置'));
  await press(agent.getByRole('radio', { name: '深色' }));
  await press(agent.getByRole('radio', { name: 'English' }));
  await agent.getByRole('list', { name: /Conversations/ }).waitFor({ state: 'attached' });
  await agent.reload();
  await agent.getByRole('list', { name: /Conversations/ }).waitFor({ state: 'attached' });
  assert.equal(await agent.evaluate(() => document.documentElement.lang), 'en');
  await settled(agent);
  await until('it is drawn in other colours', async () =>
    !lightPixel.equals(await agent.screenshot({ clip: { x: 700, y: 300, width: 1, height: 1 } })));
});

journey('undo: within the delay a message is taken back and never leaves', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('手快');
  await world.sim.write(customer, '你好');
  const agent = await agentPage(use, world);
  await press(button(agent, '设置'));
  const five = agent.getByRole('radio', { name: /^5/ });
  await press(five);
  await until('five seconds are chosen', async () => (await five.getAttribute('aria-checked')) === 'true');
  await agent.keyboard.press('Escape');
  await openAndTake(agent, '手快');
  await messageField(agent).fill('发错人了');
  await messageField(agent).press('Enter');
  await press(messageLog(agent).getByRole('button', { name: '撤回' }));
  await sleep(7000);
  assert.deepEqual(await world.sim.received(customer), []);
});

journey('Ctrl+F and back: keys typed at once land where the keyboard was sent', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('快手');
  await world.sim.write(customer, '您好');
  const agent = await agentPage(use, world);
  await openAndTake(agent, '快手');
  await messageField(agent).click();
  // As on a machine that has other things to do.
  await agent.evaluate(() => {
    const soon = globalThis.requestAnimationFrame;
    globalThis.requestAnimationFrame = (frame) => setTimeout(() => soon(frame), 400);
  });
  await agent.keyboard.type('abc');
  await agent.keyboard.press('Control+f');
  await agent.keyboard.type('nin');
  const find = agent.getByRole('searchbox', { name: '在此会话中查找' });
  assert.equal(await find.inputValue(), 'nin');
  await agent.keyboard.press('Escape');
  await agent.keyboard.type('def');
  assert.equal(await messageField(agent).inputValue(), 'abcdef');
  await press(button(agent, '内部备注'));
  await agent.keyboard.type('@');
  await press(agent.getByRole('option', { name: '陈梅' }));
  await agent.keyboard.type('xy');
  assert.equal(await agent.getByRole('textbox', { name: '内部备注' }).inputValue(), '@陈梅 xy');
});

journey('text of a bubble is selected with the mouse and copied; a link opens a tab that cannot reach back', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('链接客');
  await world.sim.write(customer, '复制这一句完整的话');
  const address = `${world.backend.url}/healthz`;
  await world.sim.write(customer, `${address} 看这里`);
  const agent = await agentPage(use, world);
  await agent.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await press(conversationItem(agent, '链接客'));
  const words = entry(agent, '复制这一句完整的话').getByText('复制这一句完整的话').first();
  await words.waitFor({ state: 'attached' });
  await settled(agent);
  // The bubble moves when something arrives above it (the customer's name and picture), so its place is asked for each time.
  await until('copied', async () => {
    const box = await words.boundingBox();
    await agent.mouse.click(box.x + 40, box.y + box.height / 2, { clickCount: 3 });
    await agent.keyboard.press('Control+c');
    await settled(agent);
    return (await agent.evaluate(() => navigator.clipboard.readText())) === '复制这一句完整的话';
  });

  const [tab] = await Promise.all([
    agent.context().waitForEvent('page'),
    press(agent.getByRole('link', { name: new RegExp(address) })),
  ]);
  assert.equal(await tab.evaluate(() => window.opener), null);
});

journey('a lost WebGL context comes back, and everything is drawn again', async (use) => {
  const world = await startWorld(use);
  await world.sim.write(await world.sim.customer('还在'), '画面还在吗');
  const agent = await agentPage(use, world, { graphics: 'card' });
  await press(conversationItem(agent, '还在'));
  await settled(agent);
  const before = await drawnShare(agent);
  await agent.evaluate(async () => {
    const lost = document.querySelector('canvas').getContext('webgl2').getExtension('WEBGL_lose_context');
    lost.loseContext();
    await new Promise((resolve) => setTimeout(resolve, 500));
    lost.restoreContext();
  });
  await sleep(500);
  await settled(agent);
  const after = await drawnShare(agent);
  assert.ok(Math.abs(after - before) < 0.02, `drawn before: ${before}, after: ${after}`);
});

journey('the pixel ratio changes while the page is open: the canvas follows and stays sharp', async (use) => {
  const world = await startWorld(use);
  const agent = await agentPage(use, world);
  const width = () => agent.evaluate(() => document.querySelector('canvas').width);
  assert.equal(await width(), 1440);
  const devtools = await agent.context().newCDPSession(agent);
  // As the browser's zoom does: fewer, larger CSS pixels.
  for (const [cssWidth, ratio] of [[1000, 2], [1200, 1.25], [1440, 1]]) {
    await devtools.send('Emulation.setDeviceMetricsOverride', { width: cssWidth, height: 800, deviceScaleFactor: ratio, mobile: false });
    await until(`the canvas has ${cssWidth * ratio} pixels`, async () => (await width()) === cssWidth * ratio);
    assert.equal(await agent.evaluate(() => document.querySelector('canvas').clientWidth), cssWidth);
  }
});

journey('at 420 wide there is one column: list, conversation, back', async (use) => {
  const world = await startWorld(use);
  await world.sim.write(await world.sim.customer('窄屏'), '手机上看');
  const agent = await agentPage(use, world, { viewport: { width: 420, height: 860 } });
  await press(conversationItem(agent, '窄屏'));
  await entry(agent, '手机上看').waitFor({ state: 'attached' });
  await until('the list made room', async () => (await conversationList(agent).count()) === 0);
  await press(button(agent, '返回会话列表'));
  await conversationItem(agent, '窄屏').waitFor({ state: 'attached' });
});

journey('a hidden tab still rings and counts', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('后台');
  await world.sim.write(customer, '你好');
  const agent = await agentPage(use, world);
  await openAndTake(agent, '后台');
  await agent.evaluate(() => {
    globalThis.tones = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...args) {
      globalThis.tones += 1;
      return start.apply(this, args);
    };
    // As the browser does when another tab comes to the front: no frames from here on.
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    globalThis.requestAnimationFrame = () => 0;
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await world.sim.write(customer, '看不到的时候写的');
  await until('the title counts it', async () => /^\(1\)/.test(await agent.title()));
  await until('it rang', async () => (await agent.evaluate(() => globalThis.tones)) > 0);
});

journey('2048 bytes are the limit: a longer text is offered as several messages, never sent so unasked', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('字多');
  await world.sim.write(customer, '请写长一点');
  const agent = await agentPage(use, world);
  await openAndTake(agent, '字多');
  await messageField(agent).fill('字'.repeat(683)); // 2049 bytes
  await agent.getByText(/将分成 2 条发送/).first().waitFor({ state: 'attached' });
  await messageField(agent).press('Enter');
  const preview = agent.getByRole('dialog', { name: '发送前预览' });
  await preview.waitFor({ state: 'attached' });
  assert.deepEqual(await world.sim.received(customer), []);
  await agent.keyboard.press('Escape');
  await preview.waitFor({ state: 'detached' });
  await messageField(agent).fill('字'.repeat(682));
  await messageField(agent).press('Enter');
  await until('it arrived whole', async () => (await world.sim.received(customer))[0]?.text.length === 682);
});

journey('what was being written besides the answer is there again after the page was loaded anew', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('备注客户');
  await world.sim.write(customer, '在吗');
  const agent = await agentPage(use, world);
  await openAndTake(agent, '备注客户');
  await press(button(agent, '内部备注'));
  const note = agent.getByRole('textbox', { name: '内部备注' });
  await note.fill('等仓库回电话');
  await settled(agent);
  await agent.reload();
  await press(conversationItem(agent, '备注客户'));
  await until('the note is in its field', async () => (await note.inputValue()) === '等仓库回电话');
});

journey('the magnifier opens the search over all messages, also on a narrow window', async (use) => {
  const world = await startWorld(use);
  await world.sim.write(await world.sim.customer('找话的人'), '保修卡丢了');
  const agent = await agentPage(use, world);
  for (const width of [1440, 420]) {
    await agent.setViewportSize({ width, height: 800 });
    await settled(agent);
    await press(agent.getByRole('button', { name: '搜索所有消息', exact: true }));
    const dialog = agent.getByRole('dialog', { name: '搜索所有消息' });
    await dialog.waitFor({ state: 'attached' });
    await agent.keyboard.type('保修卡');
    await dialog.getByText('保修卡丢了').first().waitFor({ state: 'attached' });
    await agent.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
});
