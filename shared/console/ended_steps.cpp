// Conversations that the console does not hold: the list of past ones page by page, and single ones by their
// number.
//
// All that are open are held, so what an event names and is not held was over; the backend says who the
// customer is before such an event. A page waits until the stream has come to its number: then whatever it
// brings and is not held has not moved since, and what is held is at least as new.
#include <algorithm>
#include <utility>

#include "shared/base/blank.h"
#include "shared/base/utf8.h"
#include "shared/console/reduce_step.h"
#include "shared/protocol/protocol_codec.h"

namespace kf {
namespace {

constexpr int kEndedPage = 50;
constexpr int kPeoplePage = 20;
constexpr int kGone = 404;

}  // namespace

// ---- the list

EndedFilter ReduceStep::listed_filter() const {
    return s.tab == Tab::Ended ? s.ended.filter : EndedFilter{};
}

bool ReduceStep::lists_all() const {
    return trimmed(s.search).empty() && listed_filter().empty();
}

// Another question: what is held answers it down to where all are held.
void ReduceStep::begin_list(std::int64_t pause_ms) {
    EndedQuestion& list = s.ended.list;
    list = EndedQuestion{};
    list.to = s.ended.held_to;
    list.has_more = s.ended.more;
    std::erase_if(s.loads.early, [](const EarlyPage& page) { return page.what == EarlyPage::For::List; });
    if (!lists_all() && list.has_more) list.due_at = at_ + pause_ms;
    touch();
}

void ReduceStep::ask_list() {
    EndedQuestion& list = s.ended.list;
    list.due_at = 0;
    if (list.loading || !list.has_more || s.ended.held >= kMaxEndedHeld) return;
    list.ask_when_live = false;
    list.problem_zh.clear();
    list.problem_en.clear();
    list.loading = true;
    list.number = ++s.pages_asked;
    touch();
    effects_.push_back(FetchEnded{.number = list.number,
                                  .text = cut_search(trimmed(s.search)),
                                  .filter = listed_filter(),
                                  .before = list.to,
                                  .limit = kEndedPage});
}

void ReduceStep::ask_people() {
    EndedQuestion& people = s.ended.people;
    people.due_at = 0;
    people.loading = true;
    people.number = ++s.pages_asked;
    effects_.push_back(FetchEnded{.number = people.number,
                                  .text = s.ended.people_text,
                                  .filter = {},
                                  .before = {},
                                  .limit = kPeoplePage});
}

void ReduceStep::run_lists() {
    const EndedQuestion& list = s.ended.list;
    const bool due = list.due_at != 0 && at_ >= list.due_at;
    if (due || (list.ask_when_live && s.connection.link == Link::Live)) ask_list();
    if (s.ended.people.due_at != 0 && at_ >= s.ended.people.due_at) ask_people();
    const bool listed = s.tab == Tab::Ended || !s.search.empty();
    if (s.ended.held > s.ended.look_above && !listed) forget_ended();
}

UnixMs ReduceStep::lists_due() const {
    const UnixMs a = s.ended.list.due_at;
    const UnixMs b = s.ended.people.due_at;
    return a == 0 || (b != 0 && b < a) ? b : a;
}

void ReduceStep::on(const EndedFiltered& a) {
    EndedFilter filter = a.filter;
    const auto account = s.accounts.find(filter.account);
    filter.corp = account == s.accounts.end() ? CorpId{} : account->second.corp;
    if (s.ended.filter == filter) return;
    s.ended.filter = std::move(filter);
    if (s.tab != Tab::Ended) return;
    touch_list();
    begin_list(0);
}

void ReduceStep::on(const MoreEndedWanted&) {
    if (s.ended.list.problem_zh.empty() && s.ended.list.due_at == 0) ask_list();
}

void ReduceStep::on(const EndedRetried&) {
    ask_list();
}

void ReduceStep::on(const CustomersWanted& a) {
    s.ended.people_text = cut_search(trimmed(a.text));
    // All are held, or nobody is named yet.
    const bool wanted = s.ended.more && !s.ended.people_text.empty();
    s.ended.people.due_at = wanted ? at_ + kTypingPauseMs : 0;
}

void ReduceStep::on(const EndedArrived& a) {
    const bool listed = s.ended.list.loading && a.number == s.ended.list.number;
    const bool people = s.ended.people.loading && a.number == s.ended.people.number;
    if (!listed && !people) return;
    auto page = read_conversation_page(a.body);
    if (!page.ok()) return on(EndedFailed{a.number, 200, {}});
    s.loads.early.push_back({.what = listed ? EarlyPage::For::List : EarlyPage::For::People,
                             .conversation = {},
                             .page = std::move(page).value()});
}

void ReduceStep::on(const EndedFailed& a) {
    if (a.http_status == 401) return sign_out(LinkProblem::Expired);
    if (s.ended.people.loading && a.number == s.ended.people.number) s.ended.people.loading = false;
    EndedQuestion& list = s.ended.list;
    if (!list.loading || a.number != list.number) return;
    list.loading = false;
    touch();
    say_why(list, a.http_status, a.body,
            {.offline_zh = "连接中断，恢复后会自动加载。",
             .offline_en = "Not connected. The list goes on by itself when the connection is back.",
             .failed_zh = "加载失败，请稍后再试。",
             .failed_en = "The list could not be loaded. Try again later."});
}

// ---- one conversation

void ReduceStep::load(ConversationId conversation) {
    if (conversation.empty() || s.loads.under_way.count(conversation) > 0) return;
    const std::uint64_t number = ++s.pages_asked;
    s.loads.under_way[conversation] = number;
    effects_.push_back(FetchConversation{conversation, number});
}

// What is under way may be from before what is known now.
void ReduceStep::load_again(ConversationId conversation) {
    s.loads.under_way.erase(conversation);
    load(conversation);
}

void ReduceStep::load_what_is_missing() {
    for (const auto& [id, entry] : s.conversations)
        if (entry.outdated) load(id);
    for (const Unsent::Item& item : s.loads.unsent) load(item.conversation);
    load(s.loads.opening);
}

void ReduceStep::on(const ConversationArrived& a) {
    const auto asked = s.loads.under_way.find(a.conversation);
    if (asked == s.loads.under_way.end() || asked->second != a.number) return;
    auto page = read_conversation_page(a.body);
    if (!page.ok()) return on(ConversationFailed{a.conversation, a.number, 200});
    s.loads.under_way.erase(asked);
    s.loads.early.push_back(
        {.what = EarlyPage::For::One, .conversation = a.conversation, .page = std::move(page).value()});
}

void ReduceStep::on(const ConversationFailed& a) {
    const auto asked = s.loads.under_way.find(a.conversation);
    if (asked == s.loads.under_way.end() || asked->second != a.number) return;
    if (a.http_status == 401) return sign_out(LinkProblem::Expired);
    s.loads.under_way.erase(asked);
    if (a.http_status == kGone) return not_there(a.conversation);
    // Whatever else waits for it asks again with the next connection.
    if (s.loads.opening != a.conversation) return;
    s.loads.opening = {};
    toast("没能打开会话。请检查网络，稍后再试。",
          "The conversation could not be opened. Check the connection and try again.");
}

// It does not exist, or this agent may not see it any more.
void ReduceStep::not_there(ConversationId conversation) {
    if (s.loads.opening == conversation) {
        s.loads.opening = {};
        toast("这个会话已不在您的列表中。", "This conversation is not in your list any more.");
    }
    const auto of_it = [&](const Unsent::Item& item) { return item.conversation == conversation; };
    if (std::erase_if(s.loads.unsent, of_it) > 0) keep_now_ = true;
    const ConversationEntry* entry = entry_of(conversation);
    if (entry != nullptr && entry->outdated) forget_conversation(conversation);
}

void ReduceStep::forget_conversation(ConversationId conversation) {
    const auto found = s.conversations.find(conversation);
    if (found == s.conversations.end()) return;
    count_entry(found->second, -1);
    if (found->second.head.desk_state == DeskState::Ended) --s.ended.held;
    if (s.selected == conversation) {
        close_find();
        s.selected = {};
        s.draft_due_at = 0;
    }
    s.threads.erase(conversation);
    std::erase(s.recently_opened, conversation);
    s.conversations.erase(found);
    touch_list();
}

void ReduceStep::open_loaded() {
    const ConversationId conversation = std::exchange(s.loads.opening, ConversationId{});
    const MessageId at = std::exchange(s.loads.opening_at, MessageId{});
    if (at.empty()) return open(conversation);
    on(HitOpened{conversation, at});
}

// ---- pages

void ReduceStep::take_early_pages() {
    auto& early = s.loads.early;
    const auto come = [this](const EarlyPage& waiting) { return waiting.page.seq <= s.connection.seq; };
    for (auto next = std::find_if(early.begin(), early.end(), come); next != early.end();
         next = std::find_if(early.begin(), early.end(), come)) {
        EarlyPage page = std::move(*next);
        early.erase(next);
        take(std::move(page));
    }
}

void ReduceStep::take(EarlyPage&& early) {
    touch_list();
    if (early.what == EarlyPage::For::People) s.ended.people.loading = false;
    if (early.what == EarlyPage::For::List) {
        EndedQuestion& list = s.ended.list;
        list.loading = false;
        list.has_more = early.page.has_more;
        list.to = list.has_more ? early.page.next : EndedPlace{};
        if (lists_all()) {
            s.ended.held_to = list.to;
            s.ended.more = list.has_more;
        }
    }
    take_conversations(std::move(early.page));
    if (early.what != EarlyPage::For::One) return;
    if (entry_of(early.conversation) == nullptr) return not_there(early.conversation);
    take_back_later(early.conversation);
    if (s.loads.opening == early.conversation) open_loaded();
}

void ReduceStep::take_conversations(ConversationPage&& page) {
    for (Customer& customer : page.customers) {
        if (std::erase(s.loads.outdated_people, customer.id) > 0) {
            s.customers.insert_or_assign(customer.id, std::move(customer));
        } else {
            s.customers.emplace(customer.id, customer);  // those that are known are kept true by events
        }
    }
    for (const Conversation& head : page.conversations) {
        const auto [item, is_new] = s.conversations.try_emplace(head.id);
        ConversationEntry& entry = item->second;
        if (!is_new && !entry.outdated) continue;
        if (!is_new) count_entry(entry, -1);
        const bool was_over = entry.head.desk_state == DeskState::Ended;
        if (!is_new && was_over) --s.ended.held;
        entry.head = head;
        entry.outdated = false;
        entry.revision = s.list_revision;
        count_entry(entry, 1);
        if (head.desk_state == DeskState::Ended) ++s.ended.held;
        if (Thread* thread = thread_of(head.id)) touch_thread(*thread);
    }
    take_own(std::move(page));
}

// What the agent has there of their own, unless the stream has told something newer.
void ReduceStep::take_own(ConversationPage&& page) {
    std::unordered_map<ConversationId, std::string> drafts;
    for (Draft& draft : page.drafts) drafts[draft.conversation] = std::move(draft.text);
    std::unordered_map<ConversationId, Marks> marks;
    for (const Marks& one : page.marks) marks[one.conversation] = one;
    for (const Conversation& head : page.conversations) {
        ConversationEntry* entry = entry_of(head.id);
        if (entry == nullptr) continue;
        if (entry->draft_seq < page.seq) {
            entry->draft_seq = page.seq;
            take_remote_draft(head.id, *entry, std::move(drafts[head.id]));
        }
        if (entry->marks_seq < page.seq) {
            entry->marks_seq = page.seq;
            count_entry(*entry, -1);
            entry->pinned = marks[head.id].pinned;
            entry->marked_unread = marks[head.id].unread;
            count_entry(*entry, 1);
        }
    }
}

// ---- what is held

void ReduceStep::count_ended(const Conversation& head, bool was_held, bool was_over) {
    const bool over = head.desk_state == DeskState::Ended;
    if (over != was_over) s.ended.count += over ? 1 : -1;
    const bool counted = was_held && was_over;
    if (over && !counted) ++s.ended.held;
    if (!over && counted) --s.ended.held;
}

// With a snapshot everything that is asked for begins anew.
void ReduceStep::begin_ended(const Snapshot& snapshot) {
    EndedConversations& ended = s.ended;
    ended.held = 0;
    for (const auto& [id, entry] : s.conversations)
        if (entry.head.desk_state == DeskState::Ended) ++ended.held;
    // (A backend that sends all does not count them.)
    ended.count = std::max(snapshot.ended, static_cast<std::int64_t>(ended.held));
    ended.newest = snapshot.newest;
    ended.held_to = snapshot.ended_to;
    ended.more = snapshot.more_ended;
    ended.look_above = kMaxEndedHeld;
    ended.people = {};
    s.loads.under_way.clear();
    s.loads.early.clear();
    s.loads.outdated_people.clear();
    begin_list(0);
}

// What is open is in the snapshot, and so are the newest of what is over. Others stay while the agent looks
// at them or has words there that the backend does not have, and are asked for.
void ReduceStep::keep_in_use(std::unordered_map<ConversationId, ConversationEntry>& before,
                             std::unordered_map<CustomerId, Customer>& people) {
    for (auto& [id, old] : before) {
        if (entry_of(id) != nullptr || !may_see(s.self, old.head)) continue;
        const Thread* thread = thread_of(id);
        const bool words = old.draft_unsaved || old.draft_disputed || is_saving_draft(id) ||
                           (thread != nullptr && !thread->pending.empty());
        if (id != s.selected && !words) continue;
        ConversationEntry& entry = s.conversations[id];
        entry = std::move(old);
        entry.outdated = true;
        entry.draft_seq = entry.marks_seq = 0;
        entry.revision = s.list_revision;
        Conversation& head = entry.head;
        head.desk_state = DeskState::Ended;
        head.unread = 0;
        head.waiting_since = 0;
        head.undelivered = {};
        head.handed_by = {};
        head.calls.clear();
        ++s.ended.held;
        const auto person = people.find(head.customer);
        if (person != people.end() && s.customers.emplace(head.customer, std::move(person->second)).second)
            s.loads.outdated_people.push_back(head.customer);
    }
}

// The oldest of what is over and nobody needs, so that a page that is open for weeks does not grow.
void ReduceStep::forget_ended() {
    std::vector<EndedPlace> spare;
    for (const auto& [id, entry] : s.conversations) {
        const Conversation& head = entry.head;
        const bool own = entry.pinned || entry.marked_unread || !entry.draft.empty() ||
                         !entry.remote_draft.empty() || entry.draft_unsaved || entry.outdated;
        const bool noticed = to_notice(head) > 0 || calls_of(head, s.self.id) > 0;
        const bool used = own || noticed || id == s.selected || thread_of(id) != nullptr;
        if (head.desk_state == DeskState::Ended && !used) spare.push_back(ended_place(head));
    }
    if (spare.size() > kEndedKept) {
        std::sort(spare.begin(), spare.end(), is_above);
        const EndedPlace last = spare[kEndedKept - 1];
        for (std::size_t i = kEndedKept; i < spare.size(); ++i) forget_conversation(spare[i].id);
        if (!s.ended.more || is_above(last, s.ended.held_to)) s.ended.held_to = last;
        s.ended.more = true;
        begin_list(0);
    }
    s.ended.look_above = std::max(kMaxEndedHeld, s.ended.held + kEndedKept);
}

}  // namespace kf
