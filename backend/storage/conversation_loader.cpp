#include "backend/storage/conversation_loader.h"

#include <utility>

#include "backend/storage/conversation_rows.h"

namespace kf {

bool ConversationLoader::add(ConversationId id) {
    if (has(id)) return true;
    auto row = load_conversation(db_, id);
    if (!row || !may_see(who_, row->head)) return false;
    loaded_.insert(id);
    if (customers_.count(row->customer_key) == 0) {
        if (auto customer = load_customer(db_, row->customer_key))
            customers_.emplace(row->customer_key, std::move(customer->customer));
    }
    page_.conversations.push_back(std::move(row->head));
    return true;
}

ConversationPage ConversationLoader::take() {
    for (auto& [key, customer] : customers_) page_.customers.push_back(std::move(customer));
    Query drafts =
        db_("SELECT conversation, text FROM drafts WHERE agent = ? ORDER BY conversation", who_.id);
    while (drafts.next()) {
        const ConversationId id{drafts.number(0)};
        if (has(id)) page_.drafts.push_back({.conversation = id, .text = drafts.text(1)});
    }
    Query marks = db_("SELECT conversation, pinned, unread FROM conversation_marks WHERE agent = ?", who_.id);
    while (marks.next()) {
        const ConversationId id{marks.number(0)};
        if (has(id)) page_.marks.push_back({id, marks.flag(1), marks.flag(2)});
    }
    return std::move(page_);
}

std::optional<ConversationPage> load_conversation_page(Statements& db, const Agent& who, ConversationId id) {
    const EventSeq seq = db.number(0, "SELECT max(seq) FROM events");
    ConversationLoader loader(db, who);
    if (!loader.add(id)) return std::nullopt;
    ConversationPage page = loader.take();
    page.seq = seq;
    return page;
}

}  // namespace kf
