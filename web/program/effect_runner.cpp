#include "web/program/effect_runner.h"

#include <algorithm>
#include <utility>

#include "web/program/settings_text.h"

namespace kf::web {

namespace {

constexpr float kVolume = 0.7f;
// The newest whole state of a desk; larger than any other answer.
constexpr std::uint32_t kMaxSnapshotBytes = 64u << 20;

std::string conversation_path(ConversationId conversation, std::string_view rest) {
    return "/api/conversations/" + std::to_string(conversation.value) + std::string(rest);
}

std::string note_tag(ConversationId conversation) {
    return "conversation-" + std::to_string(conversation.value);
}

std::string escaped(std::string_view text) {
    constexpr char kDigits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           c == '-' || c == '_' || c == '.';
        if (plain) {
            out.push_back(c);
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
        }
    }
    return out;
}

std::string search_path(const FetchSearch& effect) {
    std::string path = "/api/search?limit=" + std::to_string(effect.limit);
    const auto text = [&](const char* name, std::string_view value) {
        if (!value.empty()) path.append("&").append(name).append("=").append(escaped(value));
    };
    const auto number = [&](const char* name, std::int64_t value) {
        if (value != 0) text(name, std::to_string(value));
    };
    text("q", effect.text);
    text("corp", effect.filters.corp.value);
    text("account", effect.filters.account.value);
    text("agent", effect.filters.agent.value);
    text("customer", effect.filters.customer.value);
    text("type", effect.filters.type);
    number("conversation", effect.filters.conversation.value);
    number("from", effect.filters.from);
    number("to", effect.filters.to);
    number("before", effect.before.value);
    return path;
}

std::string ended_path(const FetchEnded& effect) {
    std::string path = "/api/ended_conversations?limit=" + std::to_string(effect.limit);
    const auto text = [&](const char* name, std::string_view value) {
        if (!value.empty()) path.append("&").append(name).append("=").append(escaped(value));
    };
    text("text", effect.text);
    text("corp", effect.filter.corp.value);
    text("account", effect.filter.account.value);
    text("agent", effect.filter.agent.value);
    if (effect.filter.from != 0) text("from", std::to_string(effect.filter.from));
    if (effect.filter.to != 0) text("to", std::to_string(effect.filter.to));
    if (!effect.before.empty())
        text("before", std::to_string(effect.before.last_at) + "." + std::to_string(effect.before.id.value));
    return path;
}

}  // namespace

struct EffectRunner::Doer {
    EffectRunner& r;

    void operator()(const FetchSnapshot&) {
        r.get("/api/snapshot", [this_runner = &r](const HttpResponse& answer) {
            if (answer.ok())
                this_runner->handlers_.dispatch(SnapshotArrived{answer.body});
            else
                this_runner->handlers_.dispatch(SnapshotFailed{answer.status});
        });
    }
    void operator()(const OpenSocket&) { r.open_socket(); }
    void operator()(const CloseSocket&) { r.socket_.reset(); }
    void operator()(const CheckSocket&) {
        HttpRequest request;
        request.method = "POST";  // with it the browser says the Origin, as with a socket
        request.path = "/api/socket_check";
        request.body = "{}";
        r.platform_.http().send(std::move(request), [self = r.self_](const HttpResponse& answer) {
            if (*self) (*self)->handlers_.dispatch(SocketChecked{answer.status, answer.body});
        });
    }
    void operator()(const SendFrame& effect) {
        // A socket that takes nothing more is as good as lost: what was not sent is sent again after the
        // reconnect.
        if (r.socket_ && !r.socket_->send(effect.text)) r.socket_->close(4000, "blocked");
    }
    void operator()(const FetchHistory& effect) {
        std::string path =
            conversation_path(effect.conversation, "/messages?limit=" + std::to_string(effect.limit));
        if (!effect.before.empty()) path += "&before=" + std::to_string(effect.before.value);
        if (!effect.after.empty()) path += "&after=" + std::to_string(effect.after.value);
        if (!effect.around.empty()) path += "&around=" + std::to_string(effect.around.value);
        r.get(std::move(path), [this_runner = &r, id = effect.conversation,
                                number = effect.number](const HttpResponse& answer) {
            if (answer.ok())
                this_runner->handlers_.dispatch(HistoryArrived{id, answer.body, number});
            else
                this_runner->handlers_.dispatch(HistoryFailed{id, answer.status, number});
        });
    }
    void operator()(const FetchDetails& effect) {
        r.get(conversation_path(effect.conversation, "/details"),
              [this_runner = &r, id = effect.conversation](const HttpResponse& answer) {
                  if (answer.ok())
                      this_runner->handlers_.dispatch(DetailsArrived{id, answer.body});
                  else
                      this_runner->handlers_.dispatch(DetailsFailed{id, answer.status});
              });
    }
    void operator()(const FetchConversation& effect) {
        r.get(
            conversation_path(effect.conversation, ""),
            [this_runner = &r, id = effect.conversation, number = effect.number](const HttpResponse& answer) {
                if (answer.ok())
                    this_runner->handlers_.dispatch(ConversationArrived{id, number, answer.body});
                else
                    this_runner->handlers_.dispatch(ConversationFailed{id, number, answer.status});
            });
    }
    void operator()(const FetchEnded& effect) {
        r.get(ended_path(effect), [this_runner = &r, number = effect.number](const HttpResponse& answer) {
            if (answer.ok())
                this_runner->handlers_.dispatch(EndedArrived{number, answer.body});
            else
                this_runner->handlers_.dispatch(EndedFailed{number, answer.status, answer.body});
        });
    }
    void operator()(const FetchSearch& effect) {
        r.get(search_path(effect), [this_runner = &r, where = effect.where,
                                    number = effect.number](const HttpResponse& answer) {
            if (answer.ok())
                this_runner->handlers_.dispatch(SearchArrived{where, number, answer.body});
            else
                this_runner->handlers_.dispatch(SearchFailed{where, number, answer.status, answer.body});
        });
    }
    void operator()(const Announce& effect) { r.announce(effect); }
    void operator()(const CloseNote& effect) {
        r.platform_.notifications().close(note_tag(effect.conversation));
    }
    void operator()(const ShowBadge& effect) {
        r.platform_.notifications().set_badge(effect.unread, r.handlers_.page_title());
    }
    void operator()(const StoreSettings& effect) {
        r.platform_.page().store_setting(kSettingsKey, settings_to_text(effect.settings));
    }
    void operator()(const WakeAt& effect) { r.wake_at(effect.at); }
    void operator()(const FillComposer& effect) { r.handlers_.fill_composer(effect); }
    void operator()(const GiveBackNote& effect) { r.handlers_.give_back_note(effect); }
    void operator()(const KeepUnsent& effect) { r.platform_.page().keep_in_tab(kUnsentKey, effect.text); }
    void operator()(const GoToSignIn&) { r.platform_.page().navigate("/login"); }
    void operator()(const SignOut&) { r.sign_out(); }
};

EffectRunner::EffectRunner(Platform& platform, Handlers handlers)
    : platform_(platform), handlers_(std::move(handlers)), self_(std::make_shared<EffectRunner*>(this)) {}

EffectRunner::~EffectRunner() {
    *self_ = nullptr;
    if (wake_timer_ != 0) platform_.page().cancel(wake_timer_);
}

void EffectRunner::run(const Effect& effect) {
    std::visit(Doer{*this}, effect);
}

void EffectRunner::get(std::string path, std::function<void(const HttpResponse&)> done) {
    HttpRequest request;
    request.max_bytes = path == "/api/snapshot" ? kMaxSnapshotBytes : request.max_bytes;
    request.path = std::move(path);
    platform_.http().send(std::move(request),
                          [self = self_, done = std::move(done)](const HttpResponse& answer) {
                              if (*self) done(answer);
                          });
}

void EffectRunner::open_socket() {
    socket_.reset();
    socket_ = platform_.sockets().open(
        "/ws", kSubProtocol,
        {.opened = [this] { handlers_.dispatch(SocketOpened{}); },
         .message = [this](std::string_view text) { handlers_.dispatch(SocketText{std::string(text)}); },
         .closed = [this](int code, std::string_view) { handlers_.dispatch(SocketClosed{code}); }});
}

void EffectRunner::wake_at(UnixMs at) {
    Page& page = platform_.page();
    if (wake_timer_ != 0) page.cancel(wake_timer_);
    const UnixMs delay = std::clamp<UnixMs>(at - page.unix_ms(), 1, kSecsPerDay * 1000);
    wake_timer_ = page.after(static_cast<double>(delay), [this] {
        wake_timer_ = 0;
        handlers_.dispatch(ClockTicked{});
    });
}

void EffectRunner::announce(const Announce& effect) {
    Notifications& notifications = platform_.notifications();
    if (effect.sound && !notifications.play(Sound::Message, kVolume)) handlers_.dispatch(SoundBlocked{true});
    if (effect.desktop) {
        notifications.show({.tag = note_tag(effect.conversation),
                            .title = effect.title,
                            .body = effect.text,
                            .clicked = [self = self_, id = effect.conversation] {
                                if (*self) (*self)->handlers_.dispatch(NotificationClicked{id});
                            }});
    }
    handlers_.announced(effect);
}

bool EffectRunner::test_alert(std::string_view title, std::string_view text, bool desktop) {
    Notifications& notifications = platform_.notifications();
    if (desktop)
        notifications.show(
            {.tag = "self-test", .title = std::string(title), .body = std::string(text), .clicked = [] {}});
    const bool heard = notifications.play(Sound::SelfTest, kVolume);
    handlers_.dispatch(SoundBlocked{!heard});
    return heard;
}

void EffectRunner::sign_out() {
    socket_.reset();
    HttpRequest request;
    request.method = "POST";
    request.path = "/logout";
    request.body = "{}";
    platform_.http().send(std::move(request), [self = self_](const HttpResponse& answer) {
        // Where the backend has not heard of it, the sign-in page says so and asks until it has.
        if (*self) (*self)->platform_.page().navigate(answer.ok() ? "/login" : "/login#unfinished");
    });
}

}  // namespace kf::web
