// First results over a million messages: frequent words, words that are nowhere, each filter.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from '../journeys/harness/programs.mjs';

const program = path.join(root, 'build/release/bin/search_speed');
const barMs = 200;

export async function measureSearch(table, use) {
  const folder = mkdtempSync(path.join(root, 'build/search-bench-'));
  use.after(() => rmSync(folder, { recursive: true, force: true }));
  const found = JSON.parse(execFileSync(program, [folder, '1000000'], { timeout: 900_000, encoding: 'utf8' }));
  for (const one of found.cases) {
    process.stderr.write(`    ${one.name}: ${one.ms.toFixed(1)} ms, ${one.hits} hits\n`);
  }
  table.add(`search in ${found.messages} messages, slowest of ${found.cases.length} kinds (${found.worst})`,
    `${found.worst_ms.toFixed(1)} ms`, `≤ ${barMs} ms`, found.worst_ms <= barMs);
  table.add('  store with its index', `${found.megabytes} MB`);
  table.add('  keeping the index, each message', `${found.index_ms.toFixed(2)} ms`);
}
