// Reading back in a long conversation: what is read stays where it is while older messages come in above it.
import assert from 'node:assert/strict';
import { agentPage, conversationItem, entry, messageLog, press, settled } from './harness/browser.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

/** Older pages wait until they are let through. */
async function holdOlderPages(page) {
  const held = { asked: 0, waiting: [] };
  await page.route(/\/messages\?.*before=/, (route) => {
    held.asked += 1;
    held.waiting.push(route);
  });
  held.letThrough = async () => {
    await Promise.all(held.waiting.splice(0).map((route) => route.continue()));
    // The spinner at the top was drawn over and over until now.
    await settled(page);
  };
  return held;
}

const top = async (page, text) => (await entry(page, text).first().boundingBox()).y;
/** Where it stands once nothing moves any more. */
async function restingTop(page, text) {
  let before = NaN;
  return until(`${text} is at rest`, async () => {
    const now = await top(page, text);
    const rests = now === before;
    before = now;
    return rests && [now];
  }, { everyMs: 300 }).then(([y]) => y);
}

async function stays(page, text, y, moved) {
  const now = await top(page, text);
  assert.ok(Math.abs(now - y) <= 2, `${moved}: from ${y} to ${now}`);
}

journey('at the top of what is loaded the first message stays where it was, by key and by the held scrollbar', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('常翻旧账');
  for (let i = 1; i <= 180; i += 1) await world.sim.write(customer, `第 ${i} 句话`);
  const page = await agentPage(use, world);
  const held = await holdOlderPages(page);
  await press(conversationItem(page, '常翻旧账'));
  await entry(page, '第 180 句话').waitFor({ state: 'attached' });
  await settled(page);

  await entry(page, '第 180 句话').focus();
  await page.keyboard.press('Home');
  await entry(page, '第 131 句话').waitFor({ state: 'attached' });
  await until('older ones are asked for', () => held.waiting.length === 1);
  let y = await restingTop(page, '第 131 句话');
  await held.letThrough();
  await stays(page, '第 131 句话', y, 'it moved when older messages came');
  assert.equal(held.asked, 1, 'nobody asked for more');

  const log = await messageLog(page).boundingBox();
  await page.mouse.move(log.x + log.width / 2, log.y + log.height / 2);
  await page.mouse.wheel(0, 100_000);
  await entry(page, '第 180 句话').waitFor({ state: 'attached' });
  await settled(page);
  const x = log.x + log.width - 5;
  await page.mouse.move(x, log.y + log.height - 14);
  await page.mouse.down();
  await page.mouse.move(x, log.y + log.height / 2, { steps: 5 });
  await page.mouse.move(x, log.y - 30, { steps: 5 });
  await entry(page, '第 81 句话').waitFor({ state: 'attached' });
  await until('older ones are asked for', () => held.waiting.length === 1);
  y = await restingTop(page, '第 81 句话');
  await held.letThrough();
  await stays(page, '第 81 句话', y, 'it moved under the held bar');
  await page.mouse.up();
  await settled(page);
  await stays(page, '第 81 句话', y, 'it moved when the bar was let go');
  assert.equal(held.asked, 2, 'nobody asked for more');
});
