// The pages speak Chinese, or English: by what was chosen here, else Chinese unless the browser speaks English. Words
// stand where they are used, in Chinese and marked t`…`; this is the table of their English ones, {0} for what is put in.
// What stands in the HTML is translated in its place, by its whole text.
const english = {
  // the bar and what all pages share
  '模拟器': 'Simulator', '面板': 'Panel', '模拟手机': 'Phone', '企业微信客户端': 'WeCom client', '微': 'W',
  '模拟时间 {0}': 'Simulated time {0}', '昨天 {0}': 'yesterday {0}', '{0}月{1}日 {2}': '{0}/{1} {2}',
  '模拟器没有给出可读的回答': 'The simulator gave no readable answer', '模拟器没有收下这个文件': 'The simulator did not take this file',
  '连不上模拟器，请确认它还在运行': 'The simulator cannot be reached. Is it still running?',
  '未处理': 'New', '智能助手接待': 'With the app', '待接入池': 'In the pool', '人工接待': 'With a servicer', '已结束': 'Ended',
  '关闭': 'Close', '返回': 'Back', '保存': 'Save', '新建': 'New', '停止': 'Stop', '开始': 'Start', '移除': 'Remove', '发送': 'Send', '打开': 'Open',
  '撤回': 'Recall', '撤回了一条消息': 'Recalled a message', '客户撤回了一条消息': 'The customer recalled a message', '你撤回了一条消息': 'You recalled a message',
  '对方撤回了一条消息': 'They recalled a message', '查看更早的消息': 'Earlier messages', '聊天': 'Chat', '客户': 'Customers', '会话': 'Sessions', '消息': 'Messages',
  '客服': 'Service', '客服账号': 'Accounts', '账号': 'Account', '名称': 'Name', '更多': 'More', '我': 'Me',

  // messages
  '图片': 'Picture', '语音': 'Voice', '视频': 'Video', '文件': 'File', '位置': 'Location', '链接': 'Link', '聊天记录': 'Chat history', '小程序': 'Mini program',
  '名片': 'Card', '获客链接': 'Acquisition link', '视频号': 'Channels', '商品': 'Product', '订单': 'Order', '会议': 'Meeting', '笔记': 'Note', '日程': 'Calendar',
  '个人名片': 'Name card', '动图': 'GIF', '相册': 'Album', '拍摄': 'Camera', '语音文件': 'Voice file', '全部样本': 'All samples', '封面': 'Cover', '图': 'IMG',
  '企业微信': 'WeCom', '其他类型': 'Another kind', '企业微信名片': 'WeCom card', '视频号名片': 'Channels card', '视频号小店': 'Channels shop', '小店': 'Shop', '直播中': 'Live',
  '客服专员': 'Service agent', '示例小程序': 'Sample mini program', '小程序 · 页面不存在': 'Mini program · no such page', '订单号 {0}': 'Order {0}', '{0}打不开': '{0} cannot be opened',
  '查看图片': 'View the picture', '播放视频': 'Play the video', '语音 {0} 秒': 'Voice, {0} s', '地图 {0}, {1}': 'Map {0}, {1}',
  '[{0}] 内容的写法不合规矩，画不出来': '[{0}] Its body breaks the rules and cannot be drawn',
  '文字': 'Text', '图片、语音、视频、文件': 'Pictures, voices, videos, files', '卡片': 'Cards', '没有内容的类型': 'Kinds without a body', '文档里矛盾的写法': 'Contradictions of the documentation',
  '超过大小（变成文字提示）': 'Too large (becomes a hint in words)', '文件名的各种编码': 'Encodings of file names', '有害的文件': 'Hostile files', '难取的文件': 'Files that are hard to fetch',

  // phone
  '模拟手机 · kfsim': 'Phone · kfsim', '{0} → {1} · 模拟手机': '{0} → {1} · Phone', '选择客户': 'Choose the customer', '返回聊天': 'Back to the chat', '我是哪位客户': 'Which customer am I?',
  '新客户的昵称': 'Nickname of a new customer', '新客户昵称': 'Nickname of a new customer', '找哪个客服': 'Which account do I write to?', '从客服链接进入': 'Enter through a link', '从链接进入': 'Enter through a link',
  '进入会产生 enter_session 事件；48 小时内没有来过的客户带 20 秒有效的欢迎语凭证。': 'Raises an enter_session event; who has not come for 48 hours brings a welcome code, good for 20 seconds.',
  '场景值 scene': 'scene', '打开链接': 'Open the link', '粘贴一个链接': 'Paste a link', '客服链接': 'Customer link', '拒收所有客服账号的消息（失败原因 10）': 'Refuse the messages of all accounts (fail_type 10)',
  '输入消息': 'Message', '表情': 'Emoticons', '从相册选择': 'Choose from the album', '选择语音文件': 'Choose a voice file', '选择文件': 'Choose a file', '发送样本': 'Send a sample',
  '还没有消息。说点什么，客服就能看到。': 'No messages yet. Say something, and the agents see it.', '没有这位客户：{0}': 'There is no such customer: {0}', '还没有客户，先新建一位。': 'No customers yet: make one first.',
  '链接被改动过：会话打开了，但不会产生进入事件': 'The link was edited: the chat opened, but raises no event', '已进入，20 秒内可收到一条欢迎语': 'Entered; a welcome message may come within 20 seconds',
  '已进入（48 小时内来过，没有欢迎语）': 'Entered (was here within 48 hours, so no welcome message)', 'scene_param 最多 128 字节，现在是 {0} 字节': 'scene_param may have 128 bytes; it has {0}', '第 {0} 页': 'Page {0}',

  // client
  '企业微信客户端 · kfsim': 'WeCom client · kfsim', '接待人员': 'Servicer', '挂起': 'Suspend', '会话分类': 'Kinds of chats', '会话列表': 'Chats', '待接入': 'Waiting', '接待中': 'Mine', '全部': 'All',
  '从左边选一个会话。进入「待接入池」的客户在这里排队，点「接入」就由你接待。': 'Choose a chat at the left. Customers in the pool wait here; “Take” makes one yours.',
  '接入': 'Take', '转接给': 'Transfer to', '转接': 'Transfer', '拒收客户消息': 'Refuse messages', '取消拒收': 'Accept messages again', '结束会话': 'End', '回复': 'Reply', '发送评价菜单': 'Send a rating menu',
  '发送样本…': 'Send a sample …', '现在没有客户在排队。': 'No customer is waiting.', '你没有正在接待的客户。': 'You have no customers now.', '还没有会话。用模拟手机写一条消息试试。': 'No chats yet. Write a message on the phone.',
  '还有 {0} 个较早的会话没有列出': '{0} earlier chats are not listed', '由 {0} 接待': 'With {0}', '{0}（停止接待）': '{0} (stopped)', 'Enter 发送，Shift+Enter 换行': 'Enter sends, Shift+Enter breaks the line',
  '会话已结束，再写一条就重新接待': 'Ended; writing takes it up again', '会话在同事那里，写一条就由你接待': 'With a colleague; writing makes it yours', '先接入，再回复': 'Take it first, then reply',
  '会话由应用（API）接待，客户端不能回复': 'With the app (API); the client cannot reply', '应用（API）': 'App (API)', '事件消息（API）': 'Event message (API)',
  '停止接待': 'Stop receiving', '开始接待': 'Start receiving', '已停止接待': 'Stopped receiving', '已暂时挂起': 'Suspended for a while',
  '请评价本次服务': 'How was our service?', '满意': 'Good', '一般': 'Fair', '不满意': 'Bad', '谢谢您的反馈': 'Thank you',
  '让一位客户进入待接入': 'Move a customer to the pool', '转入待接入': 'Move to the pool', '{0} 已进入待接入池': '{0} is in the pool now',

  // panel
  'kfsim · 模拟企业微信': 'kfsim · simulated WeCom', '页面': 'Pages', '扮演微信里的客户：写消息、点菜单、扫码进入': 'Be a customer in WeChat: write, click menus, enter by link',
  '扮演接待人员：从待接入池接人、回复、转接、结束': 'Be a servicer: take from the pool, reply, transfer, end', '概况': 'Overview', '回调送达': 'Callbacks delivered',
  '故障': 'Faults', '会发生什么': 'What happens', '在哪个接口': 'At which endpoint', '次数（空 = 一直）': 'How often (empty: always)', '概率 %': 'Probability %', '毫秒': 'Milliseconds', 'HTTP 状态': 'HTTP status',
  '请求已执行': 'The request was carried out', '加上': 'Add', '生效中的故障': 'Active faults', '立即作废 access_token': 'Invalidate access tokens', '作废所有 cursor': 'Invalidate all cursors', '解除频率限制': 'Lift rate limits',
  '清除全部故障': 'Remove all faults', '流量': 'Traffic', '客户数': 'Customers', '条 / 秒': 'Messages / s', '持续（秒）': 'For (s)', '时钟': 'Clock', '+20 秒': '+20 s', '+10 分': '+10 min', '+2 小时': '+2 h',
  '+47 小时': '+47 h', '+48 小时': '+48 h', '+3 天': '+3 days',
  '只能向前。欢迎语 20 秒、回调 token 10 分钟、access_token 2 小时、回复窗口 48 小时、消息与素材 3 天。': 'Only forward. Welcome code 20 s, callback token 10 min, access_token 2 h, reply window 48 h, messages and media 3 days.',
  '连接': 'Connection', '回调地址': 'Callback address', '验证 URL': 'Verify the URL', 'API 管理': 'Managed by API', '新账号': 'New account', '最多 16 个字': 'at most 16 characters', '回调': 'Callbacks', '时间': 'Time', '次': 'Try',
  '结果': 'Result', '用时': 'Took', 'API 调用': 'API calls', '接口': 'Endpoint', '恢复到初始状态': 'Reset everything',
  '清空消息、令牌、故障与时钟偏移。控制接口的用法见 backend/sandbox/README.md。': 'Forgets messages, tokens, faults and the clock’s offset. The control API is described in backend/sandbox/README.md.',
  '回答变慢': 'Slow answers', '系统繁忙（-1）': 'System busy (-1)', '频率超限（45009）': 'Rate limited (45009)', 'access_token 突然失效（40014）': 'access_token suddenly invalid (40014)', '返回指定的 errcode': 'Answer with an errcode',
  '请求已执行，但回答丢失': 'Carried out, but the answer is lost', 'HTTP 5xx 错误页': 'HTTP 5xx error page', '回答是乱码': 'The answer is garbage', '空页，但 has_more = 1': 'Empty page with has_more = 1', '同一页再给一次': 'The same page again',
  '发送被接受，随后 msg_send_fail': 'Accepted, then msg_send_fail', '回调丢失': 'Callback lost', '回调重复': 'Callback twice', '回调延迟': 'Callback late', '回调乱序': 'Callbacks out of order',
  '送达': 'delivered', '失败，将重试': 'failed, will be repeated', '放弃': 'given up', '丢弃（故障）': 'dropped (fault)', '所有接口': 'all endpoints', '故障已生效': 'The fault is active', '已执行': 'carried out', '未执行': 'not carried out',
  '一直': 'always', '还有 {0} 次': '{0} more', '没有故障，一切照规矩来。': 'No faults: everything follows the rules.', '是': 'yes', '否（48007）': 'no (48007)', '收回授权': 'Revoke', '授权': 'Grant', '（停止）': ' (stopped)', '（未激活）': ' (not activated)',
  'API 地址': 'API address', '比真实时间快 {0} 小时': '{0} hours ahead of real time', '与真实时间一致': 'Real time', '进行中：已写 {0} 条（{1} 位客户，{2} 条/秒）': 'Running: {0} written ({1} customers, {2} messages/s)',
  '没有在跑{0}': 'Not running{0}', '，上次写了 {0} 条': '; {0} were written last time', '还没有回调。': 'No callbacks yet.', '没有设置回调地址：只能靠轮询。': 'No callback address: the app can only poll.', '还没有调用。': 'No calls yet.',
  '验证通过，用时 {0} ms': 'Verified in {0} ms', '验证没有通过：{0}{1}': 'Not verified: {0}{1}', '，超过 1 秒': ', more than 1 second', '已保存': 'Saved', '所有 access_token 已作废': 'All access tokens are invalid now',
  '所有 cursor 已作废': 'All cursors are invalid now', '频率限制已解除': 'Rate limits are lifted', '已恢复到初始状态': 'Everything is reset',
};

const kChosen = 'kfsim.language';
function chosen() {
  try { return localStorage.getItem(kChosen); } catch { return null; }  // a browser that keeps nothing
}
export const inEnglish = (chosen() ?? navigator.language).startsWith('en');

// t`还有 ${n} 次`
export function t(parts, ...values) {
  const key = parts.reduce((text, part, number) => `${text}{${number - 1}}${part}`);
  const text = inEnglish ? english[key] ?? key : key;
  return text.replace(/\{(\d)\}/g, (sign, number) => String(values[number] ?? ''));
}

// The control API tells samples in Chinese, with a name that English speakers can read.
export const sampleTitle = (sample) => (inEnglish ? sample.name.replaceAll('_', ' ') : sample.title);

function translatePage() {
  document.documentElement.lang = 'en';
  document.title = english[document.title] ?? document.title;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const words = node.data.trim();
    if (Object.hasOwn(english, words)) node.data = node.data.replace(words, english[words]);
  }
  for (const name of ['aria-label', 'placeholder', 'title']) {
    for (const node of document.body.querySelectorAll(`[${name}]`)) {
      const words = node.getAttribute(name);
      if (Object.hasOwn(english, words)) node.setAttribute(name, english[words]);
    }
  }
}
if (inEnglish) translatePage();

// At the end of the bar: the other language, in its own words.
const other = document.createElement('button');
other.type = 'button';
other.className = 'language';
other.lang = inEnglish ? 'zh-CN' : 'en';
other.textContent = inEnglish ? '中文' : 'English';
other.addEventListener('click', () => {
  try { localStorage.setItem(kChosen, inEnglish ? 'zh' : 'en'); } catch { /* for this page only, then */ }
  location.reload();
});
document.querySelector('.bar')?.append(other);
