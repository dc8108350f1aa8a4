// Sound, desktop notification, the number in title and favicon: what calls an agent back to the desk. The browser's own
// Notification and oscillators are watched, so nothing rings where tests run.
import assert from 'node:assert/strict';
import { agentPage, button, conversationItem, entry, messageField, openWindow, press, settled } from './harness/browser.mjs';
import { sleep, until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { password, startWorld } from './harness/world.mjs';

/** Of messages that arrive closer to each other than this, only the first is heard (shared/console). */
const kSoundGapMs = 1000;

function watchAlerts() {
  const alerts = { asked: [], notes: [], tones: 0 };
  globalThis.alerts = alerts;
  globalThis.Notification = class {
    static permission = 'default';
    static requestPermission() {
      alerts.asked.push(navigator.userActivation.isActive);
      this.permission = 'granted';
      return Promise.resolve('granted');
    }
    constructor(title, options) {
      Object.assign(this, { title, ...options });
      alerts.notes.push(this);
    }
    close() {
      this.closed = true;
    }
  };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...args) {
    alerts.tones += 1;
    return start.apply(this, args);
  };
}

const alertsOf = (page) => page.evaluate(() => ({
  asked: alerts.asked, tones: alerts.tones, notes: alerts.notes.map(({ title, body, tag }) => ({ title, body, tag })),
}));

/** As the browser does when another tab comes to the front, and back: frames of a hidden page wait until it is shown. */
const setHidden = (page, hidden) => page.evaluate((to) => {
  globalThis.framesOf ??= globalThis.requestAnimationFrame;
  globalThis.waitingFrames ??= [];
  globalThis.requestAnimationFrame = to ? (frame) => globalThis.waitingFrames.push(frame) : globalThis.framesOf;
  Object.defineProperty(document, 'visibilityState', { value: to ? 'hidden' : 'visible', configurable: true });
  Object.defineProperty(document, 'hidden', { value: to, configurable: true });
  document.hasFocus = () => !to;
  if (!to) for (const frame of globalThis.waitingFrames.splice(0)) globalThis.framesOf(frame);
  document.dispatchEvent(new Event('visibilitychange'));
}, hidden);

/** Pixels of the favicon in the badge's red; -1 while it is not drawn by the console. */
const badgePixels = (page) => page.evaluate(async () => {
  const link = document.querySelector('link[rel="icon"]');
  if (!link.href.startsWith('data:image/png')) return -1;
  const picture = new Image();
  picture.src = link.href;
  await picture.decode();
  const canvas = new OffscreenCanvas(64, 64);
  const context = canvas.getContext('2d');
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, 64, 64);
  let red = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i] > 180 && data[i + 1] < 90 && data[i + 2] < 90) red += 1;
  return red;
});

async function desk(use, names) {
  const world = await startWorld(use);
  const customers = [];
  for (const name of names) {
    customers.push(await world.sim.customer(name));
    await world.sim.write(customers.at(-1), `我是${name}`);
  }
  const agent = await agentPage(use, world, { init: watchAlerts });
  for (const name of names) {
    await press(conversationItem(agent, name));
    await press(button(agent, /接入/));
    await until('taken', () => messageField(agent).isEnabled());
  }
  return { world, customers, agent };
}

journey('the desktop is asked for by a click only; a hidden tab rings, counts and shows a notification that leads back', async (use) => {
  const { world, customers: [first], agent } = await desk(use, ['甲客', '乙客']);
  // The conversation of 乙客 is open. A message in the other one rings, and offers notifications without asking the browser.
  const before = (await alertsOf(agent)).tones;
  await world.sim.write(first, '还在吗？');
  await until('it rang', async () => (await alertsOf(agent)).tones > before);
  await until('the title counts it', async () => /^\(1\) /.test(await agent.title()));
  await until('the favicon counts it', async () => (await badgePixels(agent)) > 200);
  const yes = button(agent, '好的');
  await yes.waitFor({ state: 'attached' });
  assert.deepEqual((await alertsOf(agent)).asked, []);
  await press(yes);
  await until('the browser was asked', async () => (await alertsOf(agent)).asked.length === 1);
  assert.deepEqual((await alertsOf(agent)).asked, [true], 'by a person');
  assert.deepEqual((await alertsOf(agent)).notes, [], 'nothing pops up over a page that is looked at');
  await press(conversationItem(agent, '甲客'));
  await until('read', async () => !/^\(/.test(await agent.title()));
  await until('the favicon is plain', async () => (await badgePixels(agent)) === 0);
  await press(conversationItem(agent, '乙客'));
  await settled(agent);

  await setHidden(agent, true);
  const rung = (await alertsOf(agent)).tones;
  await sleep(kSoundGapMs);
  await world.sim.write(first, '看不到的时候写的');
  await until('a notification is shown', async () => (await alertsOf(agent)).notes.length === 1);
  const [note] = (await alertsOf(agent)).notes;
  assert.match(note.title, /甲客/);
  assert.match(note.body, /看不到的时候写的/);
  assert.ok((await alertsOf(agent)).tones > rung, 'it rang in the hidden tab');
  await until('the title counts it', async () => /^\(1\) /.test(await agent.title()));
  await until('the favicon counts it', async () => (await badgePixels(agent)) > 200);

  // What the same customer writes next comes up anew, in the place of the first one.
  await world.sim.write(first, '还有一句');
  await until('another notification', async () => (await alertsOf(agent)).notes.length === 2);
  assert.match((await alertsOf(agent)).notes[1].body, /还有一句/);
  assert.deepEqual(await agent.evaluate(() => alerts.notes.map(({ closed }) => Boolean(closed))), [true, false]);

  await setHidden(agent, false);
  await agent.evaluate(() => alerts.notes[1].onclick());
  await entry(agent, '看不到的时候写的').waitFor({ state: 'attached' });
  await until('read', async () => !/^\(/.test(await agent.title()));
  assert.ok(await agent.evaluate(() => alerts.notes[1].closed));

  // Read without a click on it: it goes by itself.
  await press(conversationItem(agent, '乙客'));
  await settled(agent);
  await setHidden(agent, true);
  await world.sim.write(first, '第三句');
  await until('a third notification', async () => (await alertsOf(agent)).notes.length === 3);
  await setHidden(agent, false);
  await press(conversationItem(agent, '甲客'));
  await until('it went', () => agent.evaluate(() => Boolean(alerts.notes[2].closed)));
});

journey('the alert can be tested from the settings: a tone, and a notification once they are allowed', async (use) => {
  const { agent } = await desk(use, ['试音']);
  await press(button(agent, '设置'));
  const before = await alertsOf(agent);
  await press(button(agent, '试一下提示'));
  await until('a tone', async () => (await alertsOf(agent)).tones > before.tones);
  await agent.getByText(/已播放提示音/).first().waitFor({ state: 'attached' });
  assert.deepEqual((await alertsOf(agent)).notes, [], 'notifications are off');
  assert.deepEqual((await alertsOf(agent)).asked, []);
  if ((await button(agent, '试一下提示').count()) === 0) await press(button(agent, '设置'));
  await press(agent.getByRole('switch', { name: /桌面通知/ }));
  await until('the browser was asked', async () => (await alertsOf(agent)).asked.length === 1);
  if ((await button(agent, '试一下提示').count()) === 0) await press(button(agent, '设置'));
  await press(button(agent, '试一下提示'));
  await until('a notification', async () => (await alertsOf(agent)).notes.length === 1);
  assert.equal((await alertsOf(agent)).notes[0].title, '提示测试');
});

journey('with the sound switched off nothing rings, and it stays off after loading the page again', async (use) => {
  const { world, customers: [first], agent } = await desk(use, ['静音客', '旁人']);
  await press(button(agent, '设置'));
  const sound = agent.getByRole('switch', { name: /提示音/ });
  await press(sound);
  await until('the sound is off', async () => (await sound.getAttribute('aria-checked')) === 'false');
  await agent.keyboard.press('Escape');
  await settled(agent);
  for (const text of ['第一声', '第二声']) {
    const before = (await alertsOf(agent)).tones;
    await world.sim.write(first, text);
    await until('the title counts it', async () => /^\(\d\) /.test(await agent.title()));
    assert.equal((await alertsOf(agent)).tones, before);
    await agent.reload();
    await conversationItem(agent, '旁人').waitFor({ state: 'attached' });
  }
});

journey("the title counts an agent's own customers, not the queue, and an English desk has an English title", async (use) => {
  const world = await startWorld(use);
  const agent = await openWindow(use, 'agent-lin', { locale: 'en-GB' });
  await agent.goto(`${world.backend.url}/`);
  await agent.locator('input[name=username]').fill('lin');
  await agent.locator('input[name=password]').fill(password);
  await agent.locator('input[name=password]').press('Enter');
  const list = agent.getByRole('list', { name: 'Conversations', exact: true });
  await list.waitFor({ state: 'attached' });
  await until('an English title', async () => (await agent.title()) === 'Agent desk');
  const customers = [await world.sim.customer('First'), await world.sim.customer('Second')];
  for (const customer of customers) await world.sim.write(customer, 'Is anybody there?');
  await agent.getByRole('button', { name: /^Queue.*2/ }).waitFor({ state: 'attached' });
  assert.equal(await agent.title(), 'Agent desk');
  for (const name of ['First', 'Second']) {
    await press(agent.getByRole('button', { name: /^Queue/ }));
    await press(list.getByRole('listitem', { name: new RegExp(`^${name}`) }));
    await agent.keyboard.press('F4');
    await agent.getByRole('textbox', { name: 'Message', exact: true }).waitFor({ state: 'attached' });
  }
  await world.sim.write(customers[0], 'Thank you');
  await until('the title counts what is theirs', async () => (await agent.title()) === '(1) Agent desk');
});
