// What to do about each errcode of the kf API, and how to tell people (reference section 15).
#pragma once

#include <string_view>

namespace kf {

enum class Reaction {
    Done,              // I: treat as done (95033 after our own retry, 95016 when already there)
    Retry,             // R: back off and try again, at most 3 times for -1
    RefreshToken,      // T: once
    TellAdmin,         // A: configuration; stop and alarm
    Bug,               // B: our request was wrong; log and alarm
    TellAgent,         // U: say it in words, no retry
    ReuploadMedia,     // 40007, 40145
    RestartPaging,     // 50100
    SyncWithoutToken,  // 95007
};

struct ErrorRule {
    int code;
    Reaction reaction;
    std::string_view zh;  // one sentence for people, with what to do
    std::string_view en;
};

// Codes that are not in the table react as Bug with a general sentence.
[[nodiscard]] const ErrorRule& error_rule(int errcode);

// msg_send_fail's fail_type in words (reference 6.5). Unknown values get the sentence of 0.
struct FailReason {
    int fail_type;
    std::string_view zh;
    std::string_view en;
};
[[nodiscard]] const FailReason& fail_reason(int fail_type);

}  // namespace kf
