// Chromium, one context per person, and what a person does: sign in, press, type with an IME.
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { signInRequest } from './backend.mjs';
import { outputDir } from './programs.mjs';

/** Chromium's build without windows, which needs a little more than half of the other's time; where it is missing, the other. */
const shell = '/usr/bin/chromium-headless-shell';
export const chromiumPath = process.env.KFDESK_CHROMIUM ?? (existsSync(shell) ? shell : '/usr/bin/chromium');

const flags = [
  '--no-sandbox',
  '--disable-background-networking',
  '--no-first-run',
  '--use-fake-device-for-media-stream', // a microphone that hears beeps
  '--use-fake-ui-for-media-stream', // nobody is asked whether the page may hear it
  '--autoplay-policy=user-gesture-required',
  // Every page compiles the console anew; compiling its busy functions once more costs an eighth of all that journeys do.
  '--js-flags=--no-wasm-tier-up',
];

// What a window may have for its graphics: nothing (no WebGL; drawing it costs a sixth of the time of the next), the
// software stand-in of a machine without a card (WebGL that the console leaves alone), or what says that it is a card.
const software = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const graphicsFlags = { none: ['--disable-gpu'], software, card: software };

// One for each of the journeys that run side by side: they share neither clipboard nor what a tab in front takes.
const browsers = new Map();
function browser(seat, graphics) {
  const extra = graphicsFlags[graphics];
  const key = `${seat} ${extra}`;
  if (!browsers.has(key)) {
    browsers.set(key, chromium.launch({ executablePath: chromiumPath, args: [...flags, ...extra] }));
  }
  return browsers.get(key);
}
export async function closeBrowsers() {
  for (const one of browsers.values()) await (await one).close();
  browsers.clear();
}

// Run in a page before its own scripts. Without a card the console draws by itself; so the journeys see that WebGL works too.
function saysThatItIsACard() {
  const real = WebGL2RenderingContext.prototype.getParameter;
  WebGL2RenderingContext.prototype.getParameter = function (name) {
    return name === 0x9246 /* UNMASKED_RENDERER_WEBGL */ ? 'A card of the journeys' : real.call(this, name);
  };
}

/**
 * A person's browser window. `init` runs before the page's own scripts; `graphics`: none, software, card (above). Errors that
 * the page does not catch fail the journey; what it shows is kept on failure.
 */
export async function openWindow(use, label, { init, graphics = use.graphics ?? 'none', ...contextOptions } = {}) {
  const context = await (await browser(use.seat, graphics)).newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    ...contextOptions,
  });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  if (graphics === 'card') await page.addInitScript(saysThatItIsACard);
  if (init) await page.addInitScript(init);
  const errors = [];
  page.on('pageerror', (error) => errors.push(`${label}: uncaught in the page: ${error.message}`));
  page.on('console', (message) => {
    // A refused or unreachable address is what several journeys are about; a policy violation is always our mistake.
    if (message.type() === 'error' && /Content Security Policy|Refused to/.test(message.text())) {
      errors.push(`${label}: ${message.text()}`);
    }
  });
  use.onFailure.push(async () => {
    mkdirSync(path.join(outputDir, 'failures'), { recursive: true });
    await page.screenshot({ path: path.join(outputDir, 'failures', `${use.slug}-${label}.png`) });
  });
  use.after(async () => {
    await context.close();
    if (errors.length > 0) throw new Error(errors.join('\n'));
  });
  return page;
}

/**
 * A console of somebody who is signed in, connected. The sign-in is the form's request without its page, which has journeys
 * of its own: that saves each of the others a page.
 */
export async function agentPage(use, world, { user = 'lin', password = 'kfdesk-journeys', ...contextOptions } = {}) {
  const page = await openWindow(use, `agent-${user}`, contextOptions);
  // Messages leave at once: the undo delay has a journey of its own. Pages without a store are not the console's.
  await page.addInitScript(() => {
    try {
      localStorage['kfdesk.settings'] ??= 'undo=0';
    } catch {
      return;
    }
  });
  const { url } = world.backend;
  const { address, form, headers } = signInRequest(url, user, password);
  const userAgent = await page.evaluate(() => navigator.userAgent);
  const answer = await page.context().request.post(address, { form, headers: { ...headers, 'user-agent': userAgent }, maxRedirects: 0 });
  if (answer.status() !== 303) throw new Error(`sign-in of ${user}: ${answer.status()} ${await answer.text()}`);
  await page.goto(`${url}/`);
  await consoleReady(page);
  return page;
}

export async function consoleReady(page) {
  await conversationList(page).waitFor({ state: 'attached', timeout: 30_000 });
}

export async function phonePage(use, world, { customer, ...contextOptions }) {
  const page = await openWindow(use, 'phone', { viewport: { width: 420, height: 860 }, ...contextOptions });
  await page.goto(world.sim.phoneAddress(customer));
  await phoneInput(page).waitFor();
  return page;
}

// Names of the console, as a screen reader hears them.
export const conversationList = (page) => page.getByRole('list', { name: '会话', exact: true });
export const conversationItem = (page, customerName) =>
  conversationList(page).getByRole('listitem', { name: new RegExp(`^${customerName}`) });
export const messageLog = (page) => page.getByRole('log', { name: '消息记录' });
export const messageField = (page) => page.getByRole('textbox', { name: '消息', exact: true });
export const sendButton = (page) => page.getByRole('button', { name: '发送', exact: true });
export const connectionStatus = (page) => page.getByRole('status', { name: '连接状态' });
export const button = (page, name) => page.getByRole('button', { name });
/** An entry of the log with this text in it. */
export const entry = (page, text) => messageLog(page).getByRole('article').filter({ hasText: text });
/** The page of the administration, once the tab has come there. */
export const adminPage = (page) => page.getByRole('main', { name: '管理' });
export async function backToConsole(page) {
  await press(page.getByRole('navigation').getByRole('button', { name: /^会话/ }));
  await consoleReady(page);
}
/** The drawn button cannot be pressed: it is not there, or says that it is disabled. */
export const cannotPress = async (locator) =>
  (await locator.count()) === 0 || (await locator.getAttribute('aria-disabled')) === 'true';

// Names of the phone page.
export const phoneInput = (page) => page.getByRole('textbox', { name: '输入消息' });
export const phoneLog = (page) => page.getByRole('log', { name: '聊天记录' });
export async function writeOnPhone(page, text) {
  await phoneInput(page).fill(text);
  await page.getByRole('button', { name: '发送', exact: true }).click();
}

/** Presses what is drawn at the place of a mirrored element, with the mouse. */
export const press = (locator) => locator.click();

/**
 * Types through real IME composition: each step is what the composition shows, the last argument what it becomes.
 * The Enter in between is the one that belongs to the IME (keyCode 229), as Chromium reports it.
 */
export async function compose(page, steps, committed) {
  const devtools = await page.context().newCDPSession(page);
  for (const text of steps) {
    await devtools.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  }
  const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229, nativeVirtualKeyCode: 229 };
  await devtools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter });
  await devtools.send('Input.insertText', { text: committed });
  await devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter });
  await devtools.detach();
}

/** Keeps a picture under build/test-output/screenshots. */
export async function screenshot(page, name) {
  const folder = path.join(outputDir, 'screenshots');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file });
  return file;
}

/** Waits until no frame has been drawn for `quietMs`: animations are over, nothing is loading. */
export async function settled(page, quietMs = 400) {
  await page.waitForFunction(
    (quiet) => {
      const now = performance.now();
      const seen = (globalThis.kfdeskSeen ??= { frames: -1, since: now });
      const frames = globalThis.kfdesk.frames;
      if (seen.frames !== frames) Object.assign(seen, { frames, since: now });
      return now - seen.since > quiet;
    },
    quietMs,
    { polling: 50, timeout: 15_000 },
  );
}

/**
 * Frames drawn in a stretch of `ms` in which nothing on screen changed. What is left of a reply window counts down by
 * the minute: a stretch in which that (or anything else that is said) changed is none without change.
 */
export async function framesWhileIdle(page, ms) {
  const look = () => page.evaluate(() => ({ frames: globalThis.kfdesk.frames, said: document.body.textContent }));
  for (let tries = 4; ; tries -= 1) {
    const before = await look();
    await page.waitForTimeout(ms);
    const after = await look();
    if (after.said === before.said || tries === 1) return after.frames - before.frames;
  }
}

/** How many colours a part of the page has: an initial on its plane has few, a picture has hundreds. */
export async function coloursIn(page, clip) {
  const png = await page.screenshot({ clip });
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    return new Set(new Uint32Array(data.buffer)).size;
  }, png.toString('base64'));
}

/** Pixels of the canvas that differ from its first one, as a share: an empty drawing has none. */
export async function drawnShare(page) {
  const png = await page.screenshot();
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    let different = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i] !== data[0] || data[i + 1] !== data[1] || data[i + 2] !== data[2]) different += 1;
    }
    return different / (data.length / 4);
  }, png.toString('base64'));
}
