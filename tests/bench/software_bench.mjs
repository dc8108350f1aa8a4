// What the console costs on a machine without a graphics card, as many desks run on virtual ones: drawing is then the
// processor's work. 1440 x 900 at one device pixel per CSS pixel, in the browser of the journeys (software WebGL).
import { readdirSync, readFileSync } from 'node:fs';
import { agentPage, conversationItem, entry, messageField, press, settled } from '../journeys/harness/browser.mjs';
import { sleep } from '../journeys/harness/programs.mjs';
import { startWorld } from '../journeys/harness/world.mjs';
import { percentile } from './table.mjs';

const customers = 12;
const changes = 36;
const keys = 60;

/** In the page: how long each frame takes, drawing included, however late the processor does what WebGL was told. */
function watchFrames() {
  let gl = null;
  const getContext = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
    const context = getContext.call(this, kind, ...more);
    if (kind === 'webgl2' && this.id === 'kf-canvas') gl = context;
    return context;
  };
  const bench = (globalThis.bench = { frames: [], late: 0 });
  const pixel = new Uint8Array(4);
  const raf = globalThis.requestAnimationFrame.bind(globalThis);
  globalThis.requestAnimationFrame = (callback) => raf((time) => {
    const before = globalThis.kfdesk?.frames;
    const start = performance.now();
    callback(time);
    if (globalThis.kfdesk?.frames === before) return;
    if (gl) gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    bench.frames.push(performance.now() - start);
  });
  // The time from a press to the picture that shows what it did: two frames of the browser after the mirror says it.
  bench.shown = (words) => new Promise((done) => {
    const there = () => {
      if (!document.querySelector('[role=log]')?.textContent.includes(words)) return;
      seen.disconnect();
      raf(() => raf(() => done(performance.now() - bench.pressed)));
    };
    const seen = new MutationObserver(there);
    seen.observe(document.body, { subtree: true, childList: true, characterData: true });
    there();
  });
  addEventListener('pointerdown', (event) => { bench.pressed = event.timeStamp; }, true);
  // Whoever types now waits so long.
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    bench.late = Math.max(bench.late, now - last - 20);
    last = now;
  }, 20);
}

/** CPU seconds of everything that this program has started, to its youngest grandchild: the browser. */
function browserCpuSecs() {
  const processes = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      processes.set(Number(pid), {
        parent: Number(fields[1]), secs: (Number(fields[11]) + Number(fields[12])) / 100, browser: stat.includes('(chrom'),
      });
    } catch {
      // ended meanwhile
    }
  }
  const ours = (pid) => pid === process.pid || (processes.has(pid) && ours(processes.get(pid).parent));
  return [...processes].filter(([pid, { browser }]) => browser && ours(pid)).reduce((sum, [, { secs }]) => sum + secs, 0);
}

const ms = (value) => `${value.toFixed(1)} ms`;

async function oneConsole(table, use, world, people) {
  const page = await agentPage(use, world, { init: watchFrames });
  for (const { nickname } of people) {
    await press(conversationItem(page, nickname));
    await entry(page, `${nickname} 的最后一句`).waitFor({ state: 'attached' });
  }
  await settled(page);

  const times = [];
  await page.evaluate(() => { globalThis.bench.frames.length = 0; });
  const cpuBefore = browserCpuSecs();
  for (let i = 0; i < changes; i += 1) {
    const { nickname } = people[i % people.length];
    const shown = page.evaluate((words) => globalThis.bench.shown(words), `${nickname} 的最后一句`);
    await press(conversationItem(page, nickname));
    times.push(await shown);
    await settled(page, 100);
  }
  const cpu = ((browserCpuSecs() - cpuBefore) * 1000) / changes;
  const frames = await page.evaluate(() => globalThis.bench.frames.splice(0));
  const median = percentile(times, 0.5);
  table.add('software GL: changing the conversation, median', ms(median), '≤ 80 ms', median <= 80);
  table.add('  a frame of it, median and worst', `${ms(percentile(frames, 0.5))}, ${ms(Math.max(...frames))}`);
  table.add('  CPU of the browser for each change', ms(cpu));

  await messageField(page).focus();
  await page.keyboard.type('ready ');
  await settled(page);
  await page.evaluate(() => { globalThis.bench.frames.length = 0; });
  const cpuIdle = browserCpuSecs();
  for (let i = 0; i < keys; i += 1) {
    await page.keyboard.press('abcdefghij'[i % 10]);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
  const typed = await page.evaluate(() => globalThis.bench.frames);
  const typing = percentile(typed, 0.5);
  table.add('software GL: the frame of a keystroke, median', ms(typing), '≤ 16 ms', typing <= 16);
  table.add('  CPU of the browser for each keystroke', ms(((browserCpuSecs() - cpuIdle) * 1000) / keys));
  await page.context().close();
}

async function fiveConsoles(table, use, world, people) {
  const pages = [];
  for (let i = 0; i < 5; i += 1) {
    const page = await agentPage(use, world, { init: watchFrames });
    await press(conversationItem(page, people[i].nickname));
    await entry(page, `${people[i].nickname} 的最后一句`).waitFor({ state: 'attached' });
    await settled(page);
    pages.push(page);
  }
  const crowd = await Promise.all(Array.from({ length: 50 }, (_, i) => world.sim.customer(`访客${i}`)));
  await Promise.all(pages.map((page) => page.evaluate(() => { globalThis.bench.late = 0; })));
  const cpuBefore = browserCpuSecs();
  const begun = performance.now();
  for (let round = 0; round < 4; round += 1) {
    await Promise.all(crowd.map((one) => world.sim.write(one, `第 ${round} 句：在吗，想问一下我的订单`)));
    await sleep(250);
  }
  for (const page of pages) await page.getByRole('list', { name: '会话' }).getByText('第 3 句').first().waitFor({ state: 'attached' });
  await sleep(1000);
  // They share two cores with the browser's own drawing, the backend and kfsim; before they froze for over 4 s.
  const late = Math.max(...await Promise.all(pages.map((page) => page.evaluate(() => globalThis.bench.late))));
  table.add('software GL: 5 consoles, 50 customers write 200 messages', `${((performance.now() - begun) / 1000).toFixed(1)} s`);
  table.add('  the longest that a console did not react', ms(late), '≤ 1500 ms', late <= 1500);
  table.add('  CPU of the browser', `${(browserCpuSecs() - cpuBefore).toFixed(1)} s`);
}

export async function measureSoftware(table, use) {
  const world = await startWorld(use);
  const people = [];
  for (let i = 0; i < customers; i += 1) {
    const one = await world.sim.customer(`顾客${String.fromCharCode(65 + i)}`);
    for (let n = 0; n < 24; n += 1)
      await world.sim.write(one, `第 ${n + 1} 句：您好，我上周买的杯子（订单 2026${n}）什么时候可以发货？急用，谢谢。`);
    await world.sim.write(one, `${one.nickname} 的最后一句`);
    people.push(one);
  }
  await oneConsole(table, use, world, people);
  await fiveConsoles(table, use, world, people);
}
