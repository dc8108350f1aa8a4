#include "shared/console/unsent_text.h"

#include <algorithm>

#include "shared/base/json_reader.h"
#include "shared/base/json_writer.h"

namespace kf {
namespace {

// More than a browser keeps for a tab, so that whatever it kept is read again.
constexpr std::size_t kMaxBytes = std::size_t{32} << 20;

}  // namespace

std::string write_unsent(const Unsent& unsent) {
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    json.put_text("agent", unsent.agent.value);
    json.begin_array("items");
    for (const Unsent::Item& item : unsent.items) {
        json.begin_object();
        json.number("conversation", item.conversation.value);
        json.text("text", item.text);
        json.text("frame", item.frame);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return out;
}

std::optional<Unsent> read_unsent(std::string_view text) {
    auto read = read_object(text, kMaxBytes, "what was not sent", [](JsonReader& reader) {
        Unsent out;
        out.agent = reader.string_id<AgentId>("agent", JsonReader::Need::Needed);
        reader.objects("items", [&out](JsonReader& item) {
            out.items.push_back(
                {item.id<ConversationId>("conversation"), item.text("text"), item.text("frame")});
        });
        return out;
    });
    if (!read.ok()) return std::nullopt;
    return std::move(read).value();
}

KeptTexts read_kept(std::string_view kept, const AgentId& agent) {
    KeptTexts texts;
    while (!kept.empty()) {
        const std::string_view line = kept.substr(0, kept.find('\n'));
        kept.remove_prefix(std::min(kept.size(), line.size() + 1));
        const auto unsent = read_unsent(line);
        if (!unsent) continue;
        if (unsent->agent == agent) {
            texts.own = line;
        } else if (texts.others.size() + line.size() < kMaxOthersBytes) {
            texts.others.append("\n").append(line);
        }
    }
    return texts;
}

// The newest stand first: what is cut off at the bound is the oldest.
std::string write_kept(const KeptTexts& texts) {
    return texts.own + texts.others;
}

}  // namespace kf
