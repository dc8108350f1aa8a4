// The panels below the phone's text field: emoticons, "+" with everything that can be sent, and the list of all samples.
import { attempt, byId, element, get, icon } from '/common.js';
import { emoticons, oftenUsed } from '/emoticons.js';

// As in WeChat, eight on a page. `sample` is sent at once, `pick` asks for a file of the tester's own.
const pages = [[
  { icon: 'album', name: '相册', pick: 'album' }, { icon: 'camera', name: '拍摄', sample: 'image' },
  { icon: 'voice', name: '语音', sample: 'voice' }, { icon: 'location', name: '位置', sample: 'location' },
  { icon: 'file', name: '文件', pick: 'file' }, { icon: 'person', name: '个人名片', sample: 'business_card' },
  { icon: 'link', name: '链接', sample: 'link' }, { icon: 'miniprogram', name: '小程序', sample: 'miniprogram' },
], [
  { icon: 'video', name: '视频', sample: 'video' }, { icon: 'gif', name: '动图', sample: 'gif' },
  { icon: 'channels', name: '视频号', sample: 'channels_post' }, { icon: 'product', name: '商品', sample: 'product' },
  { icon: 'order', name: '订单', sample: 'order' }, { icon: 'record', name: '聊天记录', sample: 'merged_nested' },
  { icon: 'voice', name: '语音文件', pick: 'voice' }, { icon: 'more', name: '全部样本', all: true },
]];

const groups = {
  text: '文字', media: '图片、语音、视频、文件', card: '卡片', bare: '没有内容的类型', variant: '文档里矛盾的写法', oversize: '超过大小（变成文字提示）',
  name: '文件名的各种编码', hostile: '有害的文件', delivery: '难取的文件',
};

function typeOf(pick, file) {
  if (pick !== 'album') return pick;
  return file.type.startsWith('video/') ? 'video' : 'image';
}

export function connectPanel({ sendSample, sendFile, insertText, changed }) {
  const panels = { smile: byId('emoticons'), plus: byId('extras') };

  function show(which) {
    for (const [name, panel] of Object.entries(panels)) {
      panel.hidden = name !== which || !panel.hidden;
      byId(name).setAttribute('aria-expanded', String(!panel.hidden));
    }
    changed();
  }

  async function openSamples() {
    const answer = await attempt(() => get('samples'));
    if (!answer) return;
    const shown = Object.entries(groups).map(([group, title]) => element('section', {}, element('h2', {}, title),
      element('div', { class: 'sample-grid' }, ...answer.samples.filter((one) => one.group === group).map((one) => element('button', {
        type: 'button', 'data-sample': one.name, title: one.name, onclick: () => { closeSamples(); sendSample(one.name); },
      }, one.title)))));
    byId('sample-list').replaceChildren(...shown);
    byId('samples').hidden = false;
    byId('samples-close').focus();
  }
  function closeSamples() { byId('samples').hidden = true; }

  function choose(item) {
    show('');
    if (item.all) openSamples();
    else if (item.pick) byId(`upload-${item.pick}`).click();
    else sendSample(item.sample);
  }

  byId('emoticons').replaceChildren(...oftenUsed.map((name) => element('button', {
    type: 'button', 'aria-label': name, title: name, onclick: () => insertText(`[${name}]`),
  }, emoticons[name])));
  byId('slides').replaceChildren(...pages.map((page) => element('div', { class: 'slide' }, ...page.map((item) => element('button', {
    type: 'button', 'data-kind': item.sample ?? item.pick ?? 'all', onclick: () => choose(item),
  }, element('i', {}, icon(item.icon)), item.name)))));
  const slides = byId('slides');
  byId('dots').replaceChildren(...pages.map((page, number) => element('button', {
    type: 'button', 'aria-label': `第 ${number + 1} 页`, 'aria-current': String(number === 0),
    onclick: () => slides.scrollTo({ left: number * slides.clientWidth, behavior: 'smooth' }),
  })));
  slides.addEventListener('scroll', () => {
    const page = Math.round(slides.scrollLeft / Math.max(slides.clientWidth, 1));
    [...byId('dots').children].forEach((dot, number) => dot.setAttribute('aria-current', String(number === page)));
  });
  byId('smile').append(icon('smile'));
  byId('smile').addEventListener('click', () => show('smile'));
  byId('plus').addEventListener('click', () => show('plus'));
  byId('samples-close').addEventListener('click', closeSamples);
  byId('samples').addEventListener('keydown', (event) => { if (event.key === 'Escape') closeSamples(); });
  for (const pick of ['album', 'voice', 'file']) {
    byId(`upload-${pick}`).addEventListener('change', (event) => {
      if (event.target.files[0]) sendFile(typeOf(pick, event.target.files[0]), event.target.files[0]);
      event.target.value = '';
    });
  }
}
