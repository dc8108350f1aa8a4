// The administration beside the console: one tab, one session; who works there still hears of their own customers.
import assert from 'node:assert/strict';
import {
  adminPage, agentPage, backToConsole, conversationItem, entry, messageField, openWindow, press, screenshot, settled,
} from './harness/browser.mjs';
import { pickFiles } from './harness/composing.mjs';
import { ConsoleClient } from './harness/console_client.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { password, startWorld } from './harness/world.mjs';

const users = [['lin', '林晓'], ['boss', '王总', 'admin']];
const rail = (page) => page.getByRole('navigation', { name: '主导航' });
const option = (page, name) => adminPage(page).getByRole('option', { name, exact: true });

async function withReplies(page, count) {
  const rows = Array.from({ length: count }, (_, i) => `personal,常用,回复${String(i + 1).padStart(3, '0')},第 ${i + 1} 条`);
  await pickFiles(page, () => press(adminPage(page).getByRole('button', { name: '导入 CSV' })),
    [{ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(`scope,category,title,text\n${rows.join('\n')}\n`) }]);
  await option(page, '回复001').waitFor({ state: 'attached' });
}

journey('a quick reply is changed while a customer writes: the badge says so, and the way back leads to the same conversation', async (use) => {
  const world = await startWorld(use, { users });
  const customer = await world.sim.customer('何静');
  await world.sim.write(customer, '在吗');
  const client = new ConsoleClient(world.backend, await world.backend.signIn('lin'));
  client.run();
  use.after(() => client.stop());
  const conversation = await until('it is there', () => [...client.conversations.values()][0]);
  await client.command({ kind: 'claim_conversation', conversation: conversation.id }).answer();

  const page = await agentPage(use, world);
  await press(conversationItem(page, '何静'));
  await entry(page, '在吗').waitFor({ state: 'attached' });
  await messageField(page).fill('还没写完的答复');
  await press(rail(page).getByRole('button', { name: '管理快捷回复' }));
  await adminPage(page).waitFor({ state: 'attached' });
  await withReplies(page, 120);
  await settled(page);
  await screenshot(page, 'admin-quick-replies');

  await press(adminPage(page).getByRole('button', { name: '下一页' }));
  await option(page, '回复051').waitFor({ state: 'attached' });
  await adminPage(page).getByRole('searchbox').fill('回复077');
  await until('one is found', async () => (await adminPage(page).getByRole('option').count()) === 1);
  await press(option(page, '回复077'));
  await page.getByRole('textbox', { name: '回复内容' }).fill('改过的内容');
  await world.sim.write(customer, '我着急');
  await rail(page).getByRole('button', { name: /^会话，1/ }).waitFor({ state: 'attached' });
  await until('the title counts it', async () => /\(1\)/.test(await page.title()));
  await settled(page);
  await screenshot(page, 'admin-form-and-badge');
  await press(adminPage(page).getByRole('button', { name: '保存', exact: true }));
  await page.getByRole('status').filter({ hasText: '已保存“回复077”' }).first().waitFor({ state: 'attached' });

  await backToConsole(page);
  await entry(page, '我着急').waitFor({ state: 'attached' });
  await until('what was being written is there', async () => (await messageField(page).inputValue()) === '还没写完的答复');
});

journey('who opens a page of the administration without being signed in comes back to it', async (use) => {
  const world = await startWorld(use, { users });
  const page = await openWindow(use, 'boss');
  await page.goto(`${world.backend.url}/admin#desk_settings`);
  await page.waitForURL(/\/login/);
  await page.locator('#username').fill('boss');
  await page.locator('#password').fill(password);
  await page.locator('button.go').click();
  await adminPage(page).getByRole('heading', { name: '客服台设置' }).waitFor({ state: 'attached' });
  assert.match(page.url(), /\/admin#desk_settings$/);
});

const sizes = [
  ['1440x900', { viewport: { width: 1440, height: 900 } }],
  ['1280x720', { viewport: { width: 1280, height: 720 } }],
  ['2x', { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 2 }],
  ['420', { viewport: { width: 420, height: 860 } }],
];

journey('pages of the administration at the sizes people use, light and dark', async (use) => {
  const world = await startWorld(use, { users });
  for (const colorScheme of ['light', 'dark']) {
    for (const [name, options] of sizes) {
      const page = await agentPage(use, world, { user: 'boss', colorScheme, ...options });
      for (const at of ['quick_replies', 'greetings', 'desk_settings']) {
        await page.goto(`${world.backend.url}/admin#${at}`);
        await page.reload();
        await adminPage(page).waitFor({ state: 'attached' });
        if (at === 'quick_replies' && name === '1440x900' && colorScheme === 'light') await withReplies(page, 60);
        await settled(page);
        await screenshot(page, `admin-${at}-${colorScheme}-${name}`);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${at} is wider than ${name}`);
      }
      await page.context().close();
    }
  }
}, { timeoutMs: 300_000 });
