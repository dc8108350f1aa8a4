// Mutated samples against every decoder of shared/: the result is a value that can be written and read again,
// or an error; never a crash, an endless loop or text that is not UTF-8.
#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "shared/base/utf8.h"
#include "shared/console/reduce.h"
#include "shared/kf/content_limits.h"
#include "shared/kf/message_codec.h"
#include "shared/kf/wecom_answer.h"
#include "shared/protocol/protocol_codec.h"
#include "tests/fuzz/mutator.h"
#include "tests/shared/kf/samples.h"
#include "tests/shared/protocol/values.h"

using namespace kf;

namespace {

constexpr int kMinTries = 300;
constexpr int kMaxTries = 2'000'000;

// KFDESK_FUZZ_SECONDS makes each case run longer.
std::chrono::steady_clock::duration time_per_case() {
    const char* seconds = std::getenv("KFDESK_FUZZ_SECONDS");
    return std::chrono::seconds{seconds != nullptr ? std::max(1, std::atoi(seconds)) : 6};
}

template <class Try>
void fuzz(unsigned seed, const std::vector<std::string>& seeds, const Try& attempt) {
    Mutator mutator{seed, seeds};
    const auto end = std::chrono::steady_clock::now() + time_per_case();
    int tries = 0;
    int accepted = 0;
    while (tries < kMinTries || (tries < kMaxTries && std::chrono::steady_clock::now() < end)) {
        const std::string text = mutator.next();
        ++tries;
        accepted += attempt(text) ? 1 : 0;
    }
    MESSAGE(tries << " tries, " << accepted << " accepted");
    // Both ways are reached, or the mutations say nothing about the decoder.
    CHECK(accepted > 0);
    CHECK(accepted < tries);
}

std::vector<std::string> elements(std::string_view array) {
    std::vector<std::string> out;
    for (const nlohmann::json& j : nlohmann::json::parse(array, nullptr, false)) out.push_back(j.dump());
    return out;
}

bool sound(const KfMessage& m) {
    const bool filed = !m.msgid.empty() || !m.customer.empty() || std::holds_alternative<KfEvent>(m.body);
    return filed && m.msgid.value.size() <= 256 && m.send_time >= 0 && is_valid_utf8(m.raw) &&
           is_valid_utf8(m.msgtype) && is_valid_utf8(m.customer.value) && m.customer.value.size() <= 256;
}

}  // namespace

TEST_CASE("mutated messages of sync_msg") {
    std::vector<std::string> seeds = elements(samples::kReceived);
    for (std::string& text : elements(samples::kEvents)) seeds.push_back(std::move(text));
    fuzz(1, seeds, [](const std::string& text) {
        const auto m = message_from_wecom_text(text, AccountId{"wk1"});
        if (!m.ok()) return false;
        REQUIRE(sound(*m));
        const auto again = message_from_wecom_text(m->raw, AccountId{"wk1"});
        REQUIRE(again.ok());
        REQUIRE(again->raw == m->raw);
        REQUIRE(again->body.index() == m->body.index());
        for (const bool english : {false, true}) {
            const std::string preview = message_preview(m->msgtype, m->raw, english);
            REQUIRE_FALSE(preview.empty());
            REQUIRE(is_valid_utf8(preview));
            REQUIRE(count_code_points(preview) <= 80);
            REQUIRE(preview.find('\n') == std::string::npos);
        }
        return true;
    });
}

TEST_CASE("mutated pages of sync_msg") {
    std::vector<std::string> seeds{std::string{samples::kSyncPage}, std::string{samples::kSyncEmptyPage},
                                   std::string{samples::kSyncError}};
    for (const std::string_view list : {samples::kReceived, samples::kEvents}) {
        seeds.push_back(R"({"errcode":0,"next_cursor":"C","has_more":1,"msg_list":)" + std::string{list} +
                        "}");
    }
    fuzz(2, seeds, [](const std::string& text) {
        const auto answer = read_wecom_answer(text);
        if (!answer.ok()) return false;
        const auto page = sync_page_from_wecom(answer->json);
        if (!page.ok()) return false;
        for (const KfMessage& m : page->messages) REQUIRE(sound(m));
        for (const std::string& left : page->unreadable) REQUIRE(left.size() <= kMaxUnreadableBytes);
        REQUIRE((!page->next_cursor.empty() || !page->messages.empty() || !page->unreadable.empty() ||
                 !page->has_more));
        return true;
    });
}

TEST_CASE("mutated contents") {
    std::vector<std::string> seeds = elements(samples::kReceived);
    for (std::string& text : elements(samples::kSends)) seeds.push_back(std::move(text));
    fuzz(8, seeds, [](const std::string& text) {
        const auto json = nlohmann::json::parse(text, nullptr, false);
        const auto msgtype = json.is_object() ? json.find("msgtype") : nlohmann::json::const_iterator{};
        if (!json.is_object() || msgtype == json.end() || !msgtype->is_string()) return false;
        const Content content = content_from_raw(msgtype->get<std::string>(), text);
        if (std::holds_alternative<NoDetails>(content)) return false;
        const std::string written = content_to_text(content);
        REQUIRE(is_valid_utf8(written));
        // What is written is read and written as the same. (A menu item of a kind that nobody knows is
        // written as its words; content_problem() keeps it from being sent.)
        const Content again = content_from_raw(std::string(msgtype_of(content)), written);
        REQUIRE(content_to_text(again) == written);
        for (const Occasion occasion : {Occasion::InWindow, Occasion::OnEvent}) {
            if (const auto problem = content_problem(content, occasion)) REQUIRE_FALSE(problem->zh.empty());
        }
        static_cast<void>(content_warnings(content));
        return true;
    });
}

TEST_CASE("previews of anything") {
    std::vector<std::string> seeds = elements(samples::kReceived);
    seeds.push_back("您好 👩‍💻 \n text");
    const char* types[] = {"text", "image", "channels", "event", "sticker", ""};
    int turn = 0;
    fuzz(3, seeds, [&](const std::string& text) {
        const std::string preview = message_preview(types[turn % 6], text, turn % 2 == 0, 20);
        REQUIRE(is_valid_utf8(preview));
        REQUIRE_FALSE(preview.empty());
        REQUIRE(count_code_points(preview) <= 20);
        return turn++ % 2 == 0;
    });
}

TEST_CASE("mutated client frames") {
    std::vector<std::string> seeds;
    for (const ClientFrame& f : values::client_frames()) seeds.push_back(write_client_frame(f));
    fuzz(4, seeds, [](const std::string& text) {
        const auto frame = read_client_frame(text);
        if (!frame.ok()) return false;
        const std::string written = write_client_frame(*frame);
        const auto again = read_client_frame(written);
        REQUIRE(again.ok());
        REQUIRE(write_client_frame(*again) == written);
        return true;
    });
}

TEST_CASE("mutated server frames, and a live console that meets them") {
    std::vector<std::string> seeds;
    for (const ServerFrame& f : values::server_frames()) seeds.push_back(write_server_frame(f));
    ConsoleState state;
    UnixMs clock = 1'795'132'800'000;
    const auto act = [&](ActionBody body) {
        clock += 50;
        for (const Effect& e : reduce(state, Action{clock, std::move(body)})) {
            if (const auto* f = std::get_if<SendFrame>(&e)) REQUIRE(read_client_frame(f->text).ok());
        }
    };
    act(PageStarted{Settings{}, "fuzz", 480});
    fuzz(5, seeds, [&](const std::string& text) {
        if (state.connection.link != Link::Live) {
            clock += 60'000;
            state.connection.link = Link::Loading;
            state.connection.snapshot_wanted = true;
            state.connection.attempts = 0;
            act(SnapshotArrived{write_snapshot(values::snapshot())});
            if (!state.connection.socket_open) act(SocketOpened{});
            act(SocketText{write_server_frame(Welcome{"epoch-1", 77, clock})});
            act(ConversationOpened{ConversationId{42}});
        }
        act(SocketText{text});
        act(HistoryArrived{ConversationId{42}, text});
        const auto frame = read_server_frame(text);
        if (!frame.ok()) return false;
        const std::string written = write_server_frame(*frame);
        const auto again = read_server_frame(written);
        REQUIRE(again.ok());
        REQUIRE(write_server_frame(*again) == written);
        return true;
    });
}

TEST_CASE("mutated snapshots, pages and details") {
    const std::vector<std::string> seeds{
        write_snapshot(values::snapshot()), write_history_page(values::history_page()),
        write_conversation_page(values::conversation_page()), write_search_page(values::search_page()),
        write_details(values::details())};
    fuzz(6, seeds, [](const std::string& text) {
        const auto snapshot = read_snapshot(text);
        if (snapshot.ok()) REQUIRE(read_snapshot(write_snapshot(*snapshot)).ok());
        const auto page = read_history_page(text);
        if (page.ok()) REQUIRE(read_history_page(write_history_page(*page)).ok());
        const auto details = read_details(text);
        if (details.ok()) REQUIRE(read_details(write_details(*details)).ok());
        const auto conversations = read_conversation_page(text);
        if (conversations.ok()) REQUIRE(read_conversation_page(write_conversation_page(*conversations)).ok());
        const auto search = read_search_page(text);
        if (search.ok()) REQUIRE(read_search_page(write_search_page(*search)).ok());
        return snapshot.ok() || page.ok() || details.ok() || conversations.ok() || search.ok();
    });
}

TEST_CASE("events from the store") {
    std::vector<std::string> seeds;
    for (const Event& e : values::events()) seeds.push_back(write_event(e));
    fuzz(7, seeds, [](const std::string& text) {
        const auto event = read_event(text);
        if (!event.ok()) return false;
        REQUIRE(read_event(write_event(*event)).ok());
        return true;
    });
}
