// What an agent does to send: open a conversation, pick, paste and drop files, make cards, press send.
import {
  button, conversationItem, entry, messageField, messageLog, press,
} from './browser.mjs';
import { until } from './programs.mjs';

export const tray = (page) => page.getByRole('list', { name: '待发送的文件和卡片' });
export const trayItem = (page, name) => tray(page).getByRole('listitem', { name });

/** Opens the customer's conversation and takes it, so that answering is allowed. */
export async function openChat(page, name, seen) {
  await press(conversationItem(page, name));
  if (seen) await entry(page, seen).first().waitFor({ state: 'attached' });
  const claim = button(page, /接入/);
  const field = messageField(page);
  await until('it can be answered or taken', async () => (await claim.count()) > 0 || (await field.isEnabled()));
  if ((await claim.count()) > 0) await press(claim.first());
  await until('it is taken', async () => (await claim.count()) === 0 && (await field.isEnabled()));
}

export async function pickFiles(page, pressed, files) {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), pressed()]);
  await chooser.setFiles(files);
}
/** By a tool of the composer: 图片, 文件. */
export const pickWith = (page, tool, files) =>
  pickFiles(page, () => press(page.getByRole('toolbar', { name: '输入工具' }).getByRole('button', { name: tool })), files);

/** Opens 更多 and chooses there. */
export async function chooseMore(page, item) {
  await press(page.getByRole('toolbar', { name: '输入工具' }).getByRole('button', { name: '更多' }));
  await press(page.getByRole('menuitem', { name: item }));
}
/** By an entry of 更多: 视频, 语音文件. */
export const pickMore = async (page, item, files) => {
  await press(page.getByRole('toolbar', { name: '输入工具' }).getByRole('button', { name: '更多' }));
  await pickFiles(page, () => press(page.getByRole('menuitem', { name: item })), files);
};

/** The dialog of a card: opens it, lets `fill` write, and gives it back before anything is sent. */
export async function makeCard(page, item, fields) {
  await chooseMore(page, item);
  const dialog = page.getByRole('dialog', { name: item });
  await dialog.waitFor({ state: 'attached' });
  for (const [name, value] of Object.entries(fields)) await page.getByRole('textbox', { name, exact: true }).fill(value);
  return dialog;
}
/** The dialog's own send button; waits until what it refuses is gone. */
export async function sendCard(dialog) {
  const send = dialog.getByRole('button', { name: '发送', exact: true });
  await until('the card may be sent', async () => (await send.getAttribute('aria-disabled')) !== 'true');
  await press(send);
  await dialog.waitFor({ state: 'detached' });
}

/** Presses 发送 of the composer. */
export const pressSend = (page) => press(page.getByRole('button', { name: '发送', exact: true }));

/** Types a text and sends it with Enter. */
export async function say(page, text) {
  await messageField(page).fill(text);
  await messageField(page).press('Enter');
}

/** Presses an entry of the menu that a right click on this message opens. */
export async function chooseOfMessage(page, text, item) {
  await entry(page, text).first().click({ button: 'right' });
  await press(page.getByRole('menuitem', { name: item }));
}

/** Drags files over the page and lets them go at (x, y). `over` runs while they hang there. */
export async function dropFiles(page, [x, y], files, over = async () => {}) {
  const devtools = await page.context().newCDPSession(page);
  const drag = (type) =>
    devtools.send('Input.dispatchDragEvent', { type, x, y, data: { items: [], files, dragOperationsMask: 1 } });
  await drag('dragEnter');
  await drag('dragOver');
  await over();
  await drag('drop');
  await devtools.detach();
}

/** Puts a picture on the clipboard and pastes it where the caret is. The page needs the clipboard's permissions. */
export async function pastePicture(page, bytes) {
  await page.evaluate(async (data) => {
    const blob = new Blob([new Uint8Array(data)], { type: 'image/png' });
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
  }, [...bytes]);
  await page.keyboard.press('Control+v');
}

/** Everything that arrived on the phone so far, once there are `count` of it. */
export const arrived = (world, customer, count) =>
  until(`${count} messages on the phone`, async () => {
    const received = await world.sim.received(customer);
    return received.length >= count && received;
  });

/** Counts what the page asks of the uploads' routes: { POST: 1, PUT: 3, … }. */
export function countUploads(page) {
  const counts = {};
  page.on('request', (request) => {
    if (!new URL(request.url()).pathname.startsWith('/api/uploads')) return;
    counts[request.method()] = (counts[request.method()] ?? 0) + 1;
  });
  return counts;
}

/** The newest entry of the stream says this somewhere. */
export const newestSays = (page, pattern) =>
  until(`the newest message says ${pattern}`, async () => {
    const last = messageLog(page).getByRole('article').last();
    return pattern.test(`${await last.getAttribute('aria-label')} ${await last.innerText()}`);
  });
