// kill -9 under traffic: how many rounds a minute, and whether anything was lost, doubled or reordered.
import { killRounds } from '../journeys/harness/desk.mjs';
import { startWorld } from '../journeys/harness/world.mjs';

export async function measureKills(table, use) {
  const rounds = 30;
  const world = await startWorld(use);
  const { found, messages, roundSecs } = await killRounds(use, world, rounds);
  for (const line of found) process.stderr.write(`    ${line}\n`);
  table.add('kill -9 rounds per minute under traffic', `${((rounds * 60) / roundSecs).toFixed(0)}`);
  table.add(`  lost, doubled, reordered of ${messages} messages and answers`, String(found.length), '0', found.length === 0);
}
