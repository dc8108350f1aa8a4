#include "shared/kf/error_codes.h"

#include <algorithm>
#include <iterator>

namespace kf {
namespace {

using R = Reaction;

// Reference section 15, sorted by code. Sentences say what to do; codes whose cause is the same share them.
constexpr ErrorRule kRules[] = {
    {-1, R::Retry, "企业微信系统繁忙，稍后会自动重试。", "WeCom is busy; it is tried again by itself."},
    {40001, R::TellAdmin, "企业微信拒绝了应用密钥。请管理员核对企业 ID 与密钥，并确认应用未被停用。",
     "WeCom refused the app's secret. Check corp id and secret, and that the app is enabled."},
    {40003, R::TellAgent, "企业微信不认识这个成员账号。请核对后重选。",
     "WeCom does not know this member id. Check it and choose again."},
    {40007, R::ReuploadMedia, "附件已失效，请重新上传后再发送。",
     "The attachment is no longer valid. Upload it again and send."},
    {40008, R::Bug, "消息类型不被接受。请把这条消息的时间告诉管理员。",
     "The message type was not accepted. Tell an administrator when this happened."},
    {40009, R::TellAgent, "图片大小不符合要求。请压缩后再发送。",
     "The picture's size is not accepted. Make it smaller and send again."},
    {40013, R::TellAdmin, "企业 ID 不正确。请管理员核对 corp_id 配置。",
     "The corp id is wrong. Check corp_id in the configuration."},
    {40014, R::RefreshToken, "访问令牌无效，正在自动更换。",
     "The access token is invalid; it is being replaced."},
    {40029, R::TellAgent, "登录码无效或已过期，请重新登录。",
     "The sign-in code is invalid or too old. Sign in again."},
    {40033, R::Bug, "内容含有不被接受的字符。请改写后再发送。",
     "The request holds characters that are not accepted. Rewrite the text and send again."},
    {40035, R::Bug, "请求参数不被接受。请把这条消息的时间告诉管理员。",
     "A parameter was not accepted. Tell an administrator when this happened."},
    {40056, R::TellAdmin, "应用 ID 不正确。请管理员核对 agentid。", "The agent id is wrong. Check agentid."},
    {40058, R::Bug, "请求参数不被接受。请把这条消息的时间告诉管理员。",
     "A parameter was not accepted. Tell an administrator when this happened."},
    {40063, R::Bug, "请求缺少必要的参数。请把这条消息的时间告诉管理员。",
     "A required parameter is missing. Tell an administrator when this happened."},
    {40078, R::TellAdmin, "授权码已使用或已过期，请重新授权。",
     "The authorisation code is used or too old. Authorise again."},
    {40082, R::RefreshToken, "服务商令牌无效，正在自动更换。",
     "The suite token is invalid; it is being replaced."},
    {40083, R::TellAdmin, "服务商应用 ID 不正确，请核对 suite_id。",
     "The suite id is wrong. Check suite_id."},
    {40084, R::TellAdmin, "永久授权码无效，或企业已取消授权。请重新授权。",
     "The permanent code is wrong, or the authorisation was cancelled. Authorise again."},
    {40085, R::TellAdmin, "suite_ticket 已过期，请等待下一次推送，或在服务商后台手动推送。",
     "The suite ticket is too old. Wait for the next push, or push it from the provider's console."},
    {40091, R::TellAdmin, "密钥属于另一个企业。请管理员核对 corp_id 与密钥是否配对。",
     "The secret belongs to another corp. Check that corp_id and secret match."},
    {40096, R::TellAgent, "企业微信不认识这位客户，不能发送。请等客户再次进入会话。",
     "WeCom does not know this customer. Wait until they enter the chat again."},
    {40123, R::TellAgent, "图片已损坏，请换一张再发送。",
     "The picture is broken. Choose another one and send again."},
    {40145, R::ReuploadMedia, "附件已过期（超过 3 天），请重新上传后再发送。",
     "The attachment is older than 3 days. Upload it again and send."},
    {40146, R::Bug, "下载分段不符合要求。请把时间告诉管理员。",
     "The download range is not accepted. Tell an administrator when this happened."},
    {40201, R::TellAgent, "内容被安全策略拦截。请修改措辞后再发送。",
     "The content was blocked by the security rules. Rewrite it and send again."},
    {40204, R::TellAgent, "内容被安全策略拦截。请修改措辞后再发送。",
     "The content was blocked by the security rules. Rewrite it and send again."},
    {40206, R::Bug, "请求内容过大。请缩短后再发送。", "The request is too large. Shorten it and send again."},
    {41001, R::Bug, "请求没有带访问令牌。请把时间告诉管理员。",
     "The request had no access token. Tell an administrator when this happened."},
    {41002, R::Bug, "请求没有带企业 ID。请管理员核对配置。",
     "The request had no corp id. Check the configuration."},
    {41004, R::Bug, "请求没有带密钥。请管理员核对配置。",
     "The request had no secret. Check the configuration."},
    {41050, R::Done, "欢迎语已过时效（20 秒），不再发送。",
     "The welcome code is older than 20 seconds; nothing more is sent."},
    {41051, R::Done, "客户已经开始聊天，无需再发欢迎语。",
     "The chat has already begun; no welcome is needed."},
    {41096, R::Done, "欢迎语正在发送，无需重复。", "The welcome is already being sent."},
    {42001, R::RefreshToken, "访问令牌已过期，正在自动更换。",
     "The access token has expired; it is being replaced."},
    {42003, R::TellAgent, "登录码已过期，请重新登录。", "The sign-in code has expired. Sign in again."},
    {42007, R::RefreshToken, "预授权码已过期，正在自动更换。",
     "The pre-authorisation code has expired; it is being replaced."},
    {42009, R::RefreshToken, "服务商令牌已过期，正在自动更换。",
     "The suite token has expired; it is being replaced."},
    {42022, R::TellAgent, "登录码已被使用，请重新登录。",
     "The sign-in code was already used. Sign in again."},
    {43009, R::TellAdmin, "企业主体未认证，不能使用此功能。请管理员完成认证。",
     "The corp is not verified. An administrator must complete the verification."},
    {43012, R::TellAdmin, "请管理员先在企业微信后台配置接收消息的回调地址。",
     "The callback address must be configured in WeCom first."},
    {44001, R::Bug, "附件是空文件。请换一个再发送。",
     "The file is empty. Choose another one and send again."},
    {44004, R::Bug, "消息内容是空的。请输入内容后再发送。",
     "The text is empty. Write something and send again."},
    {45001, R::TellAgent, "附件超过大小限制。请压缩后再发送。",
     "The attachment is too large. Make it smaller and send again."},
    {45002, R::TellAgent, "内容过长（上限 2048 字节）。请缩短或分成两条发送。",
     "The text is longer than 2048 bytes. Shorten it or send it in two parts."},
    {45007, R::TellAgent, "语音超过 60 秒。请缩短后再发送。",
     "The voice message is longer than 60 seconds. Shorten it and send again."},
    {45009, R::Retry, "调用过于频繁，稍后会自动重试。", "Too many calls; it is tried again a little later."},
    {45033, R::Retry, "同时调用过多，稍后会自动重试。",
     "Too many calls at the same time; it is tried again a little later."},
    {45035, R::Retry, "同一数据正被修改，稍后会自动重试。",
     "The same record is being changed; it is tried again a little later."},
    {45036, R::Retry, "访问被判为异常，稍后会自动重试。",
     "The access was judged unusual; it is tried again a little later."},
    {48001, R::TellAdmin, "应用没有此接口的权限。请管理员在企业微信后台授权。",
     "The app may not call this interface. An administrator must grant it in WeCom."},
    {48002, R::TellAdmin, "应用没有此接口的权限。请管理员在企业微信后台授权。",
     "The app may not call this interface. An administrator must grant it in WeCom."},
    {48003, R::TellAdmin, "服务商应用 ID 不正确。请管理员核对授权。",
     "The suite id is wrong. Check the authorisation."},
    {48004, R::TellAdmin, "企业的授权已失效。请管理员核对后重新授权。",
     "The corp's authorisation is gone. Check it and authorise again."},
    {48005, R::Bug, "此接口已停用。请升级 kfdesk。", "This interface was retired. Update kfdesk."},
    {48006, R::TellAdmin, "接口权限因长期未使用被收回。请管理员重新授权。",
     "The permission was withdrawn after disuse. An administrator must grant it again."},
    {48007, R::TellAdmin,
     "这个客服账号没有授权给本应用。请管理员在“通过 API 管理微信客服账号”中把它分配给本应用。",
     "This account is not managed by this app. An administrator must assign it to the app in WeCom."},
    {48010, R::TellAdmin, "加密连接版本过旧，被企业微信拒绝。请管理员升级 TLS（1.2 或更高）。",
     "WeCom refused the old TLS version. Use TLS 1.2 or later."},
    {48011, R::TellAdmin, "企业成员活跃度不足，不能读取客户资料。请管理员处理。",
     "Member activity is too low for customer data. An administrator must deal with it."},
    {50001, R::TellAdmin, "登录跳转域名未受信任。请管理员配置可信域名。",
     "The redirect domain is not trusted. Add it to the trusted domains."},
    {50002, R::TellAdmin, "成员不在应用可见范围内。请管理员调整可见范围。",
     "The member is outside the app's visible range. Extend the range in WeCom."},
    {50003, R::TellAdmin, "应用已被停用。请管理员在企业微信后台启用。",
     "The app is disabled. An administrator must enable it in WeCom."},
    {50100, R::RestartPaging, "分页位置已失效，将从头重新读取。",
     "The paging position is no longer valid; reading starts again."},
    {60011, R::TellAdmin, "应用无权操作该成员或部门。请管理员调整可见范围。",
     "The app has no right on this member or department. Extend the visible range in WeCom."},
    {60020, R::TellAdmin,
     "服务器地址不在企业可信 IP 中。请管理员把出口 IP 加入应用的可信 IP，约 1 分钟后生效。",
     "This server's address is not trusted. Add its egress IP to the app's trusted IPs; it takes about a "
     "minute."},
    {60021, R::TellAdmin, "成员不在应用可见范围内。请管理员调整可见范围。",
     "The member is outside the app's visible range. Extend the range in WeCom."},
    {60030, R::TellAdmin, "接待人员不在应用可见范围内。请管理员调整可见范围。",
     "The servicers are outside the app's visible range. Extend the range in WeCom."},
    {60031, R::TellAdmin, "应用被禁止调用接口。请管理员在企业微信后台查看原因。",
     "The app is barred from the interface. See the reason in WeCom."},
    {60111, R::TellAgent, "成员不存在、已离职或不可见。请另选一位。",
     "The member does not exist, has left or is not visible. Choose another one."},
    {60123, R::TellAgent, "部门不存在。请另选一个。", "The department does not exist. Choose another one."},
    {60251, R::Bug, "请求没有带客服账号。请把时间告诉管理员。",
     "The request had no kf account. Tell an administrator when this happened."},
    {60252, R::Bug, "客服账号不正确。请把时间告诉管理员。",
     "The kf account is not valid. Tell an administrator when this happened."},
    {60253, R::TellAgent, "该成员不是这个客服账号的接待人员。请另选一位。",
     "This member is not a servicer of the account. Choose another one."},
    {95000, R::Bug, "客服账号 ID 不正确。请把时间告诉管理员。",
     "The kf account id is not valid. Tell an administrator when this happened."},
    {95001, R::TellAgent, "本轮 5 条消息已用完。请等客户再次发来消息。",
     "All 5 messages of this round are used. Wait until the customer writes again."},
    {95002, R::TellAgent, "距客户上一条消息已超过 48 小时。请等客户再次发来消息。",
     "More than 48 hours have passed since the customer's last message. Wait until they write again."},
    {95003, R::TellAdmin, "未认证企业的客户数量（100 位）已满。请管理员完成企业认证。",
     "An unverified corp may serve 100 customers only. An administrator must verify the corp."},
    {95004, R::TellAdmin, "客服账号不存在或已删除，已停止同步。请管理员核对。",
     "The kf account does not exist any more; syncing was stopped. Check the account in WeCom."},
    {95005, R::TellAdmin, "客服账号数量到达限制，或这是最后一个账号。请管理员核对。",
     "The number of kf accounts is at its limit, or this is the last one. Check the accounts in WeCom."},
    {95006, R::TellAgent, "客服账号名称不符合要求（最多 16 个字）。请修改。",
     "The account's name is not accepted (at most 16 characters). Change it."},
    {95007, R::SyncWithoutToken, "回调令牌已过期，将不带令牌重新读取。",
     "The callback token has expired; reading goes on without it."},
    {95008, R::Bug, "菜单项超过 10 个。请减少后再发送。",
     "The menu has more than 10 entries. Remove some and send again."},
    {95009, R::Bug, "菜单含有未知的项目类型。请把时间告诉管理员。",
     "The menu has an entry of an unknown type. Tell an administrator when this happened."},
    {95011, R::TellAdmin, "企业在企业微信内使用微信客服，但密钥来自独立版。请管理员改用企业微信应用的密钥。",
     "The corp uses kf inside WeCom, but the secret is of the independent mode. Use the secret of a WeCom "
     "app."},
    {95012, R::TellAdmin, "企业使用微信客服独立版，但密钥来自企业微信应用。请管理员改用独立版的密钥。",
     "The corp uses kf in independent mode, but the secret is of a WeCom app. Use the independent secret."},
    {95013, R::TellAgent, "会话已结束。请等客户再次发来消息。",
     "The session has ended. Wait until the customer writes again."},
    {95014, R::TellAgent, "该成员不是接待人员，或尚未激活企业微信。请另选一位。",
     "This member is not a servicer or has not activated WeCom. Choose another one."},
    {95015, R::TellAdmin, "管理员配置了专属服务，接口不能操作。请管理员调整。",
     "Dedicated service is configured, so the interface may not act. Change it in WeCom."},
    {95016, R::Done, "会话状态已发生变化，已重新读取。",
     "The session's state had changed; it was read again."},
    {95017, R::TellAdmin, "接口开关已关闭。请管理员在企业微信后台打开。",
     "The API switch is off. An administrator must turn it on in WeCom."},
    {95018, R::TellAgent,
     "会话当前不能发送：可能已结束、已转到企业微信客户端，或已超过 48 小时。请等客户再次发来消息。",
     "Nothing can be sent now: the session has ended, is answered in WeCom, or is older than 48 hours. Wait "
     "until the customer writes again."},
    {95019, R::TellAgent, "该接待人员已停止接待。请另选一位。",
     "This servicer has stopped receiving. Choose another one."},
    {95020, R::TellAdmin, "接待人员数量超过限制（2000 人、20 个部门）。请管理员精简。",
     "There are too many servicers (2000 people, 20 departments). Remove some."},
    {95021, R::TellAdmin, "专员或客户群未在升级服务中配置。请管理员先配置。",
     "The member or group is not configured for upgrade service. Configure it in WeCom first."},
    {95022, R::Bug, "位置类型不被接受。请把时间告诉管理员。",
     "The kind of location was not accepted. Tell an administrator when this happened."},
    {95023, R::TellAdmin, "接口已授权给代开发应用。请管理员确认由谁管理客服账号。",
     "The API was given to a customised app. Decide in WeCom which app manages the accounts."},
    {95026, R::TellAdmin, "已有客服账号使用率过低，暂不能新建。请管理员先使用或删除已有账号。",
     "The existing accounts are little used, so no new one can be made. Use or delete some first."},
    {95027, R::TellAdmin, "未认证企业最多 10 个客服账号。请管理员完成企业认证。",
     "An unverified corp may have 10 accounts only. An administrator must verify the corp."},
    {95030, R::TellAgent, "这类消息不允许发送。请改用文字。",
     "This kind of message is not allowed. Use text instead."},
    {95031, R::TellAgent, "客户 48 小时内没有咨询过。请等客户再次发来消息。",
     "The customer has not written for 48 hours. Wait until they write again."},
    {95032, R::TellAdmin, "组件读取消息的权限已失效。请管理员重新授权。",
     "The component may no longer read messages. An administrator must grant it again."},
    {95033, R::Done, "这条消息先前已被接受，无需重发。",
     "This message was accepted before; it need not be sent again."},
    {301007, R::TellAdmin, "企业已解散或被封禁。请管理员联系企业微信。",
     "The corp is dissolved or banned. Contact WeCom."},
    {830002, R::Bug, "文件过大，需要分段下载。请把时间告诉管理员。",
     "The file is too large for one download. Tell an administrator when this happened."},
};

constexpr ErrorRule kUnknown{0, R::Bug, "企业微信拒绝了请求，原因未知。请把时间和错误码告诉管理员。",
                             "WeCom refused the request for an unknown reason. Tell an administrator when "
                             "this happened, and the code."};

// msg_send_fail, reference 6.5. The first entry stands for every value that is not listed.
constexpr FailReason kFailReasons[] = {
    {0, "未送达，企业微信没有说明原因。可稍后重试。",
     "Not delivered; WeCom gave no reason. Try again later."},
    {1, "未送达：客服账号已被删除。请告诉管理员。",
     "Not delivered: the kf account was deleted. Tell an administrator."},
    {2, "未送达：应用已被停用。请告诉管理员。", "Not delivered: the app is disabled. Tell an administrator."},
    {4, "未送达：已超过 48 小时。请等客户再次发来消息。",
     "Not delivered: more than 48 hours have passed. Wait until the customer writes again."},
    {5, "未送达：会话已结束。请等客户再次发来消息。",
     "Not delivered: the session has ended. Wait until the customer writes again."},
    {6, "未送达：本轮 5 条消息已用完。请等客户再次发来消息。",
     "Not delivered: all 5 messages of this round were used. Wait until the customer writes again."},
    {7, "未送达：企业没有绑定视频号。请告诉管理员。",
     "Not delivered: no Channels account is bound. Tell an administrator."},
    {8, "未送达：企业主体未认证。请告诉管理员。",
     "Not delivered: the corp is not verified. Tell an administrator."},
    {9, "未送达：企业没有绑定视频号且未认证。请告诉管理员。",
     "Not delivered: no Channels account is bound and the corp is not verified. Tell an administrator."},
    {10, "未送达：客户拒收了消息。不要再发送，等客户主动联系。",
     "Not delivered: the customer refuses messages. Send no more until they write."},
    {11, "未送达：企业没有成员登录企业微信。请让一位成员登录后再发送。",
     "Not delivered: nobody of the corp is signed in to WeCom. Let one member sign in, then send again."},
    {12, "未送达：这类消息不允许发送。请改用文字。",
     "Not delivered: this kind of message is not allowed. Use text instead."},
    {13, "未送达：受到安全限制。请修改内容，或联系管理员。",
     "Not delivered: a security restriction applies. Change the content or ask an administrator."},
};

}  // namespace

const ErrorRule& error_rule(int errcode) {
    const auto* found = std::lower_bound(std::begin(kRules), std::end(kRules), errcode,
                                         [](const ErrorRule& rule, int code) { return rule.code < code; });
    return found != std::end(kRules) && found->code == errcode ? *found : kUnknown;
}

ErrorSentences error_sentences(int errcode) {
    const ErrorRule& rule = error_rule(errcode);
    ErrorSentences words{std::string(rule.zh), std::string(rule.en)};
    if (rule.reaction != Reaction::Bug) return words;
    words.zh.append("（错误码 ").append(std::to_string(errcode)).append("）");
    words.en.append(" (code ").append(std::to_string(errcode)).append(")");
    return words;
}

bool is_limit(int errcode) {
    return errcode != -1 && error_rule(errcode).reaction == Reaction::Retry;
}

const FailReason& fail_reason(int fail_type) {
    for (const FailReason& reason : kFailReasons) {
        if (reason.fail_type == fail_type) return reason;
    }
    return kFailReasons[0];
}

ErrorSentences fail_sentences(int fail_type) {
    const FailReason& reason = fail_reason(fail_type);
    ErrorSentences words{std::string(reason.zh), std::string(reason.en)};
    if (reason.fail_type == fail_type) return words;
    words.zh.append("（类型 ").append(std::to_string(fail_type)).append("）");
    words.en.append(" (type ").append(std::to_string(fail_type)).append(")");
    return words;
}

}  // namespace kf
