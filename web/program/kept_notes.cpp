#include "web/program/kept_notes.h"

#include <algorithm>
#include <utility>

#include "shared/console/unsent_text.h"

namespace kf::web {

std::string kept_writing_key(const AgentId& agent) {
    return "writing." + agent.value;
}

void keep_given_back(Page& page, const AgentId& agent, const GiveBackNote& note) {
    const std::string key = kept_writing_key(agent);
    const std::string text = page.kept_in_tab(key).value_or("");
    Unsent kept;
    if (auto before = text.empty() ? std::nullopt : read_unsent(text); before && before->agent == agent)
        kept = std::move(*before);
    kept.agent = agent;
    const auto written = std::find_if(kept.items.begin(), kept.items.end(), [&](const Unsent::Item& item) {
        return item.conversation == note.conversation &&
               (item.frame == kKeptNote || item.frame == kKeptOpenNote);
    });
    if (written == kept.items.end())
        kept.items.push_back({note.conversation, note.text, std::string(kKeptOpenNote)});
    else
        written->text = note.text + "\n" + written->text;
    page.keep_in_tab(key, write_unsent(kept));
}

}  // namespace kf::web
