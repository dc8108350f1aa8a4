#include "backend/sandbox/api_dispatch.h"

#include <algorithm>
#include <utility>

#include "backend/sandbox/api_answer.h"
#include "backend/sandbox/endpoints.h"
#include "shared/base/error_code.h"

namespace kf::sim {
namespace {

constexpr std::size_t kJsonBodyMax = std::size_t{1024} * 1024;  // 40206 above
constexpr std::string_view kGetTokenPath = "/cgi-bin/gettoken";
constexpr int kDebugCallsPerMinute = 5;
constexpr std::size_t kMaxCalls = 200;  // in the panel's log; older ones are forgotten

using JsonHandler = Json (*)(World&, const Json&);

struct Endpoint {
    std::string_view path;
    std::string_view method;
    JsonHandler handler;  // null: dealt with by name in run()
};

constexpr Endpoint kEndpoints[] = {
    {kGetTokenPath, "GET", nullptr},
    {"/cgi-bin/get_api_domain_ip", "GET", nullptr},
    {"/cgi-bin/getcallbackip", "GET", nullptr},
    {"/cgi-bin/kf/account/add", "POST", account_add},
    {"/cgi-bin/kf/account/del", "POST", account_del},
    {"/cgi-bin/kf/account/update", "POST", account_update},
    {"/cgi-bin/kf/account/list", "POST", account_list},
    {"/cgi-bin/kf/add_contact_way", "POST", add_contact_way},
    {"/cgi-bin/kf/servicer/add", "POST", servicer_add},
    {"/cgi-bin/kf/servicer/del", "POST", servicer_del},
    {"/cgi-bin/kf/servicer/list", "GET", nullptr},
    {"/cgi-bin/kf/service_state/get", "POST", service_state_get},
    {"/cgi-bin/kf/service_state/trans", "POST", service_state_trans},
    {"/cgi-bin/kf/sync_msg", "POST", sync_msg},
    {"/cgi-bin/kf/send_msg", "POST", send_msg},
    {"/cgi-bin/kf/send_msg_on_event", "POST", send_msg_on_event},
    {"/cgi-bin/kf/customer/batchget", "POST", customer_batchget},
    {"/cgi-bin/media/upload", "POST", nullptr},
    {"/cgi-bin/media/get", "GET", nullptr},
};

const Endpoint* find_endpoint(std::string_view path) {
    for (const auto& endpoint : kEndpoints) {
        if (endpoint.path == path) return &endpoint;
    }
    return nullptr;
}

// Bytes that no JSON can hold, as they stand in texts (see README): {{bytes:FF00}} becomes these two.
std::string with_raw_bytes(std::string body) {
    constexpr std::string_view kBegin = "{{bytes:";
    for (auto at = body.find(kBegin); at != std::string::npos; at = body.find(kBegin, at)) {
        const auto first = at + kBegin.size();
        const auto end = body.find_first_not_of("0123456789abcdefABCDEF", first);
        if (end == std::string::npos || (end - first) % 2 != 0 || body.compare(end, 2, "}}") != 0) {
            at = first;
            continue;
        }
        std::string bytes;
        for (auto digit = first; digit < end; digit += 2)
            bytes += static_cast<char>(std::stoi(body.substr(digit, 2), nullptr, 16));
        body.replace(at, end + 2 - at, bytes);
        at += bytes.size();
    }
    return body;
}

SimResponse as_response(const Json& answer) {
    SimResponse response;
    response.body = with_raw_bytes(answer.dump(-1, ' ', false, Json::error_handler_t::replace));
    return response;
}

SimResponse server_error(const Fault& fault) {
    SimResponse response;
    response.status = fault.status;
    response.content_type = "text/html";
    response.body = "<html><head><title>" + std::to_string(fault.status) +
                    "</title></head><body><center><h1>simulated server error</h1></center></body></html>\n";
    return response;
}

SimResponse garbage(World& world) {
    SimResponse response;
    response.body = "{\"errcode\":0,\"errmsg\":\"ok\",\"msg_li";
    for (int i = 0; i < 40; ++i) response.body += static_cast<char>(world.random() & 0xFF);
    return response;
}

// The answer when a fault keeps the request from being carried out.
std::optional<SimResponse> refuse_by_fault(World& world, const std::string& path, std::string& name) {
    const auto strike = [&](FaultKind kind) {
        auto fault = world.faults.strike(kind, path, world.random);
        if (fault) name = fault_name(kind);
        return fault;
    };
    // Not spent on gettoken, where nothing would be seen of it.
    if (path != kGetTokenPath && strike(FaultKind::TokenInvalid)) invalidate_access_tokens(world);
    if (strike(FaultKind::Busy)) return as_response(api_error(-1));
    if (strike(FaultKind::RateLimited)) return as_response(api_error(45009));
    if (const auto fault = strike(FaultKind::Errcode)) return as_response(api_error(fault->errcode));
    return std::nullopt;
}

Json check_call(World& world, const Endpoint& endpoint, const SimRequest& request) {
    if (request.method != endpoint.method) {
        return api_error(40058, "this endpoint takes " + std::string(endpoint.method));
    }
    if (endpoint.path != kGetTokenPath) {
        if (const int errcode = check_access_token(world, request.param("access_token"))) {
            return api_error(errcode, "hint: [" + std::to_string(world.now()) +
                                          "_1_kfsim], from ip: " + request.remote_ip);
        }
    }
    const auto& limits = world.config.limits;
    const auto now = world.now();
    const auto by_address = "ip " + request.remote_ip + ' ' + request.path;
    if (!world.rates.allow(request.path, limits.calls_per_minute, limits.calls_per_hour, now) ||
        !world.rates.allow(by_address, limits.address_calls_per_minute, limits.address_calls_per_hour, now)) {
        return api_error(45009);
    }
    if (request.param("debug") == "1" && !world.rates.allow("debug", kDebugCallsPerMinute, INT32_MAX, now)) {
        return api_error(45009, "debug=1 is for 5 calls a minute");
    }
    if (endpoint.handler && request.body.size() > kJsonBodyMax) return api_error(40206);
    return {};
}

SimResponse run(World& world, const Endpoint& endpoint, const SimRequest& request) {
    const Json refusal = check_call(world, endpoint, request);
    if (!refusal.is_null()) return as_response(refusal);
    if (endpoint.handler) {
        const Json body = Json::parse(request.body, nullptr, false);
        if (body.is_discarded()) return as_response(api_error(40035));
        return as_response(endpoint.handler(world, body));
    }
    if (endpoint.path == kGetTokenPath) return as_response(gettoken(world, request));
    if (endpoint.path == "/cgi-bin/kf/servicer/list") {
        return as_response(servicer_list(world, request.param("open_kfid")));
    }
    if (endpoint.path == "/cgi-bin/media/upload") return as_response(media_upload(world, request));
    if (endpoint.path == "/cgi-bin/media/get") return media_get(world, request);
    Json answer = api_ok();
    answer["ip_list"] = {"127.0.0.1"};
    return as_response(answer);
}

// Errors are short; pages and media need not be parsed again.
int errcode_of(const SimResponse& response) {
    const Json answer = response.body.size() < 1024 ? Json::parse(response.body, nullptr, false) : Json();
    const auto found = answer.find("errcode");
    return found != answer.end() && found->is_number_integer() ? found->get<int>() : 0;
}

void record_call(World& world, const SimRequest& request, const SimResponse& response,
                 const std::string& fault) {
    CallRecord record;
    record.time = world.now_ms();
    record.method = request.method;
    record.path = request.path;
    record.status = response.status;
    record.fault = fault;
    record.errcode = errcode_of(response);
    world.calls.push_back(std::move(record));
    if (world.calls.size() > kMaxCalls) world.calls.pop_front();
}

}  // namespace

namespace {

// Falls with each strike of a fault that is to strike so many times.
std::int64_t strikes_left(const Faults& faults) {
    std::int64_t left = 0;
    for (const auto& fault : faults.list()) left += std::max(fault.count, 0);
    return left;
}

}  // namespace

SimResponse too_large_answer(std::string_view path) {
    if (path.starts_with("/cgi-bin/"))
        return as_response(api_error(path == "/cgi-bin/media/upload" ? 45001 : 40206));
    SimResponse response;
    response.status = 413;
    response.body =
        Json{{"error", to_word(ErrorCode::TooLarge)}, {"message", "the body is larger than 24 MB"}}.dump();
    return response;
}

std::vector<std::string> endpoint_names() {
    std::vector<std::string> names;
    for (const auto& endpoint : kEndpoints) {
        auto name = endpoint.path.substr(std::string_view("/cgi-bin/").size());
        if (name.starts_with("kf/")) name.remove_prefix(3);
        names.emplace_back(name);
    }
    return names;
}

bool fault_can_strike(const Fault& fault) {
    const auto kind = fault_name(fault.kind);
    if (kind.starts_with("callback_")) return fault_applies_to(fault, kCallbackPath);
    return std::any_of(std::begin(kEndpoints), std::end(kEndpoints), [&](const Endpoint& endpoint) {
        const bool sends = endpoint.handler == send_msg || endpoint.handler == send_msg_on_event;
        if (fault.kind == FaultKind::SendFail && !sends) return false;
        const bool pages = fault.kind == FaultKind::EmptyPage || fault.kind == FaultKind::RepeatedPage;
        if (pages && endpoint.handler != sync_msg) return false;
        return fault_applies_to(fault, endpoint.path);
    });
}

SimResponse handle_api(World& world, const SimRequest& request) {
    const Endpoint* endpoint = find_endpoint(request.path);
    if (!endpoint) {
        SimResponse response;
        response.status = 404;
        response.content_type = "text/plain; charset=utf-8";
        response.body = "404 page not found\n";
        return response;
    }
    const auto left = strikes_left(world.faults);
    std::string struck;
    const auto strike = [&](FaultKind kind) {
        auto fault = world.faults.strike(kind, request.path, world.random);
        if (fault) struck = fault_name(kind);
        return fault;
    };
    const auto latency = strike(FaultKind::Latency);
    const auto error_page = strike(FaultKind::ServerError);
    const auto rubbish = strike(FaultKind::Garbage);
    const bool kept_away = (error_page && !error_page->carried_out) || (rubbish && !rubbish->carried_out);
    SimResponse response;
    bool carried_out = false;
    if (!kept_away) {
        auto refused = refuse_by_fault(world, request.path, struck);
        carried_out = !refused;
        response = refused ? std::move(*refused) : run(world, *endpoint, request);
        carried_out = carried_out && response.status < 400 && errcode_of(response) == 0;
    }
    if (error_page) response = server_error(*error_page);
    if (rubbish) response = garbage(world);
    // Spent only where something was done that the caller now does not know of.
    if (carried_out && strike(FaultKind::LostAnswer)) response.fate = AnswerFate::Lost;
    if (latency) response.delay_ms = latency->ms;
    record_call(world, request, response, struck);
    if (strikes_left(world.faults) != left) ++world.revision;  // the panel shows how many are left
    return response;
}

}  // namespace kf::sim
