// The simulated WeCom client: what servicers do there, seen on the customer's phone and in the console, and that the page
// can be worked with while messages pour in.
import assert from 'node:assert/strict';
import {
  agentPage, cannotPress, conversationItem, entry, messageLog, openWindow, phoneLog, phonePage, press, screenshot, sendButton,
} from './harness/browser.mjs';
import { KfApi } from './harness/kf_api.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { Sim } from './harness/sim.mjs';
import { startWorld } from './harness/world.mjs';

async function openClient(use, sim, servicer = 'zhangsan', viewport = { width: 1440, height: 900 }) {
  const page = await openWindow(use, `client-${servicer}`, { viewport });
  await page.goto(`${sim.url}/client?servicer=${servicer}`);
  await page.getByRole('tab', { name: '待接入' }).waitFor();
  return page;
}

const row = (page, name) => page.getByRole('list', { name: '会话列表' }).getByRole('button', { name: new RegExp(name) });
const state = (page, text) => page.locator('#state').filter({ hasText: text }).waitFor();
const reply = (page) => page.getByRole('textbox', { name: '回复' });
const line = (page, pattern) => messageLog(page).getByRole('article').filter({ hasText: pattern }).last().waitFor({ state: 'attached' });

journey('the WeCom client: taken from the pool, answered, handed over, ended; phone and console see each step', async (use) => {
  const world = await startWorld(use);
  const { sim } = world;
  const api = await KfApi.signIn(sim);
  const customer = await sim.customer('排队的人');
  await sim.write(customer, '有人在吗');
  await api.move(customer, 2);
  const phone = await phonePage(use, world, { customer });
  const console_ = await agentPage(use, world);
  const client = await openClient(use, sim);
  assert.match(await row(client, '排队的人').locator('small').textContent(), /客服|咨询/);  // which account
  await row(client, '排队的人').click();
  await state(client, '待接入池');
  assert.equal(await reply(client).isDisabled(), true);
  await client.getByText('先接入，再回复').waitFor();
  await screenshot(client, 'client-pool');
  await client.getByRole('button', { name: '接入', exact: true }).click();
  await state(client, '由 张三 接待');

  await reply(client).fill('您好，我是张三');
  await reply(client).press('Enter');
  await phoneLog(phone).getByText('您好，我是张三').waitFor();
  const answered = (await api.log(customer.account)).find(({ text }) => text?.content === '您好，我是张三');
  assert.deepEqual([answered.origin, answered.servicer_userid], [5, 'zhangsan']);
  await press(console_.getByRole('tab', { name: /全部/ }));
  await press(conversationItem(console_, '排队的人'));
  await entry(console_, '您好，我是张三').waitFor({ state: 'attached' });
  await entry(console_, '企业微信客户端').first().waitFor({ state: 'attached' });
  await line(console_, /在企业微信客户端接入了会话/);
  await until('the console cannot answer what the client holds', () => cannotPress(sendButton(console_)));
  await screenshot(client, 'client-answered');
  await screenshot(console_, 'client-in-the-console');

  await client.getByRole('combobox', { name: '转接给' }).selectOption({ label: '李四' });
  await client.getByRole('button', { name: '转接', exact: true }).click();
  await state(client, '由 李四 接待');
  await client.getByText('会话在同事那里，写一条就由你接待').waitFor();
  assert.equal(await client.getByRole('button', { name: '结束会话' }).isVisible(), false);
  await line(console_, /会话在企业微信客户端由 .+ 转接给 .+/);

  await client.getByRole('combobox', { name: '接待人员' }).selectOption({ label: '李四' });
  // The one chosen before is oneself now: another one stands there, not a blank.
  assert.equal(await client.getByRole('combobox', { name: '转接给' }).evaluate((one) => one.selectedOptions[0]?.textContent), '张三');
  await client.getByRole('button', { name: '结束会话' }).click();
  await state(client, '已结束');
  await line(console_, /在企业微信客户端结束了会话/);
  assert.equal(await client.getByRole('button', { name: '接入', exact: true }).isVisible(), false);
  // Over for the API: no answer from the console, none by send_msg. In the client a servicer may take it up again.
  await until('the console cannot answer what is over', () => cannotPress(sendButton(console_)));
  await assert.rejects(api.send(customer, 'text', { content: '还能发吗' }), /95018/);
  await client.getByText('会话已结束，再写一条就重新接待').waitFor();
  await screenshot(client, 'client-ended');
  await reply(client).fill('补充一句');
  await client.getByRole('button', { name: '发送', exact: true }).click();
  await state(client, '由 李四 接待');
  await phoneLog(phone).getByText('补充一句').waitFor();
  await line(console_, /在企业微信客户端重新接入了会话/);
});

journey('the WeCom client: what may not be done cannot be pressed, or says why in Chinese', async (use) => {
  const sim = await Sim.start(use, { callbackUrl: '' });
  const api = await KfApi.signIn(sim);
  const customer = await sim.customer('机器人接待的人');
  await sim.write(customer, '你好');
  await api.addServicers(customer.account, { department_id_list: [3] });
  const client = await openClient(use, sim);
  await client.getByRole('tab', { name: '全部' }).click();
  await row(client, '机器人接待的人').click();
  await client.getByText('会话由应用（API）接待，客户端不能回复').waitFor();
  assert.equal(await reply(client).isDisabled(), true);
  // A member of the department serves too; who has not activated WeCom does not.
  assert.deepEqual(await client.getByRole('combobox', { name: '接待人员' }).locator('option').allTextContents(), ['张三', '李四', '王五']);
  await api.move(customer, 2);
  await client.getByRole('button', { name: '接入', exact: true }).waitFor();
  await sim.client('pick', customer, {}, 'lisi');  // a colleague is quicker
  await state(client, '由 李四 接待');
  await sim.client('transfer', customer, { to: 'zhangsan' }, 'lisi');
  await client.getByRole('button', { name: '转接', exact: true }).waitFor();
  await sim.post('/client/receiving', { open_kfid: customer.account, servicer_userid: 'lisi', receiving: false });
  await client.getByRole('combobox', { name: '转接给' }).selectOption('lisi');
  await client.getByRole('button', { name: '转接', exact: true }).click();
  await client.locator('.toast').filter({ hasText: '对方不接待该账号，或已停止接待' }).waitFor();
  await screenshot(client, 'client-refused');
  await client.getByRole('button', { name: '拒收客户消息' }).click();
  await client.getByRole('button', { name: '取消拒收' }).waitFor();
  const second = await openClient(use, sim);  // another tab knows it as well
  await second.getByRole('tab', { name: '接待中' }).click();
  await row(second, '机器人接待的人').click();
  await second.getByRole('button', { name: '取消拒收' }).click();
  await client.getByRole('button', { name: '拒收客户消息' }).waitFor();
});

journey('the WeCom client: clicks and focus survive a stream of messages, and the log stays where it is read', async (use) => {
  const sim = await Sim.start(use, { callbackUrl: '' });
  const api = await KfApi.signIn(sim);
  const customer = await sim.customer('慢慢看的人');
  for (let number = 1; number <= 40; number += 1) await sim.write(customer, `问题 ${number}`);
  await api.move(customer, 3, 'zhangsan');
  await sim.post('/traffic', { customers: 8, rate_per_sec: 40, duration_secs: 120 });
  const client = await openClient(use, sim);
  await client.getByRole('tab', { name: '全部' }).click();
  const rows = client.getByRole('list', { name: '会话列表' }).getByRole('button');
  await until('conversations', async () => (await rows.count()) > 6);
  // Press, wait while dozens of messages arrive, release: a slow hand.
  const box = await rows.nth(2).boundingBox();
  await client.mouse.move(box.x + 60, box.y + 20);
  const under = await client.evaluate(([x, y]) => document.elementFromPoint(x, y).closest('button').querySelector('.who b').textContent, [box.x + 60, box.y + 20]);
  await client.mouse.down();
  await client.waitForTimeout(900);
  await client.mouse.up();
  await client.getByRole('heading', { name: under }).waitFor();
  await rows.nth(3).focus();
  const focused = () => client.evaluate(() => document.activeElement.closest('li')?.querySelector('.who b')?.textContent ?? '');
  const before = await focused();
  await client.mouse.move(900, 300);
  await client.waitForTimeout(1200);
  assert.equal(await focused(), before);
  await screenshot(client, 'client-under-traffic');
  await client.getByRole('tab', { name: '接待中' }).click();
  await row(client, '慢慢看的人').click();
  const log = client.getByRole('log', { name: '聊天记录' });
  await log.getByText('问题 40', { exact: true }).waitFor();
  await log.evaluate((one) => { one.scrollTop = 0; });
  await sim.write(customer, '问题 41');
  await log.getByText('问题 41', { exact: true }).waitFor({ state: 'attached' });
  assert.equal(await log.evaluate((one) => one.scrollTop), 0);
  await sim.post('/traffic/stop');
});

journey('the WeCom client at 420 wide: list, chat, back', async (use) => {
  const sim = await Sim.start(use, { callbackUrl: '' });
  const api = await KfApi.signIn(sim);
  const customer = await sim.customer('小屏幕的人');
  await sim.write(customer, '我想退货，订单号 20261120-0088');
  await api.move(customer, 2);
  const client = await openClient(use, sim, 'lisi', { width: 420, height: 860 });
  await screenshot(client, 'client-list-420');
  await row(client, '小屏幕的人').click();
  await client.getByRole('button', { name: '接入', exact: true }).click();
  await reply(client).fill('好的，马上为您处理');
  await client.getByRole('button', { name: '发送', exact: true }).click();
  await client.getByRole('log', { name: '聊天记录' }).getByText('好的，马上为您处理').waitFor();
  await screenshot(client, 'client-chat-420');
  assert.equal(await client.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false);
  await client.getByRole('button', { name: '返回' }).click();
  await row(client, '小屏幕的人').waitFor();
});

journey('for a demonstration: one press in the empty pool brings a customer whom the console answers', async (use) => {
  const sim = await Sim.start(use, { callbackUrl: '' });
  const api = await KfApi.signIn(sim);
  const customer = await sim.customer('演示客户');
  await sim.write(customer, '有人吗');
  await api.send(customer, 'text', { content: '您好' });
  const client = await openClient(use, sim);
  await client.getByText('现在没有客户在排队。').waitFor();
  await client.getByRole('button', { name: '让一位客户进入待接入' }).click();
  await row(client, '演示客户').click();
  await state(client, '待接入池');
  await client.getByRole('button', { name: '接入', exact: true }).click();
  await state(client, '由 张三 接待');
});

journey('the simulated pages speak the browser\'s language, or the one that was chosen, also after a reload', async (use) => {
  const sim = await Sim.start(use, { callbackUrl: '' });
  const customer = await sim.customer('English speaker');
  await sim.write(customer, '图片');
  const page = await openWindow(use, 'english', { locale: 'en-GB' });
  await page.goto(`${sim.url}/client`);
  await page.getByRole('tab', { name: 'Waiting' }).waitFor();
  await page.getByRole('tab', { name: 'All' }).click();
  await page.getByRole('list', { name: 'Chats' }).getByRole('button', { name: /English speaker/ }).click();
  await page.getByText('With the app (API); the client cannot reply').waitFor();
  await page.getByRole('log').getByText('图片', { exact: true }).waitFor();  // a customer's words stay as they are
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await screenshot(page, 'client-english');
  const chinese = /[\u4e00-\u9fff]/;
  for (const [path, sign] of [['/', 'Faults'], ['/phone', 'Which customer am I?']]) {
    await page.goto(sim.url + path);
    await page.getByText(sign, { exact: true }).first().waitFor();
    const words = await page.evaluate(() => [...document.querySelectorAll('button, label, h2, th, p, summary, option')]
      .filter((node) => node.className !== 'language' && !node.closest('#customers, #accounts, tbody, .log')).map((node) => node.textContent));
    assert.deepEqual(words.filter((text) => chinese.test(text)), []);
    await screenshot(page, `english-${path.slice(1) || 'panel'}`);
  }
  await page.getByRole('button', { name: '中文', exact: true }).click();
  await page.getByText('我是哪位客户').waitFor();
  await page.reload();
  await page.getByText('我是哪位客户').waitFor();
  await page.getByRole('button', { name: 'English', exact: true }).click();
  await page.getByText('Which customer am I?').waitFor();
});
