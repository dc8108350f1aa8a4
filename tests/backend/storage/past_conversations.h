// Conversations that were over long ago, put into a store without their messages.
#pragma once

#include <SQLiteCpp/Database.h>

#include <string>

#include "backend/storage/conversation_rows.h"
#include "backend/storage/statements.h"
#include "tests/backend/storage/store_fixture.h"

namespace kf::test {

struct PastConversation {
    std::string customer;  // its id
    std::string name;
    std::string note;
    std::string agent;
    UnixMs last_at = 0;
    AccountId account = kSales;
};

// Adds them to a store whose accounts are there already.
class PastConversations {
  public:
    explicit PastConversations(StoreFixture& store) : db_(store.file->sqlite()) {
        store.heads_follow_from_facts = false;
    }

    ConversationId add(const PastConversation& past) {
        CustomerRow customer;
        customer.customer.corp = kCorp;
        customer.customer.id = CustomerId{past.customer};
        customer.customer.name = past.name;
        customer.customer.note = past.note;
        insert_customer(db_, customer);
        update_customer(db_, customer);
        ConversationRow row;
        row.account_key = find_account(db_, kCorp, past.account);
        row.customer_key = customer.key;
        row.head.agent = AgentId{past.agent};
        row.head.last.id = MessageId{1};
        row.head.last.at = past.last_at;
        insert_conversation(db_, row);
        update_conversation(db_, row);
        return row.head.id;
    }
    // Many at once: customers wmP<first>…, one a second, by turns of lin and mei.
    void add_many(int first, int count, UnixMs from, const std::string& name = "客") {
        db_("BEGIN IMMEDIATE").run();
        for (int i = first; i < first + count; ++i) {
            add({.customer = "wmP" + std::to_string(i),
                 .name = name + std::to_string(i),
                 .note = {},
                 .agent = i % 2 == 0 ? "lin" : "mei",
                 .last_at = from + i * 1000});
        }
        db_("COMMIT").run();
    }

  private:
    Statements db_;
};

}  // namespace kf::test
