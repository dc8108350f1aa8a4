// Runs the measurements one after the other (node bench.mjs [part of a name]); scripts/bench builds what they need.
import { closeBrowsers } from '../journeys/harness/browser.mjs';
import { measureBrowser } from './browser_bench.mjs';
import { measureConsoles } from './consoles_bench.mjs';
import { measureFrames } from './frames_bench.mjs';
import { measureKills } from './kills_bench.mjs';
import { measureMemory } from './memory_bench.mjs';
import { measurePictures } from './pictures_bench.mjs';
import { measureRelay } from './relay_bench.mjs';
import { measureSearch } from './search_bench.mjs';
import { measureSize } from './size_bench.mjs';
import { measureSoftware } from './software_bench.mjs';
import { measureStart } from './start_bench.mjs';
import { measureStrangers } from './strangers_bench.mjs';
import { Table } from './table.mjs';
import { measureYear } from './year_bench.mjs';

const measurements = {
  size: measureSize,
  browser: measureBrowser,
  frames: measureFrames,
  software: measureSoftware,
  memory: measureMemory,
  pictures: measurePictures,
  consoles: measureConsoles,
  strangers: measureStrangers,
  relay: measureRelay,
  search: measureSearch,
  year: measureYear,
  kills: measureKills,
  start: measureStart,
};
const wanted = process.argv[2] ?? '';
const table = new Table();
let broken = false;
for (const [name, measure] of Object.entries(measurements)) {
  if (!name.includes(wanted)) continue;
  process.stderr.write(`${name}:\n`);
  const cleanups = [];
  const use = { name: `bench ${name}`, slug: `bench-${name}`, graphics: 'software', after: (fn) => cleanups.push(fn), onFailure: [] };
  try {
    await measure(table, use);
  } catch (error) {
    broken = true;
    table.add(name, `could not be measured: ${error.message.split('\n')[0]}`, '', false);
    process.stderr.write(`${error.stack}\n`);
  }
  for (const cleanup of cleanups.reverse()) {
    try {
      await cleanup();
    } catch (error) {
      process.stderr.write(`${error.message}\n`);
    }
  }
}
await closeBrowsers();
table.print();
process.exit(table.allHold && !broken ? 0 : 1);
