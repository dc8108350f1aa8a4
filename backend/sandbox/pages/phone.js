// The phone page: one customer talks to one account. The address says who and with whom (?customer=…&account=…), so that
// a test or a colleague can open exactly this chat; ?link=… enters through a customer link.
import { attempt, byId, dayText, element, get, post, toast, watch } from '/common.js';
import { messageBody } from '/message_view.js';
import { connectPanel } from '/phone_panel.js';

const params = new URLSearchParams(location.search);
const state = {
  customers: [], accounts: [], customer: params.get('customer') ?? '', account: params.get('account') ?? '', stop: () => {},
  offsetMs: 0, members: [],
};

const chosenCustomer = () => state.customers.find((one) => one.external_userid === state.customer);
const chosenAccount = () => state.accounts.find((one) => one.open_kfid === state.account);
const memberName = (userid) => state.members.find((one) => one.userid === userid)?.name ?? userid;
const chat = () => ({ external_userid: state.customer, open_kfid: state.account });
const simulatedNow = () => Date.now() + state.offsetMs;

function nearBottom(log) { return log.scrollHeight - log.scrollTop - log.clientHeight < 80; }

function showLine(line) {
  if (line.recalled) {
    return element('div', { class: 'note' }, line.side === 'customer' ? '你撤回了一条消息' : '对方撤回了一条消息');
  }
  const mine = line.side === 'customer';
  const { node, plain } = messageBody(line, clickMenuItem, { memberName });
  const bubble = plain ? node : element('div', { class: 'bubble' }, node);
  const avatar = mine ? chosenCustomer()?.avatar : chosenAccount()?.avatar;
  return element('div', { class: mine ? 'line mine' : 'line', 'data-msgid': line.msgid, 'data-side': line.side },
    element('img', { class: 'avatar', src: avatar, alt: mine ? '我' : chosenAccount()?.name ?? '客服' }),
    element('div', { class: 'content' }, bubble,
      mine && element('button', { class: 'recall', type: 'button', onclick: () => recall(line) }, '撤回')));
}

function showMessages(answer) {
  const log = byId('log');
  const stay = !nearBottom(log) && log.childElementCount > 1;
  const rows = [];
  let last = 0;
  for (const line of answer.lines) {
    if (line.time_ms - last > 300000) rows.push(element('div', { class: 'note' }, dayText(line.time_ms, simulatedNow())));
    last = line.time_ms;
    rows.push(showLine(line));
  }
  if (rows.length === 0) rows.push(element('p', { class: 'empty' }, '还没有消息。说点什么，客服就能看到。'));
  log.replaceChildren(...rows);
  if (stay) return;
  log.scrollTop = log.scrollHeight;
  // Pictures have no height until they are loaded.
  for (const picture of log.querySelectorAll('img, video')) {
    for (const loaded of ['load', 'loadedmetadata']) picture.addEventListener(loaded, () => { log.scrollTop = log.scrollHeight; }, { once: true });
  }
}

function openChat() {
  state.stop();
  const account = chosenAccount();
  byId('account-name').textContent = account?.name ?? '客服';
  byId('refuse').checked = chosenCustomer()?.refuses_messages ?? false;
  document.title = `${chosenCustomer()?.nickname ?? '客户'} → ${account?.name ?? '客服'} · 模拟手机`;
  history.replaceState(null, '', `?${new URLSearchParams({ customer: state.customer, account: state.account })}`);
  byId('log').replaceChildren();
  state.stop = watch('messages', chat(), showMessages);
  updateSend();
}

function showCustomers() {
  byId('customers').replaceChildren(...state.customers.map((customer) => element('li', {},
    element('button', {
      type: 'button', 'aria-pressed': String(customer.external_userid === state.customer),
      'data-customer': customer.external_userid, onclick: () => choose({ customer: customer.external_userid }),
    }, element('img', { class: 'avatar', src: customer.avatar, alt: '' }), element('span', {}, customer.nickname)))));
}

function showAccounts() {
  byId('accounts').replaceChildren(...state.accounts.map((account) => element('label', {},
    element('input', {
      type: 'radio', name: 'account', value: account.open_kfid, checked: account.open_kfid === state.account,
      onchange: () => choose({ account: account.open_kfid }),
    }), account.name)));
}

function choose({ customer = state.customer, account = state.account }) {
  const changedPerson = customer !== state.customer;
  state.customer = customer;
  state.account = account;
  showCustomers();
  showAccounts();
  openChat();
  if (changedPerson) byId('stage').classList.remove('choosing');
}

async function loadPeople() {
  const [customers, accounts, clock, members] = await Promise.all(
    [get('customers', { limit: 500 }), get('accounts'), get('clock'), get('members')]);
  state.members = members.members;
  state.customers = customers.customers;
  state.accounts = accounts.accounts;
  state.offsetMs = clock.now_ms - Date.now();
  if (!chosenCustomer()) state.customer = state.customers[0]?.external_userid ?? '';
  if (!chosenAccount()) state.account = state.accounts[0]?.open_kfid ?? '';
  byId('sim-time').textContent = `模拟时间 ${dayText(clock.now_ms, clock.now_ms)}`;
}

function clickMenuItem(line, item) {
  attempt(() => post('customers/click', { ...chat(), msgid: line.msgid, id: item.id }));
}

function recall(line) {
  attempt(() => post('customers/recall', { ...chat(), msgid: line.msgid }));
}

function updateSend() {
  byId('send').disabled = byId('message').value.trim() === '' || !state.customer || !state.account;
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
    const query = new URLSearchParams({ type, filename: file.name });
    const response = await fetch(`/control/media?${query}`, {
      method: 'POST', headers: { 'Content-Type': file.type || 'application/octet-stream' }, body: file,
    });
    const { media_id: mediaId } = await response.json();
    await post('customers/write', { ...chat(), msgtype: type, [type]: { media_id: mediaId } });
  });
}

function insertText(text) {
  const field = byId('message');
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
  growMessage();
  updateSend();
}

function toEnd() { byId('log').scrollTop = byId('log').scrollHeight; }

async function enterByLink(link) {
  const entered = await attempt(() => post('customers/enter', { external_userid: state.customer, link }));
  if (!entered) return;
  choose({ account: entered.open_kfid });
  byId('stage').classList.remove('choosing');
  if (!entered.genuine) toast('链接被改动过：会话打开了，但不会产生进入事件');
  else toast(entered.welcome_code ? '已进入，20 秒内可收到一条欢迎语' : '已进入（48 小时内来过，没有欢迎语）');
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
  await attempt(loadPeople);
  choose({ customer: made.external_userid });
  byId('customers').scrollTop = byId('customers').scrollHeight;
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
  connectPanel({ sendSample, sendFile, insertText, changed: toEnd });
  byId('refuse').addEventListener('change', (event) => attempt(async () => {
    await post('customers/refuse', { external_userid: state.customer, refuse: event.target.checked });
    await loadPeople();
  }));
  for (const id of ['back', 'more']) byId(id).addEventListener('click', () => byId('stage').classList.add('choosing'));
}

connectControls();
await attempt(loadPeople);
showCustomers();
showAccounts();
openChat();
if (params.get('link')) await enterByLink(params.get('link'));
