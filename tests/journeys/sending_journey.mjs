// The composer, type by type: what an agent makes arrives on the customer's phone as it was made, and costs what was said.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  agentPage, button, cannotPress, entry, messageField, messageLog, phoneLog, phonePage, press, screenshot, sendButton, settled,
} from './harness/browser.mjs';
import {
  arrived, chooseMore, chooseOfMessage, countUploads, dropFiles, makeCard, openChat, pastePicture, pickFiles, pickMore, pickWith, pressSend,
  say, sendCard, tray, trayItem,
} from './harness/composing.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { amr, noisyPng, png, tone } from './harness/samples.mjs';
import { startWorld } from './harness/world.mjs';

const warm = [214, 120, 40];
const cover = { name: '封面.png', mimeType: 'image/png', buffer: png(400, 320, (x) => (x < 200 ? warm : [36, 138, 106])) };

/** A customer who wrote once, and an agent who opened and took the conversation. */
async function deskFor(use, name, options = {}) {
  const world = await startWorld(use);
  const customer = await world.sim.customer(name);
  await world.sim.write(customer, '请发资料');
  const page = await agentPage(use, world, options);
  await openChat(page, name, '请发资料');
  return { world, customer, page };
}
/** The bytes of one of kfsim's samples, by way of a customer nobody talks to. */
async function sampleBytes(world, sample) {
  const elsewhere = await world.sim.customer('样品', world.sim.accounts[1]);
  return world.sim.media((await world.sim.sendSample(elsewhere, sample)).body.media_id);
}

journey('sent: an MP4 goes as video, AMR as voice, other audio as a file, and that is said before', async (use) => {
  const { world, customer, page } = await deskFor(use, '听看客');
  const video = await sampleBytes(world, 'video');
  await pickMore(page, '视频', [{ name: '安装演示.mp4', mimeType: 'video/mp4', buffer: video }]);
  await trayItem(page, /安装演示\.mp4，视频/).waitFor({ state: 'attached' });
  await pickMore(page, '语音文件', [{ name: '语音说明.amr', mimeType: 'audio/amr', buffer: amr(60) }]);
  await trayItem(page, /语音说明\.amr，语音/).waitFor({ state: 'attached' });
  await pickWith(page, '文件', [
    { name: '电话录音.wav', mimeType: 'audio/wav', buffer: tone(2) },
    { name: '太长的语音.amr', mimeType: 'audio/amr', buffer: amr(61) },
  ]);
  await trayItem(page, /电话录音\.wav，文件.*只有 AMR 能作为语音，这个作为文件发送/).waitFor({ state: 'attached' });
  await trayItem(page, /太长的语音\.amr，文件.*语音最长 60 秒、最大 2 MB，这个作为文件发送/).waitFor({ state: 'attached' });
  await page.getByText('将用掉 4 / 5 条').first().waitFor({ state: 'attached' });
  await settled(page);
  await screenshot(page, 'send-video-voice-audio');
  assert.deepEqual(await world.sim.received(customer), []);
  await pressSend(page);
  const received = await arrived(world, customer, 4);
  assert.deepEqual(received.map(({ msgtype }) => msgtype), ['video', 'voice', 'file', 'file']);
  assert.equal(received[1].media.secs, 60);
  assert.deepEqual(received.slice(2).map(({ media }) => media.filename), ['电话录音.wav', '太长的语音.amr']);
  assert.ok((await world.sim.media(received[0].body.media_id)).equals(video), 'the video is the same, byte for byte');
  await until('the tray is empty', async () => (await tray(page).count()) === 0);
  await settled(page, 700);
  await screenshot(page, 'sent-video-voice-audio');
});

journey('a voice is recorded in the browser and arrives on the phone as a voice', async (use) => {
  const { world, customer, page } = await deskFor(use, '听语音的人', { permissions: ['microphone'] });
  await chooseMore(page, '录制语音');
  await page.getByRole('status', { name: '正在录音' }).waitFor({ state: 'attached' });
  await settled(page);
  await screenshot(page, 'recording-a-voice');
  await page.waitForTimeout(2500);  // what is recorded has a length
  await press(button(page, '完成'));
  await trayItem(page, /语音/).waitFor({ state: 'attached' });
  await pressSend(page);
  const received = await arrived(world, customer, 1);
  assert.equal(received[0].msgtype, 'voice');
  assert.ok(received[0].media.secs >= 1 && received[0].media.secs <= 30, `${received[0].media.secs} s`);
  assert.ok((await world.sim.media(received[0].body.media_id)).subarray(0, 6).equals(Buffer.from('#!AMR\n')));
});

journey('a place that was sent before is chosen by its name, without its coordinates', async (use) => {
  const { world, customer, page } = await deskFor(use, '问路的人');
  const first = await makeCard(page, '发送位置', {
    查找地点: 'https://uri.amap.com/marker?position=121.4737,31.2304&name=%E5%8D%97%E4%BA%AC%E8%B7%AF%E9%97%A8%E5%BA%97',
    详细地址: '上海市黄浦区南京东路 1 号',
  });
  await settled(page);
  await screenshot(page, 'send-place-by-link');
  await sendCard(first);
  await arrived(world, customer, 1);
  const second = await makeCard(page, '发送位置', { 查找地点: '南京路' });
  await press(page.getByRole('option', { name: /^南京路门店/ }));
  await settled(page);
  await screenshot(page, 'send-place-sent-before');
  await sendCard(second);
  const received = await arrived(world, customer, 2);
  assert.deepEqual([received[1].body.name, received[1].body.latitude, received[1].body.longitude], ['南京路门店', 31.2304, 121.4737]);
});

journey('sent: link card, mini program, acquisition link and business card arrive as they were made', async (use) => {
  const { world, customer, page } = await deskFor(use, '卡片收件人');
  const link = await makeCard(page, '链接卡片', {
    标题: '退换货说明', 描述: '7 天无理由，运费险可用', 网址: 'https://shop.example.com/return?id=88',
  });
  // Without a picture WeChat takes no link card: the button says what is missing.
  await pickFiles(page, () => press(link.getByRole('button', { name: '选择图片' })), [cover]);
  await page.getByText(/^已上传 · /).first().waitFor({ state: 'attached' });
  await settled(page);
  await screenshot(page, 'send-link-card');
  await sendCard(link);
  let received = await arrived(world, customer, 1);
  assert.deepEqual([received[0].msgtype, received[0].body.title, received[0].body.desc, received[0].body.url],
    ['link', '退换货说明', '7 天无理由，运费险可用', 'https://shop.example.com/return?id=88']);
  assert.ok((await world.sim.media(received[0].body.thumb_media_id)).length > 100, 'the picture of the card is there');

  const app = await makeCard(page, '小程序卡片', { 标题: '查看物流', '小程序 AppID': 'wx1234567890abcdef', 页面路径: 'pages/ship.html?id=88' });
  await pickFiles(page, () => press(app.getByRole('button', { name: '选择图片' })), [cover]);
  await page.getByText(/^已上传 · /).first().waitFor({ state: 'attached' });
  await settled(page);
  await screenshot(page, 'send-mini-program');
  await sendCard(app);
  received = await arrived(world, customer, 2);
  assert.deepEqual([received[1].msgtype, received[1].body.title, received[1].body.appid, received[1].body.pagepath],
    ['miniprogram', '查看物流', 'wx1234567890abcdef', 'pages/ship.html?id=88']);

  const acquisition = await makeCard(page, '发送获客链接', { 获客链接: 'https://work.weixin.qq.com/nothing' });
  assert.ok(await cannotPress(acquisition.getByRole('button', { name: '发送', exact: true })), 'another address is refused');
  await page.getByRole('textbox', { name: '获客链接', exact: true }).fill('https://work.weixin.qq.com/ca/cawcdeDEMO0001');
  await settled(page);
  await screenshot(page, 'send-acquisition-link');
  await sendCard(acquisition);
  received = await arrived(world, customer, 3);
  assert.deepEqual([received[2].msgtype, received[2].body.link_url], ['ca_link', 'https://work.weixin.qq.com/ca/cawcdeDEMO0001']);

  await sendCard(await makeCard(page, '发送个人名片', { '成员账号（userid）': 'lisi' }));
  received = await arrived(world, customer, 4);
  assert.deepEqual([received[3].msgtype, received[3].body.userid], ['business_card', 'lisi']);

  const phone = await phonePage(use, world, { customer });
  for (const text of ['退换货说明', '查看物流', '获客链接', '李四']) await phoneLog(phone).getByText(text).last().waitFor();
  await until('the pictures are there', () => phone.evaluate(() => [...document.images].every((one) => one.complete)));
  await screenshot(phone, 'sent-cards-on-the-phone');
  await settled(page, 700);
  await screenshot(page, 'sent-cards-in-the-console');
});

journey('a card is kept as a template and sent again from it another day, with its picture', async (use) => {
  const { world, customer, page } = await deskFor(use, '老主顾');
  const card = await makeCard(page, '链接卡片', {
    标题: '安装说明', 描述: '三步装好', 网址: 'https://shop.example.com/install',
  });
  await pickFiles(page, () => press(card.getByRole('button', { name: '选择图片' })), [cover]);
  await page.getByText(/^已上传 · /).first().waitFor({ state: 'attached' });
  await press(card.getByRole('button', { name: '保存为模板' }));
  await page.getByRole('status').filter({ hasText: '已保存为模板' }).first().waitFor({ state: 'attached' });
  assert.deepEqual(await world.sim.received(customer), []);
  await page.reload();
  await openChat(page, '老主顾', '请发资料');

  const again = await makeCard(page, '链接卡片', {});
  await press(again.getByRole('button', { name: /^模板/ }));
  await press(page.getByRole('menuitemradio', { name: '安装说明' }));
  await until('the form is filled in', async () =>
    (await page.getByRole('textbox', { name: '网址', exact: true }).inputValue()) === 'https://shop.example.com/install');
  await sendCard(again);
  const [received] = await arrived(world, customer, 1);
  assert.deepEqual([received.msgtype, received.body.title, received.body.desc, received.body.url],
    ['link', '安装说明', '三步装好', 'https://shop.example.com/install']);
  assert.ok((await world.sim.media(received.body.thumb_media_id)).length > 100, 'the picture of the card is there');
});

journey('with Ctrl+Enter as the send key Enter begins a new line, also after the page is loaded again', async (use) => {
  const { world, customer, page } = await deskFor(use, '长句客');
  await press(button(page, '设置'));
  await press(page.getByRole('radio', { name: 'Ctrl+Enter', exact: true }));
  await page.keyboard.press('Escape');
  const field = messageField(page);
  for (const text of ['第一次', '第二次']) {
    await field.fill(text);
    await field.press('Enter');
    await page.keyboard.type('第二行');
    assert.equal(await field.inputValue(), `${text}\n第二行`);
    await field.press('Control+Enter');
    await until('it is sent', async () => (await field.inputValue()) === '');
    await arrived(world, customer, text === '第一次' ? 1 : 2);
    if (text === '第二次') continue;
    await page.reload();
    await openChat(page, '长句客', '请发资料');
  }
  assert.deepEqual((await world.sim.received(customer)).map(({ text }) => text), ['第一次\n第二行', '第二次\n第二行']);
});

journey('a business card that the platform refuses is marked as not sent, with the reason in words', async (use) => {
  const { world, customer, page } = await deskFor(use, '名片客');
  await world.sim.settings({ business_card_accepted: false });
  await sendCard(await makeCard(page, '发送个人名片', { '成员账号（userid）': 'lisi' }));
  const bubble = messageLog(page).getByRole('article').filter({ hasText: '名片' }).last();
  await until('it says that it was not sent, and why', async () =>
    /名片.*(没有发出|发送失败|未发出|失败)/s.test(`${await bubble.getAttribute('aria-label')} ${await bubble.innerText()}`));
  const words = `${await bubble.getAttribute('aria-label')} ${await bubble.innerText()}`;
  assert.match(words, /企业微信没有接受这张名片.*请改发获客链接/, words);
  assert.deepEqual(await world.sim.received(customer), []);
  await settled(page);
  await screenshot(page, 'business-card-refused');
  // What was refused costs nothing: five are left.
  await say(page, '那我把电话发给您');
  await arrived(world, customer, 1);
  await page.getByText(/还可发 4 条/).first().waitFor({ state: 'attached' });
});

journey('sent: a menu of every kind of item; what the customer taps comes back and is marked', async (use) => {
  const { world, customer, page } = await deskFor(use, '菜单客');
  const menu = await makeCard(page, '菜单消息', { 开头文字: '请选择要办理的业务' });
  const text = (number, value) => page.getByRole('textbox', { name: `第 ${number} 项文字` }).fill(value);
  const kind = async (number, name) => {
    await press(menu.getByRole('button', { name: /^种类 / }).nth(number - 1));
    await press(page.getByRole('menuitemradio', { name }).or(page.getByRole('menuitem', { name })));
  };
  await text(1, '查物流');
  for (const [number, name] of [[2, '打开网页'], [3, '打开小程序'], [4, '普通文字']]) {
    // By keyboard: the button may have been scrolled away, the new item comes into view by itself.
    await menu.getByRole('button', { name: '添加一项' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: `第 ${number} 项文字` }).waitFor({ state: 'attached' });
    await settled(page);
    await kind(number, name);
    await text(number, ['', '', '官网', '会员中心', '人工服务 9:00–18:00'][number]);
    if (number === 2) await page.getByRole('textbox', { name: '第 2 项网址' }).fill('https://shop.example.com/');
    if (number === 3) {
      await page.getByRole('textbox', { name: '第 3 项 AppID' }).fill('wx1234567890abcdef');
      await page.getByRole('textbox', { name: '第 3 项页面路径' }).fill('pages/member.html');
    }
  }
  await settled(page);
  await screenshot(page, 'send-menu-of-every-kind');
  await sendCard(menu);
  const [received] = await arrived(world, customer, 1);
  assert.deepEqual([received.msgtype, received.body.head_content], ['msgmenu', '请选择要办理的业务']);
  assert.deepEqual(received.body.list.map((item) => [item.type, item[item.type].content]),
    [['click', '查物流'], ['view', '官网'], ['miniprogram', '会员中心'], ['text', '人工服务 9:00–18:00']]);
  await world.sim.click(customer, received.msgid, received.body.list[0].click.id);
  await entry(page, /查物流/).last().waitFor({ state: 'attached' });
  await until('the answer says that it comes from the menu', async () =>
    /点击了菜单|点了菜单项|客户点击了/.test(await messageLog(page).innerText() + (await messageLog(page).getByRole('article').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')).join(' ')))));
  await settled(page);
  await screenshot(page, 'sent-menu-answered');
});

journey('a text over 2048 bytes goes as several, cut at sentences and never inside of a character, at the cost that was said', async (use) => {
  const { world, customer, page } = await deskFor(use, '长文客');
  const sentence = '我们支持七天无理由退换货，请保持商品完好👩‍👩‍👧‍👦，吊牌齐全；运费由平台的运费险承担。';
  const text = sentence.repeat(40); // more than two messages hold
  const bytes = Buffer.byteLength(text);
  assert.ok(bytes > 2048 * 2 && bytes < 2048 * 3);
  await messageField(page).fill(text);
  await page.getByText(/太长，将分成 3 条发送，用掉 3 \/ 5 条/).first().waitFor({ state: 'attached' });
  await messageField(page).press('Enter');
  const preview = page.getByRole('dialog', { name: '发送前预览' });
  await preview.waitFor({ state: 'attached' });
  assert.equal(await preview.getByRole('listitem').count(), 3);
  await preview.getByText('客户会依次看到下面的内容，用掉 3 / 5 条。').waitFor({ state: 'attached' });
  await settled(page);
  await screenshot(page, 'send-long-text');
  assert.deepEqual(await world.sim.received(customer), []);
  await press(preview.getByRole('button', { name: '发送 3 条' }));
  const received = (await arrived(world, customer, 3)).map((message) => message.text);
  assert.equal(received.length, 3);
  assert.equal(received.join(''), text);
  for (const part of received) {
    assert.ok(Buffer.byteLength(part) <= 2048);
    assert.match(part, /[。；]$/u, 'each ends with a sentence');
  }
  await until('the field is empty', async () => (await messageField(page).inputValue()) === '');
  await page.getByText(/还可发 2 条/).first().waitFor({ state: 'attached' });
});

journey('a reply quotes an earlier message, and can let go of it again', async (use) => {
  const { world, customer, page } = await deskFor(use, '引用客');
  await world.sim.write(customer, '订单 20260104001 什么时候发货？');
  await entry(page, '什么时候发货').waitFor({ state: 'attached' });
  const quote = page.getByRole('note', { name: /^引用 引用客：订单 20260104001/ });
  await chooseOfMessage(page, '什么时候发货', '引用');
  await quote.waitFor({ state: 'attached' });
  await press(button(page, '取消引用'));
  await quote.waitFor({ state: 'detached' });
  await chooseOfMessage(page, '什么时候发货', '引用');
  await quote.waitFor({ state: 'attached' });
  await messageField(page).fill('今天下午发出');
  await settled(page);
  await screenshot(page, 'send-quote');
  await messageField(page).press('Enter');
  const [received] = await arrived(world, customer, 1);
  assert.match(received.text, /引用客.*订单 20260104001 什么时候发货？[\s\S]*今天下午发出$/);
  await quote.waitFor({ state: 'detached' });
  await settled(page);
  await screenshot(page, 'sent-quote');
  const phone = await phonePage(use, world, { customer });
  await phoneLog(phone).getByText('今天下午发出').waitFor();
  await screenshot(phone, 'sent-quote-on-the-phone');
});

journey('a screenshot is pasted, a file dropped: both are shown first and arrive', async (use) => {
  const { world, customer, page } = await deskFor(use, '截图客');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await messageField(page).focus();
  await pastePicture(page, cover.buffer);
  await trayItem(page, /image\.png，图片/).waitFor({ state: 'attached' });

  const folder = mkdtempSync(path.join(os.tmpdir(), 'kfdesk-drop-'));
  use.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, '保修卡 2026.pdf');
  writeFileSync(file, '%PDF-1.4\nwarranty\n%%EOF\n');
  const box = await messageLog(page).boundingBox();
  await dropFiles(page, [box.x + box.width / 2, box.y + box.height / 2], [file], async () => {
    await page.getByRole('status').filter({ hasText: '松开即可添加' }).waitFor({ state: 'attached' });
    await screenshot(page, 'send-dragged-file');
  });
  await trayItem(page, /保修卡 2026\.pdf，文件/).waitFor({ state: 'attached' });
  await settled(page);
  await screenshot(page, 'send-pasted-and-dropped');
  await pressSend(page);
  const received = await arrived(world, customer, 2);
  assert.deepEqual(received.map(({ msgtype }) => msgtype), ['image', 'file']);
  assert.equal(received[1].media.filename, '保修卡 2026.pdf');
});

journey('what cannot be sent is refused in words before any upload; removing it frees the rest', async (use) => {
  const { world, customer, page } = await deskFor(use, '不合格');
  const uploads = countUploads(page);
  await pickWith(page, '文件', [
    { name: '太大.zip', mimeType: 'application/zip', buffer: Buffer.alloc(21 * 1024 * 1024, 'x') },
    { name: '空.txt', mimeType: 'text/plain', buffer: Buffer.from('hi') },
  ]);
  await trayItem(page, /太大\.zip，文件有 21 MB，最大 20 MB，不能发送/).waitFor({ state: 'attached' });
  await trayItem(page, /空\.txt，文件要大于 5 字节，不能发送/).waitFor({ state: 'attached' });
  await settled(page);
  await screenshot(page, 'send-refused');
  await messageField(page).fill('请看附件');
  await until('sending is refused', () => cannotPress(sendButton(page)));
  await page.getByText('“太大.zip”不能发送，请移除。').first().waitFor({ state: 'attached' });
  assert.deepEqual(uploads, {}, 'nothing was uploaded');

  await press(button(page, '移除 太大.zip'));
  await press(button(page, '移除 空.txt'));
  await tray(page).waitFor({ state: 'detached' });
  // A picture that is none inside: what counts is the content, so it goes as the file that it is.
  await pickWith(page, '图片', [{ name: '假图片.png', mimeType: 'image/png', buffer: Buffer.from('%PDF-1.4\nno picture\n%%EOF\n') }]);
  await trayItem(page, /假图片\.png，文件/).waitFor({ state: 'attached' });
  await pressSend(page);
  const received = await arrived(world, customer, 2);
  assert.deepEqual(received.map(({ msgtype }) => msgtype), ['text', 'file']);
});

journey('a picture over the limit is offered smaller, and the smaller one arrives', async (use) => {
  const { world, customer, page } = await deskFor(use, '大图客');
  const uploads = countUploads(page);
  const big = noisyPng(2000, 1900);
  assert.ok(big.length > 10 * 1024 * 1024);
  await pickWith(page, '图片', [{ name: '现场照片.png', mimeType: 'image/png', buffer: big }]);
  await trayItem(page, /现场照片\.png，图片有 .* MB，微信最多收 10 MB/).waitFor({ state: 'attached' });
  await until('sending waits for a decision', () => cannotPress(sendButton(page)));
  await settled(page);
  await screenshot(page, 'send-too-large-picture');
  assert.deepEqual(uploads, {});
  await press(button(page, '缩小图片'));
  await trayItem(page, /→ .*发送这张吗？/).waitFor({ state: 'attached', timeout: 60_000 });
  await settled(page);
  await screenshot(page, 'send-smaller-picture');
  assert.deepEqual(uploads, {}, 'nothing leaves before the agent agrees');
  await press(button(page, '用这张'));
  await trayItem(page, /现场照片\.jpg，图片/).waitFor({ state: 'attached', timeout: 60_000 });
  await pressSend(page);
  const [received] = await arrived(world, customer, 1);
  assert.equal(received.msgtype, 'image');
  assert.ok(received.media.bytes <= 10 * 1024 * 1024);
});
