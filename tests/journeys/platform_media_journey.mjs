// Pictures, player, video, files and uploads of the console in a real browser: the demo's second page (Ctrl+M).
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { demo, frames, rest, serve, signedIn } from './harness/demo_page.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { movingGif, png, tone } from './harness/samples.mjs';

const red = [255, 0, 0];
const green = [0, 200, 0];
const blue = [0, 0, 255];
const grey = [90, 90, 90];
/** Four quarters of different colour: top left red, top right green, bottom left blue, bottom right grey. */
const quarters = (width, height) =>
  png(width, height, (x, y) => (y < height / 2 ? (x < width / 2 ? red : green) : x < width / 2 ? blue : grey));

function bytes(type, body, headers = {}) {
  return (request, response) => {
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': body.length, ...headers });
    response.end(body);
  };
}

async function mediaPage(use, answers = {}, options = {}) {
  const page = await demo(use, options, { ...signedIn, 'GET /api/media/1': bytes('image/png', quarters(400, 300)), ...answers });
  await page.keyboard.press('Control+m');
  await rest(page);
  return page;
}
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const status = (page, start) => page.getByRole('status').filter({ hasText: start });
const says = (page, start, pattern) =>
  until(`${start} ${pattern}`, async () => pattern.test((await status(page, start).textContent()) ?? ''));

/** The colour of the page at these places. */
async function colours(page, ...places) {
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
function near(actual, expected, what) {
  assert.ok(actual.every((v, i) => Math.abs(v - expected[i]) <= 12), `${what}: ${actual} instead of ${expected}`);
}

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
  const page = await mediaPage(use, { 'GET /api/media/1': bytes('image/png', quarters(400, 300), { 'Cache-Control': 'max-age=60, immutable' }) });
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

journey('a voice plays, is paused, sped up and ends; frames are drawn only while it plays, and few', async (use) => {
  const page = await mediaPage(use, { 'GET /api/media/voice': bytes('audio/wav', tone(6)) });
  await press(page, '播放');
  await says(page, '声音', /playing [1-9]/);
  const from = await frames(page);
  await page.waitForTimeout(2000);
  const drawn = (await frames(page)) - from;
  assert.ok(drawn >= 4 && drawn <= 14, `${drawn} frames in two seconds`);
  await press(page, '暂停');
  await says(page, '声音', /paused \d\.\d\/6\.0/);
  await rest(page);
  const still = await frames(page);
  await page.waitForTimeout(1000);
  assert.equal(await frames(page), still);
  await press(page, '两倍速');
  await press(page, '播放');
  await says(page, '声音', /playing .* x2\.0/);
  await press(page, '到末尾');
  await says(page, '声音', /ended 6\.0\/6\.0/);
  await press(page, '没有的声音');
  await says(page, '声音', /failed .* error [12]$/);
});

journey('a video is a real element at its place, cut by the area around it, and gone when it is not drawn', async (use) => {
  const page = await mediaPage(use, {
    'GET /api/media/video': (request, response) => bytes('video/webm', video)(request, response),
    'GET /api/media/moving': bytes('image/gif', movingGif(red, blue)),
  });
  const video = Buffer.from(
    await page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      canvas.width = 320;
      canvas.height = 180;
      const context = canvas.getContext('2d');
      const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm' });
      const parts = [];
      recorder.ondataavailable = (e) => parts.push(e.data);
      recorder.start(100);
      for (let i = 0; i < 24; i++) {
        context.fillStyle = i % 2 ? '#f00' : '#00f';
        context.fillRect(0, 0, 320, 180);
        await new Promise((done) => setTimeout(done, 50));
      }
      recorder.stop();
      await new Promise((done) => { recorder.onstop = done; });
      return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
    }),
  );
  await press(page, '视频');
  const element = page.locator('video[aria-label="客户发来的视频"]');
  await element.waitFor({ state: 'attached' });
  await says(page, '视频：', /视频：ready/);
  await rest(page);
  const box = await element.boundingBox();
  assert.deepEqual([box.width, box.height], [240, 135]);
  assert.equal(await element.evaluate((el) => el.controls && el.closest('.kf-layer') !== null), true);
  // Its area is 120 high, so its lower end is cut away and takes no pointer.
  assert.match(await element.evaluate((el) => el.style.clipPath), /^path\(evenodd/);
  const under = (dy) => page.evaluate(([x, y]) => document.elementFromPoint(x, y).tagName, [box.x + 120, box.y + dy]);
  assert.equal(await under(50), 'VIDEO');
  assert.notEqual(await under(125), 'VIDEO');
  // In full screen nothing is cut.
  await element.evaluate((el) => el.requestFullscreen());
  await until('full screen', () => element.evaluate((el) => document.fullscreenElement === el));
  assert.equal(await element.evaluate((el) => getComputedStyle(el).clipPath), 'none');
  await page.evaluate(() => document.exitFullscreen());
  await until('back in the page', () => page.evaluate(() => document.fullscreenElement === null));
  // The wheel scrolls what it lies in, and the element goes with it.
  await page.mouse.move(box.x + 120, box.y + 50);
  await page.mouse.wheel(0, 60);
  await until('scrolled', async () => Math.abs((await element.boundingBox()).y - (box.y - 60)) < 1);
  // The keyboard works it, as everywhere in the browser.
  await element.focus();
  await page.keyboard.press('Space');
  await says(page, '视频：', /视频：playing/);
  await says(page, '视频：', /视频：ended/);
  await press(page, '视频');
  await element.waitFor({ state: 'detached' });
  await press(page, '动图');
  const moving = page.locator('img[alt="客户发来的动图"]');
  await moving.waitFor({ state: 'attached' });
  await until('loaded', () => moving.evaluate((el) => el.naturalWidth === 8));
});

journey('a pasted screenshot arrives as a file; pasted text stays text', async (use) => {
  const page = await mediaPage(use, {}, { permissions: ['clipboard-read', 'clipboard-write'] });
  const field = page.getByRole('textbox', { name: '留言' });
  await field.focus();
  await page.evaluate(() => navigator.clipboard.writeText('退款'));
  await page.keyboard.press('Control+v');
  assert.equal(await field.inputValue(), '退款');
  await says(page, '文件：', /文件：none$/);
  await page.evaluate(async (data) => {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([new Uint8Array(data)], { type: 'image/png' }) })]);
  }, [...quarters(300, 200)]);
  await page.keyboard.press('Control+v');
  await says(page, '文件：', /文件：paste image\.png \d+$/);
  await says(page, '内容：', /image\/png 300x200 0 ms/);
  assert.equal(await field.inputValue(), '退款');
  // Copying goes the other way round.
  await page.evaluate(() => navigator.clipboard.writeText('nothing'));
  await press(page, '复制图片');
  await says(page, '拖动：', /复制：yes/);
  const types = await page.evaluate(async () => (await navigator.clipboard.read()).flatMap((item) => item.types));
  assert.deepEqual(types, ['image/png']);
});

journey('files are dropped anywhere on the page, picked in the dialog, made smaller and saved', async (use) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'kfdesk-files-'));
  use.after(() => rmSync(folder, { recursive: true, force: true }));
  const picture = path.join(folder, '裂纹.png');
  let seed = 7;
  const noise = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 16 & 255;
  writeFileSync(picture, png(900, 600, () => [noise(), noise(), noise()]));
  const voice = path.join(folder, 'a.amr');
  writeFileSync(voice, Buffer.concat([Buffer.from('#!AMR\n'), ...Array.from({ length: 50 }, () => Buffer.concat([Buffer.from([0x3c]), Buffer.alloc(31)]))]));
  const page = await mediaPage(use, {
    'GET /api/media/1': bytes('image/png', quarters(400, 300), { 'Content-Disposition': "attachment; filename*=UTF-8''%E5%9B%BE.png" }),
  });
  const devtools = await page.context().newCDPSession(page);
  const drag = (type, files) =>
    devtools.send('Input.dispatchDragEvent', { type, x: 300, y: 500, data: { items: [], files, dragOperationsMask: 1 } });
  await drag('dragEnter', [voice]);
  await drag('dragOver', [voice]);
  await says(page, '拖动：', /拖动：over/);
  await drag('dragCancel', [voice]);
  await says(page, '拖动：', /拖动：away/);
  await drag('dragEnter', [voice]);
  await drag('dragOver', [voice]);
  await drag('drop', [voice]);
  await says(page, '文件：', /文件：drop a\.amr 1606$/);
  await says(page, '内容：', /audio\/amr 0x0 1000 ms/);
  await says(page, '拖动：', /拖动：away/);

  const dialog = page.waitForEvent('filechooser');
  await press(page, '选文件');
  const chooser = await dialog;
  assert.equal(chooser.isMultiple(), true);
  await chooser.setFiles([picture]);
  await says(page, '文件：', /文件：pick 裂纹\.png \d+$/);
  await says(page, '内容：', /image\/png 900x600/);
  await press(page, '变小');
  await says(page, '文件：', /文件：smaller 裂纹\.jpg \d+$/);
  await says(page, '内容：', /image\/jpeg \d+x\d+/);
  const size = Number(/(\d+)$/.exec(await status(page, '文件：').textContent())[1]);
  assert.ok(size > 1000 && size <= 20_000, `${size} bytes`);
  const [, width, height] = /(\d+)x(\d+)/.exec(await status(page, '内容：').textContent()).map(Number);
  assert.ok(width <= 400 && Math.abs(width / height - 1.5) < 0.02, `${width} x ${height}`);

  const saving = page.waitForEvent('download');
  await press(page, '保存');
  const saved = await saving;
  assert.equal(saved.suggestedFilename(), '图.png');
  assert.deepEqual(readFileSync(await saved.path()), quarters(400, 300));
});

/** The upload routes as the backend has them, over memory, with pieces of 64 KB; `trouble` may answer first. */
function uploadRoutes({ trouble = () => false } = {}) {
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

async function pickFile(page, body) {
  const dialog = page.waitForEvent('filechooser');
  await press(page, '选文件');
  await (await dialog).setFiles([{ name: 'big.png', mimeType: 'image/png', buffer: body }]);
  await says(page, '文件：', /big\.png/);
}

journey('an upload goes on where the backend stands after the connection broke, an answer was lost or the network went', async (use) => {
  const body = Buffer.alloc(300_000, 'abcdefg');
  let broken = 0;
  let lost = 0;
  const { seen, answers } = uploadRoutes({
    trouble: (step, request, response) => {
      // The third piece breaks in the middle, the answer to the fourth never comes.
      if (step === 'PUT' && seen.data.length === 131072 && broken++ === 0) return request.socket.destroy(), true;
      if (step === 'PUT taken' && seen.data.length === 262144 && lost++ === 0) return request.socket.destroy(), true;
      return false;
    },
  });
  const page = await mediaPage(use, answers);
  await pickFile(page, body);
  await press(page, '上传');
  await says(page, '上传：', /上传：done 300000\/300000 .*"id":"7"/);
  assert.equal(broken > 1 && lost === 1, true, 'both troubles came');
  assert.deepEqual(seen.created, [{ name: 'big.png', bytes: 300_000, purpose: 'image' }]);
  // Browsers may repeat a request by themselves when its connection breaks; the backend's offset puts that right.
  assert.deepEqual([...new Set(seen.pieces)], [0, 65536, 131072, 196608, 262144]);
  assert.ok(seen.data.equals(body));
});

journey('without a network an upload waits, and goes on as soon as it is back', async (use) => {
  const { seen, answers } = uploadRoutes();
  const page = await mediaPage(use, answers);
  await pickFile(page, Buffer.alloc(100_000, 'x'));
  await page.context().setOffline(true);
  await press(page, '上传');
  await says(page, '上传：', /上传：waiting 0\/100000/);
  await page.waitForTimeout(4000);  // the waits get longer …
  await page.context().setOffline(false);  // … but this ends them
  await says(page, '上传：', /上传：done/);
  assert.equal(seen.data.length, 100_000);
});

journey('a cancelled upload is thrown away at the backend, a refused one says the backend\'s words', async (use) => {
  const held = [];
  let refuse = false;
  const { seen, answers } = uploadRoutes({
    trouble: (step, request, response) => {
      if (step === 'POST' && refuse) {
        response.writeHead(413, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ error: 'too_large', zh: '图片不能超过 10 MB。', en: 'A picture may have 10 MB.' }));
        return true;
      }
      if (step === 'PUT') return held.push(response), true;
      return false;
    },
  });
  const page = await mediaPage(use, answers);
  await pickFile(page, Buffer.alloc(100_000, 'x'));
  await press(page, '上传');
  await until('a piece is on its way', () => held.length === 1);
  await says(page, '上传：', /上传：uploading/);
  await press(page, '取消上传');
  await says(page, '上传：', /上传：cancelled/);
  await until('thrown away', () => seen.deleted === 1);
  refuse = true;
  await press(page, '上传');
  await says(page, '上传：', /上传：failed 0\/100000 too_large/);
});

journey('with the backend at another origin everything is asked for properly: pictures, voice, video with poster, uploads', async (use) => {
  const improper = [];
  /** As the backend does: nothing for pages elsewhere that do not name themselves (Cross-Origin-Resource-Policy). */
  const properly = (answer) => (request, response) => {
    const { origin } = request.headers;
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    if (!origin) improper.push(request.url);
    else {
      response.setHeader('Access-Control-Allow-Origin', origin);
      response.setHeader('Access-Control-Allow-Credentials', 'true');
    }
    if (typeof answer === 'function') return answer(request, response);
    response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end('{}');
  };
  const { seen, answers } = uploadRoutes();
  const own = {
    'GET /api/session': { status: 200 },
    'GET /api/media/1': bytes('image/png', quarters(400, 300)),
    'GET /api/media/voice': bytes('audio/wav', tone(2)),
    'GET /api/media/video': (request, response) => response.writeHead(404).end(),
    ...answers,
  };
  const elsewhere = await serve(use, {
    ...Object.fromEntries(Object.entries(own).map(([name, answer]) => [name, properly(answer)])),
    otherwise: (request) =>
      request.method === 'OPTIONS'
        ? properly((_, response) =>
            response.writeHead(204, { 'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, DELETE', 'Access-Control-Allow-Headers': 'Content-Type' }).end())
        : properly({ status: 404 }),
  });
  const backend = elsewhere.replace('127.0.0.1', 'localhost');
  const page = await demo(use, {}, {
    backend,
    'GET /config.json': { status: 200, body: JSON.stringify({ backend }) },
  });
  await page.keyboard.press('Control+m');
  await says(page, '图一', /图一：ready 400x300/);
  await press(page, '播放');
  await says(page, '声音', /ended 2\.0\/2\.0/);
  await press(page, '视频');
  await until('a poster', () => page.locator('video').evaluate((el) => el.poster.startsWith('blob:')));
  await says(page, '视频：', /视频：failed/);
  await pickFile(page, Buffer.alloc(70_000, 'x'));
  await press(page, '上传');
  await says(page, '上传：', /上传：done/);
  assert.equal(seen.data.length, 70_000);
  assert.deepEqual(improper, []);
});
