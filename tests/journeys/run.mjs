// Runs the journeys: node run.mjs [part of a name]. Needs the dev and the web build (scripts/test makes them). KFDESK_JOURNEYS
// limits them to those without a browser ("waiting") or with one ("browsers").
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { closeBrowsers } from './harness/browser.mjs';
import { outputDir } from './harness/programs.mjs';
import { runAll } from './harness/runner.mjs';
import { forgetUnsteady } from './harness/unsteady.mjs';

const kind = process.env.KFDESK_JOURNEYS;
if (kind !== 'browsers') {  // else what the others have left stays
  for (const folder of ['failures', 'programs']) rmSync(path.join(outputDir, folder), { recursive: true, force: true });
  forgetUnsteady();
}
const here = path.dirname(fileURLToPath(import.meta.url));
const only = process.env.KFDESK_JOURNEY_FILE ?? '';
for (const file of readdirSync(here).filter((name) => name.endsWith('_journey.mjs') && name.includes(only)).sort()) {
  await import(pathToFileURL(path.join(here, file)));
}
const among = { waiting: (one) => one.waits, browsers: (one) => !one.waits }[kind];
const allPassed = await runAll(process.argv[2], { among });
await closeBrowsers();
process.exit(allPassed ? 0 : 1);
