#include "web/admin/greetings/greetings_page.h"

#include <algorithm>
#include <utility>

#include "shared/kf/message_codec.h"
#include "web/admin/head/page_head.h"
#include "web/admin/words/admin_words.h"
#include "web/contents/customer_view.h"

namespace kf::web {

namespace {

constexpr float kListWidth = 300, kRow = 52, kText = 130, kPreviewWidth = 270;
constexpr float kBothFrom = 720, kFormWidth = 900;

const Greeting* find_greeting(const ConsoleState& state, const AccountId& account, std::string_view scene,
                              GreetingKind kind) {
    for (const Greeting& g : state.greetings)
        if (g.account == account && g.scene == scene && g.kind == kind) return &g;
    return nullptr;
}

std::vector<const Account*> accounts_of(const ConsoleState& state) {
    std::vector<const Account*> out;
    for (const auto& [id, account] : state.accounts)
        if (account.managed && may_see(state.self, account.corp, id)) out.push_back(&account);
    std::sort(out.begin(), out.end(), [](const Account* a, const Account* b) {
        return a->name != b->name ? a->name < b->name : a->id < b->id;
    });
    return out;
}

Content content_of(const GreetingsMemory& memory) {
    if (memory.as_menu) return memory.menu.menu();
    return TextBody{memory.text.value(), {}};
}

void edit(const Screen& screen, std::string_view scene, GreetingKind kind, GreetingsMemory& memory) {
    memory.editing = true;
    memory.deleting = memory.new_scene = false;
    memory.saving.forget();
    memory.scene = scene;
    memory.kind = kind;
    const Greeting* found = find_greeting(screen.state, memory.account, scene, kind);
    memory.known = found != nullptr;
    memory.enabled = found == nullptr || found->enabled;
    const auto* menu = found == nullptr ? nullptr : std::get_if<MenuBody>(&found->content);
    const auto* text = found == nullptr ? nullptr : std::get_if<TextBody>(&found->content);
    memory.as_menu = menu != nullptr;
    memory.text.set_value(text == nullptr ? std::string_view() : std::string_view(text->content));
    memory.menu.set(menu == nullptr ? MenuBody{} : *menu);
    memory.form.jump(0);
    memory.before = content_of(memory);
    memory.enabled_before = memory.enabled;
    screen.ui.keep_drawing();
}

using Turn = GreetingsMemory::Turn;

void turn_to(const Screen& screen, Turn turn, GreetingsMemory& memory) {
    if (greetings_page_unsaved(memory))
        ask_to_leave(screen, [&memory, turn = std::move(turn)] { memory.turn = turn; });
    else
        memory.turn = std::move(turn);
    screen.ui.keep_drawing();
}

void take_turn(const Screen& screen, GreetingsMemory& memory) {
    const Turn turn = std::exchange(memory.turn, {});
    switch (turn.to) {
        case Turn::To::Nothing:
            return;
        case Turn::To::List:
            memory.editing = false;
            return;
        case Turn::To::Account:
            memory.account = turn.account;
            memory.editing = false;
            return;
        case Turn::To::Edit:
            return edit(screen, turn.scene, turn.kind, memory);
        case Turn::To::NewScene:
            edit(screen, "\n", GreetingKind::Welcome, memory);  // no scene is called so: a new one
            memory.scene.clear();
            memory.new_scene = true;
            memory.scene_field.set_value("");
            memory.scene_field.focus();
            return;
    }
}

struct Place {
    std::string scene;
    GreetingKind kind;
    std::string label;
};

// Welcome first, then the scenes that have one of their own, then closing.
std::vector<Place> places_of(const Screen& screen, const AccountId& account) {
    std::vector<Place> out{{"", GreetingKind::Welcome, std::string(admin_words(screen).greeting_welcome)}};
    for (const Greeting& g : screen.state.greetings)
        if (g.account == account && g.kind == GreetingKind::Welcome && !g.scene.empty())
            out.push_back({g.scene, g.kind, fill(admin_words(screen).greeting_welcome_scene, {g.scene})});
    std::sort(out.begin() + 1, out.end(), [](const Place& a, const Place& b) { return a.scene < b.scene; });
    out.push_back({"", GreetingKind::Closing, std::string(admin_words(screen).greeting_closing)});
    return out;
}

void draw_list(const Screen& screen, Rect area, GreetingsMemory& memory) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const IdScope scope(ui, std::string_view("list"));
    Rect rest = area;
    const std::vector<const Account*> accounts = accounts_of(screen.state);
    std::vector<std::string_view> names;
    int chosen = 0;
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        names.push_back(accounts[i]->name.empty() ? std::string_view(accounts[i]->id.value)
                                                  : std::string_view(accounts[i]->name));
        if (accounts[i]->id == memory.account) chosen = static_cast<int>(i);
    }
    if (const auto to = ui.select(ui.id("account"), rest.cut_top(34), admin_words(screen).greeting_account,
                                  names, chosen);
        to && !memory.saving.waiting())
        turn_to(screen, {.to = Turn::To::Account, .account = accounts[static_cast<std::size_t>(*to)]->id},
                memory);
    rest.cut_top(10);
    Rect foot = rest.cut_bottom(36);
    const ButtonSpec add{.label = admin_words(screen).greeting_add_scene,
                         .icon = Icon::Plus,
                         .disabled_reason = memory.saving.waiting_words(screen)};
    const float width = ui.button_width(add);
    if (ui.button(ui.id("add"), foot.cut_left(width).centered({width, 34}), add))
        turn_to(screen, {.to = Turn::To::NewScene}, memory);
    rest.cut_bottom(8);
    const std::vector<Place> places = places_of(screen, memory.account);
    ui.mirror().begin({.id = ui.id("box"), .role = Role::ListBox, .name = w.greetings, .rect = rest});
    Rect content =
        ui.begin_scroll(ui.id("scroll"), rest, memory.list, kRow * static_cast<float>(places.size()));
    for (const Place& place : places) {
        const Rect row = content.cut_top(kRow).inset(0, 2);
        const IdScope kind(ui, static_cast<std::uint64_t>(place.kind == GreetingKind::Closing ? 1 : 0));
        const Greeting* saved = find_greeting(screen.state, memory.account, place.scene, place.kind);
        const bool on =
            memory.editing && !memory.new_scene && memory.scene == place.scene && memory.kind == place.kind;
        std::string state = saved == nullptr ? std::string(admin_words(screen).greeting_unset)
                            : saved->enabled ? content_line(saved->content, {}, w)
                                             : std::string(admin_words(screen).greeting_off);
        const Press press = ui.interact({.id = ui.id("row " + place.scene),
                                         .role = Role::Option,
                                         .name = place.label,
                                         .rect = row,
                                         .description = state,
                                         .state = {.selected = on, .focusable = true}},
                                        true, 6);
        if (on || press.hovered) ui.fill(row, on ? theme.sel : theme.hover, 6);
        Rect inside = row.inset(10, 3);
        ui.text(place.label, inside.cut_top(21), {.color = theme.text});
        ui.text(state, inside, {.size = type::kSmall, .color = theme.text2});
        if (press && !memory.saving.waiting() && !on)
            turn_to(screen, {.to = Turn::To::Edit, .scene = place.scene, .kind = place.kind}, memory);
    }
    ui.end_scroll();
    ui.mirror().end();
}

void draw_preview(const Screen& screen, Rect area, const Content& content) {
    Ui& ui = screen.ui;
    ui.fill(area, screen.theme().chat, radius::kControl);
    Rect rest = area.inset(14, 10);
    ui.label(screen.w.customer_sees, rest.cut_top(28), {.size = type::kSmall, .color = screen.theme().text2});
    ui.push_clip(area);
    const auto* text = std::get_if<TextBody>(&content);
    if (text == nullptr || !text->content.empty()) draw_customer_view(screen, rest, {.content = &content});
    ui.pop_clip();
    ui.mirror().leaf({.id = ui.id("preview"),
                      .role = Role::Region,
                      .name = std::string(screen.w.customer_sees).append(screen.w.colon) +
                              content_line(content, {}, screen.w),
                      .rect = rest});
}

std::string scene_of(const GreetingsMemory& memory) {
    return memory.new_scene ? memory.scene_field.value() : memory.scene;
}

void draw_foot(const Screen& screen, Rect foot, const Content& content, GreetingsMemory& memory,
               Intents& out) {
    const auto account = screen.state.accounts.find(memory.account);
    const std::string scene = scene_of(memory);
    const auto problem = content_problem(content, Occasion::OnEvent);
    std::string why = problem ? (screen.english() ? problem->en : problem->zh) : std::string();
    if (memory.new_scene && scene.find_first_not_of(' ') == std::string::npos)
        why = admin_words(screen).greeting_scene_missing;
    const SaveFootPress press = draw_save_foot(screen, foot,
                                               {.obstacle = why,
                                                .deletable = memory.known,
                                                .delete_question = admin_words(screen).greeting_delete_sure},
                                               memory.saving, memory.deleting);
    if (press.remove)
        out.emplace_back(
            GreetingDeleted{memory.account, memory.scene, memory.kind, memory.saving.begin(true)});
    if (!press.save || account == screen.state.accounts.end()) return;
    Greeting greeting;
    greeting.corp = account->second.corp;
    greeting.account = memory.account;
    greeting.scene = scene;
    greeting.kind = memory.kind;
    greeting.content = content;
    greeting.enabled = memory.enabled;
    out.emplace_back(GreetingSaved{std::move(greeting), memory.saving.begin()});
}

void draw_form(const Screen& screen, Rect area, GreetingsMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const IdScope scope(ui, std::string_view("form"));
    Rect body = area;
    Rect foot = body.cut_bottom(38);
    body.cut_bottom(10);
    const Content content = content_of(memory);
    if (body.w >= 560) {
        draw_preview(screen, body.cut_right(kPreviewWidth), content);
        body.cut_right(16);
    }
    const float height = 30 + (memory.new_scene ? form_row_height() : 0.f) + 40 + 40 +
                         (memory.as_menu ? memory.menu.height() : form_row_height(kText));
    const Rect inside = ui.begin_scroll(ui.id("scroll"), body, memory.form, height);
    Rect rest{inside.x + 2, inside.y, inside.w - 12, height};
    const bool closing = memory.kind == GreetingKind::Closing;
    ui.label(closing ? admin_words(screen).greeting_closing_hint : admin_words(screen).greeting_welcome_hint,
             rest.cut_top(30), {.size = type::kSmall, .color = theme.text2});
    if (memory.new_scene)
        form_row(screen, rest, memory.scene_field,
                 {.label = admin_words(screen).greeting_scene,
                  .placeholder = admin_words(screen).greeting_scene_hint,
                  .disabled = memory.saving.waiting()});
    if (ui.toggle(ui.id("enabled"), rest.cut_top(40), admin_words(screen).greeting_enabled, memory.enabled)) {
        memory.enabled = !memory.enabled;
        ui.keep_drawing();
    }
    Rect row = rest.cut_top(40);
    ui.mirror().begin({.id = ui.id("form"),
                       .role = Role::RadioGroup,
                       .name = admin_words(screen).greeting_form,
                       .rect = row});
    if (ui.radio(ui.id("text"), row.cut_left(100), admin_words(screen).greeting_text, !memory.as_menu)) {
        memory.as_menu = false;
        ui.keep_drawing();
    }
    if (ui.radio(ui.id("menu"), row.cut_left(100), admin_words(screen).greeting_menu, memory.as_menu)) {
        memory.as_menu = true;
        ui.keep_drawing();
    }
    ui.mirror().end();
    if (memory.as_menu)
        memory.menu.draw(screen, rest, Occasion::OnEvent);
    else
        form_row(
            screen, rest, memory.text,
            {.label = admin_words(screen).greeting_words,
             .max_bytes = kMaxTextBytes,
             .problem = memory.text.value().size() > kMaxTextBytes ? w.form_too_long : std::string_view{},
             .field_height = kText});
    ui.end_scroll();
    draw_foot(screen, foot, content, memory, out);
}

}  // namespace

GreetingsMemory::GreetingsMemory(FieldPort& fields)
    : scene_field(fields, form_line()), text(fields, form_area()), menu(fields) {}

bool greetings_page_unsaved(const GreetingsMemory& memory) {
    return memory.editing &&
           (!(content_of(memory) == memory.before) || memory.enabled != memory.enabled_before ||
            (memory.new_scene && !memory.scene_field.value().empty()));
}

void follow_greetings_page(const Screen& screen, GreetingsMemory& memory) {
    const auto said = [&](std::string_view words) {
        screen.ui.toast({.text = std::string(words), .tone = Tone::Brand});
    };
    bool on_page = true;
    switch (memory.saving.follow(screen.state, on_page)) {
        case Saving::Now::Saved:
            memory.scene = scene_of(memory);
            memory.new_scene = false;
            memory.known = true;
            memory.before = content_of(memory);
            memory.enabled_before = memory.enabled;
            said(admin_words(screen).greeting_saved);
            break;
        case Saving::Now::Deleted:
            memory.editing = false;
            said(admin_words(screen).greeting_deleted);
            break;
        default:
            break;
    }
}

void draw_greetings_page(const Screen& screen, Rect area, GreetingsMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    const IdScope scope(ui, std::string_view("greetings"));
    const std::vector<const Account*> accounts = accounts_of(screen.state);
    const bool known = std::any_of(accounts.begin(), accounts.end(),
                                   [&](const Account* account) { return account->id == memory.account; });
    if (!known) memory.account = accounts.empty() ? AccountId{} : accounts.front()->id;
    take_turn(screen, memory);
    const bool both = area.w >= kBothFrom;
    PageHead head(screen, area.cut_top(PageHead::kHeight), w.greetings);
    if (!both && memory.editing &&
        head.button({.label = admin_words(screen).quick_back,
                     .icon = Icon::Back,
                     .disabled_reason = memory.saving.waiting_words(screen)}))
        turn_to(screen, {.to = Turn::To::List}, memory);
    area = area.inset(20, 16);
    if (memory.account.empty()) {
        ui.label(admin_words(screen).greeting_no_account, area.cut_top(40), {.color = screen.theme().text2});
    } else if (!both) {
        if (memory.editing)
            draw_form(screen, area, memory, out);
        else
            draw_list(screen, area, memory);
    } else {
        draw_list(screen, area.cut_left(kListWidth), memory);
        area.cut_left(16);
        ui.fill({area.x, area.y - 16, 1, area.h + 32}, screen.theme().line);
        area.cut_left(20);
        area.w = std::min(area.w, kFormWidth);
        if (memory.editing)
            draw_form(screen, area, memory, out);
        else
            ui.label(admin_words(screen).greeting_choose, area,
                     {.color = screen.theme().text3, .align = Align::Center});
    }
}

}  // namespace kf::web
