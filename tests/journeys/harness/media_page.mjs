// The demo's second page (Ctrl+M): pictures, player, video, files and uploads, with what they ask a backend for.
import assert from 'node:assert/strict';
import { demo, rest, signedIn } from './demo_page.mjs';
import { until } from './programs.mjs';
import { png } from './samples.mjs';

export const red = [255, 0, 0];
export const green = [0, 200, 0];
export const blue = [0, 0, 255];
export const grey = [90, 90, 90];
/** Four quarters of different colour: top left red, top right green, bottom left blue, bottom right grey. */
export const quarters = (width, height) =>
  png(width, height, (x, y) => (y < height / 2 ? (x < width / 2 ? red : green) : x < width / 2 ? blue : grey));

export function bytes(type, body, headers = {}) {
  return (request, response) => {
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': body.length, ...headers });
    response.end(body);
  };
}

export async function mediaPage(use, answers = {}, options = {}) {
  const page = await demo(use, options, { ...signedIn, 'GET /api/media/1': bytes('image/png', quarters(400, 300)), ...answers });
  await page.keyboard.press('Control+m');
  await rest(page);
  return page;
}
export const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
export const status = (page, start) => page.getByRole('status').filter({ hasText: start });
export const says = (page, start, pattern) =>
  until(`${start} ${pattern}`, async () => pattern.test((await status(page, start).textContent()) ?? ''));

/** The colour of the page at these places. */
export async function colours(page, ...places) {
  const shot = await page.screenshot();
  return page.evaluate(
    async ([base64, points]) => {
      const data = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([data], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext('2d');
      context.drawImage(bitmap, 0, 0);
      return points.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data.slice(0, 3)]);
    },
    [shot.toString('base64'), places],
  );
}
export function near(actual, expected, what) {
  assert.ok(actual.every((v, i) => Math.abs(v - expected[i]) <= 12), `${what}: ${actual} instead of ${expected}`);
}

/** The upload routes as the backend has them, over memory, with pieces of 64 KB; `trouble` may answer first. */
export function uploadRoutes({ trouble = () => false } = {}) {
  const seen = { created: [], pieces: [], deleted: 0, data: Buffer.alloc(0), media: null };
  const json = (response, code, value) => {
    response.writeHead(code, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  const read = async (request) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    return Buffer.concat(parts);
  };
  const progress = () => ({ offset: seen.data.length, ...(seen.media && { media: seen.media }) });
  const answers = {
    'POST /api/uploads': async (request, response) => {
      if (trouble('POST', request, response)) return;
      seen.created.push(JSON.parse(await read(request)));
      json(response, 201, { upload: 'u1', offset: 0, chunk: 65536 });
    },
    'PUT /api/uploads/u1': async (request, response) => {
      if (trouble('PUT', request, response, seen)) return;
      const offset = Number(new URL(request.url, 'http://demo').searchParams.get('offset'));
      const body = await read(request);
      seen.pieces.push(offset);
      if (offset !== seen.data.length) return json(response, 409, { error: 'wrong_offset', zh: '位置不对', en: 'wrong offset', offset: seen.data.length });
      seen.data = Buffer.concat([seen.data, body]);
      if (seen.data.length === seen.created.at(-1).bytes) seen.media = { id: '7', state: 'ready' };
      if (trouble('PUT taken', request, response, seen)) return;
      json(response, 200, progress());
    },
    'GET /api/uploads/u1': (request, response) => json(response, 200, { ...progress(), bytes: seen.created.at(-1).bytes }),
    'DELETE /api/uploads/u1': (request, response) => {
      seen.deleted += 1;
      response.writeHead(204).end();
    },
  };
  return { seen, answers };
}

export async function pickFile(page, body) {
  const dialog = page.waitForEvent('filechooser');
  await press(page, '选文件');
  await (await dialog).setFiles([{ name: 'big.png', mimeType: 'image/png', buffer: body }]);
  await says(page, '文件：', /big\.png/);
}
