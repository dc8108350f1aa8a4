// The search over all messages and the one inside of the open conversation: what is typed is asked after a
// pause, an answer to an earlier question is dropped, more comes page by page.
#include <algorithm>
#include <string>
#include <utility>

#include "shared/base/json_reader.h"
#include "shared/base/utf8.h"
#include "shared/console/reduce_step.h"
#include "shared/protocol/protocol_codec.h"
#include "shared/search/message_text.h"
#include "shared/search/search_terms.h"

namespace kf {
namespace {

// Of the customer that is looked for, or else of the account; empty where neither is known.
CorpId corp_of(const ConsoleState& state, const SearchFilters& filters) {
    if (const auto customer = state.customers.find(filters.customer); customer != state.customers.end())
        return customer->second.corp;
    if (const auto account = state.accounts.find(filters.account); account != state.accounts.end())
        return account->second.corp;
    return {};
}

constexpr int kHitsPerPage = 30;
constexpr std::size_t kMaxErrorBytes = 64 * 1024;

bool filtered(const SearchFilters& filters) {
    return filters != SearchFilters{};
}

}  // namespace

std::string cut_search(std::string_view text) {
    std::size_t at = 0;
    for (std::size_t n = 0; n < kMaxSearchCodePoints && at < text.size(); ++n) next_code_point(text, at);
    return std::string{text.substr(0, at)};
}

bool take_refusal_words(std::string_view body, std::string& zh, std::string& en) {
    const auto json = parse_json(body, kMaxErrorBytes, "answer");
    if (!json.ok()) return false;
    std::optional<Error> problem;
    JsonReader reader{json.value(), "answer", problem};
    reader.object("error", JsonReader::Need::Needed, [&](JsonReader& error) {
        zh = error.text("zh", 1000);
        en = error.text("en", 1000);
    });
    return !problem && !zh.empty();
}

void ReduceStep::touch_search(MessageSearch& search) {
    touch();
    search.revision = s.revision;
}

void ReduceStep::type_search(MessageSearch& search, std::string_view text) {
    std::string kept = cut_search(text);
    if (search.text == kept) return;
    search.text = std::move(kept);
    search.due_at = at_ + kTypingPauseMs;
    touch_search(search);
}

// `more`: the page behind the hits that are held.
void ReduceStep::ask(MessageSearch& search, SearchWhere where, bool more) {
    search.due_at = 0;
    search.ask_when_live = false;
    search.problem_zh.clear();
    search.problem_en.clear();
    touch_search(search);
    const bool words = !search_terms(search.text).empty();
    const bool blank = search.text.find_first_not_of(" \t") == std::string::npos;
    const bool by_filter = where == SearchWhere::Desk && blank && filtered(search.filters);
    if (!words && !by_filter) {
        ++search.number;  // what is under way is not wanted any more
        search.loading = false;
        search.answered = false;
        search.has_more = false;
        search.hits.clear();
        return;
    }
    FetchSearch wanted;
    wanted.where = where;
    wanted.number = ++search.number;
    wanted.text = blank ? std::string{} : search.text;
    wanted.filters = search.filters;
    wanted.limit = kHitsPerPage;
    if (more) {
        wanted.before = search.hits.back().id;
    } else {
        search.answered = false;  // the old hits stay on screen, dimmed, until the answer comes
        search.current = 0;
    }
    search.loading = true;
    effects_.push_back(std::move(wanted));
}

void ReduceStep::run_searches() {
    for (auto* search : {&s.search_all, &s.find}) {
        if (!search->open) continue;
        const bool live = s.connection.link == Link::Live;
        const bool due = search->due_at != 0 && at_ >= search->due_at;
        if (due || (search->ask_when_live && live)) {
            ask(*search, search == &s.find ? SearchWhere::Conversation : SearchWhere::Desk, false);
        }
    }
}

UnixMs ReduceStep::searches_due() const {
    const UnixMs a = s.search_all.open ? s.search_all.due_at : 0;
    const UnixMs b = s.find.open ? s.find.due_at : 0;
    return a == 0 || (b != 0 && b < a) ? b : a;
}

void ReduceStep::on(const SearchArrived& a) {
    MessageSearch& search = a.where == SearchWhere::Conversation ? s.find : s.search_all;
    if (!search.open || !search.loading || a.number != search.number) return;
    auto page = read_search_page(a.body);
    if (!page.ok()) return on(SearchFailed{a.where, a.number, 200, {}});
    search.loading = false;
    touch_search(search);
    if (!search.answered) {
        search.hits.clear();
        search.conversations.clear();
    }
    search.answered = true;
    for (Conversation& head : page->conversations) {
        const ConversationId id = head.id;
        search.conversations.insert_or_assign(id, std::move(head));
    }
    for (const Customer& customer : page->customers) s.customers.emplace(customer.id, customer);
    // Newer ones came by events; each stands once, newest first.
    for (Message& hit : page->hits) {
        if (search.hits.empty() || hit.id < search.hits.back().id) search.hits.push_back(std::move(hit));
    }
    search.has_more = page->has_more && search.hits.size() < kMaxKeptHits;
    if (a.where != SearchWhere::Conversation) return;
    if (std::exchange(search.step_when_more, false) && search.current + 1 < search.hits.size()) {
        ++search.current;
        return show_found();
    }
    if (page->hits.size() == search.hits.size()) show_found();  // the first page
}

void ReduceStep::on(const SearchFailed& a) {
    if (a.http_status == 401) return sign_out(LinkProblem::Expired);
    MessageSearch& search = a.where == SearchWhere::Conversation ? s.find : s.search_all;
    if (!search.open || !search.loading || a.number != search.number) return;
    search.loading = false;
    search.step_when_more = false;
    touch_search(search);
    say_why(search, a.http_status, a.body,
            {.offline_zh = "连接中断，恢复后会自动搜索。",
             .offline_en = "Not connected. The search goes on by itself when the connection is back.",
             .failed_zh = "搜索失败，请稍后再试。",
             .failed_en = "The search failed. Try again later."});
}

void ReduceStep::on(const MessageSearchOpened& a) {
    MessageSearch& search = s.search_all;
    if (!search.open) {
        search.open = true;
        touch_search(search);
    }
    if (!a.text.empty() && search.text != cut_search(a.text)) {
        search.text = cut_search(a.text);
        ask(search, SearchWhere::Desk, false);
    }
}

void ReduceStep::on(const MessageSearchClosed&) {
    if (!s.search_all.open) return;
    // Words and hits stay for the next time; an answer under way comes too late.
    s.search_all.open = false;
    if (s.search_all.loading) {
        s.search_all.loading = false;
        s.search_all.due_at = at_;
    }
    touch_search(s.search_all);
}

void ReduceStep::on(const MessageSearchTyped& a) {
    type_search(s.search_all, a.text);
}

void ReduceStep::on(const MessageSearchFiltered& a) {
    SearchFilters filters = a.filters;
    filters.corp = corp_of(s, filters);
    if (s.search_all.filters == filters) return;
    s.search_all.filters = std::move(filters);
    ask(s.search_all, SearchWhere::Desk, false);
}

void ReduceStep::on(const MoreHitsWanted&) {
    MessageSearch& search = s.search_all;
    if (!search.open || search.loading || !search.answered || !search.has_more || search.hits.empty()) return;
    if (search.due_at == 0) ask(search, SearchWhere::Desk, true);
}

void ReduceStep::on(const MessageSearchRetried&) {
    if (s.search_all.open && !s.search_all.loading) ask(s.search_all, SearchWhere::Desk, false);
    if (s.find.open && !s.find.loading && !s.find.problem_zh.empty()) {
        ask(s.find, SearchWhere::Conversation, false);
    }
}

void ReduceStep::on(const FindOpened&) {
    if (s.selected.empty() || s.find.open) return;
    s.find.open = true;
    s.find.filters = {};
    s.find.filters.conversation = s.selected;
    if (!s.find.text.empty()) s.find.due_at = at_;  // the words of the last time
    touch_search(s.find);
    if (Thread* thread = thread_of(s.selected)) touch_thread(*thread);
}

void ReduceStep::on(const FindClosed&) {
    close_find();
}

void ReduceStep::close_find() {
    if (!s.find.open) return;
    const std::string text = std::move(s.find.text);
    const std::uint64_t number = s.find.number;
    s.find = MessageSearch{};
    s.find.text = text;
    s.find.number = number + 1;
    touch_search(s.find);
    if (Thread* thread = thread_of(s.selected)) touch_thread(*thread);
}

void ReduceStep::on(const FindTyped& a) {
    if (!s.find.open) return;
    type_search(s.find, a.text);
    if (Thread* thread = thread_of(s.selected)) touch_thread(*thread);
}

void ReduceStep::on(const FindStepped& a) {
    MessageSearch& find = s.find;
    if (!find.open) return;
    if (find.due_at != 0) {
        find.due_at = at_;  // Enter right after typing: asked at once, the first hit is shown by itself
        return;
    }
    if (!find.answered || find.hits.empty()) return;
    touch_search(find);
    if (a.steps < 0) {
        find.current = find.current > 0 ? find.current - 1 : find.has_more ? 0 : find.hits.size() - 1;
    } else if (find.current + 1 < find.hits.size()) {
        ++find.current;
    } else if (!find.has_more) {
        find.current = 0;
    } else if (!find.loading) {
        find.step_when_more = true;
        return ask(find, SearchWhere::Conversation, true);
    } else {
        return;
    }
    show_found();
}

void ReduceStep::show_found() {
    if (s.find.current >= s.find.hits.size()) return;
    jump(s.selected, s.find.hits[s.find.current].id);
}

// A message that comes while somebody searches the conversation is found as well; the one shown stays.
void ReduceStep::find_in_new(const Message& message) {
    MessageSearch& find = s.find;
    if (!find.open || !find.answered || message.conversation != find.filters.conversation) return;
    if (!find.hits.empty() && !(find.hits.front().id < message.id)) return;
    const auto terms = search_terms(find.text);
    if (terms.empty() || message.sender.kind == SenderKind::System) return;
    if (!has_all_terms(searched_text(message), terms)) return;
    if (!find.hits.empty()) ++find.current;
    find.hits.insert(find.hits.begin(), message);
    touch_search(find);
}

}  // namespace kf
