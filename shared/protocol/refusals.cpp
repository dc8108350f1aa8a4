#include "shared/protocol/refusals.h"

#include <string>

namespace kf {

RefusalWords refusal_words(Refusal refusal) {
    switch (refusal) {
        case Refusal::None:
            return {"可以操作。", "This is possible."};
        case Refusal::NotVisible:
            return {"您不负责这个客服账号。需要的话请管理员把账号分配给您。",
                    "You do not serve this account. Ask an administrator to assign it to you."};
        case Refusal::OtherAgent:
            return {"同事正在接待这位客户。请等同事转接给您，或请主管接管。",
                    "A colleague is answering this customer. Wait for a transfer, or ask a supervisor to "
                    "take over."};
        case Refusal::InClient:
            return {"这位客户正由企业微信客户端接待，这里只能查看。请在企业微信中回复。",
                    "This customer is being answered in the WeCom client; it is read-only here. Answer in "
                    "WeCom."};
        case Refusal::SessionEnded:
            return {"会话已结束。客户再次发来消息后即可继续。",
                    "The session has ended. You can go on as soon as the customer writes again."};
        case Refusal::WindowNotOpened:
            return {"客户还没有发过消息，暂时不能发送。客户发来第一条消息后即可回复。",
                    "The customer has not written yet. You can answer after their first message."};
        case Refusal::WindowExpired:
            return {"距客户上一条消息已超过 48 小时，不能再发送。客户再次发来消息后即可回复。",
                    "More than 48 hours have passed since the customer's last message. You can answer when "
                    "they write again."};
        case Refusal::WindowUsedUp:
            return {"本轮 5 条消息已用完。客户再次发来消息后，又可发送 5 条。",
                    "All 5 messages of this round are used. The customer's next message allows 5 more."};
        case Refusal::NotAllowed:
            return {"您的角色不能这样操作。请先接入会话，或请主管处理。",
                    "Your role does not allow this. Claim the conversation first, or ask a supervisor."};
        case Refusal::NotManaged:
            return {"这个客服账号没有授权给本应用，不能收发消息。请管理员在企业微信后台授权。",
                    "This account is not managed by this app, so nothing can be sent. An administrator must "
                    "grant it in WeCom."};
        case Refusal::ClaimFirst:
            return {"同事正在接待这位客户。先接管会话，再回复。",
                    "A colleague is answering this customer. Take the conversation over first, then answer."};
        case Refusal::TakeFirst:
            return {"这位客户还在排队，没有人接待。请先接入，再转接或结束会话。",
                    "This customer is still in the queue. Take the conversation first; then you can transfer "
                    "or end it."};
        case Refusal::CustomerWroteSince:
            return {"客户又发来了消息，会话没有结束。请看过新消息后再决定。",
                    "The customer has written again, so the session was not ended. Read it, then decide."};
    }
    return refusal_words(Refusal::NotAllowed);
}

Error refusal_error(Refusal refusal) {
    return {error_code_of(refusal), std::string(refusal_words(refusal).en)};
}

}  // namespace kf
