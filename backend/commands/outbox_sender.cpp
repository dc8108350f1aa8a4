#include "backend/commands/outbox_sender.h"

#include <algorithm>
#include <cassert>
#include <vector>

#include "backend/commands/send_verdict.h"
#include "backend/runtime/log.h"

namespace kf {
namespace {

constexpr UnixMs kFirstBackOffMs = 1000;
constexpr UnixMs kLongestBackOffMs = 60'000;
// Also the answer to a clock that jumps: the outbox is looked at this often in any case.
constexpr UnixMs kLongestSleepMs = 30'000;
constexpr UnixMs kStoreRetryMs = 1000;

UploadKind upload_kind(const Content& content) {
    if (std::holds_alternative<VoiceBody>(content)) return UploadKind::Voice;
    if (std::holds_alternative<VideoBody>(content)) return UploadKind::Video;
    if (std::holds_alternative<FileBody>(content)) return UploadKind::File;
    return UploadKind::Image;  // also the pictures of cards
}

}  // namespace

OutboxSender::OutboxSender(Loop& loop, Store& store, ApiOfCorp api, MediaKeeper& media, Clock clock,
                           OutboxOptions options)
    : loop_(loop),
      store_(store),
      api_(std::move(api)),
      media_(media),
      clock_(std::move(clock)),
      options_(std::move(options)) {
    assert(options_.parallel > 0);
}

OutboxSender::~OutboxSender() = default;

void OutboxSender::wake() {
    if (pump_posted_ || stopped_) return;
    pump_posted_ = true;
    loop_.post(alive_.bound([this] {
        pump_posted_ = false;
        pump();
    }));
}

void OutboxSender::stop() {
    stopped_ = true;
    timer_.cancel();
}

void OutboxSender::pump() {
    // Known fates first: a row whose outcome is not written down would go out again.
    store_failing_ = false;
    for (const auto& write : std::exchange(unwritten_, {})) write();
    if (stopped_) return;
    // A conversation that is busy shows no further row of its own, because its first one is marked; except
    // while that one is being prepared, hence the larger limit. Once a corp has taken all its places the
    // others are asked for apart from it.
    for (;;) {
        const auto before = crowded_corps();
        for (const OutboxRow& row : store_.due_outbox(clock_(), 2 * options_.parallel, before))
            if (!crowded(row.corp) && busy_.count(row.conversation) == 0) begin(row);
        if (crowded_corps().size() == before.size()) break;
    }
    schedule();
}

bool OutboxSender::crowded(const CorpId& corp) const {
    const auto busy = busy_of_corp_.find(corp);
    return busy != busy_of_corp_.end() && busy->second >= options_.parallel;
}

std::vector<CorpId> OutboxSender::crowded_corps() const {
    std::vector<CorpId> out;
    for (const auto& [corp, busy] : busy_of_corp_)
        if (busy >= options_.parallel) out.push_back(corp);
    return out;
}

void OutboxSender::schedule() {
    UnixMs delay = kLongestSleepMs;
    if (store_failing_) {
        delay = kStoreRetryMs;
    } else {
        if (const auto at = store_.next_outbox_time(crowded_corps()))
            delay = std::clamp<UnixMs>(*at - clock_(), 0, delay);
        // What is due now and not taken up belongs to a busy conversation, whose end wakes us.
        if (delay == 0) delay = busy_.empty() ? 1 : kLongestSleepMs;
    }
    timer_ = loop_.after(std::chrono::milliseconds(delay), [this] { pump(); });
}

void OutboxSender::begin(const OutboxRow& row) {
    const auto head = store_.find_conversation(row.conversation);
    if (!head) return;
    busy_.insert(row.conversation);
    ++busy_of_corp_[row.corp];
    const WaitingVerdict verdict = judge_waiting(row, *head, to_secs(clock_()));
    if (verdict.hopeless && (!row.handed_over || last_try_.count(row.message) != 0)) {
        finish(row, verdict.outcome);
        return;
    }
    // Its fate is open and the window has closed since: WeCom is asked once more, because 95033 tells the
    // truth.
    if (verdict.hopeless) last_try_.insert(row.message);

    WecomApi* const api = api_(row.corp);
    if (api == nullptr) return corp_is_gone(row);
    const bool movable =
        transition_rule(head->service_state, ServiceState::Assistant) == TransitionRule::Allowed;
    if (movable && !row.handed_over) {
        move_to_assistant(row, *api);
    } else {
        prepare(row);
    }
}

void OutboxSender::corp_is_gone(const OutboxRow& row) {
    log_warn("outbox.corp_not_configured", {{"corp", row.corp}});
    try_again(row, kLongestBackOffMs);
}

// State 0 → 1 says that the API answers (reference 4.2). Sending moves it as well, so a refusal blocks
// nothing.
void OutboxSender::move_to_assistant(const OutboxRow& row, WecomApi& api) {
    api.trans_service_state(
        row.account, row.customer, ServiceState::Assistant, ServicerId{},
        alive_.bound([this, row](const Result<std::string>& answer) {
            if (answer.ok()) {
                const auto head = store_.find_conversation(row.conversation);
                if (head && head->service_state == ServiceState::New) {
                    note_state(row.conversation, ServiceState::Assistant, {});
                }
                prepare(row);
            } else if (answer.error().code == ErrorCode::Wecom && tells_state(answer.error().number)) {
                learn_state(row, [this, row] { prepare(row); });
            } else if (answer.error().code == ErrorCode::Unreachable ||
                       answer.error().code == ErrorCode::TokenRefused) {
                try_again(row, delay_after(answer.error()));  // the send would meet the same
            } else {
                prepare(row);
            }
        }));
}

// Asks WeCom for the state and files it; then goes on in any case.
void OutboxSender::learn_state(const OutboxRow& row, std::function<void()> then) {
    WecomApi* const api = api_(row.corp);
    if (api == nullptr) return then();
    const auto before = store_.find_conversation(row.conversation);
    const SessionId session = before ? before->session : SessionId{};
    api->get_service_state(
        row.account, row.customer,
        alive_.bound([this, row, session, then = std::move(then)](const Result<SessionState>& answer) {
            const auto head = store_.find_conversation(row.conversation);
            // The customer may have written since and begun anew; an older answer must not end that.
            if (answer.ok() && head && head->session == session && head->desk_state != DeskState::Ended) {
                note_state(row.conversation, answer->state, answer->servicer);
            }
            then();
        }));
}

void OutboxSender::note_state(ConversationId conversation, ServiceState state, const ServicerId& servicer) {
    stored(store_.set_service_state(conversation, state, servicer, clock_()), "service state");
}

// A file gets a media id of WeCom's that lives; what is behind in the conversation waits for it.
void OutboxSender::prepare(const OutboxRow& row) {
    const std::string* const field = media_field(row.content);
    const MediaId file = field == nullptr ? MediaId{} : own_media_id_from(*field);
    if (file.empty()) {
        hand_over(row, row.content);
        return;
    }
    media_.living_media_id(row.corp, file, upload_kind(row.content),
                           alive_.bound([this, row](const Result<std::string>& media_id) {
                               if (!media_id.ok()) {
                                   no_media(row, media_id.error());
                                   return;
                               }
                               Content content = row.content;
                               *media_field(content) = *media_id;
                               hand_over(row, content);
                           }));
}

void OutboxSender::no_media(const OutboxRow& row, const Error& error) {
    const SendVerdict verdict = judge_upload(error);
    if (verdict.next != SendVerdict::Next::TryAgain) {
        finish(row, verdict.outcome);
        return;
    }
    log_info("outbox.upload_again", {{"message", row.message},
                                     {"tries", row.tries},
                                     {"code", to_word(error.code)},
                                     {"errcode", error.number}});
    OutboxRow tried = row;
    tried.tries += 1;
    try_again(tried, verdict.least_delay_ms);
}

void OutboxSender::hand_over(const OutboxRow& row, const Content& content) {
    WecomApi* const api = api_(row.corp);
    if (api == nullptr) return corp_is_gone(row);
    // While the state was asked for and the file uploaded, the servicer may have taken over or the agent may
    // have taken it back.
    const auto head = store_.find_conversation(row.conversation);
    const WaitingVerdict verdict = head ? judge_waiting(row, *head, to_secs(clock_())) : WaitingVerdict{};
    if (verdict.hopeless && !row.handed_over) {
        finish(row, verdict.outcome);
        return;
    }
    const auto marked = store_.mark_sending(row.message, clock_());
    if (!marked.ok()) {
        const bool gone = marked.error().code == ErrorCode::NotWaiting;  // taken back
        if (gone) forget(row.message);
        if (gone || stored(marked, "message under way")) {
            release(row);
        } else {
            leave(row);
            schedule();
        }
        return;
    }
    api->send_content(row.customer, row.account, row.msgid, content,
                      alive_.bound([this, row](const Result<KfMessageId>& answer) {
                          OutboxRow tried = row;
                          tried.tries += 1;
                          answered(tried, answer);
                      }));
}

void OutboxSender::answered(const OutboxRow& row, const Result<KfMessageId>& answer) {
    const SendVerdict verdict = judge_answer(answer, row);
    // With WeCom's own words, which the agent is not shown.
    if (!answer.ok() && verdict.outcome.delivery == Delivery::Failed)
        log_warn_of("outbox.refused", answer.error(), {{"message", row.message}});
    switch (verdict.next) {
        case SendVerdict::Next::Settle: {
            SendOutcome outcome = verdict.outcome;
            const auto head = store_.find_conversation(row.conversation);
            // Sending moves 0 to 1 at WeCom (reference 4.2); the API raises no event about it.
            if (outcome.delivery == Delivery::Accepted && head && head->service_state == ServiceState::New) {
                outcome.service_state = ServiceState::Assistant;
            }
            finish(row, outcome);
            break;
        }
        case SendVerdict::Next::SettleAndAsk: {
            learn_state(row, [this, row, outcome = verdict.outcome] { finish(row, outcome); });
            break;
        }
        case SendVerdict::Next::UploadAgain: {
            const std::string* const field = media_field(row.content);
            const MediaId file = field == nullptr ? MediaId{} : own_media_id_from(*field);
            // Once: an id that was made a moment ago and is refused again will not get better.
            if (file.empty() || !uploaded_again_.insert(row.message).second) {
                finish(row, verdict.outcome);
                break;
            }
            ++counters_.uploaded_again;
            media_.forget(row.corp, file, upload_kind(row.content));
            try_again(row, 0, verdict.msgid);
            break;
        }
        case SendVerdict::Next::TryAgain:
            if (const auto outcome = given_up(troubles_[row.message], verdict.trouble)) {
                log_warn_of("outbox.given_up", answer.error(), {{"message", row.message}});
                finish(row, *outcome);
                break;
            }
            log_info("outbox.try_again", {{"message", row.message},
                                          {"tries", row.tries},
                                          {"code", to_word(answer.error().code)},
                                          {"errcode", answer.error().number}});
            try_again(row, verdict.least_delay_ms, verdict.msgid);
            break;
    }
}

void OutboxSender::finish(const OutboxRow& row, const SendOutcome& outcome) {
    if (!stored(store_.mark_outcome(row.message, outcome, clock_()), "outcome")) {
        // The conversation stays busy, so that nothing overtakes the message.
        unwritten_.push_back([this, row, outcome] { finish(row, outcome); });
        schedule();
        return;
    }
    ++(outcome.delivery == Delivery::Accepted ? counters_.accepted : counters_.failed);
    if (outcome.delivery == Delivery::Failed) {
        log_warn("outbox.failed",
                 {{"message", row.message}, {"tries", row.tries}, {"code", outcome.fail_code}});
    }
    forget(row.message);
    release(row);
}

void OutboxSender::forget(MessageId message) {
    last_try_.erase(message);
    uploaded_again_.erase(message);
    troubles_.erase(message);
}

void OutboxSender::try_again(const OutboxRow& row, UnixMs least_delay_ms, NextMsgid msgid) {
    const UnixMs now = clock_();
    if (!stored(store_.retry_later(row.message, now + back_off(row.tries, least_delay_ms), msgid, now),
                "next try")) {
        unwritten_.push_back([this, row, least_delay_ms, msgid] { try_again(row, least_delay_ms, msgid); });
        schedule();
        return;
    }
    ++counters_.tried_again;
    release(row);
}

void OutboxSender::release(const OutboxRow& row) {
    leave(row);
    wake();
}

void OutboxSender::leave(const OutboxRow& row) {
    if (busy_.erase(row.conversation) == 0) return;
    const auto busy = busy_of_corp_.find(row.corp);
    if (busy != busy_of_corp_.end() && --busy->second == 0) busy_of_corp_.erase(busy);
}

UnixMs OutboxSender::back_off(int tries, UnixMs least) const {
    const int doublings = std::clamp(tries - 1, 0, 16);
    const UnixMs longest = std::max(kLongestBackOffMs, least);
    const UnixMs full = std::clamp(kFirstBackOffMs << doublings, least, longest);
    // Up to a quarter more, so that many conversations do not come back in the same instant.
    const double spread = options_.random ? options_.random() : 0.0;
    return full + static_cast<UnixMs>(static_cast<double>(full) * 0.25 * spread);
}

bool OutboxSender::stored(const Result<void>& result, const char* what) {
    if (result.ok()) return true;
    store_failing_ = true;
    log_error_of("outbox.not_saved", result.error(), {{"what", what}});
    return false;
}

}  // namespace kf
