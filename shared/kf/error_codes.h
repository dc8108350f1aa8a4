// What to do about each errcode of the kf API, and how to tell people (reference section 15).
#pragma once

#include <string>
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

// The rule's sentences for an agent. Where only somebody who can look the code up is able to help
// (Reaction::Bug, unlisted codes), they name it.
struct ErrorSentences {
    std::string zh;
    std::string en;
};
[[nodiscard]] ErrorSentences error_sentences(int errcode);

// The platform counts calls and this one was too many (45009 and its kin): wait for the next window, do not
// hurry.
[[nodiscard]] bool is_limit(int errcode);

// The codes that decide what becomes of a message or a session.
inline constexpr int kBusy = -1;           // says nothing about how far WeCom had come
inline constexpr int kUsedUp = 95001;      // the five messages of a window
inline constexpr int kWindowOver = 95002;  // its 48 hours
inline constexpr int kSessionEnded = 95013;
inline constexpr int kTransitionRefused = 95016;  // the session is in another state already
inline constexpr int kStateForbids = 95018;
inline constexpr int kRepeatedMsgid = 95033;
inline constexpr int kTooManyCalls = 45009;
inline constexpr int kMaxBusyRetries =
    3;  // -1, "system busy", is tried again so often at the most (reference 1.4)

// msg_send_fail's fail_type in words (reference 6.5). Unknown values get the sentence of 0.
struct FailReason {
    int fail_type;
    std::string_view zh;
    std::string_view en;
};
[[nodiscard]] const FailReason& fail_reason(int fail_type);
// Its sentences; they name a value that is not listed.
[[nodiscard]] ErrorSentences fail_sentences(int fail_type);

}  // namespace kf
