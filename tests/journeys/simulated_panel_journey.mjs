// The panel of the simulated WeCom: faults, clock and traffic by hand, as a tester works with it.
import assert from 'node:assert/strict';
import { openWindow, screenshot } from './harness/browser.mjs';
import { KfApi } from './harness/kf_api.mjs';
import { until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { Sim } from './harness/sim.mjs';

async function openPanel(use, sim, viewport = { width: 1280, height: 900 }) {
  const page = await openWindow(use, 'panel', { viewport });
  await page.goto(`${sim.url}/`);
  await page.getByText('没有故障，一切照规矩来。').waitFor();
  return page;
}

const active = (page) => page.getByRole('list', { name: '生效中的故障' }).getByRole('listitem');

journey('the panel: a fault is added, seen, strikes, and is removed', async (use) => {
  const sim = await Sim.start(use, { callbackUrl: '' });
  const api = await KfApi.signIn(sim);
  const customer = await sim.customer('测试的人');
  const panel = await openPanel(use, sim);
  const kind = panel.getByLabel('会发生什么');
  const endpoint = panel.getByLabel('在哪个接口');
  await kind.selectOption({ label: '返回指定的 errcode' });
  await endpoint.selectOption('send_msg');
  await panel.getByLabel('errcode', { exact: true }).fill('60020');
  await panel.getByLabel('次数（空 = 一直）').fill('2');
  await panel.getByRole('button', { name: '加上' }).click();
  await active(panel).filter({ hasText: '返回指定的 errcode · send_msg · 还有 2 次 · errcode 60020' }).waitFor();
  await sim.write(customer, '你好');
  await assert.rejects(api.send(customer, 'text', { content: '您好' }), /60020/);
  await active(panel).filter({ hasText: '还有 1 次' }).waitFor();
  await panel.getByRole('cell', { name: '返回指定的 errcode' }).waitFor();  // in the log of calls

  await kind.selectOption({ label: '回调乱序' });
  assert.equal(await endpoint.isDisabled(), true);
  await panel.getByLabel('毫秒').fill('700');
  await panel.getByLabel('次数（空 = 一直）').fill('');
  await panel.getByRole('button', { name: '加上' }).click();
  await active(panel).filter({ hasText: '回调乱序 · 回调 · 一直 · ms 700' }).waitFor();
  await kind.selectOption({ label: '发送被接受，随后 msg_send_fail' });
  assert.deepEqual(await endpoint.locator('option').allTextContents(), ['send_msg', 'send_msg_on_event']);
  await kind.selectOption({ label: '系统繁忙（-1）' });
  const offered = await endpoint.locator('option').allTextContents();
  for (const name of ['所有接口', 'get_api_domain_ip', 'account/add', 'servicer/del', 'add_contact_way']) assert.ok(offered.includes(name), name);
  await screenshot(panel, 'panel-faults');
  await panel.getByLabel('概率 %').fill('0');
  await panel.getByRole('button', { name: '加上' }).click();
  assert.match(await panel.getByLabel('概率 %').evaluate((field) => field.validationMessage), /./);

  await active(panel).filter({ hasText: '60020' }).getByRole('button', { name: '移除' }).click();
  await until('one is left', async () => (await active(panel).count()) === 1);
  await api.send(customer, 'text', { content: '您好' });
  await panel.getByRole('button', { name: '清除全部故障' }).click();
  await panel.getByText('没有故障，一切照规矩来。').waitFor();
});

journey('the panel: the clock goes forward, for the whole world', async (use) => {
  const sim = await Sim.start(use, { callbackUrl: '' });
  const api = await KfApi.signIn(sim);
  const customer = await sim.customer('等了很久的人');
  await sim.write(customer, '你好');
  const panel = await openPanel(use, sim);
  await panel.getByText('与真实时间一致').waitFor();
  await panel.getByRole('button', { name: '+48 小时' }).click();
  await panel.getByText('比真实时间快 48.00 小时').waitFor();
  await assert.rejects(api.send(customer, 'text', { content: '您好' }), /42001/);  // the token is two days old
  await assert.rejects((await KfApi.signIn(sim)).send(customer, 'text', { content: '您好' }), /95002/);
  await screenshot(panel, 'panel-clock');
});

journey('the panel: traffic is started, counted and stopped; its buttons can be pressed meanwhile', async (use) => {
  const sim = await Sim.start(use, { callbackUrl: '' });
  const panel = await openPanel(use, sim);
  await panel.getByLabel('客户数').fill('15');
  await panel.getByLabel('条 / 秒').fill('80');
  await panel.getByLabel('持续（秒）').fill('60');
  await panel.getByRole('button', { name: '开始', exact: true }).click();
  await panel.getByText(/进行中：已写 [1-9]\d* 条（15 位客户，80 条\/秒）/).waitFor();
  await panel.getByRole('row', { name: /售后客服/ }).getByRole('button', { name: '收回授权' }).click();
  await panel.getByText('否（48007）').waitFor();
  await screenshot(panel, 'panel-traffic');
  await panel.getByRole('button', { name: '停止', exact: true }).click();
  await panel.getByText(/没有在跑，上次写了 \d+ 条/).waitFor();
  const { written } = await sim.get('/traffic');
  await panel.waitForTimeout(500);
  assert.equal((await sim.get('/traffic')).written, written);
  await panel.getByRole('button', { name: '恢复到初始状态' }).click();
  await until('everything is as at the start', async () => (await sim.get('/state')).conversations_by_state.every((count) => count === 0));
});

journey('the panel at 420 wide has no part outside the page', async (use) => {
  const sim = await Sim.start(use, { callbackUrl: 'http://127.0.0.1:9/nobody-listens' });
  await sim.write(await sim.customer('手机上看面板的人'), '你好');
  const panel = await openPanel(use, sim, { width: 420, height: 860 });
  await panel.getByText('失败，将重试').or(panel.getByText('放弃')).first().waitFor({ state: 'attached' });
  assert.equal(await panel.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false);
  await screenshot(panel, 'panel-420');
  await panel.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await screenshot(panel, 'panel-420-end');
});
