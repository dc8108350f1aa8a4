// CPU of a frame at both sizes, and of opening a long conversation, with the real views on the headless platform.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../journeys/harness/programs.mjs';

const program = path.join(root, 'build/release/bin/frame_cost');
const frameMs = 1000 / 60;
const rounds = 11;

function measure(conversations, messages, ...more) {
  return JSON.parse(execFileSync(program, [String(conversations), String(messages), ...more], { timeout: 120_000, encoding: 'utf8' }));
}

export async function measureFrames(table) {
  // Taken in turns, so that a machine that gets slower or faster meanwhile does so for both; and often enough that each
  // has a turn while no neighbour of a shared machine takes the half of a core.
  const small = [];
  const large = [];
  for (let i = 0; i < rounds; i += 1) {
    small.push(measure(100, 1000));
    large.push(measure(10_000, 100_000));
  }
  const best = (list, name) => Math.min(...list.map((one) => one[name]));
  const ratio = best(large, 'frame_ms') / best(small, 'frame_ms');
  table.add('frame, 100 conversations and 1 000 messages', `${best(small, 'frame_ms').toFixed(3)} ms`);
  table.add('frame, 10 000 conversations and 100 000 messages', `${best(large, 'frame_ms').toFixed(3)} ms`);
  table.add('  ratio', `${ratio.toFixed(2)} ×`, '≤ 1.2 ×', ratio <= 1.2);
  const arriving = best(large, 'arriving_ms') / best(small, 'arriving_ms');
  table.add('  ratio of frames in which a message arrives',
    `${arriving.toFixed(2)} × (${best(large, 'arriving_ms').toFixed(3)} ms)`);
  const opening = best(large, 'opening_ms');
  table.add('opening a conversation of 100 000 messages', `${opening.toFixed(2)} ms`, `≤ 1 frame (${frameMs.toFixed(1)} ms)`, opening <= frameMs);

  const texts = [];
  const pictures = [];
  for (let i = 0; i < rounds; i += 1) {
    texts.push(measure(100, 200));
    pictures.push(measure(100, 200, 'pictures'));
  }
  const scrolled = best(pictures, 'scrolling_ms') / best(texts, 'scrolling_ms');
  table.add('scrolling through 200 texts', `${best(texts, 'scrolling_ms').toFixed(3)} ms a frame`);
  table.add('scrolling through 200 pictures', `${best(pictures, 'scrolling_ms').toFixed(3)} ms a frame`);
  table.add('  ratio', `${scrolled.toFixed(2)} ×`, '≤ 1.2 ×', scrolled <= 1.2);
  const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(0);
  const most = Math.max(...pictures.map((one) => one.picture_bytes));
  const budget = pictures[0].picture_budget;
  table.add(`memory of pictures, ${pictures[0].pictures} shown`, `${megabytes(most)} MB`, `≤ ${megabytes(budget)} MB`, most <= budget);
}
