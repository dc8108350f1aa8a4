// Draws one message the way WeChat shows it; used by the phone page and the client page.
import { element } from '/common.js';

const mediaAddress = (body) => `/control/media?media_id=${encodeURIComponent(body?.media_id ?? '')}`;

// Text with its addresses as links; line breaks are kept by the style.
function textWithLinks(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s\u3000-\u303f\uff00-\uffef\u4e00-\u9fff]+/g)) {
    parts.push(text.slice(end, match.index));
    parts.push(element('a', { href: match[0], target: '_blank', rel: 'noopener noreferrer' }, match[0]));
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}

function menu(body, line, onClick) {
  const box = element('div', { class: 'menu' });
  if (body.head_content) box.append(element('p', {}, ...textWithLinks(body.head_content)));
  let row = null;
  for (const item of body.list ?? []) {
    const content = item[item.type]?.content ?? '';
    let shown;
    if (item.type === 'click') {
      shown = element('button', { class: 'menu-item', type: 'button', onclick: () => onClick?.(line, item.click) }, content);
    } else if (item.type === 'view') {
      shown = element('a', { class: 'menu-item', href: item.view.url, target: '_blank', rel: 'noopener noreferrer' }, content);
    } else if (item.type === 'miniprogram') {
      shown = element('span', { class: 'menu-item' }, `${content}（小程序）`);
    } else {
      shown = element('span', {}, content.replaceAll('\\n', '\n'));
    }
    row ??= box.appendChild(element('p', {}));
    row.append(shown);
    if (!(item.type === 'text' && item.text?.no_newline)) row = null;
  }
  if (body.tail_content) box.append(element('p', {}, ...textWithLinks(body.tail_content)));
  return box;
}

function card(title, lines, foot) {
  return element('div', { class: 'card' }, element('strong', {}, title),
    ...lines.filter(Boolean).map((line) => element('span', {}, line)), element('small', {}, foot));
}

// The body of a bubble; `plain` says that it brings its own frame.
export function messageBody(line, onMenuClick) {
  const body = line.body ?? {};
  switch (line.msgtype) {
    case 'text': return { node: element('span', { class: 'text' }, ...textWithLinks(body.content ?? '')) };
    case 'msgmenu': return { node: menu(body, line, onMenuClick) };
    case 'image': return { node: element('img', { class: 'picture', src: mediaAddress(body), alt: '图片' }), plain: true };
    case 'voice': return { node: element('span', { class: 'voice' }, element('i', {}), '语音') };
    case 'video': return { node: element('a', { href: mediaAddress(body), target: '_blank' }, '▶ 视频') };
    case 'file': return { node: element('a', { class: 'card', href: mediaAddress(body), target: '_blank' }, element('strong', {}, '文件'), element('small', {}, '点此打开')), plain: true };
    case 'link': return { node: element('a', { class: 'card', href: /^https?:/.test(body.url ?? '') ? body.url : '#', target: '_blank', rel: 'noopener noreferrer' }, element('strong', {}, body.title ?? '链接'), element('span', {}, body.desc ?? ''), element('small', {}, '链接')), plain: true };
    case 'miniprogram': return { node: card(body.title || '小程序', [body.pagepath], '小程序'), plain: true };
    case 'location': return { node: card(body.name || '位置', [body.address], `${body.latitude}, ${body.longitude}`), plain: true };
    case 'business_card': return { node: card(body.userid ?? '', [], '个人名片'), plain: true };
    case 'ca_link': return { node: card('获客链接', [body.link_url], '名片'), plain: true };
    default: return { node: card(`[${line.msgtype}]`, [], '其他类型'), plain: true };
  }
}
