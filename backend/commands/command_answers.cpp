#include "backend/commands/command_answers.h"

#include "shared/protocol/refusals.h"

namespace kf {
namespace {

struct Words {
    std::string_view code;
    std::string_view zh;
    std::string_view en;
};

// What a refusal of shared/agents says is not repeated here; the last one is for everything else.
constexpr Words kWords[] = {
    {"text_empty", "消息是空的。请输入内容后再发送。", "The message is empty. Type something first."},
    {"text_too_long", "消息超过 2048 字节。请缩短，或分成几条发送。",
     "The message is longer than 2048 bytes. Shorten it, or send it in parts."},
    {"text_invalid", "消息中有无法发送的字符。请删除后再发送。",
     "The message holds characters that cannot be sent. Remove them and send again."},
    {"hold_invalid", "撤销等待时间应为 0 到 10 秒。", "The undo delay must be 0 to 10 seconds."},
    {"draft_too_long", "草稿超过 8 KB，没有保存。请缩短。",
     "The draft is longer than 8 KB and was not saved. Shorten it."},
    {"draft_invalid", "草稿中有无法保存的字符，没有保存。",
     "The draft holds characters that cannot be kept; it was not saved."},
    {"note_too_long", "备注超过 2000 字，没有保存。请缩短。",
     "The note is longer than 2000 characters and was not saved. Shorten it."},
    {"note_invalid", "备注中有无法保存的字符，没有保存。",
     "The note holds characters that cannot be kept; it was not saved."},
    {"unknown_conversation", "找不到这个会话。请刷新页面。",
     "There is no such conversation. Reload the page."},
    {"unknown_message", "找不到这条消息。请刷新页面。", "There is no such message. Reload the page."},
    {"unknown_customer", "找不到这位客户。请刷新页面。", "There is no such customer. Reload the page."},
    {"unknown_agent", "找不到这位同事，或账号已停用。请选择其他同事。",
     "There is no such colleague, or they are disabled. Choose another."},
    {"agent_not_serving", "这位同事不负责这个客服账号。请选择其他同事，或请管理员分配账号。",
     "This colleague does not serve the account. Choose another, or ask an administrator."},
    {"already_sent", "消息已经发出，不能撤销。微信客服没有撤回接口。",
     "The message has already left and cannot be taken back; WeChat customer service has no recall."},
    {"not_failed", "只有发送失败的消息才能重发。", "Only a failed message can be sent again."},
    {"presence_invalid", "请选择在线或离开。", "Choose online or away."},
    {"disk_full", "服务器磁盘已满，没有保存。请告诉管理员，您的内容仍在输入框里。",
     "The server's disk is full; nothing was saved. Tell an administrator. Your text is still here."},
    {"store_read_only", "服务器的存储不可写，没有保存。请告诉管理员，您的内容仍在输入框里。",
     "The server's store cannot be written; nothing was saved. Tell an administrator. Your text is still "
     "here."},
    {"store_busy", "服务器正忙，没有保存。请再试一次。", "The server is busy; nothing was saved. Try again."},
    {"store_failed", "服务器保存失败。请再试一次；仍不行请告诉管理员。",
     "The server could not save this. Try again; if it stays, tell an administrator."},
};

}  // namespace

CommandAnswer done(const ClientId& id, MessageId message) {
    return CommandDone{id, message};
}

CommandAnswer refused(const ClientId& id, Refusal refusal) {
    const RefusalWords& words = refusal_words(refusal);
    return CommandFailed{id, std::string(words.code), std::string(words.zh), std::string(words.en)};
}

CommandAnswer failed(const ClientId& id, std::string_view code) {
    for (const Words& words : kWords) {
        if (words.code == code) {
            return CommandFailed{id, std::string(code), std::string(words.zh), std::string(words.en)};
        }
    }
    for (int refusal = 1; refusal <= static_cast<int>(Refusal::NotManaged); ++refusal) {
        if (refusal_words(static_cast<Refusal>(refusal)).code == code) {
            return refused(id, static_cast<Refusal>(refusal));
        }
    }
    const Words& general = kWords[std::size(kWords) - 1];
    return CommandFailed{id, std::string(code), std::string(general.zh), std::string(general.en)};
}

CommandAnswer answer_to(const ClientId& id, const Result<void>& result) {
    return result.ok() ? done(id) : failed(id, result.error().code);
}

}  // namespace kf
