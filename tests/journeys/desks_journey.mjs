// Two companies in one process, told apart by their path: one browser signs in to both and works in both.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Backend, password, signInRequest } from './harness/backend.mjs';
import {
  consoleReady, conversationItem, conversationList, entry, messageField, openWindow, press, button,
} from './harness/browser.mjs';
import { run, site, until } from './harness/programs.mjs';
import { journey } from './harness/runner.mjs';
import { corp, Sim } from './harness/sim.mjs';

const desks = [['jia', '甲公司', 'wwjia'], ['yi', '乙公司', 'wwyi']];

/** One backend with both desks, a simulated WeCom for each, and lin in each. */
async function twoDesks(use) {
  const backend = await Backend.prepare(use);
  const sims = {};
  for (const [id, , corpId] of desks) {
    sims[id] = await Sim.start(use, {
      callbackUrl: `${backend.url}/callback/${corpId}`, corpId, logName: `${use.slug}-kfsim-${id}`,
    });
  }
  const section = ([id, name, corpId]) => `
[[corp]]
corp_id = "${corpId}"
secret = "${corp.secret}"
token = "${corp.token}"
encoding_aes_key = "${corp.aesKey}"
api_base = "${sims[id].url}"
[[desk]]
id = "${id}"
name = "${name}"
corps = ["${corpId}"]
`;
  writeFileSync(backend.configFile, `[server]
listen = "127.0.0.1:${backend.port}"
public_url = "${backend.url}"
static_dir = "${site}"
[storage]
path = "${path.join(backend.dir, 'data')}"
[media]
allow_private_addresses = true
${desks.map(section).join('')}`);
  for (const [id, name] of desks) {
    const { code, err } = await run(
      'kfdesk', ['user', 'add', 'lin', '--name', `${name}的林晓`, '--desk', id, '--config', backend.configFile],
      { input: `${password}\n` },
    );
    assert.equal(code, 0, err);
  }
  await backend.start();
  await until('both desks are open', async () => {
    const ready = await (await fetch(`${backend.url}/readyz`)).json();
    return ready.desks.every((desk) => desk.ready);
  });
  return { backend, sims };
}

async function consoleOf(page, backend, id) {
  const { address, form, headers } = signInRequest(`${backend.url}/d/${id}`, 'lin', password);
  const userAgent = await page.evaluate(() => navigator.userAgent);
  const answer = await page.context().request.post(
    address, { form, headers: { ...headers, origin: backend.url, 'user-agent': userAgent }, maxRedirects: 0 });
  assert.equal(answer.status(), 303);
  assert.equal(answer.headers().location, `/d/${id}/`);
  await page.goto(`${backend.url}/d/${id}/`);
  await consoleReady(page);
}

journey('one browser works at two desks of one process, and neither shows anything of the other', async (use) => {
  const { backend, sims } = await twoDesks(use);
  const customers = {
    jia: await sims.jia.customer('甲的客户'),
    yi: await sims.yi.customer('乙的客户'),
  };
  await sims.jia.write(customers.jia, '问甲公司');
  await sims.yi.write(customers.yi, '问乙公司');

  const jia = await openWindow(use, 'jia');
  await jia.addInitScript(() => { localStorage['kfdesk.settings'] ??= 'undo=0'; });
  await jia.goto(`${backend.url}/d/jia/login`);
  await jia.getByText('甲公司').waitFor();
  await consoleOf(jia, backend, 'jia');
  const yi = await jia.context().newPage();
  await yi.goto(`${backend.url}/d/yi/`);
  await yi.waitForURL(`${backend.url}/d/yi/login`);
  await yi.getByText('乙公司').waitFor();
  await consoleOf(yi, backend, 'yi');

  for (const [page, id, own, other] of [[jia, 'jia', '甲', '乙'], [yi, 'yi', '乙', '甲']]) {
    await press(conversationItem(page, `${own}的客户`));
    await entry(page, `问${own}公司`).waitFor({ state: 'attached' });
    assert.doesNotMatch(await conversationList(page).innerText(), new RegExp(`${other}的客户`));
    await press(button(page, /接入/));
    await until('taken', () => messageField(page).isEnabled());
    await messageField(page).fill(`${own}公司的回答`);
    await messageField(page).press('Enter');
    await until('the customer has it', async () =>
      JSON.stringify((await sims[id].ledger(customers[id])).received).includes(`${own}公司的回答`));
    assert.doesNotMatch(JSON.stringify(await sims[id].ledger()), new RegExp(`${other}公司的回答`));
  }

  // Signing out of one leaves the other signed in.
  await press(button(jia, /退出/).first());
  await press(jia.getByRole('menuitem', { name: /退出登录/ }));
  await jia.waitForURL(`${backend.url}/d/jia/login`);
  await yi.reload();
  await consoleReady(yi);
  // And with one session left the bare address leads to its desk.
  await jia.goto(`${backend.url}/`);
  await jia.waitForURL(`${backend.url}/d/yi/`);
});
