#include "backend/relay/console_routes.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "backend/auth/request_identity.h"
#include "backend/http/compression.h"
#include "backend/http/origin_policy.h"
#include "backend/http/query_form.h"
#include "backend/http/url.h"
#include "backend/relay/relay.h"
#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "backend/runtime/worker_pool.h"
#include "backend/storage/console_reader.h"
#include "backend/storage/reader_pool.h"
#include "backend/storage/store.h"
#include "shared/base/utf8.h"
#include "shared/desk/recalled.h"
#include "shared/protocol/protocol_codec.h"
#include "shared/search/search_terms.h"

namespace kf {

namespace {

constexpr int kMaxHistory = 200;
constexpr int kUsualHistory = 50;
constexpr int kUsualEnded = 50;
constexpr std::chrono::seconds kLongestRead{2};

std::optional<std::int64_t> read_number(std::string_view text) {
    const auto value = read_decimal(text);
    return value && *value >= 0 ? value : std::nullopt;
}

Response not_found() {
    return error_response(404, ErrorCode::NotFound, "没有这个会话，或您无权查看。",
                          "There is no such conversation, or you may not see it.");
}

Response bad_query(const char* what) {
    return error_response(400, ErrorCode::BadQuery, std::string{"请求参数有误："} + what,
                          std::string{"The query is wrong: "} + what);
}

Response store_fails() {
    return error_response(503, ErrorCode::StoreFailed, "服务器的存储出错，请稍后再试。",
                          "The server's store fails. Try again later.");
}

// Writing JSON and shrinking it takes longer than anything else about a large answer, so it leaves the loop.
template <class Make>
void answer_from_worker(const ConsoleRouteParts& parts, Encoding encoding, const Responder& respond,
                        Make make) {
    parts.workers.run([&loop = parts.loop, encoding, respond, make = std::move(make)]() mutable {
        std::string json = make();
        if (json.size() < kCompressFrom) encoding = Encoding::Identity;
        auto response = std::make_shared<Response>(json_response(200, compress(std::move(json), encoding)));
        if (encoding != Encoding::Identity) response->set("Content-Encoding", std::string{to_word(encoding)});
        response->set("Vary", "Accept-Encoding");
        loop.post([respond, response] { respond(std::move(*response)); });
    });
}

Encoding encoding_for(const Request& request) {
    return best_encoding(request.header("accept-encoding"));
}

// `load(ConsoleReader)` reads beside the loop; `done(std::shared_ptr<Value>)` goes on with it on the loop.
template <class Value, class Load, class Done>
void read_beside(const ConsoleRouteParts& parts, const Responder& respond, Load load, Done done) {
    const bool begun = parts.reads.run([respond, load = std::move(load), done = std::move(done)](
                                           DatabaseReader& reader) -> ReaderPool::Finish {
        Result<Value> read = load(ConsoleReader(reader));
        if (!read.ok()) {
            return [respond, error = read.error()] {
                log_error_of("console.read_failed", error);
                respond(store_fails());
            };
        }
        return [done, value = std::make_shared<Value>(std::move(read).value())] { done(value); };
    });
    if (begun) return;
    respond(error_response(503, ErrorCode::ReadsBusy, "同时打开的控制台太多，请稍后再试。",
                           "Too many consoles are being opened at once. Try again in a moment."));
}

// What is not in the store, as it is now. That may be newer than the snapshot's number: the events between
// come again behind it, and each replaces what is held.
void complete(const ConsoleRouteParts& parts, const Agent& agent, Snapshot& snapshot) {
    snapshot.epoch = console_epoch(parts.store, agent);
    snapshot.server_time = parts.relay.now();
    snapshot.agents = parts.relay.agents();
    for (const Agent& known : snapshot.agents) {
        if (known.id != agent.id) continue;
        // Rights stay those that it was read with: the epoch names them.
        snapshot.self.name = known.name;
        snapshot.self.presence = known.presence;
    }
}

void get_snapshot(const ConsoleRouteParts& parts, const Request& request, const Responder& respond) {
    const auto who = parts.identity.who(request);
    if (!who) return respond(not_signed_in());
    read_beside<Snapshot>(
        parts, respond, [agent = who->agent](ConsoleReader reader) { return reader.snapshot(agent); },
        [parts, respond, agent = who->agent,
         encoding = encoding_for(request)](const std::shared_ptr<Snapshot>& snapshot) {
            complete(parts, agent, *snapshot);
            answer_from_worker(parts, encoding, respond, [snapshot] { return write_snapshot(*snapshot); });
        });
}

void get_conversation(const ConsoleRouteParts& parts, const Request& request, const Responder& respond) {
    const auto who = parts.identity.who(request);
    if (!who) return respond(not_signed_in());
    const auto id = read_number(request.captured.at(0));
    if (!id) return respond(not_found());
    read_beside<std::optional<ConversationPage>>(
        parts, respond,
        [agent = who->agent, wanted = ConversationId{*id}](ConsoleReader reader) {
            return reader.conversation(wanted, agent);
        },
        [parts, respond,
         encoding = encoding_for(request)](const std::shared_ptr<std::optional<ConversationPage>>& page) {
            if (!page->has_value()) return respond(not_found());
            answer_from_worker(parts, encoding, respond, [page] { return write_conversation_page(**page); });
        });
}

// "<last_at>.<id>" of the page above.
EndedPlace read_place(QueryForm& form, const char* name) {
    const std::string_view text = form.raw(name);
    if (text.empty()) return {};
    const auto dot = std::min(text.find('.'), text.size());
    const auto at = read_number(text.substr(0, dot));
    const auto id = read_number(text.substr(std::min(dot + 1, text.size())));
    if (!at || !id || *id == 0) {
        form.refuse(name);
        return {};
    }
    return {*at, ConversationId{*id}};
}

void get_ended(const ConsoleRouteParts& parts, const Request& request, const Responder& respond) {
    const auto who = parts.identity.who(request);
    if (!who) return respond(not_signed_in());
    constexpr std::int64_t kLatest = 253'402'300'799'999;  // year 9999
    QueryForm form{request.query};
    EndedQuery query;
    query.text = std::string{form.raw("text")};
    query.filter.corp = CorpId{form.text("corp")};
    query.filter.account = AccountId{form.text("account")};
    query.filter.agent = AgentId{form.text("agent")};
    query.filter.from = form.number("from", 0, 0, kLatest);
    query.filter.to = form.number("to", 0, 0, kLatest);
    query.before = read_place(form, "before");
    query.limit = static_cast<int>(form.number("limit", kUsualEnded, 1, kMaxEndedPage));
    if (!is_valid_utf8(query.text) || count_code_points(query.text) > kMaxSearchCodePoints)
        form.refuse("text");
    if (!form.fine()) return respond(form.refusal());
    read_beside<ConversationPage>(
        parts, respond,
        [agent = who->agent, query = std::move(query)](ConsoleReader reader) {
            return reader.ended_page(query, agent, std::chrono::steady_clock::now() + kLongestRead);
        },
        [parts, respond, encoding = encoding_for(request)](const std::shared_ptr<ConversationPage>& page) {
            answer_from_worker(parts, encoding, respond, [page] { return write_conversation_page(*page); });
        });
}

// The conversation of the path, when it is there and the agent may see it.
std::optional<Conversation> find_visible(const ConsoleRouteParts& parts, const Request& request,
                                         const Agent& agent) {
    const auto id = read_number(request.captured.at(0));
    if (!id) return std::nullopt;
    auto conversation = parts.store.find_conversation(ConversationId{*id});
    if (!conversation || !may_see(agent, *conversation)) return std::nullopt;
    return conversation;
}

void get_messages(const ConsoleRouteParts& parts, const Request& request, const Responder& respond) {
    const auto who = parts.identity.who(request);
    if (!who) return respond(not_signed_in());
    const auto conversation = find_visible(parts, request, who->agent);
    if (!conversation) return respond(not_found());
    const auto form = read_form(request.query);
    HistoryQuery query;
    query.conversation = conversation->id;
    query.limit = kUsualHistory;
    int places = 0;
    for (const auto& [name, place] :
         {std::pair{"before", &HistoryQuery::before}, std::pair{"after", &HistoryQuery::after},
          std::pair{"around", &HistoryQuery::around}}) {
        const auto given = form.find(name);
        if (given == form.end() || given->second.empty()) continue;
        const auto number = read_number(given->second);
        if (!number) return respond(bad_query(name));
        query.*place = MessageId{*number};
        ++places;
    }
    if (places > 1) return respond(bad_query("before, after, around (one of them)"));
    if (const auto limit = form.find("limit"); limit != form.end()) {
        const auto number = read_number(limit->second);
        if (!number || *number < 1 || *number > kMaxHistory) return respond(bad_query("limit (1–200)"));
        query.limit = static_cast<int>(*number);
    }
    auto page = std::make_shared<HistoryPage>(parts.store.history(query));
    if (!may_read_recalled(who->agent, parts.store.desk_settings())) {
        for (Message& message : page->messages) blank_recalled(message);
    }
    answer_from_worker(parts, encoding_for(request), respond, [page] { return write_history_page(*page); });
}

void get_details(const ConsoleRouteParts& parts, const Request& request, const Responder& respond) {
    const auto who = parts.identity.who(request);
    if (!who) return respond(not_signed_in());
    const auto conversation = find_visible(parts, request, who->agent);
    if (!conversation) return respond(not_found());
    auto details = parts.store.details(conversation->id);
    if (!details) {
        log_error_of("console.details_failed", details.error());
        return respond(store_fails());
    }
    auto held = std::make_shared<ConversationDetails>(std::move(*details));
    answer_from_worker(parts, encoding_for(request), respond, [held] { return write_details(*held); });
}

bool offers_protocol(std::string_view offered) {
    while (!offered.empty()) {
        const auto end = std::min(offered.find(','), offered.size());
        auto item = offered.substr(0, end);
        offered.remove_prefix(std::min(end + 1, offered.size()));
        while (item.starts_with(' ')) item.remove_prefix(1);
        while (item.ends_with(' ')) item.remove_suffix(1);
        if (item == kSubProtocol) return true;
    }
    return false;
}

// A page of another site can open a WebSocket with our cookie; only its Origin gives it away. A browser
// always sends one, so a missing one is refused as well.
std::optional<Response> refuse_origin(const ConsoleRouteParts& parts, const Request& request) {
    if (parts.origins.allowed(request)) return std::nullopt;
    const std::string own = parts.origins.own_origin(request);
    log_warn("relay.origin_refused",
             {{"origin", request.header("origin")},
              {"accepted", own.empty() ? std::string{"none: public_url is not set"} : own},
              {"remedy",
               "set public_url in [server] to the address in the browser, or name it in allowed_origins"},
              {"address", request.peer}});
    return origin_refused(parts.origins, request);
}

// Says over HTTP what the socket would be told: a browser hides the answer to a socket that is refused.
void check_socket(const ConsoleRouteParts& parts, const Request& request, const Responder& respond) {
    if (!parts.identity.who(request)) return respond(not_signed_in());
    if (auto refusal = refuse_origin(parts, request)) return respond(std::move(*refusal));
    respond(json_response(200, "{}"));
}

WebSocketAnswer accept_console(const ConsoleRouteParts& parts, const Request& request) {
    WebSocketAnswer answer;
    answer.refusal = refuse_origin(parts, request);
    if (answer.refusal) return answer;
    const auto who = parts.identity.who(request);
    if (!who) {
        answer.refusal = not_signed_in();
        return answer;
    }
    if (!offers_protocol(request.header("sec-websocket-protocol"))) {
        answer.refusal =
            error_response(400, ErrorCode::OtherProtocol, "控制台与服务器的版本不一致，请刷新页面。",
                           "The console and the server are of different versions. Reload the page.");
        return answer;
    }
    answer.listener = parts.relay.new_console(who->agent, who->session.id_hash);
    answer.sub_protocol = std::string{kSubProtocol};
    answer.max_frame_bytes = kMaxClientFrameBytes;
    return answer;
}

}  // namespace

void add_console_routes(Router& router, const ConsoleRouteParts& parts) {
    router.add("GET", "/api/snapshot", [parts](const Request& request, const Responder& respond) {
        get_snapshot(parts, request, respond);
    });
    router.add("GET", "/api/conversations/<id>", [parts](const Request& request, const Responder& respond) {
        get_conversation(parts, request, respond);
    });
    router.add("GET", "/api/ended_conversations", [parts](const Request& request, const Responder& respond) {
        get_ended(parts, request, respond);
    });
    router.add(
        "GET", "/api/conversations/<id>/messages",
        [parts](const Request& request, const Responder& respond) { get_messages(parts, request, respond); });
    router.add(
        "GET", "/api/conversations/<id>/details",
        [parts](const Request& request, const Responder& respond) { get_details(parts, request, respond); });
    // From whatever page it comes: where that page is not ours, this is what it gets to know.
    router.add(
        "POST", "/api/socket_check",
        [parts](const Request& request, const Responder& respond) { check_socket(parts, request, respond); },
        {.max_body = 64, .callers = Callers::Anyone});
    router.add_websocket("/ws", [parts](const Request& request) { return accept_console(parts, request); });
}

}  // namespace kf
