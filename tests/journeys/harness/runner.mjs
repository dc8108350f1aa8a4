// A small runner: each journey has a time limit and its own clean-up; counts at the end. Journeys run side by side, those
// with a browser each with one of its own, except those that say they want the machine to themselves. A journey that fails
// runs once more, alone, after all others: if it passes then, it counts as passed and is listed as unsteady.
import { keepFirstFailure, listUnsteady } from './unsteady.mjs';
import { sleep } from './programs.mjs';

const journeys = [];

/**
 * journey('a sentence', async (use) => …): `use.after(fn)` runs fn at the end, last first. `waits`: it has no browser and
 * mostly waits. `alone`: nothing may run beside it, because it counts frames or needs the whole machine. `long`: it takes a
 * minute or more and begins before the others, so that nobody waits for it at the end.
 */
export function journey(name, body, { timeoutMs = 300_000, waits = false, alone = false, long = false } = {}) {
  journeys.push({ name, body, timeoutMs, waits, alone, long });
}

/**
 * How many run at once: of those that wait, and of those with a browser. On two cores two browsers take three quarters of
 * the time of one; more of them only wait for each other.
 */
const kWaiting = 4, kWithBrowser = Number(process.env.KFDESK_BROWSERS ?? 2);

/** More of them than this and the run has failed: that many at once are no bad luck. */
export const kMaxUnsteady = 2;

const slugOf = (name) => name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60);

async function runOne({ name, body, timeoutMs }, seat) {
  const cleanups = [];
  const failures = [];
  const use = { name, slug: slugOf(name), seat, after: (fn) => cleanups.push(fn), onFailure: [] };
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${timeoutMs / 1000} s`)), timeoutMs);
  });
  try {
    await Promise.race([body(use), limit]);
  } catch (error) {
    failures.push(error);
    for (const look of use.onFailure) await Promise.race([look().catch(() => {}), sleep(5000)]);
  }
  clearTimeout(timer);
  for (const cleanup of cleanups.reverse()) {
    try {
      await Promise.race([cleanup(), sleep(20_000).then(() => Promise.reject(new Error('clean-up hangs')))]);
    } catch (error) {
      failures.push(error);
    }
  }
  return failures;
}

const wordsOf = (failures) =>
  failures.map((failure) => `    ${(failure.stack ?? String(failure)).replaceAll('\n', '\n    ')}`).join('\n');

/** Runs one and says how it went: what failed, in words; empty = it passed. */
async function report(one, seat, print, again = '') {
  const begun = Date.now();
  const failed = wordsOf(await runOne(one, seat));
  const secs = ((Date.now() - begun) / 1000).toFixed(1);
  print(`${failed === '' ? 'ok' : 'not ok'} - ${one.name}${again} (${secs} s)`);
  if (failed !== '') print(failed);
  return failed;
}

/** Runs those whose name contains `filter` and who are `among` those asked for; true when all passed and no more than kMaxUnsteady needed a second try. */
export async function runAll(filter = '', { all = journeys, print = console.log, among = () => true } = {}) {
  const wanted = all.filter((one) => one.name.includes(filter) && among(one));
  const again = [];
  const work = async (queue, seats) => {
    const take = async (seat) => {
      for (let one = queue.shift(); one; one = queue.shift()) {
        const failed = await report(one, seat, print);
        if (failed !== '') again.push({ one, failed });
      }
    };
    await Promise.all(Array.from({ length: seats }, (_, seat) => take(seat)));
  };
  await work(wanted.filter(({ waits }) => waits), kWaiting);
  const withBrowser = wanted.filter(({ waits, alone }) => !waits && !alone);
  await work([...withBrowser.filter(({ long }) => long), ...withBrowser.filter(({ long }) => !long)], kWithBrowser);
  await work(wanted.filter(({ alone }) => alone), 1);

  const unsteady = [];
  let failed = 0;
  for (const { one, failed: first } of again) {
    const kept = keepFirstFailure(slugOf(one.name), first);
    if ((await report(one, 0, print, ', once more')) === '') unsteady.push({ name: one.name, first, kept });
    else failed += 1;
  }
  listUnsteady(unsteady, print);
  if (unsteady.length > kMaxUnsteady) {
    failed += 1;
    print(`not ok - ${unsteady.length} journeys needed a second try; at most ${kMaxUnsteady} may`);
  }
  const passed = wanted.length - again.length + unsteady.length;
  print(`journeys: ${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0;
}
