#include "backend/front/health_routes.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "backend/commands/outbox_sender.h"
#include "backend/desk/corp_desk.h"
#include "backend/greetings/greeting_sender.h"
#include "backend/relay/relay.h"
#include "backend/runtime/due_work.h"
#include "backend/storage/store.h"

namespace kf {

namespace {

using Json = nlohmann::json;

// The check writes to the disk; nobody may make it write more often than this.
constexpr UnixMs kStoreCheckMs = 2'000;

std::string_view token_word(TokenState state) {
    switch (state) {
        case TokenState::Valid:
            return "valid";
        case TokenState::Refused:
            return "refused";
        case TokenState::Unknown:
            break;
    }
    return "unknown";
}

// Of one desk, with what only this machine is told.
struct DeskReadiness {
    bool ready = false;
    std::string store;
    Json corps = Json::array();
};

DeskReadiness look_at(DeskSlot& slot) {
    DeskReadiness seen;
    if (!slot.desk) {
        seen.store = slot.state == DeskSlot::State::Failed ? to_word(slot.why.code) : to_word(slot.state);
        return seen;
    }
    Desk& desk = *slot.desk;
    const auto now = desk.now();
    if (slot.store_seen_at == 0 || now - slot.store_seen_at >= kStoreCheckMs || now < slot.store_seen_at) {
        const auto writable = desk.store().check_writable();
        slot.store_word = writable ? "ok" : to_word(writable.error().code);
        slot.store_seen_at = now;
    }
    seen.store = slot.store_word;
    seen.ready = seen.store == "ok";
    for (const auto& corp : desk.corps()) {
        const auto& health = corp->health();
        const auto age = health.oldest_pull_age(now);
        const auto why = health.not_ready(now);
        const bool good = why.empty();
        seen.ready = seen.ready && good;
        Json item = {{"corp_id", corp->corp().value},
                     {"ready", good},
                     {"why", why},
                     {"token", token_word(health.token())},
                     {"notice", to_word(health.notice().code)}};
        item["last_pull_age_secs"] = age ? Json(*age / 1000) : Json(nullptr);
        seen.corps.push_back(std::move(item));
    }
    return seen;
}

Response readiness_of_only(DeskSlot& slot, const Request& request) {
    auto seen = look_at(slot);
    Json body = {{"ready", seen.ready}, {"store", seen.store}};
    if (request.peer_is_local) body["corps"] = std::move(seen.corps);
    return json_response(seen.ready ? 200 : 503, body.dump());
}

// Ready as long as one desk is: whoever takes the process out because of one takes out all.
Response readiness_of_all(const std::vector<DeskStanding>& desks, const Request& request) {
    auto list = Json::array();
    bool any = desks.empty();
    for (const auto& state : desks) {
        auto seen = look_at(state.slot);
        any = any || seen.ready;
        Json item = {{"desk", state.id},
                     {"ready", seen.ready},
                     {"state", to_word(state.slot.state)},
                     {"store", seen.store},
                     {"corps", std::move(seen.corps)}};
        if (state.slot.state == DeskSlot::State::Failed) item["why"] = state.slot.why.message;
        list.push_back(std::move(item));
    }
    Json body = {{"ready", any}};
    if (request.peer_is_local) body["desks"] = std::move(list);
    return json_response(any ? 200 : 503, body.dump());
}

Response readiness(const HealthParts& parts, const Request& request) {
    const auto desks = parts.desks();
    if (desks.size() == 1 && desks.front().id.empty()) return readiness_of_only(desks.front().slot, request);
    return readiness_of_all(desks, request);
}

class MetricsText {
  public:
    template <class Number>
    void value(std::string_view name, std::string_view type, std::string_view help, Number number) {
        head(name, type, help);
        line(name, "", number);
    }
    void head(std::string_view name, std::string_view type, std::string_view help) {
        text_.append("# HELP kfdesk_").append(name).append(" ").append(help).append("\n# TYPE kfdesk_");
        text_.append(name).append(" ").append(type).append("\n");
    }
    template <class Number>
    void line(std::string_view name, const std::string& labels, Number number) {
        text_.append("kfdesk_")
            .append(name)
            .append(labels)
            .append(" ")
            .append(std::to_string(number))
            .append("\n");
    }
    std::string take() { return std::move(text_); }

  private:
    std::string text_;
};

// Of the desks that are open. The label is left out where no desk is declared. Ids of desks and corps are
// letters, digits, _ and - (checked by the configuration), so they need no escaping.
struct OpenDesk {
    const Desk& desk;
    std::string label;  // desk="acme", or ""

    [[nodiscard]] std::string labels(std::string_view more = {}) const {
        if (label.empty() && more.empty()) return {};
        const bool both = !label.empty() && !more.empty();
        return "{" + label + (both ? "," : "") + std::string{more} + "}";
    }
};
using OpenDesks = std::vector<OpenDesk>;

class DeskMetrics {
  public:
    DeskMetrics(MetricsText& text, const OpenDesks& desks) : text_(text), desks_(desks) {}

    template <class Value>
    void value(std::string_view name, std::string_view type, std::string_view help, Value of) {
        text_.head(name, type, help);
        for (const auto& open : desks_) text_.line(name, open.labels(), of(open.desk));
    }
    // `of` yields the number of a corp, or nothing.
    template <class Value>
    void of_corps(std::string_view name, std::string_view type, std::string_view help, Value of) {
        text_.head(name, type, help);
        for (const auto& open : desks_)
            for (const auto& corp : open.desk.corps())
                if (const auto number = of(*corp, open.desk.now()))
                    text_.line(name, open.labels("corp=\"" + corp->corp().value + "\""), *number);
    }
    // Kinds are words of the program, so they need no escaping.
    template <class Value>
    void of_due_work(std::string_view name, std::string_view type, std::string_view help, Value of) {
        text_.head(name, type, help);
        for (const auto& open : desks_)
            for (const DueFigures& kind : open.desk.due().figures())
                text_.line(name, open.labels("kind=\"" + kind.kind + "\""), of(kind));
    }

  private:
    MetricsText& text_;
    const OpenDesks& desks_;
};

void add_corps(DeskMetrics& add) {
    using Number = std::optional<std::int64_t>;
    const auto number = [](auto value) { return Number{static_cast<std::int64_t>(value)}; };
    add.of_corps(
        "token_valid", "gauge", "1 when the access token of the corp's app is valid",
        [=](CorpDesk& corp, UnixMs) { return number(corp.health().token() == TokenState::Valid ? 1 : 0); });
    add.of_corps("oldest_pull_age_seconds", "gauge",
                 "age of the last finished pull of the account that is worst off",
                 [](CorpDesk& corp, UnixMs now) -> Number {
                     const auto age = corp.health().oldest_pull_age(now);
                     return age ? Number{*age / 1000} : Number{};
                 });
    add.of_corps("wecom_reachable", "gauge", "0 while calls to WeCom fail",
                 [=](CorpDesk& corp, UnixMs) { return number(corp.health().unreachable_since() ? 0 : 1); });
    add.of_corps(
        "alarm", "gauge", "1 while the corp has an alarm that an operator should look at",
        [=](CorpDesk& corp, UnixMs) { return number(corp.health().alarm() == Alarm::None ? 0 : 1); });
    add.of_corps("wecom_records_repaired_total", "counter",
                 "records of WeCom's answers that were no proper JSON and were repaired",
                 [=](CorpDesk& corp, UnixMs) { return number(corp.health().records_repaired()); });
    add.of_corps("wecom_records_set_apart_total", "counter",
                 "records of WeCom's answers that could not be read and were kept as they came",
                 [=](CorpDesk& corp, UnixMs) { return number(corp.health().records_set_apart()); });
    add.of_corps("accounts_followed", "gauge", "kf accounts whose messages are pulled",
                 [=](CorpDesk& corp, UnixMs) { return number(corp.health().accounts().size()); });
    add.of_corps("wecom_calls_in_flight", "gauge", "calls to WeCom that are not answered yet",
                 [=](CorpDesk& corp, UnixMs) { return number(corp.api().in_flight()); });
}

void add_due_work(DeskMetrics& add) {
    using Kind = DueFigures;
    add.of_due_work("due_work_kept", "gauge", "work that is due now or later",
                    [](const Kind& kind) { return kind.kept; });
    add.of_due_work("due_work_due", "gauge", "work whose time has come",
                    [](const Kind& kind) { return kind.due; });
    add.of_due_work("due_work_late", "gauge", "work whose time came more than a minute ago",
                    [](const Kind& kind) { return kind.late; });
    add.of_due_work("due_work_under_way", "gauge", "work that is being done",
                    [](const Kind& kind) { return kind.under_way; });
    add.of_due_work("due_work_handled", "gauge", "0 for work that this version does not know",
                    [](const Kind& kind) { return kind.handled ? 1 : 0; });
    add.of_due_work("due_work_done_total", "counter", "work that was done",
                    [](const Kind& kind) { return kind.done; });
    add.of_due_work("due_work_failed_tries_total", "counter", "tries that failed and are made again",
                    [](const Kind& kind) { return kind.failed_tries; });
    add.of_due_work("due_work_given_up_total", "counter", "work that was given up undone",
                    [](const Kind& kind) { return kind.given_up; });
}

void add_relay(DeskMetrics& add) {
    const auto counter = [&add](std::string_view name, std::string_view help, auto RelayCounters::*member) {
        add.value(name, "counter", help,
                  [member](const Desk& desk) { return desk.relay().counters().*member; });
    };
    add.value("consoles", "gauge", "open consoles", [](const Desk& desk) { return desk.relay().consoles(); });
    counter("events_total", "numbered events since the start", &RelayCounters::events);
    counter("event_frames_total", "events handed to consoles", &RelayCounters::frames);
    counter("commands_total", "commands from consoles", &RelayCounters::commands);
    counter("resumed_total", "consoles that went on from their position", &RelayCounters::resumed);
    counter("reloads_total", "consoles that had to take a snapshot", &RelayCounters::reloads);
    counter("fell_behind_total", "consoles that went on from the store, as much waited for them",
            &RelayCounters::fell_behind);
    counter("bad_frames_total", "frames that are not of the protocol", &RelayCounters::bad_frames);
    add.value("event_head", "gauge", "last number of the stream",
              [](const Desk& desk) { return desk.store().head(); });
}

void add_sending(DeskMetrics& add) {
    const auto outbox = [&add](std::string_view name, std::string_view help, auto OutboxCounters::*member) {
        add.value(name, "counter", help,
                  [member](const Desk& desk) { return desk.outbox().counters().*member; });
    };
    add.value("outbox_under_way", "gauge", "conversations to which a message is being sent",
              [](const Desk& desk) { return desk.outbox().under_way(); });
    outbox("outbox_accepted_total", "messages that WeCom has accepted", &OutboxCounters::accepted);
    outbox("outbox_failed_total", "messages that could not be sent", &OutboxCounters::failed);
    outbox("outbox_tries_again_total", "sends and uploads that were put off to be tried again",
           &OutboxCounters::tried_again);
    outbox("outbox_uploads_again_total", "files uploaded again because WeCom had dropped them",
           &OutboxCounters::uploaded_again);
    const auto greeting = [&add](std::string_view name, std::string_view help,
                                 auto GreetingCounters::*member) {
        add.value(name, "counter", help,
                  [member](const Desk& desk) { return desk.greetings().counters().*member; });
    };
    greeting("greetings_sent_total", "welcome and closing messages that WeCom has accepted",
             &GreetingCounters::sent);
    greeting("greetings_failed_total", "welcome and closing messages that were not accepted",
             &GreetingCounters::failed);
    greeting("greetings_too_old_total", "codes that came too late to be spent", &GreetingCounters::too_old);
}

void add_media(DeskMetrics& add) {
    add.value("media_bytes", "gauge", "bytes of the files that are kept",
              [](const Desk& desk) { return desk.store().media_totals().bytes; });
    add.value("media_waiting", "gauge", "files of messages that are still to be fetched",
              [](const Desk& desk) { return desk.store().media_totals().waiting; });
    add.value("media_failed", "gauge", "files of messages that could not be fetched",
              [](const Desk& desk) { return desk.store().media_totals().failed; });
    add.value("media_disk_full", "gauge", "1 while files cannot be kept for want of room on the disk",
              [](const Desk& desk) { return desk.media_disk_full() ? 1 : 0; });
}

void add_http(MetricsText& text, const HttpCounters& http) {
    text.value("http_connections", "gauge", "open connections, WebSockets included", http.connections);
    text.value("http_requests_total", "counter", "requests whose head was read", http.requests);
    text.value("http_refused_total", "counter", "requests and connections that broke a limit", http.refused);
    text.value("http_answers_5xx_total", "counter", "answers with a status of 500 or above",
               http.answers_5xx);
    text.value("http_held_bytes", "gauge", "bytes of requests that are not answered yet", http.held_bytes);
    text.value("websockets", "gauge", "open WebSockets", http.websockets);
    text.value("websockets_opened_total", "counter", "WebSockets that were accepted", http.websockets_opened);
    text.value("websockets_cut_off_total", "counter", "consoles that did not keep up",
               http.websockets_cut_off);
}

Response metrics(const HealthParts& parts) {
    MetricsText text;
    text.head("build_info", "gauge", "version and commit");
    text.line("build_info", "{version=\"" + parts.version + "\",commit=\"" + parts.commit + "\"}", 1);
    add_http(text, parts.http());
    const auto states = parts.desks();
    const bool declared = states.size() != 1 || !states.front().id.empty();
    OpenDesks open;
    for (const auto& state : states)
        if (state.slot.desk)
            open.push_back({*state.slot.desk, declared ? "desk=\"" + state.id + "\"" : std::string{}});
    if (declared) {
        text.head("desk_open", "gauge", "0 while the desk could not be opened");
        for (const auto& state : states)
            text.line("desk_open", "{desk=\"" + state.id + "\"}", state.slot.desk ? 1 : 0);
    }
    DeskMetrics add(text, open);
    add_relay(add);
    add_sending(add);
    add.value("sign_ins_refused_total", "counter", "wrong or throttled attempts to sign in",
              [](const Desk& desk) { return desk.refused_sign_ins(); });
    add_media(add);
    add_due_work(add);
    add_corps(add);
    return text_response(200, text.take(), "text/plain; version=0.0.4; charset=utf-8");
}

}  // namespace

void add_health_routes(Router& router, const HealthParts& parts) {
    router.add("GET", "/healthz", [parts](const Request& request, const Responder& respond) {
        Json body = {{"status", "ok"}};
        if (request.peer_is_local) {
            body["version"] = parts.version;
            body["commit"] = parts.commit;
        }
        respond(json_response(200, body.dump()));
    });
    router.add("GET", "/readyz", [parts](const Request& request, const Responder& respond) {
        respond(readiness(parts, request));
    });
    router.add("GET", "/metrics", [parts](const Request& request, const Responder& respond) {
        if (parts.metrics_loopback_only && !request.peer_is_local)
            return respond(text_response(
                403,
                "Only from this machine; see metrics_loopback_only. With behind_proxy it is known only "
                "where X-Forwarded-For says so.\n"));
        respond(metrics(parts));
    });
}

}  // namespace kf
