// A prepared answer: text with variables, files and cards, found by title, text or pinyin initials.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "shared/base/ids.h"
#include "shared/base/time.h"
#include "shared/kf/content.h"
#include "shared/messages/media.h"

namespace kf {

struct QuickReply {
    QuickReplyId id;       // empty: a new one
    AgentId owner;         // empty: shared with the whole desk (supervisors and administrators keep those)
    std::string category;  // free words; empty = none
    std::string title;     // 1–60 characters
    std::string text;      // ≤ 2048 B, with {{customer.name}} …; may be empty when there is an attachment
    // Sent after the text, each as a message of its own. Files stand as own_media_id().
    std::vector<Content> attachments;
    std::vector<Media> media;  // of the attachments, role "attachment.<n>"
    std::string initials;      // pinyin initials of the title, made by the backend: "发货时间" → "fhsj"
    int uses = 0;              // by the agent who asks; by everybody for shared ones
    UnixMs changed_at = 0;
};

constexpr std::size_t kMaxQuickReplyTitle = 60;  // characters
constexpr std::size_t kMaxQuickReplyAttachments = 4;
constexpr std::size_t kMaxQuickReplies = 2000;  // per owner

}  // namespace kf
