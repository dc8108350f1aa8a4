// The simulated phone alone, without a desk: everything that a tester can press there, and what it shows.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openWindow, phoneLog, screenshot } from './harness/browser.mjs';
import { outputDir, until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { corp, Sim } from './harness/sim.mjs';

const startSim = (use) => Sim.start(use, { callbackUrl: '' });
const same = (what, actual, expected) => {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
};

async function openPhone(use, sim, customer) {
  const page = await openWindow(use, 'phone', { viewport: { width: 420, height: 860 } });
  await page.goto(sim.phoneAddress(customer));
  await page.getByRole('textbox', { name: '输入消息' }).waitFor();
  return page;
}

const wrote = async (sim, customer) => (await sim.ledger(customer)).wrote;
const wroteNow = (sim, customer, count) => until(`${count} messages written`, async () => {
  const lines = await wrote(sim, customer);
  return lines.length >= count && lines;
});

journey('the phone: every entry of its panel sends its type', async (use) => {
  const sim = await startSim(use);
  const customer = await sim.customer('按面板的人');
  const phone = await openPhone(use, sim, customer);
  const panel = phone.getByRole('group', { name: '更多' });
  const entries = [['拍摄', 'image'], ['语音', 'voice'], ['位置', 'location'], ['个人名片', 'business_card'], ['链接', 'link'],
    ['小程序', 'miniprogram'], ['视频', 'video'], ['动图', 'image'], ['视频号', 'channels'], ['商品', 'channels_shop_product'],
    ['订单', 'channels_shop_order'], ['聊天记录', 'merged_msg']];
  for (const [number, [name, msgtype]] of entries.entries()) {
    await phone.getByRole('button', { name: '更多', exact: true }).click();
    await panel.getByRole('button', { name, exact: true }).click();
    same(name, (await wroteNow(sim, customer, number + 1)).at(-1).msgtype, msgtype);
  }
  await phone.getByRole('button', { name: '更多', exact: true }).click();
  await panel.getByRole('button', { name: '全部样本' }).click();
  await phone.getByRole('dialog', { name: '全部样本' }).getByRole('button', { name: '会议' }).click();
  same('a sample of the list', (await wroteNow(sim, customer, entries.length + 1)).at(-1).msgtype, 'meeting');
  await phone.getByRole('button', { name: '表情', exact: true }).click();
  await phone.getByRole('button', { name: '捂脸', exact: true }).click();
  await phone.getByRole('button', { name: '发送', exact: true }).click();
  same('an emoticon', (await wroteNow(sim, customer, entries.length + 2)).at(-1).text, '[捂脸]');
  await phoneLog(phone).getByRole('img', { name: '捂脸' }).waitFor();
});

journey('the phone: files of the tester’s own are sent as they are', async (use) => {
  const sim = await startSim(use);
  const customer = await sim.customer('传文件的人');
  const phone = await openPhone(use, sim, customer);
  const picture = await sim.media((await sim.sendSample(customer, 'image_png')).body.media_id);
  const file = path.join(outputDir, '自己的 文件.pdf');
  writeFileSync(file, '%PDF-1.4 own file');
  await phone.locator('#upload-album').setInputFiles({ name: '自拍.png', mimeType: 'image/png', buffer: picture });
  const sentPicture = (await wroteNow(sim, customer, 2)).at(-1);
  same('a picture', [sentPicture.msgtype, sentPicture.media.filename], ['image', '自拍.png']);
  same('its bytes', (await sim.media(sentPicture.body.media_id)).equals(picture), true);
  await phone.locator('#upload-file').setInputFiles(file);
  const sentFile = (await wroteNow(sim, customer, 3)).at(-1);
  same('a file', [sentFile.msgtype, sentFile.media.filename, sentFile.media.bytes], ['file', '自己的 文件.pdf', 17]);
  await phoneLog(phone).getByRole('link', { name: /自己的 文件\.pdf/ }).waitFor();
});

/** What a desk sends, sent here by hand: upload, then send_msg. */
class Desk {
  static async signIn(sim) {
    const desk = new Desk();
    desk.sim = sim;
    const answer = await fetch(`${sim.url}/cgi-bin/gettoken?corpid=${corp.id}&corpsecret=${corp.secret}`);
    desk.token = (await answer.json()).access_token;
    return desk;
  }
  async call(name, body, query = '') {
    const answer = await fetch(`${this.sim.url}/cgi-bin/${name}?access_token=${this.token}${query}`, { method: 'POST', body });
    const json = await answer.json();
    if (json.errcode !== 0) throw new Error(`${name}: ${JSON.stringify(json)}`);
    return json;
  }
  async upload(type, name, bytes) {
    const form = new FormData();
    form.append('media', new Blob([bytes]), name);
    return (await this.call('media/upload', form, `&type=${type}`)).media_id;
  }
  send(customer, msgtype, body) {
    return this.call('kf/send_msg', JSON.stringify({ touser: customer.id, open_kfid: customer.account, msgtype, [msgtype]: body }));
  }
}

journey('the phone: everything that can be sent to a customer is shown, and can be used', async (use) => {
  const sim = await startSim(use);
  const customer = await sim.customer('收消息的人');
  const desk = await Desk.signIn(sim);
  const sampleBytes = async (name) => sim.media((await sim.sendSample(customer, name)).body.media_id);
  const thumb = await desk.upload('image', '封面.jpg', await sampleBytes('image'));
  const voice = await desk.upload('voice', 'a.amr', await sampleBytes('voice'));
  const video = await desk.upload('video', '演示.mp4', await sampleBytes('video'));
  const file = await desk.upload('file', '报价单.pdf', await sampleBytes('file_pdf'));
  const phone = await openPhone(use, sim, customer);
  await phoneLog(phone).getByText('电子发票.pdf').waitFor();
  const sides = () => phoneLog(phone).locator('[data-side=account]').count();
  const bodies = [['text', { content: '「收消息的人：你好」\n- - - - - - - - - -\n已发出' }], ['image', { media_id: thumb }], ['voice', { media_id: voice }],
    ['video', { media_id: video }], ['file', { media_id: file }],
    ['link', { title: '退换货说明', desc: '7 天无理由', url: 'https://shop.example.com/return', thumb_media_id: thumb }],
    ['miniprogram', { appid: 'wxdemo', title: '查看物流', thumb_media_id: thumb, pagepath: 'pages/ship.html?id=88' }],
    ['msgmenu', { head_content: '请选择', list: [{ type: 'click', click: { id: 'k1', content: '查物流' } }, { type: 'view', view: { url: 'https://shop.example.com/', content: '官网' } }] }],
    ['location', { name: '自提点', address: '示例路 1 号', latitude: 31.23, longitude: 121.47 }],
    ['ca_link', { link_url: 'https://work.weixin.qq.com/ca/cawcdeDEMO' }], ['business_card', { userid: 'lisi' }]];
  for (const [number, [msgtype, body]] of bodies.entries()) {
    if (number % 5 === 0) await sim.write(customer, `第 ${number / 5 + 1} 次`);
    await desk.send(customer, msgtype, body);
    await until(`${msgtype} on the phone`, async () => (await sides()) === number + 1);
  }
  const log = phoneLog(phone);
  for (const text of ['「收消息的人：你好」', '报价单.pdf', '退换货说明', '查看物流', '自提点', '获客链接', '李四']) await log.getByText(text).last().waitFor();
  await log.getByRole('button', { name: '语音 5 秒' }).last().waitFor();
  await screenshot(phone, 'phone-every-type');
  same('where the view item leads', await log.getByRole('link', { name: '官网' }).getAttribute('href'), 'https://shop.example.com/');
  await log.getByRole('button', { name: '播放视频' }).last().click();
  const player = phone.getByRole('dialog', { name: '播放视频' }).locator('video');
  await until('the video plays', () => player.evaluate((one) => one.currentTime > 0 && one.videoWidth === 272));
  await phone.keyboard.press('Escape');
  await log.getByRole('button', { name: '查看图片' }).last().click();
  await phone.getByRole('dialog', { name: '查看图片' }).getByRole('button', { name: '关闭' }).click();
  await log.getByRole('button', { name: '查物流' }).click();
  const clicked = await until('the click is written', async () => (await wrote(sim, customer)).find(({ text }) => text === '查物流'));
  same('what a click writes', clicked.msgtype, 'text');
  const { received } = await sim.ledger(customer);
  same('the ledger', received.map(({ msgtype }) => msgtype), bodies.map(([msgtype]) => msgtype));
});

journey('the phone: hostile files of a customer run nothing on the page', async (use) => {
  const sim = await startSim(use);
  const customer = await sim.customer('可疑的人');
  for (const { name, group } of await sim.samples()) {
    if (group === 'hostile' || group === 'name' || group === 'variant') await sim.sendSample(customer, name);
  }
  const phone = await openPhone(use, sim, customer);
  await phoneLog(phone).getByText('图片打不开').first().waitFor();
  same('a script that ran', await phone.evaluate(() => window.kfsimHostile ?? null), null);
});
