// The phone page: one customer talks to one account. The address says who and with whom (?customer=…&account=…), so that
// a test or a colleague can open exactly this chat; ?link=… enters through a customer link.
import { chatLog } from '/chat_log.js';
import { attempt, byId, dayText, element, get, keyed, post, say, simulatedNow, toast, told, upload, watch } from '/common.js';
import { messageBody } from '/message_view.js';
import { connectPanel } from '/phone_panel.js';
import { t } from '/words.js';

const params = new URLSearchParams(location.search);
const state = {
  customers: [], accounts: [], customer: params.get('customer') ?? '', account: params.get('account') ?? '', stop: () => {},
  members: [], most: 300,
};
const kListed = 500;  // customers in the list; the address may name any other
const kOlder = 300;   // lines that one press brings

const log = chatLog(byId('log'));
const chosenCustomer = () => state.customers.find((one) => one.external_userid === state.customer);
const chosenAccount = () => state.accounts.find((one) => one.open_kfid === state.account);
const memberName = (userid) => state.members.find((one) => one.userid === userid)?.name ?? userid;
const chat = () => ({ external_userid: state.customer, open_kfid: state.account });

function showLine(line) {
  if (line.recalled) {
    return element('div', { class: 'note' }, line.side === 'customer' ? t`你撤回了一条消息` : t`对方撤回了一条消息`);
  }
  const mine = line.side === 'customer';
  const { node, plain } = messageBody(line, clickMenuItem, { memberName });
  const bubble = plain ? node : element('div', { class: 'bubble' }, node);
  const avatar = mine ? chosenCustomer()?.avatar : chosenAccount()?.avatar;
  return element('div', { class: mine ? 'line mine' : 'line', 'data-msgid': line.msgid, 'data-side': line.side },
    element('img', { class: 'avatar', src: avatar, alt: mine ? t`我` : chosenAccount()?.name ?? t`客服` }),
    element('div', { class: 'content' }, bubble,
      mine && element('button', { class: 'recall', type: 'button', onclick: () => recall(line) }, t`撤回`)));
}

// What stands in the log, from above: the way to older lines, the times between, the lines.
function rowsOf(answer) {
  const rows = [];
  if (answer.total > answer.lines.length) rows.push({ key: 'older' });
  let last = 0;
  for (const line of answer.lines) {
    if (line.time_ms - last > 300000) rows.push({ key: `time ${line.number} ${dayText(line.time_ms, simulatedNow())}`, time: line.time_ms });
    last = line.time_ms;
    rows.push({ key: `line ${line.number} ${line.recalled}`, line });
  }
  if (rows.length === 0) rows.push({ key: 'empty' });
  return rows;
}

function drawRow({ key, line, time }) {
  if (line) return showLine(line);
  if (time) return element('div', { class: 'note' }, dayText(time, simulatedNow()));
  if (key === 'older') return element('button', { class: 'older', type: 'button', onclick: showOlder }, t`查看更早的消息`);
  return element('p', { class: 'empty' }, t`还没有消息。说点什么，客服就能看到。`);
}

function showMessages(answer) {
  told(answer.now_ms);
  log.draw(rowsOf(answer), drawRow);
}

function follow() {
  state.stop();
  state.stop = watch('messages', { ...chat(), limit: state.most }, showMessages);
}

function showOlder() {
  state.most += kOlder;
  follow();
}

function openChat() {
  const account = chosenAccount();
  byId('account-name').textContent = account?.name ?? t`客服`;
  byId('refuse').checked = chosenCustomer()?.refuses_messages ?? false;
  document.title = t`${chosenCustomer()?.nickname ?? t`客户`} → ${account?.name ?? t`客服`} · 模拟手机`;
  history.replaceState(null, '', `?${new URLSearchParams({ customer: state.customer, account: state.account })}`);
  log.clear();
  state.most = 300;
  byId('message').disabled = !chosenCustomer();
  updateSend();
  if (chosenCustomer()) {
    follow();
  } else {
    state.stop();
    log.clear(element('p', { class: 'empty', role: 'alert' }, state.customer ? t`没有这位客户：${state.customer}` : t`还没有客户，先新建一位。`));
  }
}

function showCustomers() {
  keyed(byId('customers'), state.customers, (customer) => customer.external_userid, (customer) => element('li', {},
    element('button', { type: 'button', 'data-customer': customer.external_userid, onclick: () => choose({ customer: customer.external_userid }) },
      element('img', { class: 'avatar', src: customer.avatar, alt: '' }), element('span', {}, customer.nickname))),
  (row, customer) => row.firstChild.setAttribute('aria-pressed', String(customer.external_userid === state.customer)));
}

function showAccounts() {
  keyed(byId('accounts'), state.accounts, (account) => account.open_kfid, (account) => element('label', {},
    // A click, not a change: on a phone the one that is chosen already leads back to the chat as well.
    element('input', { type: 'radio', name: 'account', value: account.open_kfid, onclick: () => choose({ account: account.open_kfid }) }),
    element('span', {})), (row, account) => {
    row.firstChild.checked = account.open_kfid === state.account;
    say(row.lastChild, account.name);
  });
}

function showChosen() { byId('customers').querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: 'nearest' }); }

function showChooser(choosing) {
  byId('stage').classList.toggle('choosing', choosing);
  if (choosing) showChosen();
}

function choose({ customer = state.customer, account = state.account }) {
  state.customer = customer;
  state.account = account;
  showCustomers();
  showAccounts();
  openChat();
  showChooser(false);
}

async function loadPeople() {
  const [customers, accounts, clock, members] = await Promise.all(
    [get('customers', { limit: kListed }), get('accounts'), get('clock'), get('members')]);
  state.members = members.members;
  state.customers = customers.customers;
  state.accounts = accounts.accounts;
  told(clock.now_ms);
  if (!state.customer) state.customer = state.customers[0]?.external_userid ?? '';
  if (!chosenCustomer()) state.customers.push(...(await get('customers', { external_userid: state.customer })).customers);
  if (!chosenAccount()) state.account = state.accounts[0]?.open_kfid ?? '';
}

function clickMenuItem(line, item) {
  attempt(() => post('customers/click', { ...chat(), msgid: line.msgid, id: item.id }));
}

function recall(line) {
  attempt(() => post('customers/recall', { ...chat(), msgid: line.msgid }));
}

function updateSend() {
  byId('send').disabled = byId('message').value.trim() === '' || !chosenCustomer() || !state.account;
}

function growMessage() {
  const field = byId('message');
  field.style.height = 'auto';
  field.style.height = `${Math.min(field.scrollHeight, 120)}px`;
}

async function sendText() {
  const field = byId('message');
  const text = field.value;
  if (text.trim() === '') return;
  field.value = '';
  growMessage();
  updateSend();
  const sent = await attempt(() => post('customers/write', { ...chat(), text }));
  if (!sent && field.value === '') field.value = text;  // nothing typed is lost
  updateSend();
}

async function sendSample(sample) {
  await attempt(() => post('customers/write', { ...chat(), sample }));
}

// A file of the tester's own, sent as it is; what is larger than WeCom hands on arrives at the app as a text hint.
async function sendFile(type, file) {
  await attempt(async () => {
    await post('customers/write', { ...chat(), msgtype: type, [type]: { media_id: await upload(type, file) } });
  });
}

function insertText(text) {
  const field = byId('message');
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
  growMessage();
  updateSend();
}

async function enterByLink(link) {
  const entered = await attempt(() => post('customers/enter', { external_userid: state.customer, link }));
  if (!entered) return;
  choose({ account: entered.open_kfid });
  if (!entered.genuine) toast(t`链接被改动过：会话打开了，但不会产生进入事件`);
  else toast(entered.welcome_code ? t`已进入，20 秒内可收到一条欢迎语` : t`已进入（48 小时内来过，没有欢迎语）`);
}

async function openSceneLink() {
  const scene = byId('scene').value.trim();
  const sceneParam = scene ? byId('scene-param').value : '';
  const link = await attempt(() => post('links', { open_kfid: state.account, scene, scene_param: sceneParam }));
  if (link) await enterByLink(link.url);
}

async function createCustomer() {
  const made = await attempt(() => post('customers', { nickname: byId('create-name').value.trim() }));
  if (!made) return;
  byId('create-name').value = '';
  state.customer = made.external_userid;
  await attempt(loadPeople);
  choose({ customer: made.external_userid });
  showChosen();
}

// WeCom counts bytes: the attribute maxlength counts letters.
function checkSceneParam() {
  const field = byId('scene-param');
  const bytes = new TextEncoder().encode(field.value).length;
  field.setCustomValidity(bytes > 128 ? t`scene_param 最多 128 字节，现在是 ${bytes} 字节` : '');
}

function onSubmit(id, action) {
  byId(id).addEventListener('submit', (event) => { event.preventDefault(); action(); });
}

function connectControls() {
  onSubmit('composer', sendText);
  onSubmit('create-form', createCustomer);
  onSubmit('enter-form', openSceneLink);
  onSubmit('link-form', () => enterByLink(byId('link').value.trim()));
  const field = byId('message');
  field.addEventListener('input', () => { growMessage(); updateSend(); });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    sendText();
  });
  field.addEventListener('paste', (event) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    for (const file of files) sendFile(file.type.startsWith('image/') ? 'image' : 'file', file);
  });
  connectPanel({ sendSample, sendFile, insertText, changed: log.stayAtEnd });
  byId('refuse').addEventListener('change', (event) => attempt(async () => {
    await post('customers/refuse', { external_userid: state.customer, refuse: event.target.checked });
    await loadPeople();
  }));
  byId('scene-param').addEventListener('input', checkSceneParam);
  for (const id of ['back', 'more']) byId(id).addEventListener('click', () => showChooser(true));
  byId('to-chat').addEventListener('click', () => showChooser(false));
}

connectControls();
await attempt(loadPeople);
showCustomers();
showAccounts();
showChosen();
openChat();
if (params.get('link')) await enterByLink(params.get('link'));
