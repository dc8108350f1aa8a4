// Journeys that failed once and passed alone: named in build/test-output/unsteady.txt, with what the first try left
// behind (words, pictures, output of the programs) kept beside it, so that each can be mended as a fault of its own.
import { appendFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { outputDir } from './programs.mjs';

const listFile = path.join(outputDir, 'unsteady.txt');
const keptDir = path.join(outputDir, 'unsteady');

/** Nothing of an earlier run is left. */
export function forgetUnsteady() {
  rmSync(listFile, { force: true });
  rmSync(keptDir, { recursive: true, force: true });
}

/** Takes what the first try left out of the way of the second. Gives back where it lies. */
export function keepFirstFailure(slug, words) {
  const folder = path.join(keptDir, slug);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'failure.txt'), `${words}\n`);
  for (const from of ['failures', 'programs'].map((name) => path.join(outputDir, name)).filter(existsSync)) {
    for (const file of readdirSync(from).filter((name) => name.startsWith(slug))) {
      renameSync(path.join(from, file), path.join(folder, file));
    }
  }
  return folder;
}

export function listUnsteady(unsteady, print) {
  if (unsteady.length === 0) return;
  const lines = unsteady.map(({ name, first, kept }) => `${name}: ${first.trim().split('\n')[0]} (${path.relative(outputDir, kept)})`);
  mkdirSync(outputDir, { recursive: true });
  appendFileSync(listFile, `${lines.join('\n')}\n`);
  print(`unsteady, passed when run once more:\n${lines.map((line) => `  ${line}`).join('\n')}`);
}
