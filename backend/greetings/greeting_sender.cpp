#include "backend/greetings/greeting_sender.h"

#include <utility>

#include "backend/runtime/log.h"
#include "shared/kf/error_codes.h"

namespace kf {
namespace {

// What a spent or unknown code is answered with; taken over from the customer-contact API, where kf lists
// nothing (reference 7.3).
constexpr int kCodeInvalid = 41050;
constexpr int kCodeBusy = 41096;
constexpr int kMostTries = 4;
constexpr std::chrono::milliseconds kBetweenTries{700};

EventCodeOutcome failed(int code, std::string_view zh, std::string_view en) {
    EventCodeOutcome outcome;
    outcome.delivery = Delivery::Failed;
    outcome.fail_code = code;
    outcome.fail_zh = zh;
    outcome.fail_en = en;
    return outcome;
}

EventCodeOutcome never_known() {
    return failed(0, "企业微信没有确认是否发出了这条问候，发送时限（20 秒）已过，不会再发。",
                  "WeCom never confirmed whether this greeting was sent. Its 20 seconds are over, so it will "
                  "not be sent again.");
}

bool lost(const Error& error) {
    return error.code == ErrorCode::AnswerLost || error.code == ErrorCode::BadAnswer || error.number == kBusy;
}

// Worth another try within the code's life.
bool passing(const Error& error) {
    if (error.code != ErrorCode::Wecom) return true;  // no connection, no token, or nobody knows
    if (error.number == kCodeBusy) return true;
    const Reaction reaction = error_rule(error.number).reaction;
    return reaction == Reaction::Retry || reaction == Reaction::RefreshToken;
}

}  // namespace

GreetingSender::GreetingSender(Loop& loop, Store& store, ApiOfCorp api, Clock clock)
    : loop_(loop), store_(store), api_(std::move(api)), clock_(std::move(clock)) {}

GreetingSender::~GreetingSender() = default;

void GreetingSender::start() {
    for (const EventCodeRow& row : store_.open_event_messages()) {
        ++under_way_;
        if (clock_() >= row.expires_at) {
            settle(row, never_known());
        } else {
            hand_over(row, 1);  // it may have been carried out: not the first try
        }
    }
}

void GreetingSender::page_saved(const CorpId& corp, const AccountId& account, const PageSaved& page) {
    const UnixMs now = clock_();
    for (const KfMessage& message : page.fresh_events) skew_.note(now, message.send_time);
    for (const KfMessage& message : page.fresh_events) {
        const AccountId& of = message.account.empty() ? account : message.account;
        const auto* event = std::get_if<KfEvent>(&message.body);
        if (event == nullptr || message.customer.empty()) continue;
        if (const auto* entered = std::get_if<EnterSession>(event)) {
            greet(corp, of, message.customer, GreetingKind::Welcome, entered->scene, entered->welcome_code,
                  to_ms(message.send_time));
        } else if (const auto* changed = std::get_if<SessionStatusChanged>(event);
                   changed != nullptr && changed->change == SessionChange::Ended) {
            greet(corp, of, message.customer, GreetingKind::Closing, {}, changed->message_code,
                  to_ms(message.send_time));
        }
    }
}

void GreetingSender::session_ended(const Conversation& ended, const std::string& msg_code,
                                   UnixMs answered_at) {
    greet(ended.corp, ended.account, ended.customer, GreetingKind::Closing, {}, msg_code,
          answered_at + skew_.behind(clock_()));  // greet() counts in WeCom's time
}

void GreetingSender::greet(const CorpId& corp, const AccountId& account, const CustomerId& customer,
                           GreetingKind kind, std::string_view scene, const std::string& code, UnixMs born) {
    if (code.empty() || stopped_) return;
    const auto greeting = store_.greeting_for(corp, account, kind, scene);
    if (!greeting) return;
    const UnixMs now = clock_();
    const UnixMs expires_at = born - skew_.behind(now) + kEventCodeLifeMs - kEventCodeMarginMs;
    if (now >= expires_at) {
        ++counters_.too_old;
        log_info("greetings.too_old",
                 {{"account", account},
                  {"kind", to_word(kind)},
                  {"age_ms", now - (expires_at - kEventCodeLifeMs + kEventCodeMarginMs)}});
        return;
    }
    NewEventMessage message;
    message.corp = corp;
    message.account = account;
    message.customer = customer;
    message.kind = kind;
    message.code = code;
    message.content = greeting->content;
    message.expires_at = expires_at;
    const auto row = store_.begin_event_message(message, now);
    if (!row.ok()) {
        if (row.error().code != ErrorCode::CodeSpent) {
            log_warn_of("greetings.not_filed", row.error(), {{"account", account}});
        }
        return;
    }
    ++under_way_;
    hand_over(*row, 0);
}

void GreetingSender::hand_over(const EventCodeRow& row, int tries) {
    WecomApi* const api = api_(row.corp);
    if (api == nullptr) {
        settle(row, never_known());
        return;
    }
    api->send_on_event(row.code, row.msgid, row.content, row.expires_at,
                       alive_.bound([this, row, tries](const Result<KfMessageId>& answer) {
                           answered(row, tries, answer);
                       }));
}

// `tries` before this one.
void GreetingSender::answered(const EventCodeRow& row, int tries, const Result<KfMessageId>& answer) {
    const Error* const error = answer.ok() ? nullptr : &answer.error();
    const bool in_time = clock_() < row.expires_at;
    EventCodeRow next = row;
    if (error == nullptr) {  // NOLINT(bugprone-branch-clone): each cause has its comment
        settle(row, EventCodeOutcome{});
    } else if (error->number == kRepeatedMsgid) {
        // Only a try whose answer was lost tells that it was carried out; a refused one may use its id up
        // too.
        settle(row, row.handed_over ? EventCodeOutcome{} : never_known());
    } else if (error->code == ErrorCode::TooLate && !row.handed_over) {
        ++counters_.too_old;
        settle(row, failed(0, "没能在 20 秒内连上企业微信，这条问候没有发出。",
                           "WeCom could not be reached within 20 seconds; this greeting was not sent."));
    } else if (row.handed_over && error->number == kCodeInvalid && in_time) {
        // An earlier try may have been carried out, and nobody else spends our codes: it was.
        settle(row, EventCodeOutcome{});
    } else if (passing(*error) && in_time && tries + 1 < kMostTries) {
        next.handed_over = row.handed_over || lost(*error);
        again_[row.message] = loop_.after(kBetweenTries, [this, next, tries] {
            if (clock_() >= next.expires_at) {
                settle(next, never_known());
            } else {
                hand_over(next, tries + 1);
            }
        });
    } else if (error->code == ErrorCode::Wecom && !row.handed_over) {
        const ErrorSentences words = error_sentences(error->number);
        log_warn_of("greetings.refused", *error, {{"message", row.message}});
        settle(row, failed(error->number, words.zh, words.en));
    } else if (error->code == ErrorCode::Unreachable && !row.handed_over) {
        settle(row, failed(0, "没能在 20 秒内连上企业微信，这条问候没有发出。",
                           "WeCom could not be reached within 20 seconds; this greeting was not sent."));
    } else if (error->code == ErrorCode::TokenRefused && !row.handed_over) {
        settle(row,
               failed(0, "企业微信不接受应用的凭证，这条问候没有发出。请管理员检查 Secret。",
                      "WeCom refuses the app's credentials; this greeting was not sent. An administrator "
                      "must check the secret."));
    } else {
        settle(row, never_known());
    }
}

void GreetingSender::settle(const EventCodeRow& row, const EventCodeOutcome& outcome) {
    --under_way_;
    again_.erase(row.message);
    ++(outcome.delivery == Delivery::Accepted ? counters_.sent : counters_.failed);
    if (outcome.delivery == Delivery::Failed) {
        log_warn("greetings.failed", {{"message", row.message}, {"code", outcome.fail_code}});
    }
    // What cannot be written now (disk full) is still open at the next start, and is settled then.
    if (const auto saved = store_.event_message_outcome(row.message, outcome, clock_()); !saved.ok()) {
        log_error_of("greetings.not_saved", saved.error(), {{"message", row.message}});
    }
}

}  // namespace kf
