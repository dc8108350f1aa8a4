// What the three pages share: the control API, long polls, and building elements without ever parsing text as HTML.

import { inWordsOfThePage } from '/control_errors.js';
import { t } from '/words.js';

export class ControlError extends Error {}

async function read(response) {
  let answer;
  try { answer = await response.json(); } catch { throw new ControlError(t`模拟器没有给出可读的回答`); }
  if (!response.ok) throw new ControlError(inWordsOfThePage(answer) || `HTTP ${response.status}`);
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

// A file on the customer's phone: its media_id. Of one that WeCom would not hand on anyway, only the size is told.
const handedOnMax = { image: 2, voice: 2, video: 10, file: 20 };
export async function upload(type, file) {
  const tooLarge = file.size > handedOnMax[type] * 1024 * 1024;
  const query = new URLSearchParams({ type, filename: file.name, ...(tooLarge ? { bytes: file.size } : {}) });
  const answer = await read(await fetch(`/control/media?${query}`, {
    method: 'POST', headers: { 'Content-Type': file.type || 'application/octet-stream' }, body: tooLarge ? undefined : file,
  }));
  if (!answer.media_id) throw new ControlError(t`模拟器没有收下这个文件`);
  return answer.media_id;
}

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

// While a button of the mouse or a finger is down nothing is redrawn: an element that is replaced or moved between press
// and release gets no click.
let pressed = false;
const afterPress = new Map();
const release = () => setTimeout(() => {
  pressed = false;
  const work = [...afterPress.values()];
  afterPress.clear();
  for (const draw of work) draw();
});
addEventListener('pointerdown', () => { pressed = true; }, true);
for (const end of ['pointerup', 'pointercancel', 'keydown']) addEventListener(end, release, true);
// Released outside of the window, or in the list of a select: nobody says so, but no button is down any more.
addEventListener('pointermove', (event) => { if (pressed && event.buttons === 0) release(); }, true);
addEventListener('change', (event) => { if (event.target.tagName === 'SELECT') release(); }, true);
addEventListener('blur', (event) => { if (event.target === window) release(); }, true);
function draw(key, show) {
  if (pressed) afterPress.set(key, show);
  else show();
}

const kRestMs = 150;  // between two answers: under traffic a page is drawn a few times a second, not for each message

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
        if (answer.revision !== after) draw(abort, () => { if (!abort.signal.aborted) show(answer); });
        after = answer.revision;
        await pause(kRestMs);
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

// Makes the children of `parent` those of `items`, in their order. A child stays the same element as long as its item has
// the same key: `make(item)` builds one, `update(child, item)` tells it what is new. The focus stays where it is.
export function keyed(parent, items, keyOf, make, update = () => {}) {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  const held = new Map([...parent.children].map((child) => [child.kfKey, child]));
  const wanted = items.map((item) => {
    const key = String(keyOf(item));
    let child = held.get(key);
    if (!child) {
      child = make(item);
      child.kfKey = key;
    }
    update(child, item);
    return child;
  });
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((child, number) => { if (parent.children[number] !== child) parent.insertBefore(child, parent.children[number] ?? null); });
  if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
}

// Sets a text only when it is another one, so that what is marked stays marked.
export function say(node, text) { if (node.textContent !== text) node.textContent = text; }

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
    toast(error instanceof ControlError ? error.message : t`连不上模拟器，请确认它还在运行`, true);
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
  if (day(ms) === day(now - 86400000)) return t`昨天 ${clockText(ms)}`;
  const time = new Date(ms);
  return t`${time.getMonth() + 1}月${time.getDate()}日 ${clockText(ms)}`;
}

// The simulated time in the bar of every page, kept running; `told` takes now_ms of an answer.
let aheadMs = 0;
export const simulatedNow = () => Date.now() + aheadMs;
function showTime() {
  const time = byId('sim-time');
  if (time) say(time, t`模拟时间 ${dayText(simulatedNow(), Date.now())}`);
}
export function told(nowMs) {
  aheadMs = nowMs - Date.now();
  showTime();
}
setInterval(showTime, 1000);

export const stateNames = [t`未处理`, t`智能助手接待`, t`待接入池`, t`人工接待`, t`已结束`];
