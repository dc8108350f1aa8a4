// Draws one message the way WeChat shows it; used by the phone page and the client page.
import { element, icon } from '/common.js';
import { emoticons } from '/emoticons.js';
import { brandCard, nameCard, noDetails, recordLine, webPicture } from '/message_cards.js';
import { openPicture, openRecord, openVideo } from '/message_viewer.js';
import { t } from '/words.js';

export const mediaAddress = (mediaId) => `/control/media?media_id=${encodeURIComponent(mediaId ?? '')}`;
const webAddress = (url) => (/^https?:\/\//.test(url ?? '') ? url : undefined);
const external = { target: '_blank', rel: 'noopener noreferrer' };

// Text with its addresses as links and emoticon codes as emoji; line breaks are kept by the style.
export function textParts(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s\u3000-\u303f\uff00-\uffef\u4e00-\u9fff]+|\[([^[\]\s]{1,6})\]/g)) {
    const emoji = match[1] !== undefined && Object.hasOwn(emoticons, match[1]) ? emoticons[match[1]] : undefined;
    if (match[1] !== undefined && !emoji) continue;
    parts.push(text.slice(end, match.index));
    parts.push(emoji ? element('span', { class: 'emoticon', role: 'img', 'aria-label': match[1], title: match[0] }, emoji)
      : element('a', { href: match[0], ...external }, match[0]));
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}

function menuItem(item, line, onClick) {
  const content = item[item.type]?.content ?? '';
  switch (item.type) {
    case 'click': return element('button', { class: 'menu-item', type: 'button', onclick: () => onClick?.(line, item.click) }, content);
    case 'view': return element('a', { class: 'menu-item', href: webAddress(item.view.url), ...external }, content);
    case 'miniprogram': return element('span', { class: 'menu-item', title: `${item.miniprogram.appid} ${item.miniprogram.pagepath}` }, icon('miniprogram'), content);
    default: return element('span', {}, content.replaceAll('\\n', '\n'));
  }
}

function menu(body, line, onClick) {
  const box = element('div', { class: 'menu' });
  if (body.head_content) box.append(element('p', {}, ...textParts(body.head_content)));
  let row = null;
  for (const item of body.list ?? []) {
    row ??= box.appendChild(element('p', {}));
    row.append(menuItem(item, line, onClick));
    if (!(item.type === 'text' && item.text?.no_newline)) row = null;
  }
  if (body.tail_content) box.append(element('p', {}, ...textParts(body.tail_content)));
  return box;
}

// A picture that cannot be drawn says so instead of showing the browser's broken sign.
function picture(mediaId, className, alt) {
  const image = element('img', { class: className, src: mediaAddress(mediaId), alt });
  image.addEventListener('error', () => image.replaceWith(element('span', { class: 'broken' }, t`${alt}打不开`)), { once: true });
  return image;
}

function imageBubble(body) {
  const shown = picture(body.media_id, 'picture', t`图片`);
  return element('button', { class: 'shot', type: 'button', 'aria-label': t`查看图片`, onclick: () => openPicture(mediaAddress(body.media_id)) }, shown);
}

function voiceBubble(line) {
  const secs = line.media?.secs ?? 0;
  const bubble = element('button', { class: 'voice', type: 'button', 'aria-label': t`语音 ${secs} 秒` },
    icon('waves'), element('span', {}, secs > 0 ? `${secs}"` : t`语音`));
  bubble.style.width = `${Math.min(78 + secs * 3, 220)}px`;
  bubble.addEventListener('click', () => {
    bubble.classList.add('playing');
    setTimeout(() => bubble.classList.remove('playing'), Math.max(secs, 1) * 1000);
  });
  return bubble;
}

function videoBubble(body) {
  const address = mediaAddress(body.media_id);
  const poster = element('video', { class: 'picture', src: `${address}#t=0.1`, preload: 'metadata', muted: true, playsinline: true });
  const length = element('small', { class: 'length' });
  poster.addEventListener('loadedmetadata', () => {
    const secs = Math.round(poster.duration);
    if (Number.isFinite(secs)) length.textContent = `${Math.floor(secs / 60)}:${String(secs % 60).padStart(2, '0')}`;
  });
  return element('button', { class: 'shot', type: 'button', 'aria-label': t`播放视频`, onclick: () => openVideo(address) }, poster, icon('play'), length);
}

export function sizeText(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

const fileKinds = [[/\.(docx?|txt|md)$/i, 'W', '#2b7cd3'], [/\.(xlsx?|csv)$/i, 'X', '#1e8e4e'], [/\.(pptx?)$/i, 'P', '#d35230'],
  [/\.pdf$/i, 'PDF', '#e5484d'], [/\.(zip|rar|7z|gz)$/i, 'ZIP', '#8a6d3b'], [/\.(png|jpe?g|gif|webp)$/i, t`图`, '#8e5cd9'], [/\.(mp[34]|amr|wav)$/i, '▶', '#0f8a8a']];

function fileCard(line, body) {
  const name = line.media?.filename || t`文件`;
  const [, sign, colour] = fileKinds.find(([pattern]) => pattern.test(name)) ?? [null, '?', '#8b95a5'];
  const badge = element('span', { class: 'file-sign', 'aria-hidden': 'true' }, sign);
  badge.style.background = colour;
  return element('a', { class: 'card file', href: mediaAddress(body.media_id), download: name, ...external },
    element('span', { class: 'file-text' }, element('bdi', { class: 'file-name' }, name), element('small', {}, line.media ? sizeText(line.media.bytes) : '')), badge);
}

function linkCard(body) {
  const thumb = body.thumb_media_id ? picture(body.thumb_media_id, 'thumb', t`封面`) : webPicture(body.pic_url, 'thumb');
  return element('a', { class: 'card link', href: webAddress(body.url), ...external },
    element('strong', {}, body.title || body.url || t`链接`),
    element('span', { class: 'link-row' }, element('span', { class: 'desc' }, body.desc || body.url || ''), thumb ?? element('span', { class: 'thumb none' }, icon('link'))));
}

function miniprogramCard(body) {
  return element('div', { class: 'card miniprogram', title: `${body.appid ?? ''} ${body.pagepath ?? ''}` },
    element('span', { class: 'app' }, icon('miniprogram'), t`示例小程序`), element('strong', {}, body.title || t`小程序`),
    body.thumb_media_id ? picture(body.thumb_media_id, 'cover', t`封面`) : element('span', { class: 'cover none' }),
    // WeChat opens only pages whose path ends in .html before the query.
    element('small', { class: 'foot' }, icon('miniprogram'), /\.html($|\?)/.test(body.pagepath ?? '') ? t`小程序` : t`小程序 · 页面不存在`));
}

function locationCard(body) {
  return element('div', { class: 'card location' }, element('strong', {}, body.name || t`位置`),
    element('span', { class: 'desc' }, body.address || `${body.latitude}, ${body.longitude}`),
    element('div', { class: 'map', role: 'img', 'aria-label': t`地图 ${body.latitude}, ${body.longitude}` }, icon('location')));
}

// The body of a bubble; `plain` says that it brings its own frame. `context.memberName` tells the name of a userid. A body
// of a shape that nobody thought of says so, and the messages around it are still there.
export function messageBody(line, onMenuClick, context = {}) {
  try {
    return drawnBody(line, onMenuClick, context);
  } catch {
    return { node: element('span', { class: 'undrawn' }, t`[${line.msgtype}] 内容的写法不合规矩，画不出来`) };
  }
}

function drawnBody(line, onMenuClick, context) {
  const body = typeof line.body === 'object' && line.body !== null ? line.body : {};
  const plain = (node) => ({ node, plain: true });
  switch (line.msgtype) {
    case 'text': return { node: element('span', { class: 'text' }, ...textParts(String(body.content ?? ''))) };
    case 'msgmenu': return { node: menu(body, line, onMenuClick) };
    case 'image': return plain(imageBubble(body));
    case 'voice': return { node: voiceBubble(line) };
    case 'video': return plain(videoBubble(body));
    case 'file': return plain(fileCard(line, body));
    case 'link': return plain(linkCard(body));
    case 'miniprogram': return plain(miniprogramCard(body));
    case 'location': return plain(locationCard(body));
    case 'business_card': return plain(nameCard(context.memberName?.(body.userid) ?? body.userid ?? '', t`企业微信名片`, body.userid));
    case 'ca_link': return plain(nameCard(t`客服专员`, t`获客链接`, body.link_url, webAddress(body.link_url)));
    case 'merged_msg': return plain(element('button', { class: 'card record', type: 'button', onclick: () => openRecord(body, messageBody) },
      element('strong', {}, body.title ?? t`聊天记录`), ...(body.item ?? []).slice(0, 4).map(recordLine), element('small', { class: 'foot' }, t`聊天记录`)));
    default: return plain(brandCard(line.msgtype, body) ?? noDetails(line.msgtype));
  }
}
