#include "web/console/customer/customer_panel.h"

#include <algorithm>
#include <array>

#include "web/chat_export/chat_export.h"
#include "web/console/customer/customer_avatar.h"

namespace kf::web {

namespace {

constexpr float kPadding = 18;
constexpr float kLabelWidth = 76;

class Panel {
  public:
    Panel(const Screen& screen, Rect content, const Conversation& conversation, CustomerMemory& memory,
          Intents& out)
        : screen_(screen),
          ui_(screen.ui),
          w_(screen.w),
          theme_(screen.theme()),
          rest_(content),
          conversation_(conversation),
          memory_(memory),
          out_(out) {
        const auto found = screen.state.customers.find(conversation.customer);
        if (found != screen.state.customers.end()) customer_ = &found->second;
        const auto thread = screen.state.threads.find(conversation.id);
        if (thread != screen.state.threads.end()) thread_ = &thread->second;
    }

    // The height of everything.
    float draw() {
        const float top = rest_.y;
        rest_.cut_top(kPadding);
        draw_head();
        draw_window();
        draw_facts();
        draw_note_section();
        draw_sessions();
        if (screen_.state.self.role != kf::Role::Agent) {
            row(14);
            draw_chat_export(screen_, row(34), "conversation=" + std::to_string(conversation_.id.value));
        }
        return rest_.y - top + kPadding;
    }

  private:
    // The scroll area cuts; here there is always room.
    Rect row(float height) {
        const Rect piece{rest_.x, rest_.y, rest_.w, height};
        rest_.y += height;
        return piece;
    }
    void heading(std::string_view words) {
        row(18);
        ui_.label(words, row(18), {.size = type::kSmall, .color = theme_.text3, .weight = Weight::Semibold},
                  Role::Heading);
        row(6);
    }

    void draw_head() {
        const std::string name = customer_name(screen_.state, conversation_.customer);
        Rect head = row(52);
        draw_customer_avatar(screen_, head.cut_left(52), conversation_.customer,
                             customer_initial(screen_.state, conversation_.customer, w_), radius::kCard);
        head.cut_left(12);
        const float middle = head.center().y;
        ui_.label(name, {head.x, middle - 25, head.w, 25},
                  {.size = type::kTitle, .color = theme_.text, .weight = Weight::Semibold}, Role::Heading);
        std::string line;
        if (customer_ && customer_->gender == Gender::Male) line = w_.gender_male;
        if (customer_ && customer_->gender == Gender::Female) line = w_.gender_female;
        if (customer_ && customer_->first_seen != 0) {
            if (!line.empty()) line += " · ";
            line += fill(w_.customer_first_contact, {date_words(customer_->first_seen, screen_.clock)});
        }
        if (!line.empty())
            ui_.label(line, {head.x, middle + 1, head.w, 20}, {.size = type::kSmall, .color = theme_.text2});
    }

    void draw_window() {
        heading(w_.window_section);
        const WindowLeft left = window_left(conversation_.window, to_secs(screen_.clock.now));
        const bool open = left.block == SendBlock::None;
        const Color color = !open                                                ? theme_.danger
                            : left.secs < 4 * kSecsPerHour || left.messages <= 1 ? theme_.warn
                                                                                 : theme_.brand;
        const Rect meter = row(6);
        const std::string words = window_deadline(conversation_.window, left, screen_.clock, w_);
        const float gap = 4, width = (meter.w - gap * (kMaxRepliesPerWindow - 1)) / kMaxRepliesPerWindow;
        for (int i = 0; i < kMaxRepliesPerWindow; ++i) {
            const Rect part{meter.x + static_cast<float>(i) * (width + gap), meter.y, width, meter.h};
            ui_.fill(part, open && i < left.messages ? color : theme_.line, 3);
        }
        ui_.mirror().leaf({.id = ui_.id("meter"),
                           .role = Role::ProgressBar,
                           .name = w_.window_section,
                           .rect = meter,
                           .state = {.value = static_cast<float>(left.messages) / kMaxRepliesPerWindow}});
        row(6);
        paragraph(words, type::kSmall, open ? theme_.text2 : theme_.danger_text, "window-words");
    }

    void paragraph(std::string_view words, float size, Color color, std::string_view id) {
        const TextLayout& layout = ui_.layout(words, {.font = {size, Weight::Regular}, .width = rest_.w});
        const Rect place = row(layout.size().h);
        ui_.mirror().leaf({.id = ui_.id(id), .role = Role::Text, .name = words, .rect = place});
        ui_.text(layout, place.top_left(), color);
    }

    void fact(std::string_view label, const std::string& value, bool copyable = false) {
        if (value.empty()) return;
        Rect line = row(26);
        ui_.text(label, line.cut_left(kLabelWidth), {.size = type::kNote, .color = theme_.text3});
        if (copyable) {
            const Rect button = line.cut_right(32);
            if (ui_.icon_button(ui_.id("copy"), button.centered({28, 26}), Icon::Copy,
                                w_.customer_copy_unionid))
                ui_.copy(value);
        }
        const std::string spoken = std::string(label) + " " + value;
        const WidgetId id = ui_.id(label);
        ui_.interact({.id = id, .role = Role::Text, .name = spoken, .rect = line}, false);
        ui_.text(value, line, {.size = type::kNote, .color = theme_.text});
        whole_on_hover(id, line, value);
    }

    // What does not fit ends with an ellipsis and is read by pointing at it.
    void whole_on_hover(WidgetId id, Rect line, const std::string& words) {
        if (ui_.text_width(words, {type::kNote, Weight::Regular}) > line.w) ui_.tooltip(id, line, words);
    }

    void draw_facts() {
        heading(w_.customer_section);
        fact(w_.customer_account, account_name(screen_.state, conversation_.account));
        const bool someone = !conversation_.agent.empty() && conversation_.desk_state != DeskState::Queued;
        std::string who = someone ? agent_name(screen_.state, conversation_.agent) : std::string();
        if (conversation_.desk_state == DeskState::InClient) who = conversation_.servicer.value;
        fact(w_.customer_agent, who);
        fact(w_.customer_state, std::string(state_words(conversation_.desk_state, w_)));
        if (customer_) fact(w_.customer_unionid, customer_->unionid, true);
        std::string scene = conversation_.scene;
        if (!conversation_.scene_param.empty())
            scene += (scene.empty() ? "" : " · ") + conversation_.scene_param;
        fact(w_.customer_scene, scene);
        fact(w_.customer_channels, conversation_.channels_name);
        if (!customer_) return;
        if (customer_->first_seen != 0)
            fact(w_.customer_first, day_time(customer_->first_seen, screen_.clock, w_));
        if (customer_->last_seen != 0)
            fact(w_.customer_last, day_time(customer_->last_seen, screen_.clock, w_));
    }

    void draw_note_section() {
        heading(w_.note_section);
        row(draw_note(screen_, rest_, conversation_.customer, memory_.note, out_));
    }

    void draw_sessions() {
        if (!thread_ || !thread_->details) {
            if (!thread_ || !thread_->details_loading) return;
            heading(w_.sessions_title);
            ui_.mirror().leaf({.id = ui_.id("details"),
                               .role = Role::Status,
                               .name = w_.details_loading,
                               .rect = rest_,
                               .state = {.busy = true}});
            for (int i = 0; i < 3; ++i) ui_.skeleton(row(26).inset(0, 6), 6);
            return;
        }
        const std::vector<SessionSummary>& sessions = thread_->details->sessions;
        heading(fill(w_.sessions_count, {std::to_string(sessions.size())}));
        if (sessions.empty()) {
            paragraph(w_.sessions_none, type::kNote, theme_.text2, "no-sessions");
            return;
        }
        ui_.mirror().begin(
            {.id = ui_.id("sessions"), .role = Role::List, .name = w_.sessions_title, .rect = rest_});
        for (const SessionSummary& session : sessions) draw_session(session);
        ui_.mirror().end();
    }

    void draw_session(const SessionSummary& session) {
        const std::string& first =
            screen_.english() && !session.first_text_en.empty() ? session.first_text_en : session.first_text;
        const std::string words = first.empty() ? std::string(w_.session_no_words) : first;
        std::string below = session.agent.empty() ? std::string() : agent_name(screen_.state, session.agent);
        // Of a session that goes on the count would be old with the next message.
        if (session.ended_at != 0) {
            if (!below.empty()) below += " · ";
            below += fill_count(w_.session_messages_one, w_.session_messages_many, session.messages);
        }
        const std::string when = session.ended_at == 0 ? std::string(w_.session_running)
                                                       : list_time(session.started_at, screen_.clock, w_);
        const WidgetId id = ui_.id(static_cast<std::uint64_t>(session.id.value));
        const std::string spoken = listed(w_, {words, when, below});
        const Rect whole = row(below.empty() ? 28 : 44);
        ui_.interact({.id = id, .role = Role::ListItem, .name = spoken, .rect = whole}, false);
        if (!ui_.visible(whole)) return;
        Rect line = whole;
        Rect upper = line.cut_top(23);
        const float width = ui_.text_width(when, {type::kSmall, Weight::Regular});
        ui_.text(when, upper.cut_right(width + 1),
                 {.size = type::kSmall,
                  .color = session.ended_at == 0 ? theme_.brand_text : theme_.text3,
                  .align = Align::Right});
        upper.cut_right(8);
        ui_.text(words, upper, {.size = type::kNote, .color = theme_.text});
        ui_.text(below, line.cut_top(18), {.size = type::kSmall, .color = theme_.text3});
        whole_on_hover(id, upper, words);
    }

    const Screen& screen_;
    Ui& ui_;
    const Words& w_;
    const Theme& theme_;
    Rect rest_;
    const Conversation& conversation_;
    CustomerMemory& memory_;
    Intents& out_;
    const Customer* customer_ = nullptr;
    const Thread* thread_ = nullptr;
};

}  // namespace

bool draw_customer_panel(const Screen& screen, Rect area, const Conversation& conversation, bool close,
                         CustomerMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const IdScope scope(ui, std::string_view("customer"));
    ui.fill(area, screen.theme().surface);
    ui.separator({area.x, area.y, 1, area.h});
    if (memory.shown != conversation.id) {
        memory.shown = conversation.id;
        memory.scroll.jump(0);
    }
    ui.mirror().begin(
        {.id = ui.id("panel"), .role = Role::Complementary, .name = screen.w.customer_panel, .rect = area});
    const Rect content = ui.begin_scroll(ui.id("scroll"), area, memory.scroll, memory.content);
    Panel panel(screen, content.inset(kPadding, 0), conversation, memory, out);
    const float height = panel.draw();
    ui.end_scroll();
    if (height != memory.content) {
        memory.content = height;
        ui.keep_drawing();
    }
    bool closed = false;
    if (close) {
        const Rect button{area.right() - 44, area.y + 12, 32, 32};
        closed = ui.icon_button(ui.id("close"), button, Icon::Close, screen.w.hide_customer).pressed;
    }
    ui.mirror().end();
    return closed;
}

}  // namespace kf::web
