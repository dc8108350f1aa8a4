// Files of the console in a real browser: pasted, dropped, picked, made smaller, saved and uploaded.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bytes, mediaPage, pickFile, press, quarters, says, status, uploadRoutes } from './harness/media_page.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { png } from './harness/samples.mjs';

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
