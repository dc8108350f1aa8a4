// The panels below the phone's text field: emoticons, "+" with everything that can be sent, and the list of all samples.
import { attempt, byId, element, get, icon } from '/common.js';
import { emoticons, oftenUsed } from '/emoticons.js';
import { sampleTitle, t } from '/words.js';

// As in WeChat, eight on a page. `sample` is sent at once, `pick` asks for a file of the tester's own.
const pages = [[
  { icon: 'album', name: t`相册`, pick: 'album' }, { icon: 'camera', name: t`拍摄`, sample: 'image' },
  { icon: 'voice', name: t`语音`, sample: 'voice' }, { icon: 'location', name: t`位置`, sample: 'location' },
  { icon: 'file', name: t`文件`, pick: 'file' }, { icon: 'person', name: t`个人名片`, sample: 'business_card' },
  { icon: 'link', name: t`链接`, sample: 'link' }, { icon: 'miniprogram', name: t`小程序`, sample: 'miniprogram' },
], [
  { icon: 'video', name: t`视频`, sample: 'video' }, { icon: 'gif', name: t`动图`, sample: 'gif' },
  { icon: 'channels', name: t`视频号`, sample: 'channels_post' }, { icon: 'product', name: t`商品`, sample: 'product' },
  { icon: 'order', name: t`订单`, sample: 'order' }, { icon: 'record', name: t`聊天记录`, sample: 'merged_nested' },
  { icon: 'voice', name: t`语音文件`, pick: 'voice' }, { icon: 'more', name: t`全部样本`, all: true },
]];

const groups = {
  text: t`文字`, media: t`图片、语音、视频、文件`, card: t`卡片`, bare: t`没有内容的类型`, variant: t`文档里矛盾的写法`, oversize: t`超过大小（变成文字提示）`,
  name: t`文件名的各种编码`, hostile: t`有害的文件`, delivery: t`难取的文件`,
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
      }, sampleTitle(one))))));
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
    type: 'button', 'aria-label': t`第 ${number + 1} 页`, 'aria-current': String(number === 0),
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
