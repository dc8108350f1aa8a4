// The WeCom-client page: what a servicer does in WeCom itself. Everything done here raises the events that an app sees.
import { attempt, byId, clockText, dayText, element, get, post, stateNames, toast, watch } from '/common.js';
import { inWords } from '/message_cards.js';
import { messageBody } from '/message_view.js';

const params = new URLSearchParams(location.search);
const state = {
  members: [], accounts: [], conversations: [], servicer: params.get('servicer') ?? 'zhangsan', tab: 'pool',
  open: null, stopChat: () => {}, offsetMs: 0, rejected: new Set(),
};

const stateStyle = ['warn', 'info', 'warn', 'ok', ''];
const keyOf = (one) => `${one.open_kfid} ${one.external_userid}`;
const avatarOf = (id) => `/avatar/${encodeURIComponent(id)}.png`;
const memberName = (userid) => state.members.find((one) => one.userid === userid)?.name ?? userid;
const opened = () => state.conversations.find((one) => state.open && keyOf(one) === state.open);
const mine = (one) => one.service_state === 3 && one.servicer_userid === state.servicer;

const tabs = {
  pool: (one) => one.service_state === 2,
  mine,
  all: () => true,
};

function context(conversation) {
  return { open_kfid: conversation.open_kfid, external_userid: conversation.external_userid, servicer_userid: state.servicer };
}

function showList() {
  for (const [name, belongs] of Object.entries(tabs)) {
    const tab = byId(`tab-${name}`);
    tab.setAttribute('aria-selected', String(name === state.tab));
    tab.querySelector('em').textContent = state.conversations.filter(belongs).length || '';
  }
  const shown = state.conversations.filter(tabs[state.tab]);
  const rows = shown.map((one) => element('li', {}, element('button', {
    type: 'button', 'aria-current': String(keyOf(one) === state.open), onclick: () => openConversation(one),
  },
  element('img', { class: 'avatar', src: avatarOf(one.external_userid), alt: '' }),
  element('span', { class: 'who' }, one.nickname),
  element('span', { class: 'quiet' }, one.last_time_ms ? clockText(one.last_time_ms) : ''),
  element('span', { class: 'last' }, inWords(one.last_text ?? '')),
  element('span', { class: `chip ${stateStyle[one.service_state]}` }, stateNames[one.service_state]))));
  const nobody = { pool: '现在没有客户在排队。', mine: '你没有正在接待的客户。', all: '还没有会话。用模拟手机写一条消息试试。' };
  byId('list').replaceChildren(...(rows.length ? rows : [element('li', { class: 'empty' }, nobody[state.tab])]));
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
  byId('state').textContent = one.service_state === 3 ? `由 ${memberName(one.servicer_userid)} 接待` : stateNames[one.service_state];
  byId('pick').hidden = one.service_state !== 2;
  for (const id of ['transfer', 'transfer-to', 'end', 'menu', 'sample', 'reject']) byId(id).hidden = !mine(one);
  byId('reject').setAttribute('aria-pressed', String(state.rejected.has(state.open)));
  byId('reject').textContent = state.rejected.has(state.open) ? '取消拒收' : '拒收客户消息';
  const others = state.accounts.find((account) => account.open_kfid === one.open_kfid)?.servicers ?? [];
  const select = byId('transfer-to');
  const chosen = select.value;
  select.replaceChildren(...others.filter((other) => other.userid !== state.servicer)
    .map((other) => element('option', { value: other.userid }, other.receiving ? other.name : `${other.name}（停止接待）`)));
  if (chosen) select.value = chosen;
  const mayWrite = mine(one) || one.service_state === 3 || one.service_state === 4;
  byId('send').disabled = !mayWrite;
  byId('message').disabled = !mayWrite;
  let hint = 'Enter 发送，Shift+Enter 换行';
  if (one.service_state === 4) hint = '会话已结束，再写一条就重新接待';
  else if (one.service_state === 3 && !mine(one)) hint = '会话在同事那里，写一条就由你接待';
  else if (one.service_state === 2) hint = '先接入，再回复';
  else if (one.service_state < 2) hint = '会话由应用（API）接待，客户端不能回复';
  byId('hint').textContent = hint;
}

function showLine(line) {
  if (line.recalled) return element('div', { class: 'note' }, line.side === 'customer' ? '客户撤回了一条消息' : '撤回了一条消息');
  const fromUs = line.side !== 'customer';
  const { node, plain } = messageBody(line, undefined, { memberName });
  const by = { api: '应用（API）', event: '事件消息（API）', servicer: memberName(line.servicer_userid) }[line.by] ?? '';
  const own = line.by === 'servicer' && line.servicer_userid === state.servicer;
  const picture = avatarOf(fromUs ? opened()?.open_kfid ?? '' : opened()?.external_userid ?? '');
  return element('div', { class: fromUs ? 'line mine' : 'line' },
    element('img', { class: 'avatar', src: picture, alt: '' }),
    element('div', { class: 'content' }, plain ? node : element('div', { class: 'bubble' }, node),
      element('div', { class: 'meta' }, [by, clockText(line.time_ms)].filter(Boolean).join(' · '),
        own && element('button', { class: 'recall', type: 'button', onclick: () => act('recall', { msgid: line.msgid }) }, '撤回'))));
}

function showMessages(answer) {
  const rows = [];
  let last = 0;
  for (const line of answer.lines) {
    if (line.time_ms - last > 300000) rows.push(element('div', { class: 'note' }, dayText(line.time_ms, Date.now() + state.offsetMs)));
    last = line.time_ms;
    rows.push(showLine(line));
  }
  const log = byId('log');
  log.replaceChildren(...rows);
  const toEnd = () => { log.scrollTop = log.scrollHeight; };
  toEnd();
  for (const picture of log.querySelectorAll('img, video')) {
    for (const loaded of ['load', 'loadedmetadata']) picture.addEventListener(loaded, toEnd, { once: true });
  }
}

function openConversation(one) {
  state.stopChat();
  state.open = keyOf(one);
  showList();
  showHead();
  byId('log').replaceChildren();
  state.stopChat = watch('messages', { open_kfid: one.open_kfid, external_userid: one.external_userid }, showMessages);
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

async function switchReject() {
  const rejects = !state.rejected.has(state.open);
  if (!await act('reject', { reject: rejects })) return;
  if (rejects) state.rejected.add(state.open);
  else state.rejected.delete(state.open);
  showHead();
}

const rating = {
  head_content: '请评价本次服务',
  list: [['rate_5', '满意'], ['rate_3', '一般'], ['rate_1', '不满意']].map(([id, content]) => ({ type: 'click', click: { id, content } })),
  tail_content: '谢谢您的反馈',
};

function showServicer() {
  const statuses = state.accounts.flatMap((account) => account.servicers.filter((one) => one.userid === state.servicer));
  const receiving = statuses.some((one) => one.receiving);
  byId('receiving').textContent = receiving ? '停止接待' : '开始接待';
  byId('receiving').dataset.receiving = String(!receiving);
}

async function loadPeople() {
  const [members, accounts, clock, { samples }] = await Promise.all(
    [get('members'), get('accounts'), get('clock'), get('samples')]);
  const sendable = samples.filter((one) => ['media', 'card', 'bare'].includes(one.group) || one.name === 'text_emoticons');
  byId('sample').replaceChildren(element('option', { value: '' }, '发送样本…'),
    ...sendable.map((one) => element('option', { value: one.name }, one.title)));
  state.members = members.members;
  state.accounts = accounts.accounts;
  state.offsetMs = clock.now_ms - Date.now();
  const serving = new Set(state.accounts.flatMap((account) => account.servicers.map((one) => one.userid)));
  if (!serving.has(state.servicer)) state.servicer = [...serving][0] ?? '';
  byId('servicer').replaceChildren(...[...serving].map((userid) => element('option', { value: userid, selected: userid === state.servicer }, memberName(userid))));
  byId('sim-time').textContent = `模拟时间 ${dayText(clock.now_ms, clock.now_ms)}`;
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
    toast(receiving ? '开始接待' : ['已停止接待', '已暂时挂起'][stopType]);
  });
}

function connectControls() {
  for (const name of Object.keys(tabs)) byId(`tab-${name}`).addEventListener('click', () => { state.tab = name; showList(); });
  byId('servicer').addEventListener('change', (event) => { state.servicer = event.target.value; showServicer(); showList(); showHead(); });
  byId('receiving').addEventListener('click', () => setReceiving(byId('receiving').dataset.receiving === 'true', 0));
  byId('suspend').addEventListener('click', () => setReceiving(false, 1));
  byId('reject').addEventListener('click', () => switchReject());
  byId('pick').addEventListener('click', async () => { if (await act('pick')) { state.tab = 'mine'; showList(); } });
  byId('transfer').addEventListener('click', () => act('transfer', { to: byId('transfer-to').value }));
  byId('end').addEventListener('click', () => act('end'));
  byId('menu').addEventListener('click', () => act('answer', { msgtype: 'msgmenu', msgmenu: rating }));
  byId('sample').addEventListener('change', (event) => {
    if (event.target.value) act('answer', { sample: event.target.value });
    event.target.value = '';
  });
  byId('back').addEventListener('click', () => { state.stopChat(); state.open = null; showHead(); showList(); });
  byId('composer').addEventListener('submit', (event) => { event.preventDefault(); answer(); });
  byId('message').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    answer();
  });
}

connectControls();
await attempt(loadPeople);
watch('conversations', {}, (answered) => {
  state.conversations = answered.conversations;
  showList();
  showHead();
});
