// What opens over the chat: a picture, a video, a merged record. Escape, the close button or the ground close it.
import { attempt, dateText, element, get } from '/common.js';
import { innerMessage } from '/message_cards.js';
import { t } from '/words.js';

function open(label, className, content) {
  const before = document.activeElement;
  const close = () => {
    dialog.remove();
    document.removeEventListener('keydown', onKey);
    before?.focus?.();
  };
  const onKey = (event) => { if (event.key === 'Escape') close(); };
  const button = element('button', { class: 'close', type: 'button', 'aria-label': t`关闭`, onclick: close }, '×');
  const dialog = element('div', {
    class: `overlay ${className}`, role: 'dialog', 'aria-modal': 'true', 'aria-label': label,
    onclick: (event) => { if (event.target === dialog) close(); },
  }, button, content);
  document.addEventListener('keydown', onKey);
  (document.getElementById('device') ?? document.body).append(dialog);
  button.focus();
}

export function openPicture(address) {
  open(t`查看图片`, 'dark', element('img', { src: address, alt: t`图片` }));
}

export function openVideo(address) {
  const video = element('video', { src: address, controls: true, playsinline: true });
  open(t`播放视频`, 'dark', video);
  // Within the click, which a browser that is strict about sound asks for; what it refuses is started by hand.
  video.play().catch(() => {});
}

// `draw` is messageBody, passed in because it draws records itself.
export async function openRecord(body, draw) {
  // Files inside a record come without their names: the phone knows them.
  const known = await attempt(() => get('media/list'));
  const rows = (body.item ?? []).map((item) => {
    const inner = innerMessage(item);
    const media = known?.media.find((one) => one.media_id === inner.body?.media_id);
    const { node, plain } = draw({ ...inner, media });
    return element('div', { class: 'record-row' },
      element('span', { class: 'record-who' }, String(item?.sender_name ?? ''), element('small', {}, item?.send_time ? dateText(item.send_time * 1000) : '')),
      plain ? node : element('div', {}, node));
  });
  open(body.title ?? t`聊天记录`, 'sheet', element('div', { class: 'record-list' }, element('h2', {}, body.title ?? t`聊天记录`), ...rows));
}
