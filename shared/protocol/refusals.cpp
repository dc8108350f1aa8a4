#include "shared/protocol/refusals.h"

#include <cstddef>
#include <iterator>

namespace kf {
namespace {

// In the order of Refusal; the codes are the words of to_word(Refusal).
constexpr RefusalWords kWords[] = {
    {"none", "可以操作。", "This is possible."},
    {"not_visible", "您不负责这个客服账号。需要的话请管理员把账号分配给您。",
     "You do not serve this account. Ask an administrator to assign it to you."},
    {"other_agent", "同事正在接待这位客户。请等同事转接给您，或请主管接管。",
     "A colleague is answering this customer. Wait for a transfer, or ask a supervisor to take over."},
    {"in_client", "这位客户正由企业微信客户端接待，这里只能查看。请在企业微信中回复。",
     "This customer is being answered in the WeCom client; it is read-only here. Answer in WeCom."},
    {"session_ended", "会话已结束。客户再次发来消息后即可继续。",
     "The session has ended. You can go on as soon as the customer writes again."},
    {"window_not_opened", "客户还没有发过消息，暂时不能发送。客户发来第一条消息后即可回复。",
     "The customer has not written yet. You can answer after their first message."},
    {"window_expired", "距客户上一条消息已超过 48 小时，不能再发送。客户再次发来消息后即可回复。",
     "More than 48 hours have passed since the customer's last message. You can answer when they write "
     "again."},
    {"window_used_up", "本轮 5 条消息已用完。客户再次发来消息后，又可发送 5 条。",
     "All 5 messages of this round are used. The customer's next message allows 5 more."},
    {"not_allowed", "您的角色不能这样操作。请先接入会话，或请主管处理。",
     "Your role does not allow this. Claim the conversation first, or ask a supervisor."},
    {"not_managed", "这个客服账号没有授权给本应用，不能收发消息。请管理员在企业微信后台授权。",
     "This account is not managed by this app, so nothing can be sent. An administrator must grant it in "
     "WeCom."},
    {"claim_first", "同事正在接待这位客户。先接管会话，再回复。",
     "A colleague is answering this customer. Take the conversation over first, then answer."},
    {"take_first", "这位客户还在排队，没有人接待。请先接入，再转接或结束会话。",
     "This customer is still in the queue. Take the conversation first; then you can transfer or end it."},
};

}  // namespace

const RefusalWords& refusal_words(Refusal refusal) {
    const auto index = static_cast<std::size_t>(refusal);
    return index < std::size(kWords) ? kWords[index] : kWords[static_cast<std::size_t>(Refusal::NotAllowed)];
}

}  // namespace kf
