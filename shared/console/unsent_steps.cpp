// What was written and the backend does not have outlives the page: a reload, a crash, a tab that the browser
// threw away, a sign-out. It is kept in the tab for the same agent; whoever else signs in there does not get
// it.
#include <algorithm>
#include <utility>

#include "shared/console/reduce_step.h"
#include "shared/console/unsent_text.h"
#include "shared/protocol/protocol_codec.h"

namespace kf {
namespace {

// In the place of the frame: the words are a draft, not a message. Behind it the mark of the draft that they
// continue.
constexpr std::string_view kDraft = "draft";
constexpr std::string_view kTakenBackZh = "上次没有发出的内容已放回输入框。";
constexpr std::string_view kTakenBackEn = "What was not sent before is back in the message field.";

// Commands with words of an agent in them.
bool is_worth_keeping(const Command& command) {
    return !sent_into(command).empty() || std::holds_alternative<AddPrivateNote>(command) ||
           std::holds_alternative<SaveNote>(command);
}

}  // namespace

bool has_unsent(const ConsoleState& state) {
    return state.unsent_kept || std::any_of(state.outstanding.begin(), state.outstanding.end(),
                                            [](const auto& o) { return is_worth_keeping(o.command); });
}

void ReduceStep::keep_unsent() {
    unsent_changed_ = keep_now_ = false;
    if (s.self.id.empty()) return;  // nobody was here yet: what the page before kept stays
    Unsent unsent;
    unsent.agent = s.self.id;
    for (const OutstandingCommand& o : s.outstanding) {
        if (!is_worth_keeping(o.command)) continue;
        const std::string* text = sent_text(o.command);
        const ConversationId into = sent_into(o.command);
        const Thread* thread = thread_of(into);
        const bool never_left =
            thread != nullptr &&
            std::any_of(thread->pending.begin(), thread->pending.end(),
                        [&o](const PendingMessage& p) { return p.client_id == o.id && !p.maybe_taken; });
        if (never_left && text != nullptr && s.leaving) {
            // Whoever comes back to it later reads it again before it goes out.
            unsent.items.push_back({into, *text, {}});
        } else {
            unsent.items.push_back({never_left ? into : ConversationId{},
                                    {},
                                    write_client_frame(CommandFrame{o.id, o.command})});
        }
    }
    std::vector<ConversationId> ids;
    for (const auto& [id, thread] : s.threads) ids.push_back(id);
    std::sort(ids.begin(), ids.end());
    for (const ConversationId id : ids)
        for (const PendingMessage& p : s.threads.at(id).pending)
            if (!p.error_zh.empty() && !p.content) unsent.items.push_back({id, p.text, {}});
    ids.clear();
    for (const auto& [id, entry] : s.conversations)
        if (!entry.draft.empty() && (entry.draft_unsaved || is_saving_draft(id))) ids.push_back(id);
    std::sort(ids.begin(), ids.end());
    for (const ConversationId id : ids) {
        const ConversationEntry& entry = s.conversations.at(id);
        // In dispute they continue none that the backend has.
        const std::string mark = entry.draft_disputed ? "-" : draft_mark(entry.remote_draft);
        unsent.items.push_back({id, entry.draft, std::string(kDraft) + mark});
    }
    unsent.items.insert(unsent.items.end(), s.loads.unsent.begin(), s.loads.unsent.end());
    s.unsent_kept = !unsent.items.empty();
    effects_.push_back(
        KeepUnsent{write_kept({s.unsent_kept ? write_unsent(unsent) : std::string{}, s.unsent_others})});
}

// Nothing asks for it again: the page is about to go.
void ReduceStep::forget_unsent() {
    s.outstanding.clear();
    for (auto& [id, thread] : s.threads) thread.pending.clear();
    for (auto& [id, entry] : s.conversations) entry.draft.clear();
    s.loads.unsent.clear();
    keep_unsent();
}

// While the line holds, the backend has everything a moment after it was written. While it does not, and for
// what it does not take, the tab keeps it, until the backend has it.
void ReduceStep::follow_unsent() {
    const bool due = keep_now_ || (unsent_changed_ && (s.unsent_kept || s.connection.link != Link::Live));
    if (due) keep_unsent();
}

// Into its field; false: the backend had it after all.
bool ReduceStep::take_back(const Unsent::Item& item) {
    ConversationEntry* entry = entry_of(item.conversation);
    if (entry == nullptr || entry->draft.find(item.text) != std::string::npos) return false;
    if (!item.frame.starts_with(kDraft)) {
        give_back(item.conversation, item.text);
        return true;
    }
    // The backend has an older state of the same draft, or what another window wrote meanwhile.
    entry->draft_disputed = item.text.find(entry->draft) == std::string::npos &&
                            item.frame != std::string(kDraft) + draft_mark(entry->remote_draft);
    if (item.conversation == s.selected) effects_.push_back(FillComposer{item.conversation, item.text});
    on(DraftTyped{item.conversation, item.text});
    return true;
}

void ReduceStep::take_back_later(ConversationId conversation) {
    std::vector<Unsent::Item> items;
    std::erase_if(s.loads.unsent, [&](const Unsent::Item& item) {
        if (item.conversation != conversation) return false;
        items.push_back(item);
        return true;
    });
    bool any = false;
    for (auto item = items.rbegin(); item != items.rend(); ++item) any = take_back(*item) || any;
    if (items.empty()) return;
    keep_now_ = true;
    if (any) toast(kTakenBackZh, kTakenBackEn);
}

void ReduceStep::take_back_unsent() {
    // Of those that were to come when the stream broke, some may be here by now.
    for (const Unsent::Item& item : std::vector<Unsent::Item>(s.loads.unsent))
        if (entry_of(item.conversation) != nullptr) take_back_later(item.conversation);
    if (s.unsent.empty()) return;
    const KeptTexts kept = read_kept(std::exchange(s.unsent, {}), s.self.id);
    s.unsent_others = kept.others;
    keep_now_ = true;  // what becomes of it
    const auto unsent = read_unsent(kept.own);
    if (!unsent) return;
    // The last first: each goes in front of what the field holds already.
    bool any = false;
    for (auto item = unsent->items.rbegin(); item != unsent->items.rend(); ++item) {
        if (item->text.empty() || item->conversation.empty()) continue;
        if (entry_of(item->conversation) != nullptr) {
            any = take_back(*item) || any;
        } else {
            s.loads.unsent.insert(s.loads.unsent.begin(), *item);  // when its conversation has come
        }
    }
    if (any) toast(kTakenBackZh, kTakenBackEn);
    for (const Unsent::Item& item : unsent->items) {
        auto frame = item.frame.empty() ? Result<ClientFrame>{Error{}} : read_client_frame(item.frame);
        auto* asked = frame.ok() ? std::get_if<CommandFrame>(&*frame) : nullptr;
        if (asked == nullptr || !is_worth_keeping(asked->command)) continue;
        if (s.outstanding.size() >= kMaxOutstanding) break;
        const ConversationId into = sent_into(asked->command);
        if (const ConversationEntry* entry = entry_of(into); entry != nullptr) {
            if (thread_of(into) == nullptr) {
                Thread& fresh = s.threads[into];
                fresh.base_seq = s.connection.seq;
                fresh.base_last = entry->head.last.id;
                s.recently_opened.push_back(into);
            }
            PendingMessage pending;
            pending.client_id = asked->id;
            pending.created_at = at_;
            pending.maybe_taken = item.conversation.empty();
            if (const std::string* text = sent_text(asked->command))
                pending.text = *text;
            else
                pending.content = std::get<SendContent>(asked->command).content;
            s.threads[into].pending.push_back(std::move(pending));
            touch_thread(s.threads[into]);
        }
        s.outstanding.push_back(OutstandingCommand{
            .id = asked->id, .command = std::move(asked->command), .restore_into = {}, .restore_text = {}});
    }
}

}  // namespace kf
