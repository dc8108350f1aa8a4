// The same console in Firefox: it loads, draws, shows a message and sends an answer; the Enter of a composition does not. What rings is
// heard in Chromium (alerts_journey.mjs): without a sound device Firefox never lets a sound begin.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { password } from './harness/backend.mjs';
import { firefoxPage } from './harness/firefox.mjs';
import { outputDir, until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

journey('Firefox: sign in, see a message, answer it', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('沈阳');
  await world.sim.write(customer, '火狐里看得到吗');
  const page = await firefoxPage(use);
  const picture = async (folder, name) => {
    mkdirSync(path.join(outputDir, folder), { recursive: true });
    await page.screenshot({ path: path.join(outputDir, folder, `${name}.png`) });
  };
  use.onFailure.push(() => picture('failures', 'firefox'));
  await page.goto(`${world.backend.url}/`);
  await page.type('input[name=username]', 'lin');
  await page.type('input[name=password]', password);
  await page.keyboard.press('Enter');
  const row = await page.waitForSelector('[role=list][aria-label="会话"] [role=listitem]');
  await row.evaluate((element) => element.focus());
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('[role=log]')?.textContent.includes('火狐里看得到吗') ||
    [...document.querySelectorAll('[role=log] [aria-label]')].some((e) => e.ariaLabel.includes('火狐里看得到吗')));
  await page.evaluate(() => [...document.querySelectorAll('[role=button]')].find((e) => /接入/.test(e.ariaLabel ?? e.textContent)).focus());
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => !document.querySelector('textarea')?.disabled);
  // What a pinyin keyboard does, in the order in which Firefox tells it: Enter takes the composed text, it sends nothing.
  await page.type('textarea', '看得到，');
  await page.evaluate(() => {
    const field = document.querySelector('textarea');
    const enter = (type, composing) =>
      field.dispatchEvent(new KeyboardEvent(type, { key: 'Enter', code: 'Enter', isComposing: composing, bubbles: true, cancelable: true }));
    field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    enter('keydown', true);
    field.value += '放心';
    field.dispatchEvent(new CompositionEvent('compositionend', { data: '放心', bubbles: true }));
    field.dispatchEvent(new InputEvent('input', { data: '放心', inputType: 'insertCompositionText', bubbles: true }));
    enter('keyup', false);
  });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.equal((await world.sim.received(customer)).length, 0, 'the Enter of the composition sent it');
  await page.keyboard.press('Enter');
  await until('the answer arrived', async () => (await world.sim.received(customer)).length === 1);
  assert.equal((await world.sim.received(customer))[0].text, '看得到，放心');
  await picture('screenshots', 'firefox');
}, { alone: true });
