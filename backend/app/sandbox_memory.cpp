#include "backend/app/sandbox_memory.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "backend/sandbox/sim_server.h"
#include "backend/sandbox/world.h"
#include "shared/conversations/service_state.h"

namespace kf {

namespace {

constexpr int kLinesRemembered = 200;

void remember_customer(sim::World& world, const Customer& customer) {
    const auto [item, added] = world.customers.try_emplace(customer.id.value);
    auto& known = item->second;
    known.last_contact = std::max(known.last_contact, to_secs(customer.last_seen));
    if (!added) return;
    known.external_userid = customer.id.value;
    known.nickname = customer.name.empty() ? "客户" : customer.name;
    known.gender = static_cast<int>(customer.gender);
    known.unionid = customer.unionid;
    world.customer_order.push_back(customer.id.value);
}

// What the phone shows of a message; only texts are told in full.
std::optional<sim::PhoneLine> phone_line(const Message& message) {
    const bool arrived = message.sender.kind == SenderKind::Customer ||
                         message.sender.kind == SenderKind::Servicer ||
                         message.delivery == Delivery::Accepted;
    if (!arrived || message.msgtype != "text") return std::nullopt;
    sim::PhoneLine line;
    line.side = message.sender.kind == SenderKind::Customer ? sim::Side::Customer : sim::Side::Account;
    line.msgid = message.msgid.value;
    line.msgtype = "text";
    line.body = {{"content", message.text}};
    line.time = message.sent_at;
    line.by = message.sender.kind == SenderKind::Customer   ? "customer"
              : message.sender.kind == SenderKind::Servicer ? "servicer"
                                                            : "api";
    line.recalled = message.recalled;
    return line;
}

void remember_conversation(sim::World& world, const Conversation& head,
                           const std::vector<Message>& messages) {
    if (!world.accounts.contains(head.account.value) || !world.customers.contains(head.customer.value))
        return;
    auto& conversation = sim::conversation_of(world, head.account.value, head.customer.value);
    conversation.state = static_cast<sim::SessionState>(static_cast<int>(head.service_state));
    conversation.servicer = head.servicer.value;
    conversation.last_written = head.window.opened_at;
    conversation.sent_in_window = head.window.used;
    for (const auto& message : messages) {
        auto line = phone_line(message);
        if (!line) continue;
        line->number = static_cast<std::int64_t>(conversation.lines.size()) + 1;
        // A send that is repeated after the restart must still be a repetition (95033).
        if (line->side == sim::Side::Customer)
            ++conversation.written;
        else
            world.accounts[head.account.value].sent_msgids.insert(line->msgid);
        conversation.lines.push_back(std::move(*line));
    }
    conversation.session = 1;
    sim::touch(world, conversation);
}

}  // namespace

Result<void> remind_simulator(sim::SimServer& simulator, Store& store, UnixMs now) {
    Agent everybody;
    everybody.role = Role::Admin;
    UnixMs newest = now;
    std::set<ConversationId> known;
    simulator.with([&](sim::Simulator& sim) {
        const auto remember = [&](const auto& held) {
            for (const auto& customer : held.customers) remember_customer(sim.world(), customer);
            for (const auto& conversation : held.conversations) {
                if (!known.insert(conversation.id).second) continue;  // also in an earlier page
                const auto page =
                    store.history({.conversation = conversation.id, .before = {}, .limit = kLinesRemembered});
                remember_conversation(sim.world(), conversation, page.messages);
                for (const auto& message : page.messages) newest = std::max(newest, message.sent_at);
            }
        };
        const auto snapshot = store.snapshot(everybody, now);
        remember(snapshot);
        EndedQuery older{.filter = {}, .text = {}, .before = snapshot.ended_to, .limit = kMaxEndedPage};
        for (bool more = snapshot.more_ended; more;) {
            const auto page = store.ended_page(older, everybody);
            remember(page);
            older.before = page.next;
            more = page.has_more;
        }
        // The clock had been moved: it goes on where it was, or what was written then would lie ahead.
        sim.world().clock_offset = newest - now;
    });
    for (const auto& cursor : store.cursors()) TRY(store.reset_cursor(cursor.corp, cursor.account));
    return {};
}

}  // namespace kf
