#include "web/console/app/console_app.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "shared/console/reduce.h"
#include "web/console/app/console_parts.h"
#include "web/console/app/settings_text.h"

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
    return parts_->state;
}

void ConsoleApp::Parts::start() {
    Page& page = platform.page();
    composer.emoji.recent = split(page.setting(kRecentEmojiKey).value_or(""));
    desktop_asked = page.setting(kDesktopAskedKey).has_value();
    page.on_change([this] { page_changed(); });
    // A hidden tab draws no frames and sends all the same.
    platform.uploads().on_end([this](UploadId) {
        Intents out;
        send_what_is_uploaded(out);
        for (ActionBody& intent : out) dispatch(std::move(intent));
    });
    PageStarted started;
    const std::optional<std::string> stored = page.setting(kSettingsKey);
    started.settings = settings_from_text(stored.value_or(""));
    // As the sign-in page does: Chinese, unless the browser speaks English.
    if (!stored && page.language().starts_with("en")) started.settings.language = Language::English;
    started.unsent = page.kept_in_tab(kUnsentKey).value_or("");
    started.client_prefix = page.random_id().substr(0, 12);
    started.utc_offset_minutes = page.utc_offset_minutes(page.unix_ms());
    const Language language = started.settings.language;
    // Before anything can ring: browsers take a moment to begin, and wait for somebody to use the page.
    platform.notifications().sound_allowed();
    dispatch(std::move(started));
    use_language(language);
    page_changed();
}

void ConsoleApp::Parts::use_language(Language language) {
    page_language = language;
    platform.page().set_language(language == Language::English ? "en" : "zh-CN");
    platform.notifications().set_badge(state.badge_shown, words(language).app_name);
}

void ConsoleApp::Parts::dispatch(ActionBody action) {
    if (const auto* leaving = std::get_if<SignOutPressed>(&action)) writing_discarded = leaving->discard;
    queue.push_back(std::move(action));
    // An effect answered at once: its action waits its turn. And a frame shows one state from top to bottom.
    if (!reducing && !drawing) reduce_queue();
}

void ConsoleApp::Parts::reduce_queue() {
    reducing = true;
    while (!queue.empty()) {
        const Action next{platform.page().unix_ms(), std::move(queue.front())};
        queue.pop_front();
        for (const Effect& effect : reduce(state, next)) runner.run(effect);
    }
    reducing = false;
    guard_writing();
    choose_first_tab();
    if (state.revision != drawn_revision) platform.page().request_frame();
}

void ConsoleApp::Parts::page_changed() {
    Page& page = platform.page();
    const bool in_front = page.visible() && page.focused();
    if (!page.visible()) {
        keep_everything();
    } else if (in_front != state.page_visible) {
        dispatch(PageVisibilityChanged{in_front});
    }
    dispatch(NetworkChanged{page.online()});
}

// The page may go without another word: what stands in fields is taken, also what no frame has seen yet.
void ConsoleApp::Parts::keep_everything() {
    Intents out;
    flush_note(state, customer.note, out);
    for (ActionBody& intent : out) dispatch(std::move(intent));
    if (!state.selected.empty() && composer.conversation == state.selected)
        dispatch(DraftTyped{state.selected, composer.field.value()});
    dispatch(PageVisibilityChanged{false});
    take_typed_note(composer);
    keep_writing();
}

void ConsoleApp::Parts::guard_writing() {
    platform.page().warn_before_close((has_unsent(state) && !reloading) || something_waits(composer));
}

// Under the agent's name: who signs in after them neither sees nor loses it.
std::string ConsoleApp::Parts::kept_writing_key() const {
    return std::string(kKeptWritingKey) + "." + state.self.id.value;
}

// Outlives a reload, a crash of the tab, and a forced sign-out; only for the agent who wrote it.
void ConsoleApp::Parts::take_back_writing() {
    if (state.self.id.empty() || std::exchange(writing_taken_back, true)) return;
    writing_kept = platform.page().kept_in_tab(kept_writing_key()).value_or("");
    take_back_kept(writing_kept, state.self.id, composer.writing);
}

void ConsoleApp::Parts::keep_writing() {
    if (!writing_taken_back) return;  // nobody is here yet: what the page before kept stays
    // Whoever was disabled does not come back for it.
    const bool forget = writing_discarded || (state.connection.link == Link::SignedOut &&
                                              state.connection.problem == LinkProblem::Disabled);
    std::string now = forget ? std::string() : write_kept(state.self.id, composer.writing);
    if (now == writing_kept) return;
    writing_kept = std::move(now);
    platform.page().keep_in_tab(kept_writing_key(), writing_kept);
}

void ConsoleApp::Parts::fill_composer(const FillComposer& fill_in) {
    if (fill_in.conversation != state.selected) return;
    composer.conversation = fill_in.conversation;
    composer.held_back.clear();
    composer.field.set_value(fill_in.text);
}

// Whoever has conversations begins with them; everybody else sees what there is.
void ConsoleApp::Parts::choose_first_tab() {
    if (tab_chosen || state.connection.epoch.empty()) return;
    tab_chosen = true;
    if (inbox_view(state, inbox_cache).mine == 0 && state.tab == Tab::Mine) dispatch(TabChosen{Tab::All});
}

}  // namespace kf::web
