#include "shared/protocol/domain_json.h"
#include "shared/protocol/protocol_codec.h"

namespace kf {
namespace {

using Need = JsonReader::Need;

// Far above what a desk holds (10 000 conversations are about 6 MB); a body beyond it is not ours.
constexpr std::size_t kMaxSnapshotBytes = 256 * 1024 * 1024;
constexpr std::size_t kMaxPageBytes = 64 * 1024 * 1024;

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
    json.begin_array("drafts");
    for (const Draft& draft : s.drafts) {
        json.begin_object();
        json.put_number("conversation", draft.conversation.value);
        json.text("text", draft.text);
        json.end_object();
    }
    json.end_array();
    if (!s.marks.empty()) {
        json.begin_array("marks");
        for (const Marks& marks : s.marks) {
            json.begin_object();
            json.put_number("conversation", marks.conversation.value);
            json.flag("pinned", marks.pinned);
            json.flag("unread", marks.unread);
            json.end_object();
        }
        json.end_array();
    }
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
        return Error{std::string(kOtherVersion), "the backend speaks another version", s.version};
    s.seq = read_seq(in);
    s.server_time = in.time("server_time");
    in.object("self", Need::Needed, [&](JsonReader& r) { s.self = read_agent(r); });
    in.objects("accounts", [&](JsonReader& r) { s.accounts.push_back(read_account(r)); });
    in.objects("agents", [&](JsonReader& r) { s.agents.push_back(read_agent(r)); });
    in.objects("conversations", [&](JsonReader& r) { s.conversations.push_back(read_conversation(r)); });
    in.objects("customers", [&](JsonReader& r) { s.customers.push_back(read_customer(r)); });
    in.objects("drafts", [&](JsonReader& r) {
        Draft draft;
        draft.conversation = r.id<ConversationId>("conversation", Need::Needed);
        draft.text = r.text("text");
        s.drafts.push_back(std::move(draft));
    });
    in.objects("marks", [&](JsonReader& r) {
        s.marks.push_back(
            {r.id<ConversationId>("conversation", Need::Needed), r.flag("pinned"), r.flag("unread")});
    });
    in.objects("quick_replies", [&](JsonReader& r) { s.quick_replies.push_back(read_quick_reply(r)); });
    in.objects("greetings", [&](JsonReader& r) { s.greetings.push_back(read_greeting(r)); });
    in.object("desk_settings", Need::Optional,
              [&](JsonReader& r) { s.desk_settings = read_desk_settings(r); });
    in.texts("servicers", 256, [&](const std::string& servicer) { s.servicers.emplace_back(servicer); });
    if (problem) return *problem;
    return s;
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
    TRY_ASSIGN(const nlohmann::json json, parse_json(text, kMaxPageBytes, "history page"));
    std::optional<Error> problem;
    JsonReader in{json, "history", problem};
    HistoryPage page;
    page.seq = read_seq(in);
    page.has_older = in.flag("has_older");
    page.has_newer = in.flag("has_newer");
    in.objects("messages", [&](JsonReader& r) { page.messages.push_back(read_message(r)); });
    if (problem) return *problem;
    return page;
}

std::string write_search_page(const SearchPage& page) {
    std::string out;
    out.reserve(64 + 300 * page.hits.size());
    JsonWriter json{out};
    json.begin_object();
    json.flag("has_more", page.has_more);
    write_list(json, "hits", page.hits);
    json.end_object();
    return out;
}

Result<SearchPage> read_search_page(std::string_view text) {
    TRY_ASSIGN(const nlohmann::json json, parse_json(text, kMaxPageBytes, "search page"));
    std::optional<Error> problem;
    JsonReader in{json, "search", problem};
    SearchPage page;
    page.has_more = in.flag("has_more");
    in.objects("hits", [&](JsonReader& r) { page.hits.push_back(read_message(r)); });
    if (problem) return *problem;
    return page;
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
    TRY_ASSIGN(const nlohmann::json json, parse_json(text, kMaxMediaBytes, "media"));
    std::optional<Error> problem;
    JsonReader in{json, "media", problem};
    Media media = read_media(in);
    if (problem) return *problem;
    return media;
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
    TRY_ASSIGN(const nlohmann::json json, parse_json(text, kMaxPageBytes, "conversation details"));
    std::optional<Error> problem;
    JsonReader in{json, "details", problem};
    ConversationDetails details;
    details.seq = read_seq(in);
    in.object("customer", Need::Needed, [&](JsonReader& r) { details.customer = read_customer(r); });
    in.objects("sessions", [&](JsonReader& r) { details.sessions.push_back(read_session(r)); });
    if (problem) return *problem;
    return details;
}

}  // namespace kf
