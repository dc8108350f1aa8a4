// Ctrl+K: whatever is looked for by a few letters, in a real browser with its own knowledge of pinyin.
import assert from 'node:assert/strict';
import { agentPage, button, conversationItem, entry, messageField, press, screenshot, settled } from './harness/browser.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

const palette = (page) => page.getByRole('dialog', { name: '快速查找' });
const field = (page) => palette(page).getByRole('searchbox');
const offer = (page, name) => palette(page).getByRole('option', { name });

async function ask(page, typed) {
  await page.keyboard.press('Control+k');
  await field(page).waitFor({ state: 'attached' });
  await field(page).fill(typed);
}
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

journey('Ctrl+K: a customer by pinyin initials, an action, a setting; Escape gives the field back', async (use) => {
  const { sim, backend } = await startWorld(use);
  for (const name of ['章宋', '李雷', '任荣', '孙立']) {
    const customer = await sim.customer(name);
    await sim.write(customer, `我是${name}`);
  }
  const page = await agentPage(use, { sim, backend });
  await conversationItem(page, '孙立').waitFor({ state: 'attached' });

  await ask(page, 'zs');
  await offer(page, /^章宋/).waitFor({ state: 'attached' });
  assert.equal(await offer(page, /^李雷/).count(), 0);
  await settled(page);
  await screenshot(page, 'palette');
  await page.keyboard.press('Enter');
  await entry(page, '我是章宋').waitFor({ state: 'attached' });
  await palette(page).waitFor({ state: 'detached' });

  // The letters whose borders lie closest together.
  for (const [typed, name] of [['rr', '任荣'], ['sl', '孙立'], ['ll', '李雷']]) {
    await ask(page, typed);
    await offer(page, new RegExp(`^${name}`)).waitFor({ state: 'attached' });
    await page.keyboard.press('Escape');
    await palette(page).waitFor({ state: 'detached' });
  }

  await press(button(page, /接入/).first());
  await until('it may be answered', () => messageField(page).isEnabled());
  await messageField(page).click();
  await until('the caret is in the message field', async () => (await focused(page)) === '消息');
  await ask(page, '深色');
  await page.keyboard.press('Escape');
  await palette(page).waitFor({ state: 'detached' });
  await until('the field has the caret again', async () => (await focused(page)) === '消息');
  await ask(page, '深色');
  await page.keyboard.press('Enter');
  await until('it is dark', () => page.evaluate(() => document.documentElement.dataset.theme === 'dark'));
  await ask(page, '');
  await settled(page);
  await screenshot(page, 'palette-dark');
  await page.setViewportSize({ width: 420, height: 860 });
  await settled(page);
  await screenshot(page, 'palette-420');
});
