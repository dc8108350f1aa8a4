// Media, contents, quick replies, greetings and the desk's settings as JSON.
#include "shared/protocol/domain_json.h"

namespace kf {
namespace {

using Need = JsonReader::Need;

Content content_of(JsonReader& in, const nlohmann::json* json, const char* name) {
    const auto msgtype =
        json != nullptr && json->is_object() ? json->find("msgtype") : nlohmann::json::const_iterator{};
    if (json == nullptr || !json->is_object() || msgtype == json->end() || !msgtype->is_string()) {
        in.refuse(name, "no content with a msgtype");
        return NoDetails{};
    }
    const auto& type = msgtype->get_ref<const std::string&>();
    Content content = content_from_json(type, *json);
    if (std::holds_alternative<NoDetails>(content)) in.refuse(name, "a content that nobody can send");
    return content;
}

}  // namespace

Content read_content(JsonReader& in, const char* name) {
    return content_of(in, in.any(name), name);
}

void write_members(JsonWriter& out, const Media& m) {
    out.put_number("id", m.id.value);
    out.put_text("role", m.role);
    out.put_text("state", to_word(m.state));
    out.text("mime", m.mime);
    out.text("name", m.name);
    out.number("bytes", m.bytes);
    out.number("width", m.width);
    out.number("height", m.height);
    out.number("duration_ms", m.duration_ms);
    out.flag("thumbnail", m.thumbnail);
    out.text("problem", to_word(m.problem));
}

Media read_media(JsonReader& in) {
    Media m;
    m.id = in.id<MediaId>("id", Need::Needed);
    m.role = in.needed_text("role", 256);
    m.state = in.word("state", kMediaStateOf, MediaState::Waiting);
    m.mime = in.text("mime");
    m.name = in.text("name");
    m.bytes = in.integer("bytes", 0, std::numeric_limits<std::int64_t>::max());
    m.width = static_cast<int>(in.integer("width", 0, 1'000'000));
    m.height = static_cast<int>(in.integer("height", 0, 1'000'000));
    m.duration_ms = static_cast<int>(in.integer("duration_ms", 0, 1'000'000'000));
    m.thumbnail = in.flag("thumbnail");
    m.problem = error_code_from_word(in.text("problem")).value_or(ErrorCode::Unknown);
    return m;
}

void write_members(JsonWriter& out, const QuickReply& q) {
    out.number("id", q.id.value);
    out.text("owner", q.owner.value);
    out.text("category", q.category);
    out.put_text("title", q.title);
    out.text("text", q.text);
    if (!q.attachments.empty()) {
        std::string list = "[";
        for (const Content& content : q.attachments) {
            if (list.size() > 1) list += ',';
            list += content_to_text(content);
        }
        out.json("attachments", list + "]");
    }
    if (!q.media.empty()) write_list(out, "media", q.media);
    out.text("initials", q.initials);
    out.number("uses", q.uses);
    out.number("changed_at", q.changed_at);
}

QuickReply read_quick_reply(JsonReader& in) {
    QuickReply q;
    q.id = in.id<QuickReplyId>("id");
    q.owner = in.string_id<AgentId>("owner");
    q.category = in.text("category");
    q.title = in.text("title");
    q.text = in.text("text");
    if (const nlohmann::json* list = in.any("attachments")) {
        if (!list->is_array())
            in.refuse("attachments", "no array");
        else
            for (const nlohmann::json& one : *list)
                q.attachments.push_back(content_of(in, &one, "attachments"));
    }
    in.objects("media", [&](JsonReader& r) { q.media.push_back(read_media(r)); });
    q.initials = in.text("initials");
    q.uses = static_cast<int>(in.integer("uses", 0, 1'000'000'000));
    q.changed_at = in.time("changed_at");
    return q;
}

void write_members(JsonWriter& out, const Greeting& g) {
    out.text("corp", g.corp.value);
    out.put_text("account", g.account.value);
    out.text("scene", g.scene);
    out.put_text("kind", to_word(g.kind));
    out.json("content", content_to_text(g.content));
    out.flag("enabled", g.enabled);
}

Greeting read_greeting(JsonReader& in) {
    Greeting g;
    g.corp = in.string_id<CorpId>("corp");
    g.account = in.string_id<AccountId>("account", Need::Needed);
    g.scene = in.text("scene", 256);
    g.kind = in.word("kind", kGreetingKindOf, GreetingKind::Welcome);
    g.content = read_content(in, "content");
    g.enabled = in.flag("enabled");
    return g;
}

void write_members(JsonWriter& out, const DeskSettings& s) {
    out.flag("supervisors_see_recalled", s.supervisors_see_recalled);
    out.put_text("map_address", s.map_address);
}

DeskSettings read_desk_settings(JsonReader& in) {
    DeskSettings s;
    s.supervisors_see_recalled = in.flag("supervisors_see_recalled");
    s.map_address = in.text("map_address", 2048);
    return s;
}

}  // namespace kf
