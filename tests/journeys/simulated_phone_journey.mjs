// The simulated phone alone, without a desk: everything that a tester can press there, and what it shows.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openWindow, phoneLog, screenshot } from './harness/browser.mjs';
import { KfApi } from './harness/kf_api.mjs';
import { outputDir, until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { Sim } from './harness/sim.mjs';

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

journey('the phone: everything that can be sent to a customer is shown, and can be used', async (use) => {
  const sim = await startSim(use);
  const customer = await sim.customer('收消息的人');
  const desk = await KfApi.signIn(sim);
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

const input = (phone) => phone.getByRole('textbox', { name: '输入消息' });
const toastOf = (phone, text) => phone.locator('.toast').filter({ hasText: text }).waitFor();

journey('the phone, 420 wide: from the chat to the customers and back, whichever way', async (use) => {
  const sim = await startSim(use);
  const customer = await sim.customer('来回的人');
  await sim.write(customer, '我在这里');
  const phone = await openPhone(use, sim, customer);
  const people = phone.getByRole('complementary', { name: '选择客户' });
  const leave = async () => {
    await phone.getByRole('button', { name: '选择客户' }).click();
    await people.waitFor();
  };
  const back = async (text) => {
    await input(phone).waitFor();
    await people.waitFor({ state: 'hidden' });
    if (text) await phoneLog(phone).getByText(text).waitFor();
  };
  await leave();
  await screenshot(phone, 'phone-choosing-420');
  await people.getByRole('button', { name: '来回的人' }).click();  // the one who is chosen already
  await back('我在这里');
  await leave();
  await people.getByRole('radio', { name: '售前咨询' }).click();  // so is this account
  await back('我在这里');
  await leave();
  await people.getByRole('radio', { name: '售后客服' }).click();
  await back('还没有消息');
  same('the account in the title', await phone.getByRole('heading', { name: '售后客服' }).isVisible(), true);
  await leave();
  await people.getByRole('button', { name: '返回聊天' }).click();
  await back('还没有消息');
  await leave();
  await people.getByRole('button', { name: '陈静' }).click();
  await back('还没有消息');
  await input(phone).fill('我是陈静');
  await phone.getByRole('button', { name: '发送', exact: true }).click();
  await phoneLog(phone).getByText('我是陈静').waitFor();
});

journey('the phone: a customer is made, enters by a scene link and by a pasted one', async (use) => {
  const sim = await startSim(use);
  const phone = await openPhone(use, sim, { id: 'wmSandboxCustomer00000000000002', account: sim.accounts[0] });
  await phone.getByRole('button', { name: '选择客户' }).click();
  await phone.getByRole('textbox', { name: '新客户昵称' }).fill('新来的小高');
  await phone.getByRole('button', { name: '新建' }).click();
  await input(phone).waitFor();
  const id = new URL(phone.url()).searchParams.get('customer');
  const { customers } = await sim.get(`/customers?external_userid=${id}`);
  same('the new customer', customers[0].nickname, '新来的小高');
  await phone.getByRole('button', { name: '从链接进入' }).click();
  await phone.getByLabel('场景值 scene').fill('web07');
  await phone.getByLabel('scene_param').fill('款式=黑色');
  await phone.getByRole('button', { name: '打开链接' }).click();
  await toastOf(phone, '已进入，20 秒内可收到一条欢迎语');
  const api = await KfApi.signIn(sim);
  const entered = async (account) => (await api.log(account)).filter(({ event }) => event?.event_type === 'enter_session').at(-1)?.event;
  const event = await until('enter_session', () => entered(sim.accounts[0]));
  same('its scene', [event.external_userid, event.scene, event.scene_param, typeof event.welcome_code], [id, 'web07', '款式=黑色', 'string']);
  await screenshot(phone, 'phone-entered-420');

  const { url } = await api.call('kf/add_contact_way', JSON.stringify({ open_kfid: sim.accounts[1], scene: 'poster' }));
  const paste = async (link) => {
    await phone.getByRole('button', { name: '从链接进入' }).click();
    if (!(await phone.getByRole('textbox', { name: '客服链接' }).isVisible())) await phone.getByText('粘贴一个链接').click();
    await phone.getByRole('textbox', { name: '客服链接' }).fill(link);
    await phone.locator('#link-button').click();
  };
  await paste(`${url}&scene_param=no%3D7`);
  await toastOf(phone, '已进入，20 秒内可收到一条欢迎语');
  await phone.getByRole('heading', { name: '售后客服' }).waitFor();
  same('the pasted link', (await entered(sim.accounts[1])).scene_param, 'no=7');
  await paste(`${url}edited`);
  await toastOf(phone, '链接被改动过');
  await paste('https://example.com/kf/x');
  await toastOf(phone, '这个链接不属于任何客服账号');
  // 128 bytes, not letters.
  await phone.getByLabel('scene_param').fill('字'.repeat(43));
  await phone.getByRole('button', { name: '打开链接' }).click();
  same('43 Chinese letters', await phone.getByLabel('scene_param').evaluate((field) => field.validationMessage), 'scene_param 最多 128 字节，现在是 129 字节');
});

journey('the phone: messages are refused and taken back, also with a finger', async (use) => {
  const sim = await startSim(use);
  const customer = await sim.customer('拒收的人');
  const api = await KfApi.signIn(sim);
  await sim.write(customer, '说错了');
  const phone = await openWindow(use, 'phone', { viewport: { width: 420, height: 860 }, hasTouch: true, isMobile: true });
  await phone.goto(sim.phoneAddress(customer));
  const log = phoneLog(phone);
  const take = log.getByRole('button', { name: '撤回' });
  await take.waitFor();
  same('the button is to be seen where nothing hovers', await take.evaluate((one) => getComputedStyle(one).opacity), '1');
  await screenshot(phone, 'phone-touch-420');
  await take.tap();
  await log.getByText('你撤回了一条消息').waitFor();
  same('the event', (await api.log(customer.account)).at(-1).event.event_type, 'user_recall_msg');

  await phone.getByRole('button', { name: '选择客户' }).tap();
  await phone.getByRole('checkbox', { name: /拒收所有客服账号的消息/ }).tap();
  await until('the customer refuses', async () => (await sim.get(`/customers?external_userid=${customer.id}`)).customers[0].refuses_messages);
  await api.send(customer, 'text', { content: '您好' });
  const failed = await until('the failure is told', async () =>
    (await api.log(customer.account)).find(({ event }) => event?.event_type === 'msg_send_fail'));
  same('why', failed.event.fail_type, 10);
  await phone.getByRole('checkbox', { name: /拒收所有客服账号的消息/ }).tap();
  await until('the customer takes messages again', async () => !(await sim.get(`/customers?external_userid=${customer.id}`)).customers[0].refuses_messages);
  await phone.getByRole('button', { name: '返回聊天' }).tap();
  await api.send(customer, 'text', { content: '又能收到了' });
  await log.getByText('又能收到了').waitFor();
});

journey('the phone: an empty file and a huge one, an unknown customer, a body that nobody can draw', async (use) => {
  const sim = await startSim(use);
  const customer = await sim.customer('奇怪的人');
  const phone = await openPhone(use, sim, customer);
  await phone.locator('#upload-file').setInputFiles({ name: '空.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) });
  await toastOf(phone, '文件是空的');
  same('nothing was sent', (await wrote(sim, customer)).length, 0);
  const huge = path.join(outputDir, '很大.bin');
  writeFileSync(huge, Buffer.alloc(30 * 1024 * 1024, 1));
  await phone.locator('#upload-file').setInputFiles(huge);
  const [sent] = await wroteNow(sim, customer, 1);
  same('how the app sees it', [sent.arrived_as, sent.media.bytes], ['text', 30 * 1024 * 1024]);
  await phoneLog(phone).getByText('很大.bin').waitFor();
  const write = (msgtype, body) => sim.write(customer, { msgtype, [msgtype]: body });
  await write('merged_msg', { title: '坏记录', item: 7 });
  await write('msgmenu', { head_content: 5, list: [1, { type: 'view' }] });
  await write('text', { content: '后面这条还在' });
  await phoneLog(phone).getByText('后面这条还在').waitFor();
  same('honest lines', await phoneLog(phone).getByText('画不出来').count(), 2);
  await screenshot(phone, 'phone-undrawable');
  await phone.goto(sim.phoneAddress({ id: 'wmNobody', account: customer.account }));
  await phoneLog(phone).getByText('没有这位客户：wmNobody').waitFor();
  same('nobody can write', await input(phone).isDisabled(), true);
  await sim.post('/traffic', { customers: 600, rate_per_sec: 1, duration_secs: 1 });
  const last = (await sim.get('/customers?limit=1&offset=599')).customers[0];
  await phone.goto(sim.phoneAddress({ id: last.external_userid, account: customer.account }));
  await until('the 600th customer', async () => (await phone.title()).startsWith(last.nickname));
});

journey('the phone: older lines come on demand and what is read stays in place', async (use) => {
  const sim = await startSim(use);
  const customer = await sim.customer('话多的人');
  for (let number = 1; number <= 320; number += 1) await sim.write(customer, `第 ${number} 句`);
  const phone = await openWindow(use, 'phone', { viewport: { width: 420, height: 860 } });
  let letPicturesCome;
  const picturesMayCome = new Promise((done) => { letPicturesCome = done; });
  await phone.route('**/avatar/**', async (route) => {
    await picturesMayCome;
    await route.continue();
  });
  await phone.goto(sim.phoneAddress(customer), { waitUntil: 'commit' });
  const log = phoneLog(phone);
  await log.getByText('第 320 句').waitFor();
  const toEnd = () => log.evaluate((box) => box.scrollHeight - box.clientHeight - box.scrollTop);
  same('the newest is in view', (await toEnd()) < 2, true);
  same('the first is not there', await log.getByText('第 1 句', { exact: true }).count(), 0);
  await log.evaluate((box) => { box.scrollTop = 0; });
  const place = () => log.getByText('第 21 句', { exact: true }).evaluate((one) => one.getBoundingClientRect().top);
  const before = await place();
  // A picture that arrives late takes nobody away from what is read.
  letPicturesCome();
  await until('the pictures', () => log.evaluate((box) => [...box.querySelectorAll('img')].every((one) => one.naturalWidth > 0)));
  same('the line that is read, after a late picture', (await place()) - before, 0);
  await log.getByRole('button', { name: '查看更早的消息' }).click();
  await log.getByText('第 1 句', { exact: true }).waitFor({ state: 'attached' });
  same('the line that was read', Math.abs((await place()) - before) < 60, true);
  await sim.write(customer, '第 321 句');
  await log.getByText('第 321 句').waitFor({ state: 'attached' });
  same('the line that is read, after a new one below', Math.abs((await place()) - before) < 60, true);
  await log.evaluate((box) => { box.scrollTop = box.scrollHeight; });
  await sim.write(customer, '第 322 句');
  await log.getByText('第 322 句').waitFor();
  same('followed again', (await toEnd()) < 2, true);
  same('no more older ones', await log.getByRole('button', { name: '查看更早的消息' }).count(), 0);
});

journey('the phone: the time in the bar runs, and follows the simulated clock', async (use) => {
  const sim = await startSim(use);
  const customer = await sim.customer('看钟的人');
  const phone = await openWindow(use, 'phone', { viewport: { width: 1280, height: 900 } });
  await phone.goto(sim.phoneAddress(customer));
  const time = () => phone.locator('#sim-time').textContent();
  await until('a time', time);
  await screenshot(phone, 'phone-wide');
  const before = await time();
  await sim.post('/clock', { advance_secs: 5 * 3600 });
  await until('the time has moved', async () => (await time()) !== before, { timeoutMs: 5000 });
  const hour = (text) => Number(text.match(/(\d\d):\d\d/)[1]);
  same('by five hours', (hour(await time()) - hour(before) + 24) % 24, 5);
});
