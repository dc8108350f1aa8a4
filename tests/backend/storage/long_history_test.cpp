// What a change costs must not grow with the history.
#include <doctest/doctest.h>

#include <functional>

#include "tests/backend/storage/sqlite_steps.h"

using namespace kf;
using namespace kf::test;

namespace {

// Anna's conversation with `length` lines, every fifth an accepted answer, over several sessions; the outbox
// is empty.
void fill(StoreFixture& store, int length) {
    for (int i = 0; i < length; i += 50) {
        std::vector<KfMessage> messages;
        for (int n = i; n < i + 40; ++n) {
            messages.push_back(customer_text("m" + std::to_string(n), kDay + n, std::to_string(n)));
            messages.push_back(
                customer_text("b" + std::to_string(n), kDay + n, "x", CustomerId{"wm" + std::to_string(n)}));
        }
        store.page(messages, kDay + i + 40);
        const ConversationId id = store.conversation().id;
        store.accept(store.send(id, "答", kDay + i + 41), kDay + i + 42);
        if (i % 200 == 0) REQUIRE(store->end_session(id, AgentId{"lin"}, to_ms(kDay + i + 43)).ok());
    }
}

std::vector<std::int64_t> costs(int length) {
    StoreFixture store;
    fill(store, length);
    const ConversationId id = store.conversation().id;
    const UnixSecs now = kDay + length + 100;
    std::vector<std::int64_t> steps;
    const auto measure = [&](const std::function<void()>& work) { steps.push_back(steps_of(store, work)); };
    MessageId sent;
    measure([&] { store.page({customer_text("late", now, "在吗")}, now); });
    measure([&] { sent = store.send(id, "在", now + 1, "lin", "c1"); });
    measure([&] { CHECK(store->due_outbox(to_ms(now + 1), 8).size() == 1); });
    measure([&] { CHECK(store->next_outbox_time().has_value()); });
    measure([&] { CHECK(store->mark_sending(sent, to_ms(now + 2)).ok()); });
    measure([&] { CHECK(store->mark_outcome(sent, SendOutcome{}, to_ms(now + 3)).ok()); });
    measure([&] {
        store.page({event_message("f", now + 4, MessageSendFailed{store->find_message(sent)->msgid, 10}),
                    event_message("r", now + 4, MessageRecalled{KfMessageId{"late"}, {}})},
                   now + 4);
    });
    measure([&] {
        CHECK(store->history({.conversation = id, .before = {}, .limit = 20}).messages.size() == 20);
    });
    measure([&] { CHECK(store->mark_read(id, AgentId{"lin"}, sent, to_ms(now + 5)).ok()); });
    measure([&] { CHECK(store->find_sent(AgentId{"lin"}, ClientId{"c1"}).has_value()); });
    measure([&] { CHECK(store->save_note(kCorp, kAnna, "备注", to_ms(now + 5)).ok()); });
    measure([&] { CHECK(store->events_after(store->head() - 3, 10).size() == 3); });
    measure([&] { CHECK(store->oldest() == 1); });
    MessageId held;
    measure([&] {
        held = *store->queue_message({.conversation = id,
                                      .sender = {.kind = SenderKind::Agent, .id = "lin", .name = "lin"},
                                      .client_id = ClientId{"c2"},
                                      .content = TextBody{"等", {}},
                                      .not_before = to_ms(now + 60)},
                                     to_ms(now + 6));
    });
    measure([&] { CHECK(store->cancel_message(held, to_ms(now + 7)).ok()); });
    measure([&] { CHECK(store->end_session(id, AgentId{"lin"}, to_ms(now + 8)).ok()); });
    return steps;
}

}  // namespace

TEST_CASE("a recall costs the same whatever has happened in other conversations since") {
    const auto cost = [](int others) {
        StoreFixture store;
        store.page({customer_text("m", kDay, "秘密")}, kDay);
        for (int i = 0; i < others; i += 20) {
            std::vector<KfMessage> messages;
            for (int n = i; n < i + 20; ++n)
                messages.push_back(customer_text("o" + std::to_string(n), kDay + 1, "x", kBo));
            store.page(messages, kDay + 1);
        }
        const auto steps = steps_of(store, [&] {
            store.page({event_message("r", kDay + 2, MessageRecalled{KfMessageId{"m"}, {}})}, kDay + 2);
        });
        for (const StoredEvent& event : store->events_after(0, 100'000)) {
            const std::string& told = event.blanked.empty() ? event.json : event.blanked;
            CHECK(told.find("秘密") == std::string::npos);
        }
        return static_cast<double>(steps);
    };
    CHECK(cost(2000) <= 1.2 * cost(40) + 40);
}

TEST_CASE("no change and no page of history costs more because the history is long") {
    const auto few = costs(200);
    const auto many = costs(4000);
    REQUIRE(few.size() == many.size());
    for (std::size_t i = 0; i < few.size(); ++i) {
        CAPTURE(i);
        CHECK(static_cast<double>(many[i]) <= 1.3 * static_cast<double>(few[i]) + 40);
    }
}
