// Every type of message both ways: what a customer can send is shown in the console, what the composer offers arrives on
// the phone. Pictures of both are kept under build/test-output/screenshots to be looked at.
import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import {
  agentPage, button, coloursIn, conversationItem, entry, messageField, messageLog, phonePage, press, screenshot, settled,
} from './harness/browser.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { startWorld } from './harness/world.mjs';

const newest = (page) => messageLog(page).getByRole('article').last();

/** What an entry must have in it: words, as a screen reader says them, or a part (`there`), which only ready media have. */
const there = (role, name) => (article) => article.getByRole(role, { name }).count();
async function isShown(article, wanted) {
  if (typeof wanted === 'function') return (await wanted(article)) > 0;
  return wanted.test((await article.getAttribute('aria-label')) + (await article.innerText()));
}
/** A picture has come and is drawn: its thumbnail has many colours, the plane that waits for it a few. */
const drawn = (name) => async (article) => {
  const picture = article.getByRole('button', { name });
  return (await picture.count()) > 0 && (await coloursIn(article.page(), await picture.boundingBox())) > 40;
};

/** Sends samples one after the other into an open conversation: what each must be shown as, and what is to be looked at then. */
async function showSamples(use, name, samples) {
  const world = await startWorld(use);
  const customer = await world.sim.customer(name);
  await world.sim.write(customer, '你好');
  const page = await agentPage(use, world, { viewport: { width: 1440, height: 1100 } });
  await press(conversationItem(page, name));
  await entry(page, '你好').waitFor({ state: 'attached' });
  let shot = 0;
  for (const [i, [sample, wanted, look]] of samples.entries()) {
    await world.sim.sendSample(customer, sample);
    await until(`${sample} is shown as ${wanted}`, () => isShown(newest(page), wanted), { timeoutMs: 20_000 }).catch(async (error) => {
      throw new Error(`${error.message}; it says: ${await newest(page).ariaSnapshot()}`);
    });
    if (look) await look(page);
    if (i % 4 === 3 || i === samples.length - 1) {
      await settled(page, 700);
      await screenshot(page, `received-${name}-${(shot += 1)}`);
    }
  }
  return { world, customer, page };
}

journey('received: texts, cards and what WeChat gives no details of are shown in full', async (use) => {
  const { world, customer, page } = await showSamples(use, '卡片客', [
    ['text_emoticons', /[🙂😀😊😄👍🌹]/u],
    ['text_links', /http/],
    ['text_quote', there('note', /今天下午发出/)],
    ['text_menu_id', /菜单.*满意|满意.*菜单/s],
    ['location', /位置|大厦|路/],
    ['link', /链接/],
    ['miniprogram', /小程序/],
    ['business_card', /名片/],
    ['channels_post', /视频号/],
    ['channels_live', /直播/],
    ['channels_card', /视频号名片/],
    ['product', /¥\s?\d/],
    ['order', /订单/],
    ['merged_nested', /聊天记录/],
    ['meeting', /会议/],
    ['calendar', /日程/],
    ['schedule', /日程/],
    ['note', /笔记/],
    ['unknown', /没有|详情|不支持|未知/],
  ]);
  // The whole record, and the one inside of it.
  await press(messageLog(page).getByRole('button', { name: /聊天记录.*打开/ }).last());
  const dialog = page.getByRole('dialog', { name: /聊天记录/ });
  await dialog.waitFor({ state: 'attached' });
  await settled(page, 700);
  await screenshot(page, 'received-record');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal((await world.sim.ledger(customer)).wrote.length, 20);
});

journey('received: a menu that a servicer sent in the WeCom client, and which item the customer tapped', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('菜单客');
  await world.sim.write(customer, '请人工');
  const page = await agentPage(use, world);
  await press(page.getByRole('tab', { name: /全部/ }));
  await press(conversationItem(page, '菜单客'));
  await entry(page, '请人工').waitFor({ state: 'attached' });
  await world.sim.handToServicer(customer, 'lisi');
  const { msgid } = await world.sim.servicerSample(customer, 'menu', 'lisi');
  const menu = messageLog(page).getByRole('article').filter({ hasText: '请评价本次服务' }).getByRole('list', { name: '菜单' });
  await menu.waitFor({ state: 'attached' });
  assert.match(await messageLog(page).getByRole('article').last().getAttribute('aria-label'), /^lisi/);
  for (const item of ['满意', '一般', '不满意', '打开小程序']) {
    await menu.getByRole('listitem', { name: item, exact: true }).waitFor({ state: 'attached' });
  }
  await menu.getByRole('link', { name: '自助查询' }).waitFor({ state: 'attached' });
  for (const words of ['或者：', '谢谢您的反馈']) await menu.getByText(words).waitFor({ state: 'attached' });
  await world.sim.click(customer, msgid, 'rate_3');
  await menu.getByRole('listitem', { name: '一般（客户点击了）' }).waitFor({ state: 'attached' });
  await until('the answer says that it was tapped', () => isShown(newest(page), /菜单.*一般|一般.*菜单/s));
  await settled(page);
  await screenshot(page, 'received-menu');
});

/** The video of the sample is upright, 4 s long, and its picture has a sky of many colours where it is dark without one. */
async function hasPoster(page) {
  const video = messageLog(page).getByRole('button', { name: '播放视频 0:04' });
  await video.waitFor({ state: 'attached' });
  await until('the first frame of the video is drawn', async () => {
    const { x, y, width, height } = await video.boundingBox();
    assert.ok(height > width * 1.5, `${width} × ${height} is not the shape of the video`);
    return (await coloursIn(page, { x: x + 10, y: y + 10, width: 80, height: 60 })) > 12;
  }, { timeoutMs: 20_000 });
}

journey('received: pictures, voices, videos and files are fetched, shown, opened, played and saved', async (use) => {
  const picture = '图片，查看大图';
  const { page } = await showSamples(use, '媒体客', [
    ['image', drawn(picture)],
    ['image_tall', drawn(picture)],
    ['gif', there('button', picture)],
    ['voice', there('button', /^播放语音 \d+″$/)],
    ['video', there('button', /^播放视频 \d/), hasPoster],
    ['file', there('button', /^保存文件 .+\.\w+，[\d.]+ [KM]?B$/)],
    ['name_rtl', there('button', /^保存文件 .+\.\w+，/)],
    ['name_path', there('button', /^保存文件 [^\\/]+\.\w+，/)],
  ]);
  await press(messageLog(page).getByRole('button', { name: /查看.*图片|图片.*查看/ }).first());
  const viewer = page.getByRole('dialog', { name: /图片/ });
  await viewer.waitFor({ state: 'attached' });
  await settled(page, 700);
  await screenshot(page, 'received-viewer');
  await page.keyboard.press('Escape');
  await viewer.waitFor({ state: 'detached' });
  await press(messageLog(page).getByRole('button', { name: /播放语音/ }).first());
  await messageLog(page).getByRole('button', { name: /暂停语音/ }).first().waitFor({ state: 'attached' });
});

journey('received: a video plays over the console from /api/media, piece by piece, and can be wound on', async (use) => {
  const { page } = await showSamples(use, '视频客', [['video', there('button', /^播放视频 \d/)]]);
  const pieces = [];
  page.on('response', (response) => {
    const range = response.request().headers().range;
    if (/^\/api\/media\/\d+$/.test(new URL(response.url()).pathname) && range) {
      pieces.push({ range, status: response.status(), said: response.headers()['content-range'] ?? '' });
    }
  });
  await press(messageLog(page).getByRole('button', { name: /^播放视频 \d/ }));
  await page.getByRole('dialog', { name: '查看图片和视频' }).waitFor({ state: 'attached' });
  const video = page.locator('video.kf-overlay');
  await video.waitFor({ state: 'attached' });
  const at = () => video.evaluate((element) => element.currentTime);
  await until('its beginning is there', () => video.evaluate((element) => element.readyState >= 2));
  // As the person who opened it does, if it has not begun by itself.
  if (await video.evaluate((element) => element.paused && !element.ended)) {
    await video.focus();
    await page.keyboard.press('Space');
  }
  await until('it plays', async () => (await at()) > 0.3);
  const first = await at();
  await until('it goes on', async () => (await at()) > first);
  await settled(page);
  await screenshot(page, 'received-video-playing');
  const { duration, width, height, shown } = await video.evaluate((element) => ({
    duration: element.duration, width: element.videoWidth, height: element.videoHeight, shown: element.getBoundingClientRect().width,
  }));
  assert.ok(duration > 0.5 && width > 0 && height > 0 && shown > 100, `${duration} s, ${width}×${height}, ${shown} px wide`);
  await video.evaluate((element) => { element.currentTime = element.duration / 2; });
  await until('it is wound on', async () => (await at()) >= duration / 2 && !(await video.evaluate((element) => element.seeking)));
  assert.ok(pieces.length > 0, 'it was asked for by Range');
  for (const { range, status, said } of pieces) {
    assert.equal(status, 206, `${range} was answered ${status}`);
    assert.match(said, /^bytes \d+-\d+\/\d+$/);
  }
  // Any piece alone is answered as well, and what lies behind the end is refused.
  const url = await video.evaluate((element) => element.currentSrc);
  const asked = await page.evaluate(async (address) => {
    const ask = async (range) => {
      const answer = await fetch(address, { headers: { Range: range }, credentials: 'include' });
      return [answer.status, answer.headers.get('content-range'), (await answer.arrayBuffer()).byteLength, answer.headers.get('content-type')];
    };
    return [await ask('bytes=100-199'), await ask('bytes=-50'), (await ask('bytes=99999999-'))[0]];
  }, url);
  const whole = Number(pieces[0].said.split('/')[1]);
  assert.deepEqual(asked, [
    [206, `bytes 100-199/${whole}`, 100, 'video/mp4'],
    [206, `bytes ${whole - 50}-${whole - 1}/${whole}`, 50, 'video/mp4'],
    416,
  ]);
  await page.keyboard.press('Escape');
  await video.waitFor({ state: 'detached' });
});

journey('received: hostile and missing files are said in words and never shown', async (use) => {
  const { page } = await showSamples(use, '坏文件', [
    ['jpeg_truncated', drawn('图片，查看大图')],
    ['png_bomb', /像素太多/],
    ['amr_bad_header', /不符|损坏|安全/],
    ['zip_as_jpg', /不符|安全/],
    ['html_as_png', /不符|安全/],
    ['media_unknown', /不在|过期|没有取到/],
    ['image_too_large', /附件超过大小限制，微信只给出这句提示。/],
    ['voice_too_large', /附件超过大小限制，微信只给出这句提示。/],
  ]);
  assert.equal(await page.locator('iframe').count(), 0);
});

/** A PNG of one colour. */
function png(width, height, [red, green, blue]) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const head = Buffer.alloc(4), sum = Buffer.alloc(4);
    head.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([head, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const line = Buffer.concat([Buffer.from([0]), Buffer.from(Array(width).fill([red, green, blue]).flat())]);
  const pixels = deflateSync(Buffer.concat(Array(height).fill(line)));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0)),
  ]);
}
function crc32(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

async function pick(page, name, files) {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press(button(page, name))]);
  await chooser.setFiles(files);
}
async function more(page, item) {
  await press(page.getByRole('toolbar', { name: '输入工具' }).getByRole('button', { name: '更多' }));
  await press(page.getByRole('menuitem', { name: item }));
}

journey('sent: text, picture, file, link card, menu, location and a quote arrive on the phone as they were made', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('收件人');
  await world.sim.write(customer, '请发资料');
  const page = await agentPage(use, world);
  await press(conversationItem(page, '收件人'));
  await entry(page, '请发资料').waitFor({ state: 'attached' });
  const tray = page.getByRole('list', { name: '待发送的文件和卡片' });
  const send = () => press(page.getByRole('button', { name: /^发送( \d+ 条)?$/ }));

  // A picture and a text together: the text goes first.
  await pick(page, '图片', [{ name: '样品.png', mimeType: 'image/png', buffer: png(320, 240, [36, 138, 106]) }]);
  await tray.getByRole('listitem', { name: /样品/ }).waitFor({ state: 'attached' });
  await messageField(page).fill('这是样品');
  await settled(page, 500);
  await screenshot(page, 'send-picture-and-text');
  await send();
  await until('two arrived', async () => (await world.sim.received(customer)).length === 2);
  assert.deepEqual((await world.sim.received(customer)).map(({ msgtype }) => msgtype), ['text', 'image']);

  await pick(page, '文件', [{ name: '报价单.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\nkfdesk\n%%EOF\n') }]);
  await tray.getByRole('listitem', { name: /报价单/ }).waitFor({ state: 'attached' });
  await send();
  await until('the file arrived', async () => (await world.sim.received(customer)).length === 3);
  assert.equal((await world.sim.received(customer))[2].media.filename, '报价单.pdf');

  await more(page, '发送位置');
  const dialog = page.getByRole('dialog', { name: /位置/ });
  await dialog.waitFor({ state: 'attached' });
  await page.getByRole('textbox', { name: /纬度/ }).first().fill('31.2304, 121.4737');
  await page.getByRole('textbox', { name: '地点名称' }).fill('自提点');
  await settled(page, 400);
  await screenshot(page, 'send-location');
  await press(dialog.getByRole('button', { name: '发送' }));
  if ((await tray.count()) > 0) await send();
  await until('the place arrived', async () => (await world.sim.received(customer)).length === 4);
  assert.equal((await world.sim.received(customer))[3].body.name, '自提点');

  await world.sim.write(customer, '还有别的吗？');
  await entry(page, '还有别的吗').waitFor({ state: 'attached' });
  await more(page, '菜单消息');
  const menu = page.getByRole('dialog', { name: /菜单/ });
  await menu.waitFor({ state: 'attached' });
  await page.getByRole('textbox', { name: '开头文字' }).fill('请选择');
  await page.getByRole('textbox', { name: '第 1 项文字' }).fill('查物流');
  await settled(page, 400);
  await screenshot(page, 'send-menu');
  await press(menu.getByRole('button', { name: '发送' }));
  if ((await tray.count()) > 0) await send();
  await until('the menu arrived', async () => (await world.sim.received(customer)).length === 5);
  const phone = await phonePage(use, world, { customer });
  await settledPhone(phone);
  await screenshot(phone, 'sent-on-the-phone');
  await screenshot(page, 'sent-in-the-console');
});

const settledPhone = (page) => page.waitForTimeout(800);

journey('a private note is seen by colleagues and never by the customer', async (use) => {
  const world = await startWorld(use);
  const customer = await world.sim.customer('备注客');
  await world.sim.write(customer, '我要投诉');
  const page = await agentPage(use, world);
  await press(conversationItem(page, '备注客'));
  await entry(page, '我要投诉').waitFor({ state: 'attached' });
  await press(button(page, '内部备注'));
  await page.getByRole('textbox', { name: '内部备注' }).fill('先查一下上次的工单');
  await press(button(page, '添加备注'));
  await entry(page, '先查一下上次的工单').waitFor({ state: 'attached' });
  const colleague = await agentPage(use, world, { user: 'mei' });
  await press(conversationItem(colleague, '备注客'));
  await entry(colleague, '先查一下上次的工单').waitFor({ state: 'attached' });
  await settled(page);
  await screenshot(page, 'private-note');
  assert.deepEqual((await world.sim.ledger(customer)).received, []);
});
