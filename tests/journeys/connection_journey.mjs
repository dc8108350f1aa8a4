// Lost connections, restarts and sign-out: nothing typed is lost, nothing is missing afterwards.
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import {
  agentPage, button, connectionStatus, consoleReady, conversationItem, conversationList, entry, messageField, openWindow, phoneLog,
  phonePage, press, writeOnPhone,
} from './harness/browser.mjs';
import { openChat } from './harness/composing.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

journey('the backend restarts in between: the console says so, keeps the text, and misses nothing', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('钱伟');
  const agent = await agentPage(use, world);
  const phone = await phonePage(use, world, { customer });
  await writeOnPhone(phone, '第一句');
  await press(conversationItem(agent, '钱伟'));
  await press(button(agent, /接入/));
  await messageField(agent).fill('写到一半');

  await world.backend.program.stop();
  await until('the console says that it is not connected', async () =>
    /断开|重连|连接中|正在连接/.test((await connectionStatus(agent).allTextContents()).join(' ')));
  await writeOnPhone(phone, '断线时写的第二句');
  await world.backend.start();

  await entry(agent, '断线时写的第二句').waitFor({ state: 'attached', timeout: 45_000 });
  assert.equal(await messageField(agent).inputValue(), '写到一半');
  assert.equal(await entry(agent, '断线时写的第二句').count(), 1);
  await messageField(agent).press('Enter');
  await phoneLog(phone).getByText('写到一半').waitFor();
  assert.deepEqual((await world.sim.received(customer)).map(({ text }) => text), ['写到一半']);
});

journey('the network goes away while the agent sends: the message waits and goes out once', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('冯涛');
  await world.sim.write(customer, '网络测试');
  const agent = await agentPage(use, world);
  await press(conversationItem(agent, '冯涛'));
  await press(button(agent, /接入/));
  await until('assigned', () => messageField(agent).isEnabled());
  await agent.context().setOffline(true);
  await world.backend.kill();
  await messageField(agent).fill('断网时发出');
  await messageField(agent).press('Enter');
  await agent.context().setOffline(false);
  await world.backend.start();
  await until('it arrived', async () => (await world.sim.received(customer)).length > 0, { timeoutMs: 45_000 });
  await agent.waitForTimeout(2000);
  assert.deepEqual((await world.sim.received(customer)).map(({ text }) => text), ['断网时发出']);
});

journey('what was sent and what was typed while offline outlives the page: the message goes out once', async (use) => {
  const world = await startWorld(use);
  const sent = await world.sim.customer('姜禾');
  const draft = await world.sim.customer('方舟');
  await world.sim.write(sent, '在吗');
  await world.sim.write(draft, '你好');
  const agent = await agentPage(use, world);
  await openChat(agent, '姜禾', '在吗');
  await openChat(agent, '方舟', '你好');
  await agent.context().setOffline(true);
  await world.backend.kill();
  await messageField(agent).fill('写到一半');
  await press(conversationItem(agent, '姜禾'));
  await until('the other field is empty', async () => (await messageField(agent).inputValue()) === '');
  await messageField(agent).fill('断网时发出');
  await messageField(agent).press('Enter');
  await agent.getByText('连接恢复后发送').first().waitFor({ state: 'attached' });

  // The browser asks first; the agent leaves all the same.
  let asked = 0;
  agent.on('dialog', (dialog) => {
    asked += 1;
    return dialog.accept();
  });
  await agent.goto('about:blank');
  assert.equal(asked, 1, 'the page asks before it is left');
  await agent.context().setOffline(false);
  await world.backend.start();
  await agent.goto(`${world.backend.url}/`);
  await consoleReady(agent);
  await until('it arrived', async () => (await world.sim.received(sent)).length > 0, { timeoutMs: 45_000 });
  await press(conversationItem(agent, '方舟'));
  await until('the draft is back', async () => (await messageField(agent).inputValue()) === '写到一半');
  await agent.waitForTimeout(2000);
  assert.deepEqual((await world.sim.received(sent)).map(({ text }) => text), ['断网时发出']);
  assert.deepEqual(await world.sim.received(draft), []);
  await until('the tab keeps nothing that the backend has', async () =>
    (await agent.evaluate(() => sessionStorage.getItem('kfdesk.unsent'))) === null);
});

journey('signing out without a network is said to be unfinished, and finished when it is back', async (use) => {
  const world = await startWorld(use);
  const agent = await agentPage(use, world);
  const session = () => agent.evaluate(async () => (await fetch('/api/session')).status);
  await agent.route('**/logout', (route) => route.abort());
  await press(button(agent, /退出/).first());
  await press(agent.getByRole('menuitem', { name: /退出登录/ }));
  const unfinished = agent.getByText('退出登录还没有在服务器上完成');
  await unfinished.waitFor();
  assert.equal(await session(), 200, 'the session is still there');
  await agent.unroute('**/logout');
  await unfinished.waitFor({ state: 'hidden' });
  assert.equal(await session(), 401, 'now it has ended');
});

journey('signing out in one tab ends the other tab too, and the old page shows nothing more', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('褚琳');
  await world.sim.write(customer, '保密的话');
  const agent = await agentPage(use, world);
  const second = await agent.context().newPage();
  await second.goto(`${world.backend.url}/`);
  await conversationList(second).waitFor({ state: 'attached' });

  await press(button(agent, /退出/).first());
  await press(agent.getByRole('menuitem', { name: /退出登录/ }));
  await agent.locator('input[name=password]').waitFor();
  await until('the second tab is signed out', async () =>
    (await second.locator('input[name=password]').count()) > 0 || (await second.getByText(/退出登录|已退出/).count()) > 0);
  await agent.goBack().catch(() => {});
  await agent.waitForTimeout(500);
  assert.equal(await agent.getByText('保密的话').count(), 0);
});

journey('a wrong password is refused in words, and nothing is shown without a session', async (use) => {
  const world = await startWorld(use);
  const page = await openWindow(use, 'stranger');
  await page.goto(`${world.backend.url}/`);
  await page.locator('input[name=username]').fill('lin');
  await page.locator('input[name=password]').fill('not-the-password');
  await page.locator('input[name=password]').press('Enter');
  await page.getByText(/不正确|不对|错误/).first().waitFor();
  assert.equal((await fetch(`${world.backend.url}/api/snapshot`)).status, 401);
});

journey('behind a proxy on another port that nobody has named, the console says at once why it does not connect', async (use) => {
  const world = await startWorld(use);
  const target = new URL(world.backend.url);
  const headers = (request) => ({ ...request.headers, host: target.host });
  const proxy = http.createServer((request, response) => {
    const passed = http.request(
      { host: target.hostname, port: target.port, method: request.method, path: request.url, headers: headers(request) },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  proxy.on('upgrade', (request, socket) => {
    const passed = net.connect(Number(target.port), target.hostname, () => {
      const lines = Object.entries(headers(request)).map(([name, value]) => `${name}: ${value}`);
      passed.write(`GET ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      passed.pipe(socket).pipe(passed);
    });
    for (const end of [passed, socket]) end.on('error', () => { passed.destroy(); socket.destroy(); });
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  use.after(() => { proxy.closeAllConnections(); proxy.close(); });
  const address = `http://127.0.0.1:${proxy.address().port}`;
  const page = await openWindow(use, 'agent-behind-proxy');
  await page.goto(`${address}/`);
  await page.locator('input[name=username]').fill('lin');
  await page.locator('input[name=password]').fill('kfdesk-journeys');
  await page.locator('input[name=password]').press('Enter');
  await connectionStatus(page).getByText(`public_url = "${address}"`).waitFor({ state: 'attached', timeout: 20_000 });
});
