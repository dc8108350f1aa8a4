// The panel: faults, clock, traffic, connection, and what went over the wire.
import { attempt, byId, clockText, dateText, element, get, keyed, post, say, simulatedNow, toast, told, watch } from '/common.js';
import { t } from '/words.js';

// What each fault means, which further values it takes, and where it can strike.
const faults = {
  latency: [t`回答变慢`, ['ms']],
  busy: [t`系统繁忙（-1）`, []],
  rate_limited: [t`频率超限（45009）`, []],
  token_invalid: [t`access_token 突然失效（40014）`, []],
  errcode: [t`返回指定的 errcode`, ['errcode']],
  lost_answer: [t`请求已执行，但回答丢失`, []],
  server_error: [t`HTTP 5xx 错误页`, ['status', 'carried_out']],
  garbage: [t`回答是乱码`, ['carried_out']],
  empty_page: [t`空页，但 has_more = 1`, []],
  repeated_page: [t`同一页再给一次`, []],
  send_fail: [t`发送被接受，随后 msg_send_fail`, ['fail_type', 'ms']],
  callback_dropped: [t`回调丢失`, []],
  callback_doubled: [t`回调重复`, []],
  callback_delayed: [t`回调延迟`, ['ms']],
  callback_reordered: [t`回调乱序`, ['ms']],
};
// Where a kind can strike, when that is not everywhere; the first is offered.
const onlyAt = { empty_page: ['sync_msg'], repeated_page: ['sync_msg'], send_fail: ['send_msg', 'send_msg_on_event'] };
let endpoints = [];  // as the simulator names them
const fates = { delivered: [t`送达`, 'ok'], retried: [t`失败，将重试`, 'warn'], given_up: [t`放弃`, 'bad'], dropped: [t`丢弃（故障）`, 'bad'] };

const kindOf = () => byId('fault-kind').value;
const isCallback = (kind) => kind.startsWith('callback_');

function adaptFaultForm() {
  const kind = kindOf();
  const takes = faults[kind][1];
  for (const box of document.querySelectorAll('#fault-form [data-for]')) box.hidden = !takes.includes(box.dataset.for);
  const offered = isCallback(kind) ? [''] : onlyAt[kind] ?? ['', ...endpoints];
  const endpoint = byId('fault-endpoint');
  keyed(endpoint, offered, (name) => name, (name) => element('option', { value: name }),
    (option, name) => say(option, name || (isCallback(kind) ? t`回调` : t`所有接口`)));
  if (endpoint.selectedIndex < 0) endpoint.selectedIndex = 0;
  endpoint.disabled = offered.length < 2;
  byId('fault-carried-out').checked = kind === 'garbage';
}

async function addFault() {
  const kind = kindOf();
  const takes = faults[kind][1];
  const number = (id) => Number(byId(id).value);
  const body = { kind, endpoint: byId('fault-endpoint').value, probability: number('fault-chance') / 100 };
  body.count = byId('fault-count').value === '' ? -1 : number('fault-count');
  if (takes.includes('ms')) body.ms = number('fault-ms');
  if (takes.includes('errcode')) body.errcode = number('fault-errcode');
  if (takes.includes('status')) body.status = number('fault-status');
  if (takes.includes('fail_type')) body.fail_type = number('fault-fail-type');
  if (takes.includes('carried_out')) body.carried_out = byId('fault-carried-out').checked;
  if (await attempt(() => post('faults', body))) toast(t`故障已生效`);
}

function faultText(fault) {
  const [name, takes] = faults[fault.kind] ?? [fault.kind, []];
  const more = takes.filter((one) => one !== 'carried_out').map((one) => `${one} ${fault[one]}`);
  if (takes.includes('carried_out')) more.push(fault.carried_out ? t`已执行` : t`未执行`);
  const where = isCallback(fault.kind) ? t`回调` : fault.endpoint || t`所有接口`;
  const often = fault.count < 0 ? t`一直` : t`还有 ${fault.count} 次`;
  const chance = fault.probability < 1 ? ` · ${Math.round(fault.probability * 100)}%` : '';
  return `${name} · ${where} · ${often}${chance}${more.length ? ` · ${more.join(' · ')}` : ''}`;
}

function showFaults(list) {
  keyed(byId('faults'), list.length ? list : [{ id: 'none' }], (fault) => fault.id, (fault) => (fault.id === 'none'
    ? element('li', { class: 'none' }, t`没有故障，一切照规矩来。`)
    : element('li', {}, element('span', {}), element('button', {
      class: 'button', type: 'button', onclick: () => attempt(() => post('faults/remove', { id: fault.id })),
    }, t`移除`))), (row, fault) => { if (fault.id !== 'none') say(row.firstChild, faultText(fault)); });
}

function showNumbers(state) {
  const entries = [[t`客户`, state.customers], [t`会话`, state.conversations_by_state.reduce((sum, one) => sum + one, 0)],
    [t`待接入`, state.conversations_by_state[2]], [t`回调送达`, state.callbacks.delivered]];
  keyed(byId('numbers'), entries, ([name]) => name, ([name]) => element('div', {}, element('b', {}), element('span', { class: 'quiet' }, name)),
    (box, [, value]) => say(box.firstChild, String(value)));
}

function showAccounts(accounts) {
  keyed(byId('accounts'), accounts, (account) => `${account.open_kfid} ${account.managed}`, (account) => element('tr', {},
    element('td', {}), element('td', {}, account.open_kfid), element('td', {}), element('td', {}),
    element('td', {}, element('span', { class: account.managed ? 'chip ok' : 'chip bad' }, account.managed ? t`是` : t`否（48007）`)),
    element('td', {}, element('button', {
      class: 'button', type: 'button', onclick: () => attempt(() => post('accounts', { open_kfid: account.open_kfid, managed: !account.managed })),
    }, account.managed ? t`收回授权` : t`授权`))), (row, account) => {
    const sign = (one) => (one.activated ? (one.receiving ? '' : t`（停止）`) : t`（未激活）`);
    say(row.children[0], account.name);
    say(row.children[2], account.servicers.map((one) => `${one.name}${sign(one)}`).join('、'));
    say(row.children[3], String(account.messages));
  });
}

function showConnection(settings) {
  const facts = [[t`API 地址`, location.origin], ['corp_id', settings.corp_id], ['agent_id', settings.agent_id]];
  keyed(byId('connection'), facts.flat(), (text) => text, (text) => element(facts.some(([name]) => name === text) ? 'dt' : 'dd', {}, text));
  if (document.activeElement !== byId('callback-url')) byId('callback-url').value = settings.callback_url;
}

let offsetSecs = 0;
function showClock() {
  const now = simulatedNow();
  say(byId('clock'), `${dateText(now)}:${String(new Date(now).getSeconds()).padStart(2, '0')}`);
  say(byId('offset'), offsetSecs ? t`比真实时间快 ${(offsetSecs / 3600).toFixed(2)} 小时` : t`与真实时间一致`);
}

function showState(state) {
  offsetSecs = state.clock.offset_secs;
  told(state.clock.now_ms);
  showClock();
  showNumbers(state);
  showFaults(state.faults);
  showAccounts(state.accounts);
  showConnection(state.settings);
  byId('traffic').textContent = state.traffic.running
    ? t`进行中：已写 ${state.traffic.written} 条（${state.traffic.customers} 位客户，${state.traffic.rate_per_sec} 条/秒）`
    : t`没有在跑${state.traffic.written ? t`，上次写了 ${state.traffic.written} 条` : ''}`;
  byId('traffic-stop').disabled = !state.traffic.running;
}

let lastLogs = '';
async function showLogs() {
  const [callbacks, calls] = await Promise.all([get('callbacks'), get('calls')]);
  const logs = JSON.stringify([callbacks, calls]);
  if (logs === lastLogs) return;  // what somebody marks to copy stays marked
  lastLogs = logs;
  const none = (columns, text) => element('tr', {}, element('td', { colspan: columns, class: 'quiet' }, text));
  const time = (ms) => `${clockText(ms)}:${String(new Date(ms).getSeconds()).padStart(2, '0')}`;
  byId('callbacks').replaceChildren(...(callbacks.records.length ? callbacks.records.toReversed().map((one) => element('tr', {},
    element('td', {}, time(one.time_ms)), element('td', {}, one.open_kfid.slice(0, 18)), element('td', {}, String(one.attempt)),
    element('td', {}, element('span', { class: `chip ${fates[one.fate][1]}` }, `${fates[one.fate][0]} ${one.note}`)),
    element('td', {}, `${one.took_ms} ms`))) : [none(5, callbacks.callback_url ? t`还没有回调。` : t`没有设置回调地址：只能靠轮询。`)]));
  byId('calls').replaceChildren(...(calls.calls.length ? calls.calls.toReversed().map((one) => element('tr', {},
    element('td', {}, time(one.time_ms)), element('td', {}, one.path.replace('/cgi-bin/', '')),
    element('td', {}, element('span', { class: one.errcode === 0 && one.status < 400 ? 'chip ok' : 'chip bad' }, one.status < 400 ? String(one.errcode) : `HTTP ${one.status}`)),
    element('td', {}, one.fault ? faults[one.fault]?.[0] ?? one.fault : ''))) : [none(4, t`还没有调用。`)]));
}

async function verify() {
  const result = await attempt(() => post('callbacks/verify'));
  if (!result) return;
  if (result.verified) toast(t`验证通过，用时 ${result.took_ms} ms`);
  else toast(t`验证没有通过：${result.status ? `HTTP ${result.status}` : result.note}${result.took_ms > 1000 ? t`，超过 1 秒` : ''}`, true);
}

function onSubmit(id, action) {
  byId(id).addEventListener('submit', (event) => { event.preventDefault(); action(); });
}
function onClick(id, action) { byId(id).addEventListener('click', action); }

byId('fault-kind').append(...Object.entries(faults).map(([kind, [name]]) => element('option', { value: kind }, name)));
byId('fault-kind').addEventListener('change', adaptFaultForm);
adaptFaultForm();
onSubmit('fault-form', addFault);
onSubmit('traffic-form', () => attempt(() => post('traffic', {
  customers: Number(byId('traffic-customers').value), rate_per_sec: Number(byId('traffic-rate').value), duration_secs: Number(byId('traffic-secs').value),
})));
onSubmit('callback-form', async () => { if (await attempt(() => post('settings', { callback_url: byId('callback-url').value.trim() }))) toast(t`已保存`); });
onSubmit('account-form', async () => {
  if (await attempt(() => post('accounts', { name: byId('account-name').value.trim() }))) byId('account-name').value = '';
});
onClick('traffic-stop', () => attempt(() => post('traffic/stop')));
onClick('callback-verify', verify);
onClick('invalidate', async () => { if (await attempt(() => post('tokens/invalidate'))) toast(t`所有 access_token 已作废`); });
onClick('forget', async () => { if (await attempt(() => post('cursors/forget'))) toast(t`所有 cursor 已作废`); });
onClick('clear-limits', async () => { if (await attempt(() => post('limits/clear'))) toast(t`频率限制已解除`); });
onClick('clear-faults', () => attempt(() => post('faults/clear')));
onClick('reset', async () => { if (await attempt(() => post('reset'))) toast(t`已恢复到初始状态`); });
for (const button of byId('advances').children) {
  button.addEventListener('click', () => attempt(() => post('clock', { advance_secs: Number(button.dataset.secs) })));
}

await attempt(async () => { endpoints = (await get('faults')).endpoints; });
adaptFaultForm();
watch('state', {}, showState);
setInterval(showClock, 1000);
await attempt(showLogs);
setInterval(() => { if (!document.hidden) showLogs().catch(() => {}); }, 2000);
