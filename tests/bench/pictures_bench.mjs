// What a customer can make the backend hold by sending pictures: a dozen small PNG files of 50 million pixels, 16 bits deep
// (900 MB when they are decoded whole). Growth of the process at its peak, and what is left of it afterwards.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createDeflate } from 'node:zlib';
import { ConsoleClient } from '../journeys/harness/console_client.mjs';
import { sleep, until } from '../journeys/harness/programs.mjs';
import { startWorld } from '../journeys/harness/world.mjs';

const side = 7071;
const count = 12;
const peakMb = 64;
const keptMb = 32;

function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

function chunk(name, data) {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(data.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc(named), named.length + 4);
  return out;
}

/** All black, RGBA of 16 bits each. */
async function largePng() {
  const deflate = createDeflate();
  const pieces = [];
  deflate.on('data', (piece) => pieces.push(piece));
  const row = Buffer.alloc(1 + side * 8);
  for (let y = 0; y < side; y += 1) if (!deflate.write(row)) await once(deflate, 'drain');
  deflate.end();
  await once(deflate, 'end');
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([16, 6, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', Buffer.concat(pieces)),
    chunk('IEND', Buffer.alloc(0))]);
}

function residentMegabytes(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

export async function measurePictures(table, use) {
  const bytes = await largePng();
  const world = await startWorld(use);
  const customer = await world.sim.customer('图大');
  await world.sim.write(customer, '您好');
  const reader = new ConsoleClient(world.backend, await world.backend.signIn('lin'));
  const pictures = async () => {
    await reader.takeSnapshot();
    const conversation = [...reader.conversations.values()].find((one) => one.customer === customer.id);
    if (!conversation) return [];
    return (await reader.history(conversation.id)).flatMap(({ media }) => media ?? []);
  };
  await until('the desk has heard of the customer', async () => (await reader.takeSnapshot()).conversations.length > 0);
  await sleep(2000);
  const { pid } = world.backend.program;
  const before = residentMegabytes(pid);
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, residentMegabytes(pid));
  }, 20);
  use.after(() => clearInterval(watch));
  for (let i = 1; i <= count; i += 1)
    await world.sim.sendImage(customer, { name: `${i}.png`, contentType: 'image/png', bytes });
  await until('every picture is ready', async () => (await pictures()).filter(({ state }) => state === 'ready').length === count,
    { timeoutMs: 180_000, everyMs: 500 });
  await sleep(2000);
  clearInterval(watch);
  const grown = peak - before;
  const kept = residentMegabytes(pid) - before;
  table.add(`${count} PNG of ${side} × ${side} × 16 bit: memory at the peak, above idle`, `${grown.toFixed(0)} MB`,
    `≤ ${peakMb} MB`, grown <= peakMb);
  table.add('  kept afterwards', `${kept.toFixed(0)} MB`, `≤ ${keptMb} MB`, kept <= keptMb);
}
