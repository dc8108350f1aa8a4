// A small runner: each journey has a time limit and its own clean-up; counts at the end. Journeys with browsers run one
// after the other, those without mostly wait and run side by side.
import { sleep } from './programs.mjs';

const journeys = [];

/** journey('a sentence', async (use) => …): `use.after(fn)` runs fn at the end, last first. */
export function journey(name, body, { timeoutMs = 150_000, sideBySide = false } = {}) {
  journeys.push({ name, body, timeoutMs, sideBySide });
}

async function runOne({ name, body, timeoutMs }) {
  const cleanups = [];
  const failures = [];
  const use = {
    name,
    slug: name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60),
    after: (fn) => cleanups.push(fn),
    onFailure: [],
  };
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

export async function runAll(filter = '') {
  let passed = 0;
  let failed = 0;
  const work = async (queue) => {
    for (let one = queue.shift(); one; one = queue.shift()) {
      const begun = Date.now();
      const failures = await runOne(one);
      const secs = ((Date.now() - begun) / 1000).toFixed(1);
      console.log(`${failures.length === 0 ? 'ok' : 'not ok'} - ${one.name} (${secs} s)`);
      for (const failure of failures) console.log(`    ${(failure.stack ?? String(failure)).replaceAll('\n', '\n    ')}`);
      if (failures.length === 0) passed += 1;
      else failed += 1;
    }
  };
  const wanted = journeys.filter(({ name }) => name.includes(filter));
  const quiet = wanted.filter(({ sideBySide }) => sideBySide);
  await Promise.all(Array.from({ length: 4 }, () => work(quiet)));
  await work(wanted.filter(({ sideBySide }) => !sideBySide));
  console.log(`journeys: ${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0;
}
