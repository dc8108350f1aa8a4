// The console's own widgets in a real browser: tests/web/ui/platform/demo, a page of each of them. What only a browser can
// prove: text through an IME, the accessibility tree, real focus, frames, the clipboard, a lost graphics context.
import assert from 'node:assert/strict';
import { openWindow } from './harness/browser.mjs';
import { demo, frames, rest, serve, shot, signedIn } from './harness/demo_page.mjs';
import { colours } from './harness/media_page.mjs';
import { journey } from './harness/runner.mjs';

const pressed = (page, times, name) =>
  page.getByText(`按下 ${times} 次，最后：${name}`, { exact: true }).waitFor({ state: 'attached' });

/** How many different colours a part of the page shows: words on a plane have dozens, bare ground one. */
async function coloursIn(page, box) {
  const png = await page.screenshot({ clip: box });
  return page.evaluate(async (bytes) => {
    const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext('2d');
    context.drawImage(picture, 0, 0);
    const data = new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    return new Set(data).size;
  }, [...png]);
}

journey('nothing changes, nothing is drawn: no frame and no animation callback in two seconds', async (use) => {
  const page = await demo(use);
  const before = await page.evaluate(() => {
    globalThis.callbacks = 0;
    const real = requestAnimationFrame;
    globalThis.requestAnimationFrame = (run) => {
      globalThis.callbacks++;
      return real(run);
    };
    return kfdesk.frames;
  });
  await page.waitForTimeout(2000);
  assert.equal(await frames(page), before);
  assert.equal(await page.evaluate(() => globalThis.callbacks), 0);
  assert.match(await page.evaluate(() => kfdesk.version), /^\d+\.\d+/);
});

journey('text is drawn sharp at 1, 1.25 and 2 device pixels, and a change of it is followed', async (use) => {
  for (const ratio of [1, 1.25, 2]) {
    const page = await demo(use, { deviceScaleFactor: ratio });
    const canvas = await page.evaluate(() => {
      const c = document.getElementById('kf-canvas');
      return [c.width, c.height];
    });
    assert.deepEqual(canvas, [1280 * ratio, 800 * ratio]);
    // A line of Chinese, a line of clusters.
    assert.ok((await coloursIn(page, { x: 320, y: 95, width: 440, height: 26 })) > 12);
    assert.ok((await coloursIn(page, { x: 320, y: 156, width: 240, height: 24 })) > 60, 'emoji are coloured');
    await shot(page, `platform-${ratio}x`);
  }
  const page = await demo(use);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setDeviceMetricsOverride', { width: 1000, height: 700, deviceScaleFactor: 2, mobile: false });
  await page.waitForFunction(() => document.getElementById('kf-canvas').width === 2000);
});

journey('a drawn button is pressed by the mouse, by Enter, by Space and through the accessibility tree', async (use) => {
  const page = await demo(use);
  const button = page.getByRole('button', { name: '转接', exact: true });
  await button.click({ force: true });
  await pressed(page, 1, '转接');
  await button.focus();
  await page.keyboard.press('Enter');
  await pressed(page, 2, '转接');
  await page.keyboard.press('Space');
  await pressed(page, 3, '转接');
  await button.dispatchEvent('click');
  await pressed(page, 4, '转接');
  const off = page.getByRole('button', { name: '停用' });
  await off.click({ force: true });
  await rest(page);
  await pressed(page, 4, '转接');
  assert.equal(await off.getAttribute('aria-disabled'), 'true');
  assert.equal(await off.getAttribute('aria-description'), '回复窗口已用完');
});

journey('Tab goes through widgets and fields in the order of the screen, with a visible ring', async (use) => {
  const page = await demo(use);
  const box = { x: 0, y: 56, width: 300, height: 60 };
  const plain = (await page.screenshot({ clip: box })).toString('base64');
  const names = [];
  await page.keyboard.press('Tab');
  for (let i = 0; i < 3; i++) {
    names.push(await page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent));
    if (i === 1) {
      await rest(page);
      assert.notEqual((await page.screenshot({ clip: box })).toString('base64'), plain, 'the focused row shows a ring');
    }
    await page.keyboard.press('Tab');
  }
  assert.equal(names[0], '搜索');
  assert.match(names[1], /^客户 0/);
  assert.match(names[2], /^客户 1/);
});

journey('pinyin is composed in the field; the Enter that ends it does not send, the next one does', async (use) => {
  const page = await demo(use);
  const field = page.getByRole('textbox', { name: '消息' });
  await field.focus();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Input.imeSetComposition', { text: 'nihao', selectionStart: 5, selectionEnd: 5 });
  // What a browser sends for keys that an IME takes.
  await cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', windowsVirtualKeyCode: 229, key: 'Process' });
  await cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', windowsVirtualKeyCode: 229, key: 'Enter', code: 'Enter' });
  await rest(page);
  assert.equal(await field.inputValue(), 'nihao');
  await page.getByText('发送 0 次：nihao', { exact: true }).waitFor({ state: 'attached' });
  await cdp.send('Input.insertText', { text: '你好' });
  await rest(page);
  assert.equal(await field.inputValue(), '你好');
  await page.keyboard.press('Shift+Enter');
  assert.equal(await field.inputValue(), '你好\n');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Enter');
  await page.getByText('发送 1 次：', { exact: true }).waitFor({ state: 'attached' });
  await page.getByText('最后：你好').waitFor({ state: 'attached' });
  assert.equal(await field.inputValue(), '');
});

journey('Enter ends a composition in Safari’s order too; long after one it sends, whatever its key code says', async (use) => {
  const page = await demo(use);
  const field = page.getByRole('textbox', { name: '消息' });
  await field.focus();
  await page.keyboard.type('nihao');
  // Safari tells of the end first; the key that caused it follows with the old code of input methods.
  const enter = (after, keyCode = 229, repeat = false) => field.evaluate((el, [ms, code, held]) => {
    const key = new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', keyCode: code, repeat: held, bubbles: true, cancelable: true });
    if (ms !== null) {
      el.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
      const end = new CompositionEvent('compositionend', { data: '你好', bubbles: true });
      Object.defineProperty(end, 'timeStamp', { value: key.timeStamp - ms });
      el.dispatchEvent(end);
    }
    el.dispatchEvent(key);
    return key.defaultPrevented;
  }, [after, keyCode, repeat]);
  assert.equal(await enter(3), true, 'it would break the line');
  await rest(page);
  await page.getByText('发送 0 次：nihao', { exact: true }).waitFor({ state: 'attached' });
  // A second Enter right behind it is one of its own.
  assert.equal(await enter(null), true);
  await page.getByText('发送 1 次：', { exact: true }).waitFor({ state: 'attached' });
  await page.keyboard.type('a');
  assert.equal(await enter(5000), true, 'long after: it sends and breaks no line');
  await page.getByText('发送 2 次：', { exact: true }).waitFor({ state: 'attached' });
  // Held down it sends nothing more.
  await page.keyboard.type('b');
  await enter(null, 13, true);
  await rest(page);
  await page.getByText('发送 2 次：b', { exact: true }).waitFor({ state: 'attached' });
});

journey('pressing drawn things leaves the keyboard in the text, and the pointer gets through to it', async (use) => {
  const page = await demo(use);
  const field = page.getByRole('textbox', { name: '消息' });
  await field.click();
  await page.keyboard.type('abc');
  await page.getByRole('button', { name: '转接', exact: true }).click({ force: true });
  await pressed(page, 1, '转接');
  await page.keyboard.type('d');
  assert.equal(await field.inputValue(), 'abcd');
});

journey('a menu opens over the page, is worked by keys and gives the focus back; a dialog makes the rest inert', async (use) => {
  const page = await demo(use);
  const more = page.getByRole('button', { name: '更多' });
  await more.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: '复制' }).waitFor({ state: 'attached' });
  // As fast as eyes allow: an Enter goes to what has the focus on screen.
  const focusOn = (name) => page.waitForFunction(
    (label) => (document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').includes(label), name);
  await focusOn('复制');
  await page.keyboard.press('ArrowDown');
  await focusOn('打开对话框');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: '转接会话' });
  await dialog.waitFor({ state: 'attached' });
  await rest(page);
  assert.equal(await page.evaluate(() => document.querySelector('.kf-layer').inert), true);
  const field = page.getByRole('textbox', { name: '消息', includeHidden: true });
  assert.equal(await field.evaluate((el) => getComputedStyle(el).opacity), '0.5', 'the field fades with what is drawn');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await rest(page);
  assert.equal(await page.evaluate(() => document.querySelector('.kf-layer').inert), false);
  await page.keyboard.press('Control+k');
  await dialog.waitFor({ state: 'attached' });
});

journey('a field under something drawn above it is cut there and does not take its clicks', async (use) => {
  const page = await demo(use, { viewport: { width: 1280, height: 330 } });  // the menu reaches over the composer
  await page.getByRole('button', { name: '更多' }).click({ force: true });
  const item = page.getByRole('menuitem', { name: '打开对话框' });
  await item.waitFor({ state: 'attached' });
  await page.setViewportSize({ width: 1280, height: 190 });
  await rest(page);
  const clip = await page.getByRole('textbox', { name: '消息' }).evaluate((el) => el.style.clipPath);
  assert.match(clip, /^path\(evenodd/);
  await item.click({ force: true });
  await page.getByRole('dialog', { name: '转接会话' }).waitFor({ state: 'attached' });
});

journey('only the rows that are seen are in the document, and the wheel brings others', async (use) => {
  const page = await demo(use);
  const rows = page.getByRole('list', { name: '会话' }).getByRole('listitem');
  assert.ok((await rows.count()) < 20);
  assert.equal(await rows.first().getAttribute('aria-setsize'), '10000');
  await page.mouse.move(150, 400);
  await page.mouse.wheel(0, 6200);
  await page.getByRole('listitem', { name: /^客户 105 / }).waitFor({ state: 'attached' });
  await rest(page);
  assert.ok((await rows.count()) < 20);
  const cost = await page.evaluate(() => kfdesk.frameMs.at(-1));
  assert.ok(cost < 200, `a frame of 10 000 rows took ${cost} ms`);
}, { alone: true });

journey('drawn text is selected with the mouse and copied with Ctrl+C', async (use) => {
  const page = await demo(use, { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.mouse.move(336, 285);
  await page.mouse.down();
  await page.mouse.move(376, 285, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.press('Control+c');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), '陈女士');
  // The copy command of the menu goes another way.
  await page.getByRole('button', { name: '更多' }).click({ force: true });
  await page.getByRole('menuitem', { name: '复制' }).click({ force: true });
  await page.getByRole('status').filter({ hasText: '已复制' }).waitFor({ state: 'attached' });
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'O-2026-1119');
});

journey('on a busy machine a triple click and the Ctrl+C behind it are taken in the order in which they came', async (use) => {
  const page = await demo(use, { permissions: ['clipboard-read', 'clipboard-write'] });
  const field = page.getByRole('textbox', { name: '消息' });
  for (const [where, before] of [['on the page', () => page.keyboard.press('Escape')], ['in the field', () => field.focus()]]) {
    await before();
    await page.evaluate(async () => {
      await navigator.clipboard.writeText('something else');
      // Every frame comes late: all that the person did waits for the same one.
      globalThis.soon ??= globalThis.requestAnimationFrame;
      globalThis.requestAnimationFrame = (frame) => setTimeout(() => globalThis.soon(frame), 400);
    });
    await page.mouse.click(350, 285, { clickCount: 3 });
    await page.keyboard.press('Control+c');
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await page.waitForFunction(async () => (await navigator.clipboard.readText()) !== 'something else').catch(() => {});
    assert.match(await copied(), /^陈女士您好，.*Thank you!$/s, `with the keyboard ${where}`);
    await page.evaluate(() => { globalThis.requestAnimationFrame = globalThis.soon; });
    await rest(page);
    await page.mouse.click(700, 700);
    await rest(page);
  }
});

journey('on a busy machine presses and keys take effect in the order in which they came', async (use) => {
  const page = await demo(use);
  const more = await page.getByRole('button', { name: '更多' }).boundingBox();
  // Frames come when everything has been done: nothing below can wait for one.
  await page.evaluate(() => {
    globalThis.late = [];
    globalThis.soon = globalThis.requestAnimationFrame;
    globalThis.requestAnimationFrame = (frame) => globalThis.late.push(frame);
  });
  const pressMore = () => page.mouse.click(more.x + more.width / 2, more.y + more.height / 2);
  // The menu opens before the arrow moves in it, and Enter chooses what the arrow went to.
  await pressMore();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  // The dialog is open before Escape closes it, and only then the menu opens again, for the next Escape.
  await page.keyboard.press('Escape');
  await pressMore();
  await page.keyboard.press('Escape');
  // A field that was given the keyboard by a press before gets what is typed.
  await page.getByRole('textbox', { name: '消息' }).click({ force: true, noWaitAfter: true });
  await page.keyboard.type('abc');
  await page.evaluate(() => {
    globalThis.requestAnimationFrame = globalThis.soon;
    for (const frame of globalThis.late.splice(0)) globalThis.soon(frame);
  });
  await rest(page);
  await page.getByText('最后：打开对话框').waitFor({ state: 'attached' });
  assert.equal(await page.getByRole('dialog').count(), 0);
  assert.equal(await page.getByRole('menu').count(), 0);
  assert.equal(await page.getByRole('textbox', { name: '消息' }).inputValue(), 'abc');
});

journey('a link in a message opens in a new tab that cannot reach the console', async (use) => {
  const page = await demo(use);
  await page.context().route('https://example.com/**', (route) => route.fulfill({ contentType: 'text/html', body: 'help' }));
  const opened = page.context().waitForEvent('page');
  await page.mouse.click(450, 306);
  const tab = await opened;
  await tab.waitForLoadState();
  assert.equal(tab.url(), 'https://example.com/help?id=42');
  assert.equal(await tab.evaluate(() => globalThis.opener), null);
});

journey('the graphics context is lost and comes back: the picture is the same', async (use) => {
  const page = await demo(use, { graphics: 'card' });
  const box = { x: 320, y: 0, width: 900, height: 600 };
  const before = (await page.screenshot({ clip: box })).toString('base64');
  await page.evaluate(async () => {
    const gl = document.getElementById('kf-canvas').getContext('webgl2');
    const lose = gl.getExtension('WEBGL_lose_context');
    lose.loseContext();
    await new Promise((done) => setTimeout(done, 200));
    lose.restoreContext();
    await new Promise((done) => setTimeout(done, 200));
  });
  await rest(page);
  assert.equal((await page.screenshot({ clip: box })).toString('base64'), before);
  await page.getByRole('button', { name: '转接', exact: true }).click({ force: true });
  await pressed(page, 1, '转接');
});

journey('light and dark follow the system while the page is open', async (use) => {
  const page = await demo(use);
  const ground = async () => (await colours(page, [600, 600]))[0];
  assert.deepEqual(await ground(), [0xf3, 0xf4, 0xf6]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await rest(page);
  assert.deepEqual(await ground(), [0x15, 0x18, 0x1d]);
  await shot(page, 'platform-dark');
});

journey('with and without a graphics card the same is drawn', async (use) => {
  const without = await demo(use);
  const standIn = await demo(use, { graphics: 'software' });
  const withCard = await demo(use, { graphics: 'card' });
  const kind = (page) => page.evaluate(() => (document.getElementById('kf-canvas').getContext('webgl2') ? 'webgl2' : '2d'));
  assert.deepEqual([await kind(without), await kind(standIn), await kind(withCard)], ['2d', '2d', 'webgl2']);
  const pictures = [(await without.screenshot()).toString('base64'), (await withCard.screenshot()).toString('base64')];
  const share = await without.evaluate(async (both) => {
    const [a, b] = await Promise.all(both.map(async (base64) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))]));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
      context.drawImage(bitmap, 0, 0);
      return context.getImageData(0, 0, bitmap.width, bitmap.height).data;
    }));
    let other = 0;
    for (let i = 0; i < a.length; i += 1) other += Math.abs(a[i] - b[i]) > 24 ? 1 : 0;
    return other / a.length;
  }, pictures);
  assert.ok(share < 0.001, `${share} of the picture differs`);
});

journey('a frame asks the graphics card nothing', async (use) => {
  const page = await demo(use, { graphics: 'card', init: `globalThis.asked = [];
    for (const name of Object.getOwnPropertyNames(WebGL2RenderingContext.prototype)) {
      if (!/^(get[A-Z]|is[A-Z]|readPixels|finish|checkFramebufferStatus|clientWaitSync)/.test(name)) continue;
      const real = WebGL2RenderingContext.prototype[name];
      WebGL2RenderingContext.prototype[name] = function (...given) { asked.push(name); return real.apply(this, given); };
    }` });
  await page.evaluate(() => { asked.length = 0; });
  const before = await frames(page);
  await page.mouse.move(400, 300);
  await page.getByRole('button', { name: '转接', exact: true }).click({ force: true });
  await rest(page);
  assert.ok((await frames(page)) > before);
  assert.deepEqual(await page.evaluate(() => asked), []);
});

journey('who is not signed in goes to the sign-in page, which says what was wrong in both languages', async (use) => {
  const wrong = JSON.stringify({ error: { code: 'login_wrong', zh: '用户名或密码不正确。', en: 'The user name or password is wrong.' } });
  const address = await serve(use, { 'GET /api/session': { status: 401 }, 'POST /login': { status: 401, body: wrong } });
  const page = await openWindow(use, 'login', { viewport: { width: 1280, height: 800 } });
  await page.goto(address);
  await page.waitForURL('**/login');
  await page.getByLabel('用户名').fill('lin');
  await page.getByLabel('密码', { exact: true }).fill('not it');
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('alert').filter({ hasText: '用户名或密码不正确。' }).waitFor();
  await shot(page, 'login');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('alert').filter({ hasText: 'The user name or password is wrong.' }).waitFor();
  assert.equal(await page.getByLabel('User name').inputValue(), 'lin');
  assert.equal(await page.locator('input[name=password]').getAttribute('autocomplete'), 'current-password');
  await page.goto(`${address}/login?error=link_used`);
  await page.getByRole('alert').filter({ hasText: 'sign-in link' }).waitFor();
});

journey('a broken download is said in plain words, with a way on; without WebGL2 the console draws by itself', async (use) => {
  const address = await serve(use, signedIn);
  const page = await openWindow(use, 'broken', {});
  await page.route('**/*.wasm', (route) => route.abort());
  await page.goto(address);
  await page.getByRole('alert').filter({ hasText: '没有下载完' }).waitFor();
  await page.unroute('**/*.wasm');
  await page.getByRole('button', { name: '重新载入' }).click();
  await page.waitForFunction(() => globalThis.kfdesk && kfdesk.frames > 0);
  await page.addInitScript(() => {
    const real = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
      return kind === 'webgl2' ? null : real.call(this, kind, ...rest);
    };
  });
  await page.reload();
  await page.waitForFunction(() => globalThis.kfdesk && kfdesk.frames > 0);
  await rest(page);
  assert.deepEqual((await colours(page, [600, 600]))[0], [0xf3, 0xf4, 0xf6]);
  assert.equal(await page.getByRole('alert').count(), 0);
});
