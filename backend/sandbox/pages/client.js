// The WeCom-client page: what a servicer does in WeCom itself. Everything done here raises the events that an app sees.
import { chatLog } from '/chat_log.js';
import { attempt, byId, clockText, dayText, element, get, keyed, post, say, simulatedNow, stateNames, toast, told, watch } from '/common.js';
import { inWords } from '/message_cards.js';
import { messageBody } from '/message_view.js';
import { sampleTitle, t } from '/words.js';

const params = new URLSearchParams(location.search);
const state = {
  members: [], accounts: [], conversations: [], total: 0, counts: {}, servicer: params.get('servicer') ?? 'zhangsan', tab: 'pool',
  open: null, stopList: () => {}, stopChat: () => {}, most: 300,
};
const kOlder = 300;  // lines that one press brings

const log = chatLog(byId('log'));
const stateStyle = ['warn', 'info', 'warn', 'ok', ''];
const keyOf = (one) => `${one.open_kfid} ${one.external_userid}`;
const accountOf = (id) => state.accounts.find((one) => one.open_kfid === id);
const memberName = (userid) => state.members.find((one) => one.userid === userid)?.name ?? userid;
// The open conversation as the server last told it: it stays open whatever the list shows.
const opened = () => state.open;
const mine = (one) => one.service_state === 3 && one.servicer_userid === state.servicer;

const tabs = { pool: () => ({ state: 2 }), mine: () => ({ servicer_userid: state.servicer }), all: () => ({}) };

const rejects = (one) => (one.rejected_by ?? []).includes(state.servicer);
// Who can serve an account: by name or through a department, and has activated WeCom.
const serving = (account) => (accountOf(account)?.servicers ?? []).filter((one) => one.activated);

function context(conversation) {
  return { open_kfid: conversation.open_kfid, external_userid: conversation.external_userid, servicer_userid: state.servicer };
}

// While the pointer rests on the list its rows stay where they are, and new ones come at the end: nobody shall open
// another conversation than the one under the pointer.
function inOrder(conversations) {
  const list = byId('list');
  if (!list.matches(':hover')) return conversations;
  const places = new Map([...list.children].map((row, place) => [row.kfKey, place]));
  const placeOf = (one) => places.get(keyOf(one)) ?? places.size;
  return conversations.toSorted((a, b) => placeOf(a) - placeOf(b));
}

// Which account the customer wrote to; said only where there are several.
const accountName = (id) => (state.accounts.length > 1 ? accountOf(id)?.name ?? '' : '');

function makeRow(one) {
  return element('li', {}, element('button', { type: 'button', onclick: (event) => openConversation(event.currentTarget.parentNode.kfOne) },
    element('img', { class: 'avatar', src: one.avatar, alt: '' }),
    element('span', { class: 'who' }, element('b', {}, one.nickname), element('small', {}, accountName(one.open_kfid))), element('span', { class: 'quiet' }), element('span', { class: 'last' }), element('span', {})));
}

// Customers whom the app answers never come here by themselves: for a demonstration one press sends the latest of them.
function makeNote({ note, offer }) {
  return element('li', { class: 'empty' }, note, offer && element('p', {}, element('button', { class: 'button', type: 'button', onclick: () => toPool({}) }, t`让一位客户进入待接入`)));
}

async function toPool(which) {
  const moved = await attempt(() => post('client/pool', which));
  if (moved) toast(t`${moved.nickname} 已进入待接入池`);
}

function updateRow(row, one) {
  row.kfOne = one;
  const [, , time, last, chip] = row.firstChild.children;
  row.firstChild.setAttribute('aria-current', String(keyOf(one) === (state.open && keyOf(state.open))));
  say(time, one.last_time_ms ? clockText(one.last_time_ms) : '');
  say(last, inWords(one.last_text ?? ''));
  chip.className = `chip ${stateStyle[one.service_state]}`;
  say(chip, stateNames[one.service_state]);
}

function showList() {
  for (const name of Object.keys(tabs)) {
    const tab = byId(`tab-${name}`);
    tab.setAttribute('aria-selected', String(name === state.tab));
    say(tab.querySelector('em'), String(state.counts[name] || ''));
  }
  const nobody = { pool: t`现在没有客户在排队。`, mine: t`你没有正在接待的客户。`, all: t`还没有会话。用模拟手机写一条消息试试。` };
  const rows = inOrder(state.conversations);
  const more = state.total - rows.length;
  if (rows.length === 0) rows.push({ note: nobody[state.tab], offer: state.tab === 'pool' && state.counts.app > 0 });
  else if (more > 0) rows.push({ note: t`还有 ${more} 个较早的会话没有列出` });
  keyed(byId('list'), rows, (one) => (one.note ? `${one.note} ${one.offer}` : keyOf(one)), (one) => (one.note ? makeNote(one) : makeRow(one)),
    (row, one) => { if (!one.note) updateRow(row, one); });
}

function showHead() {
  const one = opened();
  byId('chat').hidden = !one;
  byId('nothing').hidden = Boolean(one);
  byId('client').classList.toggle('open', Boolean(one));
  if (!one) return;
  byId('name').textContent = one.nickname;
  byId('account').textContent = one.account;
  byId('state').className = `chip ${stateStyle[one.service_state]}`;
  byId('state').textContent = one.service_state === 3 ? t`由 ${memberName(one.servicer_userid)} 接待` : stateNames[one.service_state];
  byId('pick').hidden = one.service_state !== 2;
  byId('to-pool').hidden = one.service_state > 1;
  for (const id of ['transfer', 'transfer-to', 'end', 'menu', 'sample', 'reject']) byId(id).hidden = !mine(one);
  byId('reject').setAttribute('aria-pressed', String(rejects(one)));
  say(byId('reject'), rejects(one) ? t`取消拒收` : t`拒收客户消息`);
  const others = serving(one.open_kfid).filter((other) => other.userid !== state.servicer);
  const select = byId('transfer-to');
  keyed(select, others, (other) => other.userid, (other) => element('option', { value: other.userid }),
    (option, other) => say(option, other.receiving ? other.name : t`${other.name}（停止接待）`));
  if (select.selectedIndex < 0 && others.length > 0) select.selectedIndex = 0;
  byId('transfer').disabled = others.length === 0;
  const mayWrite = mine(one) || one.service_state === 3 || one.service_state === 4;
  byId('send').disabled = !mayWrite;
  byId('message').disabled = !mayWrite;
  let hint = t`Enter 发送，Shift+Enter 换行`;
  if (one.service_state === 4) hint = t`会话已结束，再写一条就重新接待`;
  else if (one.service_state === 3 && !mine(one)) hint = t`会话在同事那里，写一条就由你接待`;
  else if (one.service_state === 2) hint = t`先接入，再回复`;
  else if (one.service_state < 2) hint = t`会话由应用（API）接待，客户端不能回复`;
  byId('hint').textContent = hint;
}

function showLine(line) {
  if (line.recalled) return element('div', { class: 'note' }, line.side === 'customer' ? t`客户撤回了一条消息` : t`撤回了一条消息`);
  const fromUs = line.side !== 'customer';
  const { node, plain } = messageBody(line, undefined, { memberName });
  const by = { api: t`应用（API）`, event: t`事件消息（API）`, servicer: memberName(line.servicer_userid) }[line.by] ?? '';
  const own = line.by === 'servicer' && line.servicer_userid === state.servicer;
  const picture = (fromUs ? accountOf(opened()?.open_kfid) : opened())?.avatar ?? '';
  return element('div', { class: fromUs ? 'line mine' : 'line' },
    element('img', { class: 'avatar', src: picture, alt: '' }),
    element('div', { class: 'content' }, plain ? node : element('div', { class: 'bubble' }, node),
      element('div', { class: 'meta' }, [by, clockText(line.time_ms)].filter(Boolean).join(' · '),
        own && element('button', { class: 'recall', type: 'button', onclick: () => act('recall', { msgid: line.msgid }) }, t`撤回`))));
}

function rowsOf(answer) {
  const rows = [];
  if (answer.total > answer.lines.length) rows.push({ key: 'older' });
  let last = 0;
  for (const line of answer.lines) {
    if (line.time_ms - last > 300000) rows.push({ key: `time ${line.number} ${dayText(line.time_ms, simulatedNow())}`, time: line.time_ms });
    last = line.time_ms;
    rows.push({ key: `line ${line.number} ${line.recalled} ${state.servicer}`, line });
  }
  return rows;
}

function drawRow({ key, line, time }) {
  if (line) return showLine(line);
  if (time) return element('div', { class: 'note' }, dayText(time, simulatedNow()));
  return element('button', { class: 'older', type: 'button', onclick: () => { state.most += kOlder; follow(); } }, t`查看更早的消息`);
}

function showMessages(answer) {
  state.open = answer;
  showHead();
  log.draw(rowsOf(answer), drawRow);
}

function follow() {
  state.stopChat();
  const { open_kfid, external_userid } = state.open;
  state.stopChat = watch('messages', { open_kfid, external_userid, limit: state.most }, showMessages);
}

function openConversation(one) {
  state.open = one;
  state.most = kOlder;
  showList();
  showHead();
  log.clear();
  follow();
}

function closeConversation() {
  state.stopChat();
  state.open = null;
  showHead();
  showList();
}

function watchList() {
  state.stopList();
  state.stopList = watch('conversations', { ...tabs[state.tab](), me: state.servicer }, (answer) => {
    told(answer.now_ms);
    state.conversations = answer.conversations;
    state.total = answer.total;
    state.counts = answer.counts;
    showList();
  });
}

function openTab(name) {
  state.tab = name;
  state.conversations = [];
  watchList();
}

async function act(action, more = {}) {
  const one = opened();
  if (!one) return undefined;
  return attempt(() => post(`client/${action}`, { ...context(one), ...more }));
}

async function answer() {
  const field = byId('message');
  const text = field.value;
  if (text.trim() === '') return;
  field.value = '';
  if (!await act('answer', { text })) field.value = text;
}

// What customers see of it.
const rating = {
  head_content: t`请评价本次服务`,
  list: [['rate_5', t`满意`], ['rate_3', t`一般`], ['rate_1', t`不满意`]].map(([id, content]) => ({ type: 'click', click: { id, content } })),
  tail_content: t`谢谢您的反馈`,
};

function showServicer() {
  const statuses = state.accounts.flatMap((account) => account.servicers.filter((one) => one.userid === state.servicer));
  const receiving = statuses.some((one) => one.receiving);
  byId('receiving').textContent = receiving ? t`停止接待` : t`开始接待`;
  byId('receiving').dataset.receiving = String(!receiving);
}

async function loadPeople() {
  const [members, accounts, clock, { samples }] = await Promise.all(
    [get('members'), get('accounts'), get('clock'), get('samples')]);
  const sendable = samples.filter((one) => ['media', 'card', 'bare'].includes(one.group) || one.name === 'text_emoticons');
  byId('sample').replaceChildren(element('option', { value: '' }, t`发送样本…`),
    ...sendable.map((one) => element('option', { value: one.name }, sampleTitle(one))));
  state.members = members.members;
  state.accounts = accounts.accounts;
  told(clock.now_ms);
  const everybody = [...new Set(state.accounts.flatMap((account) => serving(account.open_kfid).map((one) => one.userid)))];
  if (!everybody.includes(state.servicer)) state.servicer = everybody[0] ?? '';
  keyed(byId('servicer'), everybody, (userid) => userid, (userid) => element('option', { value: userid }, memberName(userid)));
  byId('servicer').value = state.servicer;
  showServicer();
}

// `stopType` 1 suspends instead of stopping.
async function setReceiving(receiving, stopType) {
  await attempt(async () => {
    for (const account of state.accounts) {
      if (!account.servicers.some((one) => one.userid === state.servicer)) continue;
      await post('client/receiving', { open_kfid: account.open_kfid, servicer_userid: state.servicer, receiving, stop_type: stopType });
    }
    await loadPeople();
    toast(receiving ? t`开始接待` : [t`已停止接待`, t`已暂时挂起`][stopType]);
  });
}

function connectControls() {
  for (const name of Object.keys(tabs)) byId(`tab-${name}`).addEventListener('click', () => openTab(name));
  byId('servicer').addEventListener('change', (event) => {
    state.servicer = event.target.value;
    showServicer();
    showHead();
    if (state.open) follow();
    watchList();
  });
  byId('receiving').addEventListener('click', () => setReceiving(byId('receiving').dataset.receiving === 'true', 0));
  byId('suspend').addEventListener('click', () => setReceiving(false, 1));
  byId('reject').addEventListener('click', () => act('reject', { reject: !rejects(opened()) }));
  byId('pick').addEventListener('click', async () => { if (await act('pick')) openTab('mine'); });
  byId('to-pool').addEventListener('click', () => toPool({ open_kfid: opened().open_kfid, external_userid: opened().external_userid }));
  byId('transfer').addEventListener('click', () => act('transfer', { to: byId('transfer-to').value }));
  byId('end').addEventListener('click', () => act('end'));
  byId('menu').addEventListener('click', () => act('answer', { msgtype: 'msgmenu', msgmenu: rating }));
  byId('sample').addEventListener('change', (event) => {
    if (event.target.value) act('answer', { sample: event.target.value });
    event.target.value = '';
  });
  byId('back').addEventListener('click', closeConversation);
  byId('composer').addEventListener('submit', (event) => { event.preventDefault(); answer(); });
  byId('message').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    answer();
  });
}

connectControls();
await attempt(loadPeople);
watchList();
