#include "web/console/composer/field_words.h"

#include <utility>

namespace kf::web {

void insert_quick_reply(const Screen& screen, const Conversation& conversation, const QuickReply& reply,
                        Writing& writing, ComposerMemory& memory, Intents& out) {
    const FilledText filled = fill_variables(reply.text, quick_reply_variables(screen, conversation));
    if (memory.quick.by_slash) memory.field.set_value("");
    if (!filled.text.empty()) memory.field.insert_at_caret(filled.text);
    out.emplace_back(DraftTyped{conversation.id, memory.field.value()});
    std::size_t number = 0;
    for (const Content& content : reply.attachments) {
        if (const auto* text = std::get_if<TextBody>(&content)) {
            memory.field.insert_at_caret(text->content);
        } else {
            std::vector<Media> media;
            for (Media m : reply.media) {
                if (m.role != "attachment." + std::to_string(number)) continue;
                m.role = std::holds_alternative<LinkBody>(content) ||
                                 std::holds_alternative<MiniprogramBody>(content)
                             ? "thumb"
                             : "main";
                media.push_back(std::move(m));
            }
            writing.tray.add_content(content, std::move(media));
        }
        ++number;
    }
    out.emplace_back(QuickReplyUsed{reply.id});
    memory.focus_wanted = true;
    screen.ui.keep_drawing();
}

void follow_slash(const Screen& screen, Rect anchor, bool writable, ComposerMemory& memory) {
    Ui& ui = screen.ui;
    const WidgetId popup = ui.id("quick-popup");
    const std::string& text = memory.field.value();
    const auto search = slash_search(text);
    if (memory.quick.dismissed != text && !text.starts_with(memory.quick.dismissed))
        memory.quick.dismissed.clear();
    if (!memory.quick.dismissed.empty() && !search) memory.quick.dismissed.clear();
    const bool wanted = search && writable && memory.field.focused() && memory.quick.dismissed.empty();
    if (wanted && !ui.popup_open(popup))
        open_quick_list(screen, popup, anchor, true, memory.quick);
    else if (!search && ui.popup_open(popup) && memory.quick.by_slash)
        ui.close_popup();
}

std::optional<QuickReply> reply_for_enter(Ui& ui, WidgetId popup, const ComposerMemory& memory) {
    if (!ui.popup_open(popup) || !memory.quick.by_slash) return std::nullopt;
    return chosen_quick_reply(memory.quick);
}

bool held_back_once(ComposerMemory& memory) {
    const std::string& text = memory.field.value();
    if (memory.held_back == text) return false;
    const auto variables = find_variables(text);
    if (!slash_search(text) && variables.empty()) return false;
    memory.held_back = text;
    if (!variables.empty()) {
        memory.field.focus();
        memory.field.select({variables.front().first, variables.front().second});
    }
    return true;
}

std::string held_back_words(const Screen& screen, const ComposerMemory& memory) {
    const std::string& text = memory.field.value();
    if (text.empty() || memory.held_back != text) return {};
    if (slash_search(text)) return fill(screen.w.slash_unmatched, {text});
    const auto [begin, end] = find_variables(text).front();
    return fill(screen.w.variable_held, {text.substr(begin, end - begin)});
}

}  // namespace kf::web
