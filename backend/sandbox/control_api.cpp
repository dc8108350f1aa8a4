#include "backend/sandbox/control_api.h"

#include <utility>

#include "backend/sandbox/control_routes.h"
#include "backend/sandbox/endpoints.h"
#include "backend/sandbox/simulator.h"
#include "backend/sandbox/traffic.h"

namespace kf::sim {
namespace {

using Action = Result<Json> (*)(World&, const Json&);

struct Route {
    std::string_view path;
    Action action;
};

// POST with a JSON body that changes the world.
constexpr Route kActions[] = {
    {"/control/customers", control_create_customer},
    {"/control/customers/avatar", control_avatar},
    {"/control/customers/enter", control_enter},
    {"/control/customers/write", control_write},
    {"/control/customers/click", control_click},
    {"/control/customers/recall", control_customer_recall},
    {"/control/customers/refuse", control_refuse},
    {"/control/links", control_make_link},
    {"/control/media/behaviour", control_media_behaviour},
    {"/control/media/forget", control_forget_media},
    {"/control/events", control_event},
    {"/control/raw", control_raw_message},
    {"/control/client/pool", control_to_pool},
    {"/control/client/pick", control_pick},
    {"/control/client/answer", control_answer},
    {"/control/client/transfer", control_transfer},
    {"/control/client/end", control_end},
    {"/control/client/recall", control_servicer_recall},
    {"/control/client/receiving", control_receiving},
    {"/control/client/reject", control_reject},
    {"/control/settings", control_settings},
    {"/control/clock", control_clock},
    {"/control/accounts", control_account},
    {"/control/faults", control_add_fault},
    {"/control/faults/remove", control_remove_fault},
};

SimResponse control_response(const Json& json, int status = 200) {
    SimResponse response;
    response.status = status;
    response.headers.emplace_back("Cache-Control", "no-store");
    response.body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    return response;
}

SimResponse control_response(const Result<Json>& result) {
    if (result.ok()) return control_response(*result);
    return control_response(
        Json{{"error", to_word(result.error().code)}, {"message", result.error().message}}, 400);
}

std::optional<Json> view(World& world, const Traffic& traffic, const SimRequest& request) {
    const auto& path = request.path;
    if (path == "/control/state") return state_view(world, traffic);
    if (path == "/control/settings") return settings_view(world);
    if (path == "/control/clock") return clock_view(world);
    if (path == "/control/accounts") return accounts_view(world);
    if (path == "/control/members") return members_view(world);
    if (path == "/control/customers") return customers_view(world, request);
    if (path == "/control/messages") return messages_view(world, request);
    if (path == "/control/conversations") return conversations_view(world, request);
    if (path == "/control/ledger") return ledger_view(world, request);
    if (path == "/control/samples") return samples_view();
    if (path == "/control/media/list") return media_list_view(world);
    if (path == "/control/faults") return faults_view(world);
    if (path == "/control/callbacks") return callbacks_view(world);
    if (path == "/control/calls") return calls_view(world);
    if (path == "/control/traffic") return traffic_view(traffic);
    return std::nullopt;
}

// Copying and writing JSON recurse with its depth, and what a tester writes is kept and handed out again.
bool nested_too_deep(std::string_view text) {
    constexpr int kDepthMax = 64;
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quoted && text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            quoted = !quoted;
        } else if (!quoted && (text[i] == '[' || text[i] == '{')) {
            if (++depth > kDepthMax) return true;
        } else if (!quoted && (text[i] == ']' || text[i] == '}')) {
            --depth;
        }
    }
    return false;
}

// POSTs that take no body.
bool command(World& world, Traffic& traffic, const std::string& path) {
    if (path == "/control/reset") {
        traffic.stop();
        SimConfig config = world.config;
        reset_world(world, std::move(config));
    } else if (path == "/control/tokens/invalidate") {
        invalidate_access_tokens(world);
    } else if (path == "/control/cursors/forget") {
        world.run_id = random_word(world, 12);
    } else if (path == "/control/faults/clear") {
        world.faults.clear();
    } else if (path == "/control/traffic/stop") {
        traffic.stop();
    } else if (path == "/control/limits/clear") {
        world.rates.clear();
        world.banned_until.clear();
        world.wrong_secrets.clear();
    } else {
        return false;
    }
    ++world.revision;
    return true;
}

}  // namespace

std::string text_of(const Json& body, const char* name) {
    const auto found = body.find(name);
    return found != body.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::int64_t number_of(const Json& body, const char* name, std::int64_t fallback) {
    const auto found = body.find(name);
    if (found == body.end() || !found->is_number()) return fallback;
    const double value = found->get<double>();
    return value > -9e15 && value < 9e15 ? static_cast<std::int64_t>(value) : fallback;
}

std::optional<SimResponse> refuse_foreign_page(const World& world, const SimRequest& request) {
    const bool own = request.origin.empty() || request.origin == world.config.public_base ||
                     request.origin == "http://" + request.host ||
                     request.origin == "https://" + request.host;
    if (own && request.fetch_site != "cross-site") return std::nullopt;
    return control_response(Json{{"error", to_word(ErrorCode::ForeignPage)},
                                 {"message", "a page of another site may not do this"}},
                            403);
}

SimResponse handle_control(World& world, Traffic& traffic, const SimRequest& request) {
    if (request.method == "GET") {
        if (request.path == "/control/media") return control_media(world, request);
        if (auto answer = view(world, traffic, request)) return control_response(*answer);
        return control_response(
            Json{{"error", to_word(ErrorCode::UnknownPath)}, {"message", "no such control path"}}, 404);
    }
    if (auto refusal = refuse_foreign_page(world, request)) return *refusal;
    if (command(world, traffic, request.path)) return control_response(done());
    if (request.path == "/control/media") return control_response(control_upload(world, request));
    if (nested_too_deep(request.body)) {
        return control_response(
            Json{{"error", to_word(ErrorCode::BadJson)}, {"message", "the body nests deeper than 64"}}, 400);
    }
    const Json body = request.body.empty() ? Json::object() : Json::parse(request.body, nullptr, false);
    if (!body.is_object()) {
        return control_response(
            Json{{"error", to_word(ErrorCode::BadJson)}, {"message", "the body must be a JSON object"}}, 400);
    }
    if (request.path == "/control/traffic")
        return control_response(control_start_traffic(world, traffic, body));
    for (const auto& route : kActions) {
        if (route.path != request.path) continue;
        const auto result = route.action(world, body);
        ++world.revision;
        return control_response(result);
    }
    return control_response(
        Json{{"error", to_word(ErrorCode::UnknownPath)}, {"message", "no such control path"}}, 404);
}

}  // namespace kf::sim
