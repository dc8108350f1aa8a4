// Drafts: what is typed here, what the backend holds, and what another window of the agent has written
// meanwhile.
//
// The backend takes a draft only in the place of the one that this window knew (SaveDraft::before), so what
// it holds is one line of changes, each made by somebody who had the one before. A window that has nothing of
// its own follows it. One that has keeps what it has, offers the other, and saves nothing until the agent has
// chosen.
#include <algorithm>
#include <utility>

#include "shared/console/reduce_step.h"

namespace kf {

void ReduceStep::on(const DraftTyped& a) {
    ConversationEntry* entry = entry_of(a.conversation);
    if (entry == nullptr || entry->draft == a.text) return;
    entry->draft = a.text;
    if (!entry->draft_unsaved) s.draft_unsaved_since = at_;
    entry->draft_unsaved = true;
    touch();
    if (a.conversation != s.selected) {
        touch_entry(*entry);
        return save_draft(a.conversation, *entry);
    }
    s.draft_due_at = std::min(at_ + kDraftDelayMs, s.draft_unsaved_since + kDraftMaxDelayMs);
}

void ReduceStep::save_draft(ConversationId conversation, ConversationEntry& entry) {
    if (conversation == s.selected) s.draft_due_at = 0;
    if (!entry.draft_unsaved) return;
    unsent_changed();
    // Longer than the backend keeps it would come back cut; in dispute it would undo what another window
    // wrote. The tab keeps it.
    if (entry.draft.size() > kMaxDraftBytes || entry.draft_disputed) {
        keep_now_ = true;
        return;
    }
    if (!enqueue(SaveDraft{conversation, entry.draft, mark_before_next_save(conversation, entry)})) return;
    entry.draft_unsaved = false;
}

// What the backend will hold when the next SaveDraft reaches it.
std::string ReduceStep::mark_before_next_save(ConversationId conversation,
                                              const ConversationEntry& entry) const {
    std::string mark = draft_mark(entry.remote_draft);
    for (const OutstandingCommand& o : s.outstanding) {
        const auto* save = std::get_if<SaveDraft>(&o.command);
        if (save == nullptr || save->conversation != conversation) continue;
        mark = o.left ? draft_mark(save->text) : save->before;  // one that has not left gives way to the next
    }
    return mark;
}

void ReduceStep::flush_draft() {
    s.draft_due_at = 0;
    if (ConversationEntry* entry = entry_of(s.selected)) save_draft(s.selected, *entry);
}

bool ReduceStep::is_saving_draft(ConversationId conversation) const {
    return std::any_of(s.outstanding.begin(), s.outstanding.end(), [&](const OutstandingCommand& o) {
        const auto* save = std::get_if<SaveDraft>(&o.command);
        return save != nullptr && save->conversation == conversation;
    });
}

bool ReduceStep::is_saving_draft(ConversationId conversation, std::string_view text) const {
    return std::any_of(s.outstanding.begin(), s.outstanding.end(), [&](const OutstandingCommand& o) {
        const auto* save = std::get_if<SaveDraft>(&o.command);
        return save != nullptr && save->conversation == conversation && save->text == text;
    });
}

// The backend holds something else than before: saved here or written in another window.
void ReduceStep::take_remote_draft(ConversationId conversation, ConversationEntry& entry, std::string text) {
    const std::string before = std::exchange(entry.remote_draft, std::move(text));
    const std::string& there = entry.remote_draft;
    if (there == before) return;
    if (there == entry.draft) {
        entry.draft_unsaved = false;
        settle_dispute(entry);
    } else if (is_saving_draft(conversation, there) &&
               (entry.draft != before || entry.draft_unsaved || is_saving_draft(conversation, entry.draft))) {
        return;  // the echo of what was saved a moment ago must not undo what has been typed since
    } else if (entry.draft == before) {
        entry.draft = there;
        entry.draft_unsaved = false;
        settle_dispute(entry);
        touch_entry(entry);
        if (s.selected == conversation) effects_.push_back(FillComposer{conversation, entry.draft});
    } else {
        meet_remote_draft(conversation, entry);
    }
}

// What is here and what the backend holds were written apart from each other.
void ReduceStep::meet_remote_draft(ConversationId conversation, ConversationEntry& entry) {
    if (entry.draft.find(entry.remote_draft) != std::string::npos) {
        // Nothing of the other is lost: sent or cleared there, or continued here.
        settle_dispute(entry);
        return save_again(conversation, entry);
    }
    entry.draft_disputed = true;
    entry.draft_unsaved = entry.draft_unsaved || !is_saving_draft(conversation);
    keep_now_ = true;
    touch_entry(entry);
}

// A snapshot: what is typed here stays, and is held against what the backend has by now.
void ReduceStep::take_drafts(const std::vector<Draft>& drafts,
                             std::unordered_map<ConversationId, ConversationEntry>& before) {
    for (auto& [id, old] : before) {
        ConversationEntry* entry = entry_of(id);
        if (entry == nullptr || entry->outdated ||
            (old.draft.empty() && old.remote_draft.empty() && !old.draft_unsaved))
            continue;
        entry->draft = std::move(old.draft);
        entry->remote_draft = std::move(old.remote_draft);
        entry->draft_unsaved = old.draft_unsaved;
        entry->draft_disputed = old.draft_disputed;
        const auto same = [&, here = id](const Draft& draft) { return draft.conversation == here; };
        if (std::none_of(drafts.begin(), drafts.end(), same)) take_remote_draft(id, *entry, {});
    }
    for (const Draft& draft : drafts)
        if (ConversationEntry* entry = entry_of(draft.conversation))
            take_remote_draft(draft.conversation, *entry, draft.text);
    // What was saved, as an answer has said, and is not what the backend holds: another window has written
    // since, and the events that would have told both are in the snapshot.
    std::erase_if(s.outstanding, [](const OutstandingCommand& o) { return o.answered; });
    for (auto& [id, entry] : s.conversations) {
        const bool own = entry.draft_unsaved || entry.draft_disputed || entry.outdated || is_saving_draft(id);
        if (own || entry.draft == entry.remote_draft) continue;
        entry.draft = entry.remote_draft;
        if (id == s.selected) effects_.push_back(FillComposer{id, entry.draft});
    }
}

void ReduceStep::settle_dispute(ConversationEntry& entry) {
    if (std::exchange(entry.draft_disputed, false)) touch_entry(entry);
}

void ReduceStep::save_again(ConversationId conversation, ConversationEntry& entry) {
    if (is_saving_draft(conversation)) return;  // its refusal leads here again
    entry.draft_unsaved = true;
    save_draft(conversation, entry);
}

void ReduceStep::draft_saved(std::size_t outstanding) {
    // While older events are still coming, their order against this draft is told by its own echo.
    if (s.connection.link != Link::Live) {
        s.outstanding[outstanding].answered = true;
        return;
    }
    const OutstandingCommand done = std::move(s.outstanding[outstanding]);
    s.outstanding.erase(s.outstanding.begin() + static_cast<std::ptrdiff_t>(outstanding));
    // It may have been carried out before the line was lost, and what the backend holds may have come since.
    const auto& save = std::get<SaveDraft>(done.command);
    ConversationEntry* entry = entry_of(save.conversation);
    const bool stands = done.repeated && entry != nullptr && !entry->draft_unsaved &&
                        !entry->draft_disputed && entry->draft == save.text &&
                        entry->remote_draft != save.text;
    if (stands) meet_remote_draft(save.conversation, *entry);
}

void ReduceStep::draft_refused(const SaveDraft& save, ErrorCode code) {
    // Kept here; tried again when it is typed on, or left and opened again.
    ConversationEntry* entry = entry_of(save.conversation);
    if (entry == nullptr || entry->draft != save.text) return;
    entry->draft_unsaved = true;
    // Refused because of a draft that is known here by now, and of which nothing would be lost. One that is
    // not known yet comes as an event.
    const bool known = save.before != draft_mark(entry->remote_draft);
    if (code == ErrorCode::DraftChanged && known && !entry->draft_disputed)
        save_again(save.conversation, *entry);
}

void ReduceStep::on(const DraftChosen& a) {
    ConversationEntry* entry = entry_of(a.conversation);
    if (entry == nullptr || !entry->draft_disputed) return;
    settle_dispute(*entry);
    unsent_changed();
    if (a.mine) {
        entry->draft_unsaved = true;
        return save_draft(a.conversation, *entry);
    }
    entry->draft = entry->remote_draft;
    entry->draft_unsaved = false;
    if (a.conversation == s.selected) effects_.push_back(FillComposer{a.conversation, entry->draft});
}

void ReduceStep::give_back(ConversationId conversation, const std::string& text) {
    ConversationEntry* entry = entry_of(conversation);
    if (entry == nullptr || text.empty()) return;
    std::string joined = entry->draft.empty() ? text : text + "\n" + entry->draft;
    if (conversation == s.selected) effects_.push_back(FillComposer{conversation, joined});
    on(DraftTyped{conversation, std::move(joined)});
}

}  // namespace kf
