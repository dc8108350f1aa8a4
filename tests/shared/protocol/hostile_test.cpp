// What fuzz_codecs does at random and natively, here in full for one change at a time, and in WebAssembly
// too.
#include <doctest/doctest.h>

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "shared/kf/message_codec.h"
#include "shared/protocol/protocol_codec.h"
#include "tests/shared/kf/samples.h"
#include "tests/shared/protocol/values.h"

using namespace kf;

namespace {

// Every prefix of the text, and the text with each byte replaced by bytes that matter to JSON and UTF-8.
template <class Try>
void with_every_damage(const std::string& text, const Try& attempt) {
    for (std::size_t length = 0; length < text.size(); ++length) attempt(text.substr(0, length));
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::string damaged = text;
        for (const char c : {'"', '9', '\xFF'}) {
            damaged[at] = c;
            attempt(damaged);
        }
    }
}

}  // namespace

TEST_CASE("a frame that was cut is never a frame, and a damaged one is an error or a whole frame") {
    int accepted = 0;
    for (const ClientFrame& frame : values::client_frames()) {
        const std::string text = write_client_frame(frame);
        with_every_damage(text, [&](const std::string& damaged) {
            const auto read = read_client_frame(damaged);
            if (damaged.size() < text.size()) REQUIRE_FALSE(read.ok());
            if (!read.ok()) return;
            ++accepted;
            REQUIRE(read_client_frame(write_client_frame(*read)).ok());
        });
    }
    CHECK(accepted > 0);  // a damaged text inside of a frame is another text
    for (const ServerFrame& frame : values::server_frames()) {
        const std::string text = write_server_frame(frame);
        with_every_damage(text, [&](const std::string& damaged) {
            const auto read = read_server_frame(damaged);
            if (damaged.size() < text.size()) REQUIRE_FALSE(read.ok());
            if (read.ok()) REQUIRE(read_server_frame(write_server_frame(*read)).ok());
        });
    }
}

TEST_CASE("a message of WeCom that was cut is an error, a damaged one an error or a whole message") {
    for (const std::string_view list : {samples::kReceived, samples::kEvents}) {
        for (const nlohmann::json& json : nlohmann::json::parse(list, nullptr, false)) {
            const std::string text = json.dump();
            with_every_damage(text, [&](const std::string& damaged) {
                const auto read = message_from_wecom_text(damaged, AccountId{"wk1"});
                if (damaged.size() < text.size()) REQUIRE_FALSE(read.ok());
                if (!read.ok()) return;
                REQUIRE(message_from_wecom_text(read->raw, AccountId{"wk1"}).ok());
                REQUIRE_FALSE(message_preview(read->msgtype, read->raw, false).empty());
            });
        }
    }
}

TEST_CASE("a page of sync_msg with any one member of a wrong type is an error or is read without it") {
    const nlohmann::json good = nlohmann::json::parse(samples::kSyncPage, nullptr, false);
    const nlohmann::json odd[] = {
        nullptr, true, -1, 1e300, "x", nlohmann::json::array(), nlohmann::json::object()};
    for (const char* member : {"errcode", "errmsg", "next_cursor", "has_more", "msg_list"}) {
        for (const nlohmann::json& value : odd) {
            nlohmann::json page = good;
            page[member] = value;
            const auto read = sync_page_from_wecom(page);
            // Messages arrive without a cursor too, and the old one stays; to go on from nowhere is an error.
            if (member == std::string_view{"next_cursor"}) REQUIRE(read.ok());
            if (!read.ok()) continue;
            REQUIRE((!read->next_cursor.empty() || !read->has_more || !read->messages.empty()));
            if (member != std::string_view{"msg_list"}) REQUIRE(read->messages.size() == 1);
        }
    }
    for (const char* member :
         {"msgid", "open_kfid", "external_userid", "send_time", "origin", "msgtype", "text"}) {
        for (const nlohmann::json& value : odd) {
            nlohmann::json page = good;
            page["msg_list"][0][member] = value;
            const auto read = sync_page_from_wecom(page);
            REQUIRE(read.ok());
            REQUIRE(read->messages.size() + read->unreadable.size() == 1);
        }
    }
}
