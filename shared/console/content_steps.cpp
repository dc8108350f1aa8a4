// Contents other than text, private notes, and what the desk prepares: quick replies, greetings, settings.
#include <algorithm>
#include <utility>

#include "shared/base/blank.h"
#include "shared/console/reduce_step.h"
#include "shared/kf/content_limits.h"

namespace kf {
namespace {

bool same_place(const Greeting& greeting, const AccountId& account, const std::string& scene,
                GreetingKind kind) {
    return greeting.account == account && greeting.scene == scene && greeting.kind == kind;
}

}  // namespace

void ReduceStep::on(const ContentSendPressed& a) {
    if (const auto problem = content_problem(a.content, Occasion::InWindow))
        return toast(problem->zh, problem->en);
    if (!may_queue(a.conversation)) return;
    PendingMessage pending;
    if (const auto* text = std::get_if<TextBody>(&a.content)) {
        pending.text = text->content;
    } else {
        pending.content = a.content;
        pending.media = a.media;
    }
    queue_pending(std::move(pending), a.conversation);
}

void ReduceStep::on(const PrivateNotePressed& a) {
    if (entry_of(a.conversation) == nullptr || is_blank(a.text)) return;
    if (a.text.size() > kMaxPrivateNoteBytes) {
        toast("内部备注过长（上限 8192 字节）。请缩短。",
              "The private note is longer than 8192 bytes. Shorten it.");
    } else if (enqueue(AddPrivateNote{a.conversation, std::string(trimmed(a.text)), a.mentions})) {
        wrote_in_ = a.conversation;
        return clear_new_line(a.conversation);
    }
    effects_.push_back(GiveBackNote{a.conversation, a.text});
}

void ReduceStep::on(const MediaRetryPressed& a) {
    enqueue_once(RetryMedia{a.message});
}

void ReduceStep::save(Command command, SaveTicket ticket) {
    if (!enqueue(std::move(command))) return answer_save(ticket, false, {}, {});
    // It may have left at once; the answer cannot have come yet.
    s.outstanding.back().ticket = ticket;
}

void ReduceStep::answer_save(SaveTicket ticket, bool saved, const std::string& zh, const std::string& en) {
    if (ticket == 0) return;
    if (s.save_answers.size() >= kMaxSaveAnswers) s.save_answers.erase(s.save_answers.begin());
    s.save_answers.push_back({ticket, saved, zh, en});
    touch();
}

void ReduceStep::on(const QuickReplySaved& a) {
    save(SaveQuickReply{a.quick_reply}, a.ticket);
}
void ReduceStep::on(const QuickReplyDeleted& a) {
    save(DeleteQuickReply{a.id}, a.ticket);
}
void ReduceStep::on(const QuickReplyUsed& a) {
    enqueue(UseQuickReply{a.id});
}

void ReduceStep::on(const GreetingSaved& a) {
    if (const auto problem = content_problem(a.greeting.content, Occasion::OnEvent)) {
        return answer_save(a.ticket, false, std::string(problem->zh), std::string(problem->en));
    }
    save(SaveGreeting{a.greeting}, a.ticket);
}
void ReduceStep::on(const GreetingDeleted& a) {
    const auto account = s.accounts.find(a.account);
    save(DeleteGreeting{a.account, a.scene, a.kind,
                        account == s.accounts.end() ? CorpId{} : account->second.corp},
         a.ticket);
}
void ReduceStep::on(const DeskSettingsSaved& a) {
    save(SaveDeskSettings{a.settings}, a.ticket);
}

void ReduceStep::on_event(const QuickReplyChanged& e) {
    s.quick_replies.insert_or_assign(e.quick_reply.id, e.quick_reply);
    ++s.desk_revision;
    touch();
}
void ReduceStep::on_event(const QuickReplyRemoved& e) {
    s.quick_replies.erase(e.id);
    ++s.desk_revision;
    touch();
}

void ReduceStep::on_event(const GreetingChanged& e) {
    const Greeting& g = e.greeting;
    std::erase_if(s.greetings,
                  [&](const Greeting& known) { return same_place(known, g.account, g.scene, g.kind); });
    s.greetings.push_back(g);
    ++s.desk_revision;
    touch();
}
void ReduceStep::on_event(const GreetingRemoved& e) {
    std::erase_if(s.greetings,
                  [&](const Greeting& known) { return same_place(known, e.account, e.scene, e.kind); });
    ++s.desk_revision;
    touch();
}

void ReduceStep::on_event(const DeskSettingsChanged& e) {
    s.desk_settings = e.settings;
    ++s.desk_revision;
    touch();
}

}  // namespace kf
