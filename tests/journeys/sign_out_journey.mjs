// What a sign-out leaves behind on a shared computer: nothing of the desk, on Back or from the cache.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { password } from './harness/backend.mjs';
import { agentPage, button, chromiumPath, consoleReady, conversationItem, entry, press } from './harness/browser.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

/** Everything that a person, a screen reader or a script could find in the page. */
const everything = (page) => page.evaluate(() => {
  const stored = () => {
    try {
      return [...Object.values(sessionStorage), ...Object.values(localStorage)];
    } catch {
      return [];  // an empty page has no storage
    }
  };
  const fields = [...document.querySelectorAll('input, textarea')].map((field) => field.value);
  return ['', document.title, document.documentElement.innerHTML, ...fields, ...stored()].join('\n');
});

async function signOut(page) {
  await press(button(page, /退出/).first());
  await press(page.getByRole('menuitem', { name: /退出登录/ }));
}

journey('after the sign-out Back does not lead to the desk, and nothing of it is in the page or the cache', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('保密客户');
  await world.sim.write(customer, '我的订单号是 47110815');
  const agent = await agentPage(use, world);
  await press(conversationItem(agent, '保密客户'));
  await entry(agent, '47110815').waitFor({ state: 'attached' });
  const avatar = (await agent.evaluate(() => performance.getEntriesByType('resource').map((item) => item.name)))
    .find((name) => /\/api\/avatars?\//.test(name));
  await signOut(agent);
  await agent.waitForURL(/\/login$/);
  assert.doesNotMatch(await everything(agent), /保密客户|47110815/);
  if (avatar) {
    const status = (address) => agent.evaluate((url) => fetch(url, { cache: 'force-cache' }).then((r) => r.status), address);
    assert.equal(await status(avatar), 401);
  }
  for (const step of ['back', 'forward', 'back']) {
    await agent.evaluate((name) => { setTimeout(() => history[name](), 0); }, step);
    const words = await until(`${step} has led somewhere`, () => everything(agent).catch(() => false));
    assert.doesNotMatch(words, /保密客户|47110815/);
    assert.equal(await agent.locator('#kf-canvas').count(), 0);
  }
});

journey('a page that the browser put away whole is not shown again after the sign-out elsewhere', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('保密客户');
  await world.sim.write(customer, '我的订单号是 47110815');
  // A browser of its own: the harness's is told to put no pages away.
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu'],
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  use.after(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' });
  const page = await context.newPage();
  // What is on screen at the very moment at which a page that was put away comes back.
  await page.addInitScript(() => addEventListener('pageshow', (event) => {
    if (event.persisted) localStorage.setItem('seen-on-back', `${document.body.innerText}|${document.documentElement.hidden}`);
  }));
  await page.goto(`${world.backend.url}/`);
  await page.locator('input[name=username]').fill('lin');
  await page.locator('input[name=password]').fill(password);
  await page.locator('input[name=password]').press('Enter');
  await consoleReady(page);
  await press(conversationItem(page, '保密客户'));
  await entry(page, '47110815').waitFor({ state: 'attached' });
  await page.goto(`${world.backend.url}/healthz`);
  assert.equal(await page.evaluate(() => fetch('/logout', { method: 'POST' }).then((r) => r.status)), 200);
  await page.evaluate(() => history.back());
  await page.waitForURL(/\/login$/);
  await page.locator('input[name=password]').waitFor();
  const seen = await page.evaluate(() => localStorage.getItem('seen-on-back'));
  assert.ok(seen === null || /\|true$/.test(seen), `the page came back with: ${seen}`);
  assert.doesNotMatch(seen ?? '', /保密客户|47110815/);
});

journey('a page that was put away is hidden while it is, and begins anew when it comes back', async (use) => {
  // Whether a browser puts pages away is its own choice; what it tells them when it does is said here in its place.
  const world = await startWorld(use);
  const agent = await agentPage(use, world);
  const told = (page, name) => page.evaluate((type) => {
    globalThis.wasHereBefore = true;
    dispatchEvent(new PageTransitionEvent(type, { persisted: true }));
    return document.documentElement.hidden;
  }, name);
  const beginsAnew = (page) => page.waitForFunction(() => globalThis.wasHereBefore === undefined, null, { timeout: 10_000 });
  assert.equal(await told(agent, 'pagehide'), true, 'the console is hidden while it is away');
  await Promise.all([agent.waitForEvent('load'), told(agent, 'pageshow')]);
  await beginsAnew(agent);
  await consoleReady(agent);

  await agent.goto(`${world.backend.url}/account`);
  await agent.getByRole('list', { name: '正在登录的设备' }).waitFor();
  await Promise.all([agent.waitForEvent('load'), told(agent, 'pageshow')]);
  await beginsAnew(agent);
});

journey('an agent sees where they are signed in, ends a session, and changes their password', async (use) => {
  const world = await startWorld(use);
  const agent = await agentPage(use, world);
  const other = await agentPage(use, world);
  await press(button(agent, '设置'));
  const [account] = await Promise.all([agent.context().waitForEvent('page'), press(button(agent, '账号与登录'))]);
  const rows = account.getByRole('list', { name: '正在登录的设备' }).getByRole('listitem');
  await until('both sessions are there', async () => (await rows.count()) === 2);
  assert.match(await rows.first().innerText(), /Chrome · Linux（当前）[\s\S]*127\.0\.0\.1，登录于 .+，最近使用 /);
  await rows.nth(1).getByRole('button', { name: /退出/ }).click();
  await account.getByRole('status').filter({ hasText: '已退出' }).waitFor();
  await other.locator('input[name=password]').waitFor();  // its console is gone at once
  assert.equal(await rows.count(), 1);

  const change = async (old, fresh, again = fresh) => {
    await account.getByLabel('现在的密码').fill(old);
    await account.getByLabel('新密码', { exact: true }).fill(fresh);
    await account.getByLabel('再输一次新密码').fill(again);
    await account.getByRole('button', { name: '修改密码' }).click();
  };
  const said = (words) => account.getByRole('alert').filter({ hasText: words }).waitFor();
  await change(password, 'a new good phrase', 'another good phrase');
  await said('两次输入的新密码不一样');
  await change(password, 'password2026');
  await said('这个密码太常见');
  await change('not my password', 'a new good phrase');
  await said('现在的密码不正确');
  await change(password, 'a new good phrase');
  await account.getByRole('status').filter({ hasText: '密码已修改' }).waitFor();
  assert.equal(await account.locator('input[type=password]').evaluateAll((fields) => fields.map((field) => field.value).join('')), '');
  await consoleReady(agent);  // the session in which it was changed goes on

  await other.locator('input[name=username]').fill(' ＬＩＮ');
  await other.locator('input[name=password]').fill('a new good phrase');
  await other.locator('input[name=password]').press('Enter');
  await consoleReady(other);
});
