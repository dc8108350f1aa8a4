// Voice and video of the console in a real browser, and everything with the backend at another origin.
import assert from 'node:assert/strict';
import { demo, frames, rest, serve } from './harness/demo_page.mjs';
import { blue, bytes, mediaPage, pickFile, press, quarters, red, says, status, uploadRoutes } from './harness/media_page.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { movingGif, tone } from './harness/samples.mjs';

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
