#include "shared/protocol/protocol_codec.h"

#include <doctest/doctest.h>

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/shared/protocol/values.h"

using namespace kf;

namespace {

std::string nested(int levels) {
    std::string out;
    for (int i = 0; i < levels; ++i) out.append("{\"a\":[");
    return out;
}

std::string code_of_client(std::string_view text) {
    const auto frame = read_client_frame(text);
    return frame.ok() ? "" : std::string(to_word(frame.error().code));
}

std::string code_of_server(std::string_view text) {
    const auto frame = read_server_frame(text);
    return frame.ok() ? "" : std::string(to_word(frame.error().code));
}

}  // namespace

TEST_CASE("every frame and every event reads back as what was written") {
    for (const ClientFrame& frame : values::client_frames()) {
        const std::string text = write_client_frame(frame);
        CAPTURE(text);
        const auto again = read_client_frame(text);
        REQUIRE(again.ok());
        CHECK(again->index() == frame.index());
        CHECK(write_client_frame(*again) == text);
    }
    for (const ServerFrame& frame : values::server_frames()) {
        const std::string text = write_server_frame(frame);
        CAPTURE(text);
        const auto again = read_server_frame(text);
        REQUIRE(again.ok());
        CHECK(again->index() == frame.index());
        CHECK(write_server_frame(*again) == text);
    }
    for (const Event& event : values::events()) {
        const std::string text = write_event(event);
        const auto again = read_event(text);
        REQUIRE(again.ok());
        CHECK(again->index() == event.index());
        CHECK(write_event(*again) == text);
    }
}

TEST_CASE("snapshots, history pages and details read back as what was written") {
    const std::string snapshot = write_snapshot(values::snapshot());
    REQUIRE(read_snapshot(snapshot).ok());
    CHECK(write_snapshot(*read_snapshot(snapshot)) == snapshot);
    const std::string page = write_history_page(values::history_page());
    REQUIRE(read_history_page(page).ok());
    CHECK(write_history_page(*read_history_page(page)) == page);
    const std::string details = write_details(values::details());
    REQUIRE(read_details(details).ok());
    CHECK(write_details(*read_details(details)) == details);
}

TEST_CASE("every member of a message and of a conversation survives the wire") {
    const auto event = read_event(write_event(MessageAdded{values::message(), values::conversation()}));
    REQUIRE(event.ok());
    const auto& added = std::get<MessageAdded>(*event);
    const Message m = values::message();
    CHECK(added.message.id == m.id);
    CHECK(added.message.conversation == m.conversation);
    CHECK(added.message.msgid == m.msgid);
    CHECK(added.message.sender.kind == m.sender.kind);
    CHECK(added.message.sender.id == m.sender.id);
    CHECK(added.message.sender.name == m.sender.name);
    CHECK(added.message.sent_at == m.sent_at);
    CHECK(added.message.stored_at == m.stored_at);
    CHECK(added.message.msgtype == m.msgtype);
    CHECK(added.message.text == m.text);
    CHECK(added.message.menu_id == m.menu_id);
    CHECK(added.message.raw == m.raw);
    CHECK(added.message.delivery == m.delivery);
    CHECK(added.message.held_until == m.held_until);
    CHECK(added.message.fail_code == m.fail_code);
    CHECK(added.message.fail_zh == m.fail_zh);
    CHECK(added.message.fail_en == m.fail_en);
    CHECK(added.message.late);
    CHECK(added.message.recalled);
    CHECK(added.message.client_id == m.client_id);

    const Conversation& c = added.conversation;
    const Conversation e = values::conversation();
    CHECK(c.id == e.id);
    CHECK(c.corp == e.corp);
    CHECK(c.account == e.account);
    CHECK(c.customer == e.customer);
    CHECK(c.desk_state == e.desk_state);
    CHECK(c.service_state == e.service_state);
    CHECK(c.agent == e.agent);
    CHECK(c.servicer == e.servicer);
    CHECK(c.window.opened_at == e.window.opened_at);
    CHECK(c.window.used == e.window.used);
    CHECK(c.unread == e.unread);
    CHECK(c.waiting_since == e.waiting_since);
    CHECK(c.last.id == e.last.id);
    CHECK(c.last.sender == e.last.sender);
    CHECK(c.last.msgtype == e.last.msgtype);
    CHECK(c.last.text_zh == e.last.text_zh);
    CHECK(c.last.text_en == e.last.text_en);
    CHECK(c.last.at == e.last.at);
    CHECK(c.last.recalled);
    CHECK(c.session == e.session);
    CHECK(c.session_started_at == e.session_started_at);
    CHECK(c.session_ended_at == e.session_ended_at);
    CHECK(c.scene == e.scene);
    CHECK(c.scene_param == e.scene_param);
    CHECK(c.channels_name == e.channels_name);
    CHECK(c.missed);
}

TEST_CASE("people, accounts and sessions keep every member as well") {
    const auto s = read_snapshot(write_snapshot(values::snapshot()));
    REQUIRE(s.ok());
    CHECK(s->version == kProtocolVersion);
    CHECK(s->epoch == "epoch-1");
    CHECK(s->seq == 77);
    CHECK(s->server_time == 1'795'132'801'000);
    CHECK(s->self.role == Role::Supervisor);
    CHECK(s->self.presence == Presence::Away);
    CHECK(s->self.disabled);
    CHECK(s->self.accounts == std::vector<ServedAccount>{AccountId{"wk1"}, AccountId{"wk2"}});
    CHECK(s->self.name == "林晓");
    REQUIRE(s->agents.size() == 2);
    CHECK(s->agents[1].accounts.empty());
    CHECK_FALSE(s->accounts[0].managed);
    CHECK(s->accounts[0].name == "售后客服");
    REQUIRE(s->conversations.size() == 2);
    CHECK(s->conversations[1].last.id.empty());
    CHECK(s->conversations[1].desk_state == DeskState::Ended);
    const Customer& c = s->customers[0];
    const Customer e = values::customer();
    CHECK(c.corp == e.corp);
    CHECK(c.id == e.id);
    CHECK(c.name == e.name);
    CHECK(c.avatar_url == e.avatar_url);
    CHECK(c.gender == e.gender);
    CHECK(c.unionid == e.unionid);
    CHECK(c.note == e.note);
    CHECK(c.first_seen == 1);
    CHECK(c.last_seen == 2);
    CHECK(c.profile_fetched_at == 3);
    CHECK(s->drafts[0].text == "草稿");
    REQUIRE(s->marks.size() == 2);
    CHECK(s->marks[0].pinned);
    CHECK_FALSE(s->marks[0].unread);
    CHECK(s->marks[1].unread);
    const auto details = read_details(write_details(values::details()));
    REQUIRE(details.ok());
    REQUIRE(details->sessions.size() == 2);
    CHECK(details->sessions[0].first_text == "[图片]");
    CHECK(details->sessions[0].first_text_en == "[Image]");
    CHECK(details->sessions[0].messages == 12);
    CHECK(details->sessions[0].agent == AgentId{"lin"});
    CHECK(details->sessions[1].ended_at == 0);
}

TEST_CASE("pages of conversations and of a search keep everything, and a snapshot says what it leaves out") {
    const auto s = read_snapshot(write_snapshot(values::snapshot()));
    REQUIRE(s.ok());
    CHECK(s->ended == 200'012);
    CHECK(s->more_ended);
    CHECK(s->ended_to == EndedPlace{1'795'132'700'000, ConversationId{43}});
    CHECK(s->newest == ConversationId{200'512});
    const auto page = read_conversation_page(write_conversation_page(values::conversation_page()));
    REQUIRE(page.ok());
    CHECK(page->seq == 77);
    REQUIRE(page->conversations.size() == 1);
    CHECK(page->conversations[0] == values::conversation());
    REQUIRE(page->customers.size() == 1);
    CHECK(page->customers[0].name == values::customer().name);
    REQUIRE(page->drafts.size() == 1);
    CHECK(page->drafts[0].conversation == ConversationId{42});
    CHECK(page->drafts[0].text == "草稿");
    REQUIRE(page->marks.size() == 1);
    CHECK((page->marks[0].pinned && page->marks[0].unread));
    CHECK(page->has_more);
    CHECK(page->next == EndedPlace{1'795'132'700'000, ConversationId{42}});
    const auto last = read_conversation_page(write_conversation_page({}));
    REQUIRE(last.ok());
    CHECK_FALSE(last->has_more);
    CHECK(last->next.empty());
    const auto found = read_search_page(write_search_page(values::search_page()));
    REQUIRE(found.ok());
    REQUIRE(found->hits.size() == 1);
    CHECK(found->has_more);
    REQUIRE(found->conversations.size() == 1);
    CHECK(found->conversations[0] == values::conversation());
    REQUIRE(found->customers.size() == 1);
    CHECK(found->customers[0].id == values::customer().id);
}

TEST_CASE("a snapshot of a backend that held everything leaves nothing out") {
    const auto s = read_snapshot(R"({"version":1,"epoch":"e","seq":1,"self":{"id":"lin"}})");
    REQUIRE(s.ok());
    CHECK_FALSE(s->more_ended);
    CHECK(s->ended == 0);
    CHECK(s->newest.empty());
}

TEST_CASE("a frame made of a stored event is the frame that would have been written") {
    for (const Event& event : values::events()) {
        CHECK(event_frame_from_stored(12, 345, write_event(event)) ==
              write_server_frame(EventFrame{12, 345, event}));
    }
}

TEST_CASE("what is written is valid JSON whatever the text holds") {
    std::string every_byte;
    for (int c = 0; c < 256; ++c) every_byte.push_back(static_cast<char>(c));
    for (const std::string& text : {every_byte, std::string(3, '\0'), std::string{"\xED\xA0\x80"}}) {
        const std::string frame =
            write_client_frame(CommandFrame{ClientId{"x"}, SaveDraft{ConversationId{1}, text}});
        CHECK_FALSE(nlohmann::json::parse(frame, nullptr, false).is_discarded());
        CHECK(read_client_frame(frame).ok());
    }
    const std::string controls{"\x00\x1f\"\\/\b\f\n\r\t\x7f", 11};
    const auto again = read_client_frame(
        write_client_frame(CommandFrame{ClientId{"x"}, SaveDraft{ConversationId{1}, controls}}));
    REQUIRE(again.ok());
    CHECK(std::get<SaveDraft>(std::get<CommandFrame>(*again).command).text == controls);
}

TEST_CASE("unknown members are ignored, unknown kinds are named as such") {
    CHECK(read_client_frame(R"({"type":"ping","from":"the future","n":[1,{}]})").ok());
    CHECK(read_server_frame(R"({"type":"skip","seq":5,"hint":null})").ok());
    CHECK(code_of_client(R"({"type":"teleport"})") == "unknown_kind");
    CHECK(code_of_client(R"({"type":"command","id":"a","command":{"kind":"teleport"}})") == "unknown_kind");
    CHECK(code_of_server(R"({"type":"teleport"})") == "unknown_kind");
    CHECK(code_of_server(R"({"type":"event","seq":5,"event":{"kind":"teleported"}})") == "unknown_kind");
    CHECK(read_event(R"({"kind":"teleported"})").error().code == ErrorCode::UnknownKind);
}

TEST_CASE("a text as older consoles send it is a message like any other") {
    const auto frame = read_client_frame(
        R"({"type":"command","id":"a","command":{"kind":"send_text","conversation":7,"text":"您好","hold_secs":3}})");
    REQUIRE(frame.ok());
    const auto& command = std::get<CommandFrame>(*frame).command;
    REQUIRE(std::holds_alternative<SendContent>(command));
    const auto& sent = std::get<SendContent>(command);
    CHECK(sent.conversation == ConversationId{7});
    CHECK(sent.content == Content{TextBody{"您好", {}}});
    CHECK(sent.hold_secs == 3);
}

TEST_CASE("wrong types and ranges are errors that name the member") {
    const struct {
        const char* text;
        const char* member;
    } cases[] = {
        {R"({"type":5})", "type"},
        {R"({"type":"hello","version":"1"})", "version"},
        {R"({"type":"hello","version":1.5})", "version"},
        {R"({"type":"hello","version":2147483648})", "version"},
        {R"({"type":"hello","seq":-1})", "seq"},
        {R"({"type":"hello","seq":9223372036854775808})", "seq"},
        {R"({"type":"hello","seq":1e3})", "seq"},
        {R"({"type":"hello","epoch":{}})", "epoch"},
        {R"({"type":"command","command":{"kind":"send_text"}})", "id"},
        {R"({"type":"command","id":"a"})", "command"},
        {R"({"type":"command","id":"a","command":[]})", "command"},
        {R"({"type":"command","id":"a b","command":{"kind":"end_session","conversation":1}})", "id"},
        {R"({"type":"command","id":"a","command":{"kind":"end_session"}})", "conversation"},
        {R"({"type":"command","id":"a","command":{"kind":"end_session","conversation":0}})", "conversation"},
        {R"({"type":"command","id":"a","command":{"kind":"end_session","conversation":-4}})", "conversation"},
        {R"({"type":"command","id":"a","command":{"kind":"send_text","conversation":1,"text":5}})", "text"},
        {R"({"type":"command","id":"a","command":{"kind":"send_text","conversation":1,"hold_secs":11}})",
         "hold_secs"},
        {R"({"type":"command","id":"a","command":{"kind":"send_text","conversation":1,"hold_secs":-1}})",
         "hold_secs"},
        {R"({"type":"command","id":"a","command":{"kind":"set_presence","presence":"offline"}})", "presence"},
        {R"({"type":"command","id":"a","command":{"kind":"set_presence","presence":"gone"}})", "presence"},
        {R"({"type":"command","id":"a","command":{"kind":"save_note","text":"x"}})", "customer"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        const auto frame = read_client_frame(c.text);
        REQUIRE_FALSE(frame.ok());
        CHECK(frame.error().code == ErrorCode::BadField);
        CHECK(frame.error().message.find(c.member) != std::string::npos);
    }
    const std::string id(41, 'a');
    CHECK(code_of_client(R"({"type":"command","id":")" + id +
                         R"(","command":{"kind":"end_session","conversation":1}})") == "bad_field");
}

TEST_CASE("frames of the backend are checked as well") {
    CHECK(code_of_server(R"({"type":"skip"})") == "bad_field");
    CHECK(code_of_server(R"({"type":"skip","seq":0})") == "bad_field");
    CHECK(code_of_server(R"({"type":"welcome","seq":3})") == "bad_field");
    CHECK(code_of_server(R"({"type":"event","seq":3})") == "bad_field");
    CHECK(code_of_server(R"({"type":"event","seq":3,"event":{"kind":"message_added","message":{"id":1}}})") ==
          "bad_field");
    // A message that belongs to another conversation than its head.
    Event event = MessageAdded{values::message(), values::conversation()};
    std::get<MessageAdded>(event).conversation.id = ConversationId{43};
    CHECK(read_event(write_event(event)).error().code == ErrorCode::BadField);
    CHECK(read_snapshot(R"({"version":1,"epoch":"e","seq":1})").error().code == ErrorCode::BadField);
    CHECK(read_snapshot(R"({"version":1,"seq":1,"self":{"id":"lin"}})").error().code == ErrorCode::BadField);
    CHECK(read_snapshot(R"({"epoch":"e","self":{"id":"lin"},"agents":7})").error().code ==
          ErrorCode::BadField);
    CHECK(read_snapshot(R"({"epoch":"e","self":{"id":"lin","role":"king"}})").error().code ==
          ErrorCode::BadField);
    CHECK(read_snapshot(R"({"epoch":"e","self":{"id":"lin"},"more_ended":true})").error().code ==
          ErrorCode::BadField);
    CHECK(read_conversation_page(R"({"seq":1,"has_more":true})").error().code == ErrorCode::BadField);
    CHECK(read_conversation_page(R"({"seq":1,"has_more":true,"next":{"last_at":5}})").error().code ==
          ErrorCode::BadField);
    CHECK(read_conversation_page(R"({"seq":1,"conversations":[{}]})").error().code == ErrorCode::BadField);
    CHECK(read_conversation_page(R"({"seq":1,"drafts":[{"text":"x"}]})").error().code == ErrorCode::BadField);
    CHECK(read_search_page(R"({"hits":[],"customers":[{"name":"x"}]})").error().code == ErrorCode::BadField);
    CHECK(read_history_page(R"({"seq":1,"messages":[{"id":1}]})").error().code == ErrorCode::BadField);
    CHECK(read_history_page(R"({"seq":1,"messages":{}})").error().code == ErrorCode::BadField);
    CHECK(read_details(R"({"seq":1})").error().code == ErrorCode::BadField);
    CHECK(read_snapshot(R"({"epoch":"e","self":{"id":"lin","accounts":[1]}})").error().code ==
          ErrorCode::BadField);
}

TEST_CASE("times that no clock shows are refused, so that sums of times cannot overflow") {
    CHECK(code_of_server(R"({"type":"pong","server_time":253402300799999})").empty());
    CHECK(code_of_server(R"({"type":"pong","server_time":253402300800000})") == "bad_field");
    CHECK(code_of_server(R"({"type":"pong","server_time":-9223372036854775808})") == "bad_field");
}

TEST_CASE("garbage, depth and size are refused by name") {
    for (const std::string& text :
         {std::string{}, std::string{"x"}, std::string{"{\"type\":\"ping\"}}"}, std::string{"{\"type\":"},
          std::string{"{\"type\":\"p\xFFng\"}"}, std::string{"{\"type\":\"\\ud800\"}"}, std::string{"\0", 1},
          std::string{"{\"type\":\"ping\",\"n\":1e999}"}, std::string{"nul"}, std::string{"// {}"}}) {
        CHECK(code_of_client(text) == "not_json");
        CHECK(code_of_server(text) == "not_json");
    }
    for (const char* text : {"[]", "7", "null", "\"ping\"", "true"}) {
        CHECK(code_of_client(text) == "bad_field");
        CHECK(code_of_server(text) == "bad_field");
    }
    CHECK(code_of_client(nested(100)) == "too_deep");
    CHECK(code_of_client(std::string(64 * 1024 + 1, ' ')) == "too_large");
    CHECK(read_server_frame(nested(50'000)).error().code == ErrorCode::TooDeep);
    CHECK(read_event(nested(50'000)).error().code == ErrorCode::TooDeep);
    CHECK(read_snapshot(nested(50'000)).error().code == ErrorCode::TooDeep);
    CHECK(read_history_page(nested(50'000)).error().code == ErrorCode::TooDeep);
    CHECK(read_details(nested(50'000)).error().code == ErrorCode::TooDeep);
}

TEST_CASE("what a newer backend says in words that nobody knows here is kept or taken as the general case") {
    const std::string later =
        R"({"type":"failed","id":"p-1","code":"quota_of_2031","zh":"不行。","en":"No."})";
    const auto frame = read_server_frame(later);
    REQUIRE(frame.ok());
    const auto& failed = std::get<CommandFailed>(*frame);
    CHECK(failed.code == ErrorCode::Unknown);
    CHECK(code_word(failed) == "quota_of_2031");
    CHECK(failed.zh == "不行。");
    CHECK(write_server_frame(*frame) == later);

    const auto notice =
        read_server_frame(R"({"type":"notice","code":"moon_in_the_way","zh":"等","en":"Wait"})");
    REQUIRE(notice.ok());
    CHECK(std::get<BackendNotice>(*notice).code == NoticeCode::Unknown);
    CHECK(std::get<BackendNotice>(*notice).en == "Wait");

    for (const char* text : {R"({"type":"signed_out","reason":"retired"})", R"({"type":"signed_out"})"}) {
        const auto gone = read_server_frame(text);
        REQUIRE(gone.ok());
        CHECK(std::get<SignedOut>(*gone).reason == SignOutReason::SignedOut);
    }

    const auto media = read_media(R"({"id":4,"role":"main","state":"refused","problem":"too_beautiful"})");
    REQUIRE(media.ok());
    CHECK(media->problem == ErrorCode::Unknown);
}

TEST_CASE("a refusal goes out under the word of its code, and a known one comes back as the code alone") {
    const CommandFailed failed{ClientId{"p-1"}, ErrorCode::WindowUsedUp, "用完", "used up"};
    const std::string text = write_server_frame(failed);
    CHECK(text == R"({"type":"failed","id":"p-1","code":"window_used_up","zh":"用完","en":"used up"})");
    const auto read = read_server_frame(text);
    REQUIRE(read.ok());
    CHECK(std::get<CommandFailed>(*read).code == ErrorCode::WindowUsedUp);
    CHECK(std::get<CommandFailed>(*read).unknown_word.empty());
    CHECK(code_word(std::get<CommandFailed>(*read)) == "window_used_up");
}
