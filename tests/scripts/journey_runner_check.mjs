// What the runner of the journeys does with bad luck: prints "ok: sentence" or "ERROR: sentence" for each expectation.
// Its folder of output is KFDESK_TEST_OUTPUT, never that of a real run.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { outputDir } from '../journeys/harness/programs.mjs';
import { kMaxUnsteady, runAll } from '../journeys/harness/runner.mjs';
import { forgetUnsteady } from '../journeys/harness/unsteady.mjs';

const expect = (sentence, holds) => console.log(`${holds ? 'ok' : 'ERROR'}: ${sentence}`);
const steady = (name) => ({ name, timeoutMs: 1000, body: async () => {} });
const broken = (name) => ({ name, timeoutMs: 1000, body: async () => { throw new Error('it is broken'); } });
function unlucky(name) {
  let tries = 0;
  return {
    name,
    timeoutMs: 1000,
    body: async (use) => {
      tries += 1;
      mkdirSync(path.join(outputDir, 'failures'), { recursive: true });
      writeFileSync(path.join(outputDir, 'failures', `${use.slug}-agent.png`), `try ${tries}`);
      if (tries === 1) throw new Error('bad luck');
    },
  };
}
async function run(all) {
  forgetUnsteady();
  const printed = [];
  const fine = await runAll('', { all, print: (line) => printed.push(line) });
  const listed = path.join(outputDir, 'unsteady.txt');
  return { fine, printed, last: printed.at(-1), listed: existsSync(listed) ? readFileSync(listed, 'utf8') : '' };
}

let it = await run([steady('one'), steady('two')]);
expect('a run without failures lists nothing as unsteady', it.fine && it.listed === '' && it.last === 'journeys: 2 passed, 0 failed');

it = await run([unlucky('slips once'), steady('two')]);
expect('a journey that passes when run once more counts as passed', it.fine && it.last === 'journeys: 2 passed, 0 failed');
expect('it is listed as unsteady with its first failure', /^slips once: Error: bad luck/.test(it.listed));
const kept = path.join(outputDir, 'unsteady', 'slips-once');
expect('what its first try left is kept beside the list', existsSync(kept) && readdirSync(kept).join() === 'failure.txt,slips-once-agent.png' &&
  readFileSync(path.join(kept, 'slips-once-agent.png'), 'utf8') === 'try 1');

let order = [];
const noted = (one) => ({ ...one, body: async (use) => { order.push(one.name); await one.body(use); } });
await run([noted(unlucky('slips')), noted(steady('last'))]);
expect('the second try comes after all others', order.join() === 'slips,last,slips');
order = [];
await run([noted(steady('first')), noted({ ...steady('long'), long: true })]);
expect('one that takes long begins first', order.join() === 'long,first');

let running = 0;
const most = { beside: 0, alone: 0 };
const counted = (name, alone) => ({
  name,
  alone,
  timeoutMs: 5000,
  body: async () => {
    running += 1;
    most[alone ? 'alone' : 'beside'] = Math.max(most[alone ? 'alone' : 'beside'], running);
    await new Promise((resolve) => setTimeout(resolve, 50));
    running -= 1;
  },
});
await run([counted('a', false), counted('b', true), counted('c', false), counted('d', true)]);
expect('two run side by side, and nothing beside one that is alone', most.beside === 2 && most.alone === 1);

it = await run([broken('broken'), steady('two')]);
expect('a journey that fails twice fails the run', !it.fine && it.last === 'journeys: 1 passed, 1 failed' && it.listed === '');

it = await run(Array.from({ length: kMaxUnsteady }, (_, i) => unlucky(`luck ${i}`)));
expect('as many unsteady ones as may be are no failure', it.fine && it.last === `journeys: ${kMaxUnsteady} passed, 0 failed`);
it = await run(Array.from({ length: kMaxUnsteady + 1 }, (_, i) => unlucky(`luck ${i}`)));
expect('one more than that fails the run', !it.fine && /, 1 failed$/.test(it.last));
