// Cards of 视频号, shops, people, and of messages that say nothing about themselves.
import { element, icon } from '/common.js';
import { t } from '/words.js';

export const webPicture = (url, className) => {
  if (!/^https?:\/\//.test(url ?? '') && !String(url ?? '').startsWith('/')) return null;
  const image = element('img', { class: className, src: sameServer(url), alt: '', referrerpolicy: 'no-referrer' });
  image.addEventListener('error', () => image.replaceWith(element('span', { class: `${className} none` }, icon('link'))), { once: true });
  return image;
};

// Pictures of the samples are served by the simulator itself, whatever name it was reached by.
function sameServer(url) {
  try {
    const at = new URL(url, window.location.href);
    if (at.pathname.startsWith('/picture/')) return at.pathname + at.search;
  } catch { /* shown as it is: the error handler replaces it */ }
  return url;
}

export function nameCard(name, kind, detail, href) {
  return element(href ? 'a' : 'div', { class: 'card person', href, target: href && '_blank', rel: href && 'noopener noreferrer', title: detail },
    element('span', { class: 'person-row' }, element('span', { class: 'face' }, icon('person')), element('strong', {}, name)),
    element('small', { class: 'foot' }, kind));
}

const yuan = (fen) => (/^\d+$/.test(String(fen)) ? `¥${(Number(fen) / 100).toFixed(2)}` : String(fen ?? ''));

function productCard(body) {
  return element('div', { class: 'card product' }, webPicture(body.head_image ?? body.head_img, 'square'),
    element('strong', {}, body.title ?? ''), element('span', { class: 'price' }, yuan(body.sales_price)),
    element('small', { class: 'foot' }, webPicture(body.shop_head_image ?? body.shop_head_img, 'shop') ?? icon('product'), body.shop_nickname ?? t`视频号小店`));
}

function orderCard(body) {
  return element('div', { class: 'card order' }, element('span', { class: 'order-head' }, body.shop_nickname ?? t`小店`, element('em', {}, body.state ?? '')),
    element('span', { class: 'order-row' }, webPicture(body.image_url, 'thumb'),
      element('span', {}, element('strong', {}, body.product_titles ?? ''), element('span', { class: 'price' }, body.price_wording ?? ''))),
    element('small', { class: 'foot' }, t`订单号 ${body.order_id ?? ''}`));
}

function channelsCard(body) {
  const name = body.nickname ?? t`视频号`;
  if (Number(body.sub_type) === 3) return nameCard(name, t`视频号名片`);
  const live = Number(body.sub_type) === 2;
  return element('div', { class: 'card channels' },
    element('span', { class: live ? 'reel live' : 'reel' }, icon('play'), live && element('em', {}, t`直播中`), body.title && element('b', {}, body.title)),
    element('small', { class: 'foot' }, icon('channels'), name));
}

export function brandCard(msgtype, body) {
  if (msgtype === 'channels_shop_product') return productCard(body);
  if (msgtype === 'channels_shop_order') return orderCard(body);
  return msgtype === 'channels' ? channelsCard(body) : null;
}

const bare = { meeting: ['meeting', t`会议`], calendar: ['calendar', t`日程`], schedule: ['calendar', t`日程`], note: ['note', t`笔记`] };

export function noDetails(msgtype) {
  const [sign, name] = bare[msgtype] ?? ['unknown', `[${msgtype}]`];
  return element('div', { class: 'card bare' }, icon(sign), element('strong', {}, name), element('small', { class: 'foot' }, bare[msgtype] ? t`企业微信` : t`其他类型`));
}

// The inner message of a merged record; what is no JSON is shown as text.
export function innerMessage(item) {
  let inner;
  try { inner = JSON.parse(item?.msg_content); } catch { inner = undefined; }
  if (typeof inner !== 'object' || inner === null) return { msgtype: 'text', body: { content: String(item?.msg_content ?? item ?? '') } };
  const msgtype = String(inner.msgtype ?? item.msgtype);
  return { msgtype, body: inner[msgtype] };
}

const shortNames = {
  image: t`图片`, voice: t`语音`, video: t`视频`, file: t`文件`, location: t`位置`, link: t`链接`, merged_msg: t`聊天记录`, miniprogram: t`小程序`, business_card: t`名片`,
  ca_link: t`获客链接`, channels: t`视频号`, channels_shop_product: t`商品`, channels_shop_order: t`订单`, meeting: t`会议`, note: t`笔记`, calendar: t`日程`, schedule: t`日程`,
};

// "[image]" of the control API in the words of WeChat.
export const inWords = (summary) => summary.replace(/^\[(\w+)\]/, (sign, type) => (shortNames[type] ? `[${shortNames[type]}]` : sign));

export function recordLine(item) {
  const { msgtype, body } = innerMessage(item);
  const said = msgtype === 'text' ? String(body?.content ?? '') : `[${shortNames[msgtype] ?? msgtype}]`;
  return element('span', { class: 'desc' }, `${item?.sender_name ?? ''}：${said}`);
}
