#include "web/contents/card_templates.h"

#include <algorithm>
#include <utility>

#include "shared/kf/message_codec.h"
#include "shared/quick_replies/quick_reply.h"
#include "web/contents/customer_view.h"

namespace kf::web {

namespace {

// Anything that these editors make, so no file.
bool is_card(const Content& content) {
    return std::holds_alternative<LinkBody>(content) || card_kind(content) != CardKind::Link;
}

// Templates of this kind among the quick replies, by title.
std::vector<const QuickReply*> templates_of(const ConsoleState& state, CardKind kind) {
    std::vector<const QuickReply*> out;
    for (const auto& [id, reply] : state.quick_replies) {
        if (reply.attachments.size() != 1 || !reply.text.empty()) continue;
        const Content& card = reply.attachments[0];
        if (is_card(card) && card_kind(card) == kind) out.push_back(&reply);
    }
    std::sort(out.begin(), out.end(),
              [](const QuickReply* a, const QuickReply* b) { return a->title < b->title; });
    return out;
}

std::string template_title(const Content& content, const Words& w) {
    std::string line = content_line(content, {}, w);
    // Without the kind in brackets where there are words of its own.
    const std::size_t end = line.find("] ");
    if (end != std::string::npos) line = line.substr(end + 2);
    return one_line(line, kMaxQuickReplyTitle);
}

}  // namespace

std::optional<QuickReply> choose_template(const Screen& screen, Rect head, CardKind kind) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    const std::vector<const QuickReply*> templates = templates_of(screen.state, kind);
    std::vector<std::string_view> names{templates.empty() ? w.template_none : w.template_choose};
    for (const QuickReply* one : templates) names.push_back(one->title);
    const float width = std::min(head.w, 300.f);
    const Rect place = head.cut_left(width).centered({width, 32});
    const auto chosen = ui.select(ui.id("templates"), place, w.template_label, names, 0);
    if (!chosen || *chosen == 0) return std::nullopt;
    return *templates[static_cast<std::size_t>(*chosen - 1)];
}

void keep_template(const Screen& screen, const CardMade& made, Saving& keeping, Intents& out) {
    QuickReply reply;
    reply.owner = screen.state.self.id;
    reply.category = kCardCategory;
    reply.title = template_title(made.content, screen.w);
    reply.attachments = {made.content};
    reply.media = made.media;
    for (Media& m : reply.media) m.role = "attachment.0";
    out.emplace_back(QuickReplySaved{std::move(reply), keeping.begin()});
}

void follow_template(const Screen& screen, Saving& keeping) {
    bool refused = false;
    const Saving::Now now = keeping.follow(screen.state, refused);
    if (now == Saving::Now::Saved)
        screen.ui.toast({.text = std::string(screen.w.template_kept), .tone = Tone::Brand});
    if (refused) screen.ui.toast({.text = std::string(keeping.refused(screen)), .tone = Tone::Danger});
}

}  // namespace kf::web
