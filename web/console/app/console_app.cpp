#include "web/console/app/console_app.h"

#include <algorithm>
#include <utility>

#include "web/console/app/console_parts.h"
#include "web/program/kept_notes.h"

namespace kf::web {

namespace {

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::string_view part = text.substr(0, text.find(' '));
        if (!part.empty()) out.emplace_back(part);
        text.remove_prefix(std::min(text.size(), part.size() + 1));
    }
    return out;
}

}  // namespace

ConsoleApp::ConsoleApp(Platform& platform) : parts_(std::make_unique<Parts>(platform)) {
    parts_->start();
}
ConsoleApp::~ConsoleApp() = default;

void ConsoleApp::draw(Ui& ui) {
    parts_->draw(ui);
}
void ConsoleApp::dispatch(ActionBody action) {
    parts_->dispatch(std::move(action));
}
const ConsoleState& ConsoleApp::state() const {
    return parts_->state();
}

void ConsoleApp::Parts::on_start() {
    composer.emoji.recent = split(platform_.page().setting(kRecentEmojiKey).value_or(""));
    // A hidden tab draws no frames and sends all the same.
    platform_.uploads().on_end([this](UploadId) {
        Intents out;
        send_what_is_uploaded(out);
        for (ActionBody& intent : out) dispatch(std::move(intent));
    });
}

bool ConsoleApp::Parts::on_action(const ActionBody& action) {
    if (const auto* leaving = std::get_if<SignOutPressed>(&action)) writing_discarded = leaving->discard;
    return true;
}

void ConsoleApp::Parts::on_reduced() {
    choose_first_place();
}

// Also what no frame has seen yet.
void ConsoleApp::Parts::take_fields(Intents& out) {
    flush_note(state_, customer.note, out);
    if (!state_.selected.empty() && composer.conversation == state_.selected)
        out.emplace_back(DraftTyped{state_.selected, composer.field.value()});
}

void ConsoleApp::Parts::keep_fields() {
    take_typed_note(composer);
    keep_writing();
}

// Outlives a reload, a crash of the tab, and a forced sign-out; only for the agent who wrote it.
void ConsoleApp::Parts::take_back_writing() {
    if (state_.self.id.empty() || std::exchange(writing_taken_back, true)) return;
    writing_kept = platform_.page().kept_in_tab(kept_writing_key(state_.self.id)).value_or("");
    take_back_kept(writing_kept, state_.self.id, composer.writing);
}

void ConsoleApp::Parts::keep_writing() {
    if (!writing_taken_back) return;  // nobody is here yet: what the page before kept stays
    // Whoever was disabled does not come back for it.
    const bool forget = writing_discarded || (state_.connection.link == Link::SignedOut &&
                                              state_.connection.problem == LinkProblem::Disabled);
    std::string now = forget ? std::string() : write_kept(state_.self.id, composer.writing);
    if (now == writing_kept) return;
    writing_kept = std::move(now);
    platform_.page().keep_in_tab(kept_writing_key(state_.self.id), writing_kept);
}

void ConsoleApp::Parts::fill_composer(const FillComposer& fill_in) {
    if (fill_in.conversation != state_.selected) return;
    composer.conversation = fill_in.conversation;
    composer.held_back.clear();
    composer.field.set_value(fill_in.text);
}

// Whoever was in the administration comes back to where they were. Else whoever has conversations begins with
// them, and everybody else sees what there is.
void ConsoleApp::Parts::choose_first_place() {
    if (place_chosen || state_.connection.epoch.empty()) return;
    place_chosen = true;
    Page& page = platform_.page();
    const auto place = place_from_text(page.kept_in_tab(kPlaceKey).value_or(""));
    page.keep_in_tab(kPlaceKey, "");
    if (place) {
        dispatch(TabChosen{place->tab});
        if (place->conversation.empty()) return;
        if (place->message.empty())
            dispatch(ConversationOpened{place->conversation});
        else
            dispatch(HitOpened{place->conversation, place->message});
    } else if (rows().mine == 0 && state_.tab == Tab::Mine) {
        dispatch(TabChosen{Tab::All});
    }
}

void ConsoleApp::Parts::leave_for(AdminPage page) {
    platform_.page().keep_in_tab(kPlaceKey, place_to_text({state_.tab, state_.selected, {}}));
    go_to_admin(page);
}

}  // namespace kf::web
