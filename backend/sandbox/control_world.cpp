// Control API: settings, clock, accounts, faults and traffic.
#include <charconv>

#include "backend/callback/callback_crypto.h"
#include "backend/sandbox/api_dispatch.h"
#include "backend/sandbox/callback_envelope.h"
#include "backend/sandbox/control_routes.h"
#include "backend/sandbox/traffic.h"
#include "shared/base/utf8.h"

namespace kf::sim {
namespace {

constexpr UnixSecs kAdvanceMax = 3650 * kSecsPerDay;  // ten years keep every sum of times in range
constexpr UnixMs kFaultMsMax = 600000;

struct NumberSetting {
    const char* name;
    int SimLimits::*member;
    int lowest;
};

constexpr NumberSetting kNumbers[] = {
    {"calls_per_minute", &SimLimits::calls_per_minute, 0},
    {"calls_per_hour", &SimLimits::calls_per_hour, 0},
    {"address_calls_per_minute", &SimLimits::address_calls_per_minute, 0},
    {"address_calls_per_hour", &SimLimits::address_calls_per_hour, 0},
    {"media_fetches_per_minute", &SimLimits::media_fetches_per_minute, 0},
    {"sync_without_token_per_minute", &SimLimits::sync_without_token_per_minute, 0},
    {"wrong_secrets_before_ban", &SimLimits::wrong_secrets_before_ban, 1},
    {"sync_page_max", &SimLimits::sync_page_max, 1},
    {"accounts_max", &SimLimits::accounts_max, 1},
};

struct FlagSetting {
    const char* name;
    bool SimLimits::*member;
};

constexpr FlagSetting kFlags[] = {
    {"verified", &SimLimits::verified},
    {"end_from_any_state", &SimLimits::end_from_any_state},
    {"business_card_accepted", &SimLimits::business_card_accepted},
    {"refused_send_takes_msgid", &SimLimits::refused_send_takes_msgid},
    {"msgid_checked_last", &SimLimits::msgid_checked_last},
    {"sending_takes_new_session", &SimLimits::sending_takes_new_session},
};

Error bad_setting(const std::string& name) {
    return Error{ErrorCode::BadSetting, name + " is unknown or has a wrong value", 0};
}

// "" or scheme://host[:port][/…]: what the HTTP library can take without tripping over it.
bool is_callback_address(const std::string& url) {
    if (url.empty()) return true;
    const auto scheme = url.starts_with("http://") ? 7U : url.starts_with("https://") ? 8U : 0U;
    if (scheme == 0) return false;
    const auto host = url.substr(scheme, url.find_first_of("/?#", scheme) - scheme);
    for (const char c : url) {
        if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) return false;
    }
    const auto colon = host.rfind(':');
    if (host.empty() || colon == 0) return false;
    if (colon == std::string::npos || host.back() == ']') return true;
    int port = 0;
    const auto* end = host.data() + host.size();
    const auto parsed = std::from_chars(host.data() + colon + 1, end, port);
    return parsed.ec == std::errc{} && parsed.ptr == end && port > 0 && port < 65536;
}

bool set_one(SimConfig& config, const std::string& name, const Json& value) {
    for (const auto& setting : kNumbers) {
        if (name != setting.name) continue;
        if (!value.is_number_integer()) return false;
        const auto number = value.get<std::int64_t>();
        if (number < setting.lowest || number > INT32_MAX) return false;
        config.limits.*setting.member = static_cast<int>(number);
        return true;
    }
    for (const auto& setting : kFlags) {
        if (name != setting.name) continue;
        if (!value.is_boolean()) return false;
        config.limits.*setting.member = value.get<bool>();
        return true;
    }
    if (name == "callback_url" && value.is_string()) {
        config.callback_url = value.get<std::string>();
        return is_callback_address(config.callback_url);
    }
    if (name == "encoding_aes_key" && value.is_string()) {
        config.encoding_aes_key = value.get<std::string>();
        return decode_callback_key(config.encoding_aes_key).ok();
    }
    if (!value.is_number_integer()) {
        if (!value.is_string()) return false;
        if (name == "callback_token")
            config.callback_token = value.get<std::string>();
        else if (name == "secret")
            config.secret = value.get<std::string>();
        else
            return false;
        return true;
    }
    const auto number = value.get<std::int64_t>();
    if (number < 0 || number > kSecsPerDay * 1000) return false;
    if (name == "token_lifetime_secs")
        config.limits.token_lifetime_secs = number;
    else if (name == "media_range_required_above")
        config.limits.media_range_required_above = number;
    else if (name == "coalesce_ms")
        config.coalesce_ms = number;
    else if (name == "callback_retry_ms")
        config.callback_retry_ms = number;
    else if (name == "callback_timeout_ms" && number > 0 && number <= kFaultMsMax)
        config.callback_timeout_ms = number;
    else
        return false;
    return true;
}

}  // namespace

Result<Json> control_settings(World& world, const Json& body) {
    SimConfig changed = world.config;
    for (const auto& [name, value] : body.items()) {
        if (!set_one(changed, name, value)) return bad_setting(name);
    }
    world.config = std::move(changed);
    return settings_view(world);
}

Result<Json> control_clock(World& world, const Json& body) {
    const auto advance = number_of(body, "advance_secs", 0);
    if (advance < 0 || advance > kAdvanceMax || world.clock_offset > to_ms(kAdvanceMax)) {
        return Error{ErrorCode::BadAdvance,
                     "advance_secs must be 0 to ten years; the clock does not run backwards", 0};
    }
    world.clock_offset += to_ms(advance);
    ++world.clock_moves;
    return clock_view(world);
}

// Without open_kfid: a new account. With it: name and whether the app manages it; a change of that raises
// kf_account_auth_change.
Result<Json> control_account(World& world, const Json& body) {
    auto open_kfid = text_of(body, "open_kfid");
    const auto name = text_of(body, "name");
    if (count_code_points(name) > 16)
        return Error{ErrorCode::BadName, "name must have at most 16 characters", 0};
    if (open_kfid.empty()) {
        open_kfid = "wk" + random_word(world, 30);
        Account account;
        account.open_kfid = open_kfid;
        account.name = name.empty() ? "新客服" : name;
        account.servicers = {"zhangsan", "lisi"};
        world.account_order.push_back(open_kfid);
        world.accounts.emplace(open_kfid, std::move(account));
        world.callbacks.note_event(account_auth_change_xml(world, {open_kfid}, {}), world.clock());
        return Json{{"ok", true}, {"open_kfid", open_kfid}};
    }
    const auto found = world.accounts.find(open_kfid);
    if (found == world.accounts.end())
        return Error{ErrorCode::UnknownAccount, "there is no account with this open_kfid", 0};
    if (!name.empty()) found->second.name = name;
    const auto managed = body.find("managed");
    if (managed != body.end() && managed->is_boolean() && managed->get<bool>() != found->second.managed) {
        found->second.managed = managed->get<bool>();
        if (!found->second.managed) world.callbacks.forget_news(open_kfid);
        const std::vector<std::string> one{open_kfid};
        const std::vector<std::string> none;
        world.callbacks.note_event(found->second.managed ? account_auth_change_xml(world, one, none)
                                                         : account_auth_change_xml(world, none, one),
                                   world.clock());
    }
    return Json{{"ok", true}, {"open_kfid", open_kfid}};
}

Result<Json> control_add_fault(World& world, const Json& body) {
    const auto kind = fault_kind(text_of(body, "kind"));
    if (!kind) return Error{ErrorCode::BadKind, "kind must be one of those GET /control/faults lists", 0};
    Fault fault;
    fault.kind = *kind;
    fault.endpoint = text_of(body, "endpoint");
    fault.carried_out = *kind == FaultKind::Garbage;
    if (body.contains("carried_out") && body["carried_out"].is_boolean()) {
        fault.carried_out = body["carried_out"].get<bool>();
    }
    const auto count = number_of(body, "count", -1);
    fault.ms =
        number_of(body, "ms", *kind == FaultKind::Latency || *kind == FaultKind::CallbackDelayed ? 1000 : 0);
    const auto errcode = number_of(body, "errcode", 0);
    const auto status = number_of(body, "status", 502);
    const auto fail_type = number_of(body, "fail_type", 0);
    if (body.contains("probability") && body["probability"].is_number()) {
        fault.probability = body["probability"].get<double>();
    }
    if (count < -1 || count == 0 || count > 1000000)
        return Error{ErrorCode::BadCount, "count must be 1 to 1000000, or -1", 0};
    if (!(fault.probability > 0 && fault.probability <= 1)) {
        return Error{ErrorCode::BadProbability, "probability must be above 0 and at most 1", 0};
    }
    if (fault.ms < 0 || fault.ms > kFaultMsMax) return Error{ErrorCode::BadMs, "ms must be 0 to 600000", 0};
    if (status < 500 || status > 599) return Error{ErrorCode::BadStatus, "status must be 500 to 599", 0};
    if (fail_type < 0 || fail_type > 1000)
        return Error{ErrorCode::BadFailType, "fail_type must be 0 to 1000", 0};
    if (*kind == FaultKind::Errcode && (errcode == 0 || errcode < -1 || errcode > 9999999)) {
        return Error{ErrorCode::BadErrcode, "errcode is required for this kind", 0};
    }
    fault.count = static_cast<int>(count);
    fault.errcode = static_cast<int>(errcode);
    fault.status = static_cast<int>(status);
    fault.fail_type = static_cast<int>(fail_type);
    if (!fault_can_strike(fault))
        return Error{ErrorCode::BadEndpoint,
                     "no endpoint has this name where a fault of this kind can strike", 0};
    return Json{{"ok", true}, {"id", world.faults.add(std::move(fault))}};
}

Result<Json> control_remove_fault(World& world, const Json& body) {
    if (!world.faults.remove(number_of(body, "id", 0)))
        return Error{ErrorCode::UnknownFault, "there is no such fault", 0};
    return Json{{"ok", true}};
}

Result<Json> control_start_traffic(World& world, Traffic& traffic, const Json& body) {
    TrafficPlan plan;
    const auto customers = number_of(body, "customers", plan.customers);
    plan.customers = customers > 0 && customers <= 10000 ? static_cast<int>(customers) : 0;
    plan.duration_secs = number_of(body, "duration_secs", plan.duration_secs);
    const auto rate = body.find("rate_per_sec");
    if (rate != body.end()) plan.rate_per_sec = rate->is_number() ? rate->get<double>() : 0;
    const auto accounts = body.find("open_kfids");
    if (accounts != body.end() && accounts->is_array()) {
        for (const auto& open_kfid : *accounts) {
            if (open_kfid.is_string()) plan.open_kfids.push_back(open_kfid.get<std::string>());
        }
    }
    TRY(traffic.start(world, std::move(plan)));
    return traffic_view(traffic);
}

}  // namespace kf::sim
