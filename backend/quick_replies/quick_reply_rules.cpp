#include "backend/quick_replies/quick_reply_rules.h"

#include "shared/base/blank.h"
#include "shared/base/utf8.h"
#include "shared/kf/message_codec.h"

namespace kf {
namespace {

bool one_clean_line(std::string_view text) {
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return false;
    }
    return is_valid_utf8(text);
}

void trim(std::string& text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return text.clear();
    text.erase(text.find_last_not_of(" \t\r\n") + 1);
    text.erase(0, first);
}

}  // namespace

void tidy(QuickReply& reply) {
    trim(reply.title);
    trim(reply.category);
    std::string text;
    for (std::size_t i = 0; i < reply.text.size(); ++i) {
        const char c = reply.text[i];
        if (c == '\r' && i + 1 < reply.text.size() && reply.text[i + 1] == '\n') continue;
        text.push_back(c == '\r' ? '\n' : c);
    }
    reply.text = std::move(text);
}

std::optional<ContentProblem> quick_reply_problem(const QuickReply& reply) {
    const auto problem = [](ErrorCode code, const char* zh, const char* en) {
        return ContentProblem{code, zh, en};
    };
    if (is_blank(reply.title)) {
        return problem(ErrorCode::QuickReplyTitleMissing, "请填写快捷回复的标题。",
                       "Give the quick reply a title.");
    }
    if (!one_clean_line(reply.title) || !one_clean_line(reply.category)) {
        return problem(ErrorCode::QuickReplyTitleInvalid, "标题和分类只能是一行文字，不能有换行或控制字符。",
                       "Title and category are one line of text without control characters.");
    }
    if (count_code_points(reply.title) > kMaxQuickReplyTitle) {
        return problem(ErrorCode::QuickReplyTitleTooLong, "标题最多 60 个字。请缩短。",
                       "The title may have 60 characters. Shorten it.");
    }
    if (count_code_points(reply.category) > kMaxQuickReplyCategory) {
        return problem(ErrorCode::QuickReplyCategoryTooLong, "分类最多 30 个字。请缩短。",
                       "The category may have 30 characters. Shorten it.");
    }
    if (is_blank(reply.text) && reply.attachments.empty()) {
        return problem(ErrorCode::QuickReplyEmpty, "请填写内容，或添加附件。",
                       "Write a text or add an attachment.");
    }
    if (!is_valid_utf8(reply.text) || reply.text.find('\0') != std::string::npos) {
        return problem(ErrorCode::TextInvalid, "内容中有无法发送的字符。请删除。",
                       "The text holds characters that cannot be sent. Remove them.");
    }
    if (reply.text.size() > kMaxTextBytes) {
        return problem(ErrorCode::TextTooLong, "内容超过 2048 字节，一条消息放不下。请缩短。",
                       "The text is longer than the 2048 bytes of a message. Shorten it.");
    }
    if (reply.attachments.size() > kMaxQuickReplyAttachments) {
        return problem(ErrorCode::QuickReplyTooManyAttachments, "一条快捷回复最多 4 个附件。",
                       "A quick reply may have 4 attachments.");
    }
    for (const Content& content : reply.attachments) {
        if (auto wrong = content_problem(content, Occasion::InWindow)) return wrong;
    }
    return std::nullopt;
}

}  // namespace kf
