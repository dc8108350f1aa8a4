// The control API's words for a mistake, as the pages say them. What stands here not is shown as the API says it.
import { inEnglish } from '/words.js';

const words = {
  unknown_customer: '没有这位客户', unknown_account: '没有这个客服账号', unknown_conversation: '这位客户和该账号还没有会话',
  unknown_message: '找不到这条消息', unknown_item: '菜单里没有这一项', unknown_media: '没有这个文件', unknown_sample: '没有这个样本',
  unknown_fault: '这个故障已经不在了', unknown_path: '模拟器没有这个接口', empty: '文件是空的', empty_text: '不能发送空消息', no_media: '没有文件可发',
  too_large: '文件太大，模拟器收不下', recalled: '这条消息已经撤回了', exists: '这个编号的客户已经有了', bad_link: '这个链接不属于任何客服账号',
  bad_scene: 'scene 最多 32 个字母、数字、_ 或 -，scene_param 最多 128 字节', bad_msgtype: '不能发送这种消息', bad_name: '名称最多 16 个字',
  bad_avatar: '头像要写成空、none、模拟器里的路径或 http(s) 地址', bad_gender: '性别只能是 0、1、2', bad_id: '编号最多 64 字节', bad_type: '文件类型不对',
  bad_json: '请求内容不对', bad_event: '事件内容不对', bad_message: '消息内容不对', bad_behaviour: '下载行为写得不对', bad_setting: '设置的名称或值不对',
  bad_advance: '时钟只能向前，最多十年', bad_kind: '没有这种故障', bad_endpoint: '这种故障不能发生在这个接口', bad_count: '次数要在 1 到 1000000 之间',
  bad_probability: '概率要在 0 到 100% 之间', bad_ms: '毫秒要在 0 到 600000 之间', bad_status: 'HTTP 状态要在 500 到 599 之间',
  bad_fail_type: 'fail_type 要在 0 到 1000 之间', bad_errcode: '请填写 errcode', bad_stop_type: 'stop_type 只能是 0 或 1',
  bad_plan: '流量：客户 1–10000，每秒不超过 2000 条，持续 1–86400 秒', not_in_pool: '客户不在待接入池里', not_yours: '会话不在你手里', not_with_app: '会话不由应用接待',
  not_a_servicer: '这位成员不接待该账号', not_activated: '这位成员还没有激活企业微信', cannot_take: '对方不接待该账号，或已停止接待', no_callback_url: '还没有设置回调地址',
  foreign_page: '其他网站的页面不能操作模拟器',
};

// The API's own sentences are English.
export const inWordsOfThePage = ({ error, message }) => (!inEnglish && Object.hasOwn(words, error ?? '') ? words[error] : message || error);
