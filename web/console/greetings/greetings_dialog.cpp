#include "web/console/greetings/greetings_dialog.h"

#include <algorithm>

#include "shared/kf/message_codec.h"
#include "web/console/composer/customer_view.h"

namespace kf::web {

namespace {

constexpr float kListWidth = 250, kRow = 52, kText = 130, kPreviewWidth = 270;

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
    screen.ui.keep_drawing();
}

struct Place {
    std::string scene;
    GreetingKind kind;
    std::string label;
};

// Welcome first, then the scenes that have one of their own, then closing.
std::vector<Place> places_of(const Screen& screen, const AccountId& account) {
    const Words& w = screen.w;
    std::vector<Place> out{{"", GreetingKind::Welcome, std::string(w.greeting_welcome)}};
    for (const Greeting& g : screen.state.greetings)
        if (g.account == account && g.kind == GreetingKind::Welcome && !g.scene.empty())
            out.push_back({g.scene, g.kind, fill(w.greeting_welcome_scene, {g.scene})});
    std::sort(out.begin() + 1, out.end(), [](const Place& a, const Place& b) { return a.scene < b.scene; });
    out.push_back({"", GreetingKind::Closing, std::string(w.greeting_closing)});
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
    if (const auto to = ui.select(ui.id("account"), rest.cut_top(34), w.greeting_account, names, chosen);
        to && !memory.saving.waiting()) {
        memory.account = accounts[static_cast<std::size_t>(*to)]->id;
        memory.editing = false;
        ui.keep_drawing();
    }
    rest.cut_top(10);
    Rect foot = rest.cut_bottom(36);
    const ButtonSpec add{.label = w.greeting_add_scene,
                         .icon = Icon::Plus,
                         .disabled_reason = memory.saving.waiting_words(screen)};
    const float width = ui.button_width(add);
    if (ui.button(ui.id("add"), foot.cut_left(width).centered({width, 34}), add)) {
        edit(screen, "\n", GreetingKind::Welcome, memory);  // no scene is called so: a new one
        memory.scene.clear();
        memory.new_scene = true;
        memory.scene_field.set_value("");
        memory.scene_field.focus();
    }
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
        std::string state = saved == nullptr ? std::string(w.greeting_unset)
                            : saved->enabled ? content_line(saved->content, {}, w)
                                             : std::string(w.greeting_off);
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
        if (press && !memory.saving.waiting()) edit(screen, place.scene, place.kind, memory);
    }
    ui.end_scroll();
    ui.mirror().end();
}

Content content_of(const GreetingsMemory& memory) {
    if (memory.as_menu) return memory.menu.menu();
    return TextBody{memory.text.value(), {}};
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
    const Words& w = screen.w;
    const auto account = screen.state.accounts.find(memory.account);
    const std::string scene = scene_of(memory);
    const auto problem = content_problem(content, Occasion::OnEvent);
    std::string why = problem ? (screen.english() ? problem->en : problem->zh) : std::string();
    if (memory.new_scene && scene.find_first_not_of(' ') == std::string::npos) why = w.greeting_scene_missing;
    const SaveFootPress press = draw_save_foot(
        screen, foot, {.obstacle = why, .deletable = memory.known, .delete_question = w.greeting_delete_sure},
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

void follow_saving(const Screen& screen, GreetingsMemory& memory) {
    const auto said = [&](std::string_view words) {
        screen.ui.toast({.text = std::string(words), .tone = Tone::Brand});
    };
    switch (memory.saving.follow(screen.state, memory.open)) {
        case Saving::Now::Saved:
            memory.scene = scene_of(memory);
            memory.new_scene = false;
            memory.known = true;
            said(screen.w.greeting_saved);
            break;
        case Saving::Now::Deleted:
            memory.editing = false;
            said(screen.w.greeting_deleted);
            break;
        default:
            break;
    }
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
    ui.label(closing ? w.greeting_closing_hint : w.greeting_welcome_hint, rest.cut_top(30),
             {.size = type::kSmall, .color = theme.text2});
    if (memory.new_scene)
        form_row(screen, rest, memory.scene_field,
                 {.label = w.greeting_scene,
                  .placeholder = w.greeting_scene_hint,
                  .disabled = memory.saving.waiting()});
    if (ui.toggle(ui.id("enabled"), rest.cut_top(40), w.greeting_enabled, memory.enabled)) {
        memory.enabled = !memory.enabled;
        ui.keep_drawing();
    }
    Rect row = rest.cut_top(40);
    ui.mirror().begin({.id = ui.id("form"), .role = Role::RadioGroup, .name = w.greeting_form, .rect = row});
    if (ui.radio(ui.id("text"), row.cut_left(100), w.greeting_text, !memory.as_menu)) {
        memory.as_menu = false;
        ui.keep_drawing();
    }
    if (ui.radio(ui.id("menu"), row.cut_left(100), w.greeting_menu, memory.as_menu)) {
        memory.as_menu = true;
        ui.keep_drawing();
    }
    ui.mirror().end();
    if (memory.as_menu)
        memory.menu.draw(screen, rest, Occasion::OnEvent);
    else
        form_row(
            screen, rest, memory.text,
            {.label = w.greeting_words,
             .max_bytes = kMaxTextBytes,
             .problem = memory.text.value().size() > kMaxTextBytes ? w.form_too_long : std::string_view{},
             .field_height = kText});
    ui.end_scroll();
    draw_foot(screen, foot, content, memory, out);
}

}  // namespace

GreetingsMemory::GreetingsMemory(FieldPort& fields)
    : scene_field(fields, form_line()), text(fields, form_area()), menu(fields) {}

bool may_edit_greetings(const Agent& self) {
    return self.role == kf::Role::Supervisor || self.role == kf::Role::Admin;
}

void open_greetings(const ConsoleState& state, GreetingsMemory& memory) {
    memory.open = true;
    if (memory.saving.waiting()) return;  // what is on its way stays in view
    memory.editing = memory.deleting = false;
    const std::vector<const Account*> accounts = accounts_of(state);
    const bool known = std::any_of(accounts.begin(), accounts.end(),
                                   [&](const Account* account) { return account->id == memory.account; });
    if (!known) memory.account = accounts.empty() ? AccountId{} : accounts.front()->id;
}

void draw_greetings(const Screen& screen, GreetingsMemory& memory, Intents& out) {
    follow_saving(screen, memory);
    if (!memory.open) return;
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const DialogResult dialog = ui.begin_dialog(ui.id("greetings"), {940, 640}, w.greetings, w.close,
                                                memory.editing ? DialogKind::Form : DialogKind::Glance);
    Rect body = dialog.body;
    if (memory.account.empty()) {
        ui.label(w.greeting_no_account, body.cut_top(40), {.color = theme.text2});
    } else if (body.w < 600) {
        if (memory.editing) {
            const ButtonSpec back{.label = w.quick_back, .icon = Icon::Back};
            const float width = ui.button_width(back);
            if (ui.button(ui.id("back"), body.cut_top(36).cut_left(width), back)) memory.editing = false;
            body.cut_top(8);
            draw_form(screen, body, memory, out);
        } else {
            draw_list(screen, body, memory);
        }
    } else {
        draw_list(screen, body.cut_left(kListWidth), memory);
        body.cut_left(12);
        ui.fill({body.x, body.y, 1, body.h}, theme.line);
        body.cut_left(16);
        if (memory.editing)
            draw_form(screen, body, memory, out);
        else
            ui.label(w.greeting_choose, body, {.color = theme.text3, .align = Align::Center});
    }
    ui.end_dialog();
    if (dialog.dismissed) {
        memory.open = false;
        ui.keep_drawing();
    }
}

}  // namespace kf::web
