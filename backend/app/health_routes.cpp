#include "backend/app/health_routes.h"

#include <nlohmann/json.hpp>

#include "backend/app/version.h"

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

class Readiness {
  public:
    explicit Readiness(const HealthParts& parts) : parts_(parts) {}

    Response answer(const Request& request) {
        const auto now = parts_.clock();
        if (checked_at_ == 0 || now - checked_at_ >= kStoreCheckMs || now < checked_at_) {
            const auto writable = parts_.store.check_writable();
            store_ = writable ? "ok" : to_word(writable.error().code);
            checked_at_ = now;
        }
        bool ready = store_ == "ok";
        auto corps = Json::array();
        for (const auto& corp : parts_.corps) {
            const auto& health = corp->health();
            const auto age = health.oldest_pull_age(now);
            const auto why = health.not_ready(now);
            const bool good = why.empty();
            ready = ready && good;
            Json item = {{"corp_id", corp->corp().value},
                         {"ready", good},
                         {"why", why},
                         {"token", token_word(health.token())},
                         {"notice", to_word(health.notice().code)}};
            item["last_pull_age_secs"] = age ? Json(*age / 1000) : Json(nullptr);
            corps.push_back(std::move(item));
        }
        Json body = {{"ready", ready}, {"store", store_}};
        if (request.peer_is_local) body["corps"] = std::move(corps);
        return json_response(ready ? 200 : 503, body.dump());
    }

  private:
    HealthParts parts_;
    std::string store_;
    UnixMs checked_at_ = 0;
};

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

// Corp ids are letters, digits, _ and - (checked by the configuration), so they need no escaping.
std::string corp_label(const CorpDesk& corp) {
    return "{corp=\"" + corp.corp().value + "\"}";
}

void add_corps(MetricsText& text, const HealthParts& parts) {
    const auto now = parts.clock();
    text.head("token_valid", "gauge", "1 when the access token of the corp's app is valid");
    for (const auto& corp : parts.corps)
        text.line("token_valid", corp_label(*corp), corp->health().token() == TokenState::Valid ? 1 : 0);
    text.head("oldest_pull_age_seconds", "gauge",
              "age of the last finished pull of the account that is worst off");
    for (const auto& corp : parts.corps)
        if (const auto age = corp->health().oldest_pull_age(now))
            text.line("oldest_pull_age_seconds", corp_label(*corp), *age / 1000);
    text.head("wecom_reachable", "gauge", "0 while calls to WeCom fail");
    for (const auto& corp : parts.corps)
        text.line("wecom_reachable", corp_label(*corp), corp->health().unreachable_since() ? 0 : 1);
    text.head("alarm", "gauge", "1 while the corp has an alarm that an operator should look at");
    for (const auto& corp : parts.corps)
        text.line("alarm", corp_label(*corp), corp->health().alarm() == Alarm::None ? 0 : 1);
    text.head("wecom_records_repaired_total", "counter",
              "records of WeCom's answers that were no proper JSON and were repaired");
    for (const auto& corp : parts.corps)
        text.line("wecom_records_repaired_total", corp_label(*corp), corp->health().records_repaired());
    text.head("wecom_records_set_apart_total", "counter",
              "records of WeCom's answers that could not be read and were kept as they came");
    for (const auto& corp : parts.corps)
        text.line("wecom_records_set_apart_total", corp_label(*corp), corp->health().records_set_apart());
    text.head("accounts_followed", "gauge", "kf accounts whose messages are pulled");
    for (const auto& corp : parts.corps)
        text.line("accounts_followed", corp_label(*corp), corp->health().accounts().size());
    text.head("wecom_calls_in_flight", "gauge", "calls to WeCom that are not answered yet");
    for (const auto& corp : parts.corps)
        text.line("wecom_calls_in_flight", corp_label(*corp), corp->api().in_flight());
}

// Kinds are words of the program, so they need no escaping.
void add_due_work(MetricsText& text, const std::vector<DueFigures>& kinds) {
    const auto add = [&](std::string_view name, std::string_view type, std::string_view help,
                         const auto& value) {
        text.head(name, type, help);
        for (const DueFigures& kind : kinds) text.line(name, "{kind=\"" + kind.kind + "\"}", value(kind));
    };
    add("due_work_kept", "gauge", "work that is due now or later",
        [](const auto& kind) { return kind.kept; });
    add("due_work_due", "gauge", "work whose time has come", [](const auto& kind) { return kind.due; });
    add("due_work_late", "gauge", "work whose time came more than a minute ago",
        [](const auto& kind) { return kind.late; });
    add("due_work_under_way", "gauge", "work that is being done",
        [](const auto& kind) { return kind.under_way; });
    add("due_work_handled", "gauge", "0 for work that this version does not know",
        [](const auto& kind) { return kind.handled ? 1 : 0; });
    add("due_work_done_total", "counter", "work that was done", [](const auto& kind) { return kind.done; });
    add("due_work_failed_tries_total", "counter", "tries that failed and are made again",
        [](const auto& kind) { return kind.failed_tries; });
    add("due_work_given_up_total", "counter", "work that was given up undone",
        [](const auto& kind) { return kind.given_up; });
}

Response metrics(const HealthParts& parts) {
    MetricsText text;
    text.head("build_info", "gauge", "version and commit");
    text.line(
        "build_info",
        "{version=\"" + std::string{kfdesk_version()} + "\",commit=\"" + std::string{kfdesk_commit()} + "\"}",
        1);
    const auto http = parts.http();
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
    auto& relay = parts.relay.counters();
    text.value("consoles", "gauge", "open consoles", parts.relay.consoles());
    text.value("events_total", "counter", "numbered events since the start", relay.events);
    text.value("event_frames_total", "counter", "events handed to consoles", relay.frames);
    text.value("commands_total", "counter", "commands from consoles", relay.commands);
    text.value("resumed_total", "counter", "consoles that went on from their position", relay.resumed);
    text.value("reloads_total", "counter", "consoles that had to take a snapshot", relay.reloads);
    text.value("fell_behind_total", "counter",
               "consoles that went on from the store, as much waited for them", relay.fell_behind);
    text.value("bad_frames_total", "counter", "frames that are not of the protocol", relay.bad_frames);
    text.value("event_head", "gauge", "last number of the stream", parts.store.head());
    const OutboxCounters& outbox = parts.outbox.counters();
    text.value("outbox_under_way", "gauge", "conversations to which a message is being sent",
               parts.outbox.under_way());
    text.value("outbox_accepted_total", "counter", "messages that WeCom has accepted", outbox.accepted);
    text.value("outbox_failed_total", "counter", "messages that could not be sent", outbox.failed);
    text.value("outbox_tries_again_total", "counter", "sends and uploads that were put off to be tried again",
               outbox.tried_again);
    text.value("outbox_uploads_again_total", "counter", "files uploaded again because WeCom had dropped them",
               outbox.uploaded_again);
    const GreetingCounters& greetings = parts.greetings.counters();
    text.value("greetings_sent_total", "counter", "welcome and closing messages that WeCom has accepted",
               greetings.sent);
    text.value("greetings_failed_total", "counter", "welcome and closing messages that were not accepted",
               greetings.failed);
    text.value("greetings_too_old_total", "counter", "codes that came too late to be spent",
               greetings.too_old);
    text.value("sign_ins_refused_total", "counter", "wrong or throttled attempts to sign in",
               parts.refused_sign_ins());
    const auto media = parts.store.media_totals();
    text.value("media_bytes", "gauge", "bytes of the files that are kept", media.bytes);
    text.value("media_waiting", "gauge", "files of messages that are still to be fetched", media.waiting);
    text.value("media_failed", "gauge", "files of messages that could not be fetched", media.failed);
    text.value("media_disk_full", "gauge", "1 while files cannot be kept for want of room on the disk",
               parts.media_disk_full() ? 1 : 0);
    add_due_work(text, parts.due.figures());
    add_corps(text, parts);
    return text_response(200, text.take(), "text/plain; version=0.0.4; charset=utf-8");
}

}  // namespace

void add_health_routes(Router& router, const HealthParts& parts) {
    router.add("GET", "/healthz", [](const Request& request, const Responder& respond) {
        Json body = {{"status", "ok"}};
        if (request.peer_is_local) {
            body["version"] = kfdesk_version();
            body["commit"] = kfdesk_commit();
        }
        respond(json_response(200, body.dump()));
    });
    router.add(
        "GET", "/readyz",
        [readiness = std::make_shared<Readiness>(parts)](const Request& request, const Responder& respond) {
            respond(readiness->answer(request));
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
