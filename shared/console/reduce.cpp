#include "shared/console/reduce.h"

#include <algorithm>
#include <utility>

#include "shared/base/utf8.h"
#include "shared/console/reduce_step.h"
#include "shared/protocol/refusals.h"

namespace kf {
namespace {

constexpr std::size_t kMaxSearchBytes = 512;
// Back-steps of the clock up to this are jitter of the measured offset and not shown.
constexpr std::int64_t kJitterMs = 2'000;

// A ClientId is 1–40 of [0-9A-Za-z_-]; the rest is for the number.
std::string client_prefix(std::string_view wanted) {
    std::string out;
    for (const char c : wanted) {
        const bool fine = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (fine && out.size() < 16) out.push_back(c);
    }
    return out;
}

bool holds_back(const Thread& thread, UnixMs now) {
    // Held messages are the agent's latest; older ones are not looked for.
    const std::size_t first = thread.messages.size() > 10 ? thread.messages.size() - 10 : 0;
    for (std::size_t i = first; i < thread.messages.size(); ++i) {
        const Message& m = thread.messages[i];
        if (m.delivery == Delivery::Held && m.held_until > now) return true;
    }
    return false;
}

}  // namespace

std::vector<Effect> reduce(ConsoleState& state, const Action& action) {
    return ReduceStep{state, action.at}.run(action.body);
}

std::vector<Effect> ReduceStep::run(const ActionBody& action) {
    begin();
    std::visit([this](const auto& body) { on(body); }, action);
    finish();
    return std::move(effects_);
}

void ReduceStep::begin() {
    if (at_ <= 0) at_ = s.clock;
    if (at_ < s.clock) {
        // The clock was set back: what was planned must not lie in a far future.
        Connection& c = s.connection;
        for (UnixMs* past : {&c.last_heard_at, &c.ping_sent_at, &c.try_started_at, &c.welcomed_at,
                             &c.asked_at, &s.last_sound_at, &s.draft_unsaved_since}) {
            *past = std::min(*past, at_);
        }
        c.next_try_at = std::min(c.next_try_at, at_ + kMaxBackOffMs);
        c.answer_due_at = std::min(c.answer_due_at, at_ + kProbeAnswerMs);
        s.draft_due_at = std::min(s.draft_due_at, at_ + kDraftDelayMs);
        s.search_all.due_at = std::min(s.search_all.due_at, at_);
        s.find.due_at = std::min(s.find.due_at, at_);
        s.ended.list.due_at = std::min(s.ended.list.due_at, at_);
        s.ended.people.due_at = std::min(s.ended.people.due_at, at_);
        for (Toast& t : s.toasts) t.until = std::min(t.until, at_ + kToastMs);
        s.wake_at = 0;
    }
    s.clock = at_;
    update_now();
}

void ReduceStep::update_now() {
    const UnixMs before = s.now;
    const UnixMs now = at_ + s.connection.clock_offset_ms;
    if (now >= s.now || s.now - now > kJitterMs) s.now = now;
    if (before / kMinuteMs != s.now / kMinuteMs) touch();  // counters of minutes are on screen
}

void ReduceStep::finish() {
    run_connection_timers();
    take_early_pages();
    if (s.draft_due_at != 0 && at_ >= s.draft_due_at) flush_draft();
    const auto expired = [this](const Toast& t) { return t.until <= at_; };
    if (std::any_of(s.toasts.begin(), s.toasts.end(), expired)) {
        std::erase_if(s.toasts, expired);
        touch();
    }
    run_searches();
    run_lists();
    show_what_was_sent();
    if (Thread* thread = thread_of(s.selected); thread != nullptr && is_looking_at(s.selected)) {
        thread->away_marked = false;  // what comes while they are away again is new
    }
    mark_read();
    show_badge();
    follow_unsent();
    plan_wake();
}

void ReduceStep::plan_wake() {
    const Connection& c = s.connection;
    UnixMs next = 0;
    const auto want = [&](UnixMs when) {
        if (when != 0 && (next == 0 || when < next)) next = when;
    };
    const UnixMs next_second = at_ + 1000;
    switch (c.link) {
        case Link::Starting:
        case Link::SignedOut:
            return;
        case Link::Offline:
            if (!c.set_aside) want(std::min(c.next_try_at, next_second));
            break;
        case Link::Loading:
            want(c.try_started_at + kSnapshotTimeoutMs);
            break;
        case Link::Connecting:
            if (!c.welcomed) want(c.try_started_at + kConnectTimeoutMs);
            break;
        case Link::Live:
            break;
    }
    if (c.welcomed) {
        want(c.ping_sent_at == 0 ? c.last_heard_at + kPingAfterMs : c.ping_sent_at + kPingAnswerMs);
        want(c.answer_due_at);
        if (c.asked_at != 0 && !c.in_doubt) want(c.asked_at + kDoubtMs);
    }
    want(s.draft_due_at);
    want(searches_due());
    want(lists_due());
    for (const Toast& t : s.toasts) want(t.until);
    if (const Thread* thread = thread_of(s.selected); thread != nullptr && holds_back(*thread, s.now)) {
        want(next_second);
    }
    // Minutes of reply windows and waiting times.
    if (s.page_visible && !s.conversations.empty()) want(at_ + kMinuteMs - s.now % kMinuteMs);
    if (next == 0) return;
    next = std::max(next, at_ + 20);
    // An earlier wake-up that is still to come is fine only when it is the same.
    if (next == s.wake_at) return;
    s.wake_at = next;
    effects_.push_back(WakeAt{next});
}

void ReduceStep::on(const PageStarted& a) {
    if (s.connection.link != Link::Starting) return;
    s.settings = a.settings;
    s.client_prefix = client_prefix(a.client_prefix);
    s.unsent = a.unsent;
    s.utc_offset_minutes = std::clamp(a.utc_offset_minutes, -14 * 60, 14 * 60);
    touch_list();
    begin_try();
}

void ReduceStep::on(const ClockTicked&) {
    // Seconds until the next try and of the undo delay are on screen.
    const Thread* thread = thread_of(s.selected);
    if (s.connection.link == Link::Offline || (thread != nullptr && holds_back(*thread, s.now))) touch();
}

void ReduceStep::on(const PageVisibilityChanged& a) {
    if (!a.visible) {
        flush_draft();
        keep_now_ = true;  // a hidden page may be thrown away without another word
    }
    if (s.page_visible == a.visible) return;
    s.page_visible = a.visible;
    touch();
    if (!a.visible) return;
    close_note(s.selected);
    const Connection& c = s.connection;
    if (c.link == Link::Offline) {
        begin_try();
    } else if (c.welcomed && at_ - c.last_heard_at >= kPingAfterMs) {
        probe();  // the computer may have slept
    }
}

void ReduceStep::on(const SoundBlocked& a) {
    if (s.sound_blocked == a.blocked) return;
    s.sound_blocked = a.blocked;
    touch();
}

void ReduceStep::on(const TabChosen& a) {
    if (s.tab == a.tab) return;
    s.tab = a.tab;
    s.kept = {};  // who chooses a tab wants to see what is in it
    touch_list();
    if (!s.ended.filter.empty()) begin_list(0);
}

void ReduceStep::on(const SearchTyped& a) {
    const std::string_view text = utf8_prefix(a.text, kMaxSearchBytes);
    if (s.search == text) return;
    s.search = std::string{text};
    touch_list();
    begin_list(kTypingPauseMs);
}

void ReduceStep::on(const SettingsChanged& a) {
    s.settings = a.settings;
    s.settings.undo_secs = std::clamp(s.settings.undo_secs, 0, 10);
    for (auto& [id, entry] : s.conversations) entry.revision = s.list_revision + 1;  // another language
    touch_list();
    effects_.push_back(StoreSettings{s.settings});
}

void ReduceStep::on(const ToastClosed& a) {
    if (std::erase_if(s.toasts, [&](const Toast& t) { return t.id == a.id; }) > 0) touch();
}

void ReduceStep::on(const ReloadNoticeClosed&) {
    if (!s.connection.reloaded) return;
    s.connection.reloaded = false;
    touch();
}

void ReduceStep::refuse(Refusal refusal) {
    const RefusalWords words = refusal_words(refusal);
    toast(words.zh, words.en);
}

void ReduceStep::toast(std::string_view zh, std::string_view en, bool error) {
    touch();
    // Said already: said again instead of twice. Under a new number, for the old one may have left the
    // screen.
    std::erase_if(s.toasts, [&](const Toast& t) { return t.zh == zh; });
    if (s.toasts.size() >= kMaxToasts) s.toasts.erase(s.toasts.begin());
    s.toasts.push_back(Toast{.id = s.next_toast++,
                             .error = error,
                             .zh = std::string{zh},
                             .en = std::string{en},
                             .until = at_ + kToastMs});
}

void ReduceStep::touch_list() {
    ++s.list_revision;
    s.list_changes.clear();
    s.list_changes_from = s.list_revision;
    touch();
}

void ReduceStep::touch_entry(ConversationEntry& entry) {
    const Conversation& head = entry.head;
    touch_entry(entry, ListChange{head.id, true, head.desk_state, is_mine(head)});
}

void ReduceStep::touch_entry(ConversationEntry& entry, const ListChange& before) {
    if (s.list_changes.size() >= kMaxListChanges) {
        touch_list();
    } else {
        ++s.list_revision;
        s.list_changes.push_back(before);
        touch();
    }
    entry.revision = s.list_revision;
}

void ReduceStep::touch_thread(Thread& thread) {
    touch();
    thread.revision = s.revision;  // never the same again, also when a thread is forgotten and begins anew
}

void ReduceStep::touch_layout(Thread& thread) {
    touch_thread(thread);
    thread.layout_revision = s.revision;
}

ConversationEntry* ReduceStep::entry_of(ConversationId id) {
    const auto found = s.conversations.find(id);
    return found == s.conversations.end() ? nullptr : &found->second;
}

Thread* ReduceStep::thread_of(ConversationId id) {
    const auto found = s.threads.find(id);
    return found == s.threads.end() ? nullptr : &found->second;
}

}  // namespace kf
