// What the console holds in a real browser after an agent scrolled through a conversation of many pictures: the
// machine's memory (the heap of WebAssembly, which never shrinks) and the pictures given to the graphics card.
import { agentPage, conversationItem, messageLog, openWindow, press, settled } from '../journeys/harness/browser.mjs';
import { until } from '../journeys/harness/programs.mjs';
import { startWorld } from '../journeys/harness/world.mjs';

const pictures = 200;
const ceilingMb = 128; // 96 for pictures (web/ui/platform/pictures.h), 32 for everything else

// All different, as large as what phones send: 1280 × 960, drawn by the browser.
async function draw(page, number) {
  const base64 = await page.evaluate(async (seed) => {
    const canvas = new OffscreenCanvas(1280, 960);
    const drawing = canvas.getContext('2d');
    for (let i = 0; i < 60; i += 1) {
      drawing.fillStyle = `hsl(${(seed * 47 + i * 31) % 360} 60% ${20 + ((i * 7) % 60)}%)`;
      drawing.fillRect((i * 173 + seed * 13) % 1280, (i * 97 + seed * 29) % 960, 320, 240);
    }
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  }, number);
  return { name: `${number}.jpg`, contentType: 'image/jpeg', bytes: Buffer.from(base64, 'base64') };
}

export async function measureMemory(table, use) {
  const world = await startWorld(use);
  const customer = await world.sim.customer('图多');
  const studio = await openWindow(use, 'drawing');
  await studio.goto('about:blank');
  for (let i = 1; i <= pictures; i += 1) await world.sim.sendImage(customer, await draw(studio, i));
  await studio.context().close();

  const page = await agentPage(use, world);
  await press(conversationItem(page, '图多'));
  const seen = () =>
    page.evaluate(() => ({ heap: globalThis.kfdesk.heapBytes, ...globalThis.kfdesk.pictures }));
  await until('the newest pictures are drawn', async () => (await seen()).textures > 0, 60_000);
  const box = await messageLog(page).boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  let most = await seen();
  // Up to the first one, at the pace of somebody who looks for a picture.
  const begun = Date.now();
  while (most.loads < pictures && Date.now() - begun < 240_000) {
    await page.mouse.wheel(0, -700);
    await settled(page, 150);
    const now = await seen();
    most = { ...now, bytes: Math.max(now.bytes, most.bytes), heap: Math.max(now.heap, most.heap) };
  }
  if (most.loads < pictures) throw new Error(`only ${most.loads} of ${pictures} pictures were loaded`);
  const megabytes = (most.heap + most.bytes) / 2 ** 20;
  table.add(`console after ${pictures} pictures: heap and textures`,
    `${megabytes.toFixed(0)} MB (heap ${(most.heap / 2 ** 20).toFixed(0)})`, `≤ ${ceilingMb} MB`, megabytes <= ceilingMb);
}
