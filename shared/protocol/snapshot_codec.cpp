#include "shared/protocol/domain_json.h"
#include "shared/protocol/protocol_codec.h"

namespace kf {
namespace {

using Need = JsonReader::Need;

// Far above what a desk holds (a conversation is about 1 KB); a body beyond it is not ours.
constexpr std::size_t kMaxSnapshotBytes = 256 * 1024 * 1024;
constexpr std::int64_t kMaxCount = 1'000'000'000'000;
constexpr std::size_t kMaxPageBytes = 64 * 1024 * 1024;

void write_place(JsonWriter& out, std::string_view name, const EndedPlace& place) {
    out.begin_object(name);
    out.number("last_at", place.last_at);
    out.put_number("id", place.id.value);
    out.end_object();
}

EndedPlace read_place(JsonReader& in, const char* name) {
    EndedPlace place;
    in.object(name, Need::Optional, [&](JsonReader& r) {
        place.last_at = r.time("last_at");
        place.id = r.id<ConversationId>("id", Need::Needed);
    });
    return place;
}

// Of who asks, beside the conversations.
void write_own(JsonWriter& out, const std::vector<Draft>& drafts, const std::vector<Marks>& marks) {
    out.begin_array("drafts");
    for (const Draft& draft : drafts) {
        out.begin_object();
        out.put_number("conversation", draft.conversation.value);
        out.text("text", draft.text);
        out.end_object();
    }
    out.end_array();
    if (marks.empty()) return;
    out.begin_array("marks");
    for (const Marks& one : marks) {
        out.begin_object();
        out.put_number("conversation", one.conversation.value);
        out.flag("pinned", one.pinned);
        out.flag("unread", one.unread);
        out.end_object();
    }
    out.end_array();
}

void read_own(JsonReader& in, std::vector<Draft>& drafts, std::vector<Marks>& marks) {
    in.objects("drafts", [&](JsonReader& r) {
        Draft draft;
        draft.conversation = r.id<ConversationId>("conversation", Need::Needed);
        draft.text = r.text("text");
        drafts.push_back(std::move(draft));
    });
    in.objects("marks", [&](JsonReader& r) {
        marks.push_back(
            {r.id<ConversationId>("conversation", Need::Needed), r.flag("pinned"), r.flag("unread")});
    });
}

}  // namespace

std::string write_snapshot(const Snapshot& s) {
    std::string out;
    out.reserve(256 + 600 * s.conversations.size());
    JsonWriter json{out};
    json.begin_object();
    json.put_number("version", s.version);
    json.put_text("epoch", s.epoch);
    json.put_number("seq", s.seq);
    json.number("server_time", s.server_time);
    write_object(json, "self", s.self);
    write_list(json, "accounts", s.accounts);
    write_list(json, "agents", s.agents);
    write_list(json, "conversations", s.conversations);
    write_list(json, "customers", s.customers);
    write_own(json, s.drafts, s.marks);
    json.number("ended", s.ended);
    json.flag("more_ended", s.more_ended);
    if (!s.ended_to.empty()) write_place(json, "ended_to", s.ended_to);
    json.number("newest", s.newest.value);
    if (!s.quick_replies.empty()) write_list(json, "quick_replies", s.quick_replies);
    if (!s.greetings.empty()) write_list(json, "greetings", s.greetings);
    write_object(json, "desk_settings", s.desk_settings);
    if (!s.servicers.empty()) {
        json.begin_array("servicers");
        for (const ServicerId& servicer : s.servicers) json.element(servicer.value);
        json.end_array();
    }
    json.end_object();
    return out;
}

Result<Snapshot> read_snapshot(std::string_view text) {
    TRY_ASSIGN(const nlohmann::json json, parse_json(text, kMaxSnapshotBytes, "snapshot"));
    std::optional<Error> problem;
    JsonReader in{json, "snapshot", problem};
    Snapshot s;
    s.version = in.small("version");
    s.epoch = in.needed_text("epoch", 256);
    if (!problem && s.version != 0 && s.version != kProtocolVersion)
        return Error{ErrorCode::OtherVersion, "the backend speaks another version", s.version};
    s.seq = read_seq(in);
    s.server_time = in.time("server_time");
    in.object("self", Need::Needed, [&](JsonReader& r) { s.self = read_agent(r); });
    in.objects("accounts", [&](JsonReader& r) { s.accounts.push_back(read_account(r)); });
    in.objects("agents", [&](JsonReader& r) { s.agents.push_back(read_agent(r)); });
    in.objects("conversations", [&](JsonReader& r) { s.conversations.push_back(read_conversation(r)); });
    in.objects("customers", [&](JsonReader& r) { s.customers.push_back(read_customer(r)); });
    read_own(in, s.drafts, s.marks);
    s.ended = in.integer("ended", 0, kMaxCount);
    s.more_ended = in.flag("more_ended");
    s.ended_to = read_place(in, "ended_to");
    if (in.ok() && s.more_ended && s.ended_to.empty()) in.refuse("ended_to", "missing where there is more");
    s.newest = in.id<ConversationId>("newest");
    in.objects("quick_replies", [&](JsonReader& r) { s.quick_replies.push_back(read_quick_reply(r)); });
    in.objects("greetings", [&](JsonReader& r) { s.greetings.push_back(read_greeting(r)); });
    in.object("desk_settings", Need::Optional,
              [&](JsonReader& r) { s.desk_settings = read_desk_settings(r); });
    in.texts("servicers", 256, [&](const std::string& servicer) { s.servicers.emplace_back(servicer); });
    if (problem) return *problem;
    return s;
}

std::string write_conversation_page(const ConversationPage& page) {
    std::string out;
    out.reserve(128 + 800 * page.conversations.size());
    JsonWriter json{out};
    json.begin_object();
    json.put_number("seq", page.seq);
    write_list(json, "conversations", page.conversations);
    write_list(json, "customers", page.customers);
    write_own(json, page.drafts, page.marks);
    json.flag("has_more", page.has_more);
    if (!page.next.empty()) write_place(json, "next", page.next);
    json.end_object();
    return out;
}

Result<ConversationPage> read_conversation_page(std::string_view text) {
    return read_object(text, kMaxPageBytes, "conversation page", [](JsonReader& in) {
        ConversationPage page;
        page.seq = read_seq(in);
        in.objects("conversations",
                   [&](JsonReader& r) { page.conversations.push_back(read_conversation(r)); });
        in.objects("customers", [&](JsonReader& r) { page.customers.push_back(read_customer(r)); });
        read_own(in, page.drafts, page.marks);
        page.has_more = in.flag("has_more");
        page.next = read_place(in, "next");
        if (in.ok() && page.has_more && page.next.empty()) in.refuse("next", "missing where there is more");
        return page;
    });
}

std::string write_history_page(const HistoryPage& page) {
    std::string out;
    out.reserve(64 + 300 * page.messages.size());
    JsonWriter json{out};
    json.begin_object();
    json.put_number("seq", page.seq);
    json.flag("has_older", page.has_older);
    json.flag("has_newer", page.has_newer);
    write_list(json, "messages", page.messages);
    json.end_object();
    return out;
}

Result<HistoryPage> read_history_page(std::string_view text) {
    return read_object(text, kMaxPageBytes, "history page", [](JsonReader& in) {
        HistoryPage page;
        page.seq = read_seq(in);
        page.has_older = in.flag("has_older");
        page.has_newer = in.flag("has_newer");
        in.objects("messages", [&](JsonReader& r) { page.messages.push_back(read_message(r)); });
        return page;
    });
}

std::string write_search_page(const SearchPage& page) {
    std::string out;
    out.reserve(64 + 300 * page.hits.size());
    JsonWriter json{out};
    json.begin_object();
    json.flag("has_more", page.has_more);
    write_list(json, "hits", page.hits);
    write_list(json, "conversations", page.conversations);
    write_list(json, "customers", page.customers);
    json.end_object();
    return out;
}

Result<SearchPage> read_search_page(std::string_view text) {
    return read_object(text, kMaxPageBytes, "search page", [](JsonReader& in) {
        SearchPage page;
        page.has_more = in.flag("has_more");
        in.objects("hits", [&](JsonReader& r) { page.hits.push_back(read_message(r)); });
        in.objects("conversations",
                   [&](JsonReader& r) { page.conversations.push_back(read_conversation(r)); });
        in.objects("customers", [&](JsonReader& r) { page.customers.push_back(read_customer(r)); });
        return page;
    });
}

std::string write_media(const Media& media) {
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    write_members(json, media);
    json.end_object();
    return out;
}

Result<Media> read_media(std::string_view text) {
    constexpr std::size_t kMaxMediaBytes = 64 * 1024;
    return read_object(text, kMaxMediaBytes, "media", [](JsonReader& in) { return read_media(in); });
}

std::string write_details(const ConversationDetails& details) {
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    json.put_number("seq", details.seq);
    write_object(json, "customer", details.customer);
    write_list(json, "sessions", details.sessions);
    json.end_object();
    return out;
}

Result<ConversationDetails> read_details(std::string_view text) {
    return read_object(text, kMaxPageBytes, "conversation details", [](JsonReader& in) {
        ConversationDetails details;
        details.seq = read_seq(in);
        in.object("customer", Need::Needed, [&](JsonReader& r) { details.customer = read_customer(r); });
        in.objects("sessions", [&](JsonReader& r) { details.sessions.push_back(read_session(r)); });
        return details;
    });
}

}  // namespace kf
