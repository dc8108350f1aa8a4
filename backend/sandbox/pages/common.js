// What the three pages share: the control API, long polls, and building elements without ever parsing text as HTML.

export class ControlError extends Error {}

async function read(response) {
  let answer;
  try { answer = await response.json(); } catch { throw new ControlError('模拟器没有给出可读的回答'); }
  if (!response.ok) throw new ControlError(answer.message || answer.error || `HTTP ${response.status}`);
  return answer;
}

export async function get(path, query = {}, options = {}) {
  const search = new URLSearchParams(query).toString();
  return read(await fetch(`/control/${path}${search ? `?${search}` : ''}`, options));
}

export async function post(path, body = {}) {
  return read(await fetch(`/control/${path}`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  }));
}

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

// Asks again and again, each time waiting on the server until the answer's revision has changed. The returned function
// ends it.
export function watch(path, query, show) {
  const abort = new AbortController();
  (async () => {
    let after = -1;
    while (!abort.signal.aborted) {
      try {
        const wait = after < 0 ? {} : { after, wait_ms: 20000 };
        const answer = await get(path, { ...query, ...wait }, { signal: abort.signal });
        if (abort.signal.aborted) return;
        if (answer.revision !== after) show(answer);
        after = answer.revision;
      } catch {
        if (abort.signal.aborted) return;
        after = -1;  // the simulator may have been started anew
        await pause(1500);
      }
    }
  })();
  return () => abort.abort();
}

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'class') made.className = value;
    else if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

// A picture of icons.svg in the colour of the text.
export function icon(name) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  made.setAttribute('class', 'icon');
  made.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `/icons.svg#${name}`);
  made.append(use);
  return made;
}

export const byId = (id) => document.getElementById(id);

let toastTimer = 0;
export function toast(text, bad = false) {
  document.querySelector('.toast')?.remove();
  const box = element('div', { class: bad ? 'toast bad' : 'toast', role: bad ? 'alert' : 'status' }, text);
  document.body.append(box);
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => box.remove(), bad ? 5000 : 2600);
}

// Runs what a click started; what goes wrong is said on screen.
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    toast(error instanceof ControlError ? error.message : '连不上模拟器，请确认它还在运行', true);
    return undefined;
  }
}

const twoDigits = (number) => String(number).padStart(2, '0');

export function clockText(ms) {
  const time = new Date(ms);
  return `${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}`;
}

export function dateText(ms) {
  const time = new Date(ms);
  return `${time.getFullYear()}-${twoDigits(time.getMonth() + 1)}-${twoDigits(time.getDate())} ${clockText(ms)}`;
}

export function dayText(ms, now) {
  const day = (value) => new Date(value).toDateString();
  if (day(ms) === day(now)) return clockText(ms);
  if (day(ms) === day(now - 86400000)) return `昨天 ${clockText(ms)}`;
  const time = new Date(ms);
  return `${time.getMonth() + 1}月${time.getDate()}日 ${clockText(ms)}`;
}

export const stateNames = ['未处理', '智能助手接待', '待接入池', '人工接待', '已结束'];
