// A customer as the desk knows them, and what WeCom says of them.
#pragma once

#include <string>
#include <string_view>

#include "shared/base/ids.h"
#include "shared/base/time.h"

namespace kf {

enum class Gender { Unknown = 0, Male = 1, Female = 2 };

struct Customer {
    CorpId corp;
    CustomerId id;
    std::string name;        // WeChat nickname; empty until fetched
    std::string avatar_url;  // where consoles find the picture: /api/avatars/<id>, or empty
    Gender gender = Gender::Unknown;
    std::string unionid;
    std::string note;  // ≤ 2000 characters, written by agents
    UnixMs first_seen = 0;
    UnixMs last_seen = 0;
    UnixMs profile_fetched_at = 0;  // 0 = never; the API serves a profile only within 48 h of activity
};

// An entry of customer/batchget's answer (reference 8.2). What is empty is not known: third-party apps get no
// picture and no gender.
struct CustomerProfile {
    CustomerId id;
    std::string name;
    std::string picture_url;  // at WeCom: only the backend asks there
    Gender gender = Gender::Unknown;
    std::string unionid;
};

// The nickname as it is shown: without what cannot be seen in front of it, so that an avatar's letter is one
// that is seen. Empty where nothing of it could be read: a stand-in is shown then, as for no name at all.
[[nodiscard]] std::string_view shown_nickname(const Customer& customer);

// A finished or running service period, as the customer panel lists it.
struct SessionSummary {
    SessionId id;
    ConversationId conversation;
    UnixMs started_at = 0;
    UnixMs ended_at = 0;  // 0 = running
    AgentId agent;
    std::string first_text;     // first words of the customer, one line; of what is no text "[图片]"
    std::string first_text_en;  // "[Image]" where that is the other language; else empty
    int messages = 0;
};

}  // namespace kf
