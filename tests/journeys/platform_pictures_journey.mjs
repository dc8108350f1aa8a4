// Pictures of the console in a real browser: shown, moving, refused, forgotten under a budget, after a lost context.
import assert from 'node:assert/strict';
import { rest } from './harness/demo_page.mjs';
import { blue, bytes, colours, green, grey, mediaPage, near, press, quarters, red, says } from './harness/media_page.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { movingGif } from './harness/samples.mjs';

journey('a picture is shown fitted, filling, turned and enlarged, with round corners', async (use) => {
  const page = await mediaPage(use);
  await says(page, '图一', /图一：ready 400x300，铺满：ready/);
  await rest(page);
  // Fitted into (20, 16, 200, 200): 200 x 150 in the middle.
  let [a, b, c, d, above, corner] = await colours(page, [60, 60], [180, 60], [60, 170], [180, 170], [120, 30], [21, 42]);
  near(a, red, 'top left');
  near(b, green, 'top right');
  near(c, blue, 'bottom left');
  near(d, grey, 'bottom right');
  assert.notDeepEqual(above, red);
  assert.deepEqual(corner, above, 'the corner is cut round');
  [a, b] = await colours(page, [240, 30], [320, 30]);
  near(a, red, 'filling, left');
  near(b, green, 'filling, right');
  await press(page, '旋转');
  await rest(page);
  // A quarter turn clockwise: what was bottom left is top left now.
  [a, b] = await colours(page, [60, 60], [170, 60]);
  near(a, blue, 'turned, top left');
  near(b, red, 'turned, top right');
  await press(page, '放大');
  await rest(page);
  [a, b] = await colours(page, [24, 100], [216, 100]);
  near(a, blue, 'enlarged, left');
  near(b, red, 'enlarged, right');
});

journey('a picture from a phone stands upright, a moving one shows its first frame and says that it moves', async (use) => {
  let upright = Buffer.alloc(0);
  const page = await mediaPage(use, {
    'GET /api/media/upright': (request, response) => bytes('image/jpeg', upright)(request, response),
    'GET /api/media/moving': bytes('image/gif', movingGif(red, blue)),
  });
  // Lies on its side in the file (red left, blue right); its orientation says: turn it clockwise.
  const jpeg = Buffer.from(
    await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(2000, 1000);
      const context = canvas.getContext('2d');
      context.fillStyle = '#f00';
      context.fillRect(0, 0, 1000, 1000);
      context.fillStyle = '#00f';
      context.fillRect(1000, 0, 1000, 1000);
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 1 });
      return [...new Uint8Array(await blob.arrayBuffer())];
    }),
  );
  const exif = Buffer.from('ffe1002245786966000049492a00080000000100120103000100000006000000' + '00000000', 'hex');
  upright = Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)]);
  await page.reload();
  await page.waitForFunction(() => globalThis.kfdesk && kfdesk.frames > 0);
  await page.keyboard.press('Control+m');
  await says(page, '图一', /竖图：ready 1000x2000，动图：ready 8x8 moves/);
  await rest(page);
  const [top, bottom, beside, first] = await colours(page, [500, 40], [500, 190], [456, 186], [600, 116]);
  near(top, red, 'upright, top');
  near(bottom, blue, 'upright, bottom');
  near(beside, blue, 'upright, it fills its box of the same shape');
  near(first, red, 'the first frame');
});

journey('what is no picture is not shown; it is tried again when asked, and by itself after the network failed', async (use) => {
  let asked = 0;
  let answer = bytes('image/png', Buffer.from('<html><script>alert(1)</script></html>'));
  const page = await mediaPage(use, {
    'GET /api/media/broken': (request, response) => {
      asked += 1;
      answer(request, response);
    },
  });
  await says(page, '图一', /坏图：failed 0x0/);
  await rest(page);
  const before = asked;
  await page.waitForTimeout(2500);
  assert.equal(asked, before, 'what is no picture stays none');
  answer = (request, response) => response.writeHead(503).end();
  await press(page, '重试');
  await until('asked again', () => asked === before + 1);
  answer = bytes('image/png', quarters(40, 40));
  await says(page, '图一', /坏图：ready 40x40/);  // by itself, after two seconds
  assert.equal(asked, before + 2);
});

journey('under a small budget the least recently drawn pictures go, and come back when they are shown again', async (use) => {
  const page = await mediaPage(use, {
    otherwise: (request, name) =>
      name.startsWith('/api/media/strip/') ? bytes('image/png', quarters(512, 128), { 'Cache-Control': 'max-age=60' }) : undefined,
  });
  await press(page, '小预算');
  for (let i = 0; i < 12; i++) {
    await press(page, '下一屏');
    await rest(page);
  }
  const held = await page.evaluate(() => kfdesk.pictures);
  assert.ok(held.evictions >= 4, `evicted: ${JSON.stringify(held)}`);
  // One megabyte, and what is on screen may go beyond it.
  assert.ok(held.bytes <= (1 << 20) + 3 * (512 * 128 * 4), `held: ${JSON.stringify(held)}`);
  await press(page, '第一屏');
  await until('drawn again', async () => {
    await rest(page);
    return (await page.evaluate(() => kfdesk.pictures.waiting)) === 0;
  });
  const [left, right] = await colours(page, [100, 330], [480, 330]);
  near(left, red, 'left of the first one');
  near(right, green, 'right of the first one');
});

journey('pictures are there again after the graphics context was lost', async (use) => {
  const page = await mediaPage(use, { 'GET /api/media/1': bytes('image/png', quarters(400, 300), { 'Cache-Control': 'max-age=60, immutable' }) }, { graphics: 'card' });
  await says(page, '图一', /图一：ready/);
  await rest(page);
  await page.evaluate(async () => {
    const lose = document.getElementById('kf-canvas').getContext('webgl2').getExtension('WEBGL_lose_context');
    lose.loseContext();
    await new Promise((done) => setTimeout(done, 200));
    lose.restoreContext();
    await new Promise((done) => setTimeout(done, 200));
  });
  await until('shown again', async () => {
    await rest(page);
    const [a] = await colours(page, [60, 60]);
    return a.every((v, i) => Math.abs(v - red[i]) <= 12);
  });
});
