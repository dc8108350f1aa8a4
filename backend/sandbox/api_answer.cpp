#include "backend/sandbox/api_answer.h"

namespace kf::sim {
namespace {

// Wording after reference section 15. Clients must not parse it, so it only has to help a reader of logs.
std::string_view meaning(int errcode) {
    switch (errcode) {
        case -1:
            return "system busy";
        case 40001:
            return "invalid credential";
        case 40003:
            return "invalid userid";
        case 40007:
            return "invalid media_id";
        case 40008:
            return "invalid msgtype";
        case 40009:
            return "invalid image size";
        case 40013:
            return "invalid corpid";
        case 40014:
            return "invalid access_token";
        case 40035:
            return "invalid parameter: not valid json";
        case 40058:
            return "invalid request parameter";
        case 40063:
            return "some parameters are empty";
        case 40096:
            return "invalid external_userid";
        case 40123:
            return "broken or unsupported media content";
        case 40145:
            return "media_id expired";
        case 40146:
            return "invalid range";
        case 40206:
            return "request body too large";
        case 41001:
            return "access_token missing";
        case 41002:
            return "corpid missing";
        case 41004:
            return "corpsecret missing";
        case 41050:
            return "invalid event code: unknown, used or expired";
        case 42001:
            return "access_token expired";
        case 44001:
            return "empty media data";
        case 44004:
            return "empty text content";
        case 45001:
            return "media file too large";
        case 45002:
            return "text content too long";
        case 45007:
            return "voice longer than 60 seconds";
        case 45009:
            return "api freq out of limit";
        case 45033:
            return "api concurrent out of limit";
        case 48007:
            return "kf account is not authorized to the app";
        case 50100:
            return "invalid cursor";
        case 60020:
            return "not allow to access from your ip";
        case 60030:
            return "servicer outside the visible range of the app";
        case 60111:
            return "userid not found";
        case 60123:
            return "invalid department id";
        case 830002:
            return "media too big, use range";
        case 95000:
            return "invalid open_kfid";
        case 95001:
            return "send msg count limit";
        case 95002:
            return "send msg time limit";
        case 95003:
            return "customer count limit of an unverified corp";
        case 95004:
            return "open_kfid not exist";
        case 95005:
            return "kf account count limit";
        case 95006:
            return "invalid kf account name";
        case 95007:
            return "invalid msg token";
        case 95008:
            return "menu item count exceeded";
        case 95009:
            return "invalid menu item type";
        case 95013:
            return "conversation already end";
        case 95014:
            return "not a servicer of the account, or not activated";
        case 95016:
            return "not allowed service_state transition";
        case 95018:
            return "send msg session status invalid";
        case 95019:
            return "servicer stopped or suspended";
        case 95020:
            return "servicer count limit";
        case 95027:
            return "unverified corp kf account limit";
        case 95033:
            return "msgid duplicate";
        default:
            return "simulated error";
    }
}

const Json& empty_object() {
    static const Json empty = Json::object();
    return empty;
}

}  // namespace

Json api_ok() {
    return {{"errcode", 0}, {"errmsg", "ok"}};
}

Json api_error(int errcode, std::string_view detail) {
    std::string text(meaning(errcode));
    if (!detail.empty()) text.append(": ").append(detail);
    text.append(", more info at https://open.work.weixin.qq.com/devtool/query?e=")
        .append(std::to_string(errcode));
    return {{"errcode", errcode}, {"errmsg", text}};
}

bool is_ok(const Json& answer) {
    return answer.is_object() && answer.value("errcode", 0) == 0;
}

Fields::Fields(const Json& body) : body_(body.is_object() ? body : empty_object()) {
    if (!body.is_object()) fail(40035, "the body must be a JSON object");
}

void Fields::fail(int errcode, std::string_view detail) {
    if (failed_) return;
    failed_ = true;
    answer_ = api_error(errcode, detail);
}

const Json* Fields::find(const char* name) const {
    const auto found = body_.find(name);
    return found == body_.end() || found->is_null() ? nullptr : &*found;
}

bool Fields::has(const char* name) const {
    return find(name) != nullptr;
}

std::string Fields::optional_text(const char* name, std::size_t max_bytes, int too_long) {
    const Json* value = failed_ ? nullptr : find(name);
    if (!value) return {};
    if (!value->is_string()) {
        fail(40058, std::string(name) + " must be a string");
        return {};
    }
    auto text = value->get<std::string>();
    if (text.size() > max_bytes) {
        fail(too_long, std::string(name) + " is longer than " + std::to_string(max_bytes) + " bytes");
        return {};
    }
    return text;
}

std::string Fields::text(const char* name, std::size_t max_bytes, int too_long) {
    auto value = optional_text(name, max_bytes, too_long);
    if (value.empty()) fail(40063, std::string(name) + " is required");
    return value;
}

std::int64_t Fields::optional_integer(const char* name, std::int64_t fallback) {
    const Json* value = failed_ ? nullptr : find(name);
    if (!value) return fallback;
    // Larger than int64 is out of every range here; get<int64_t> would wrap it.
    const bool fits = value->is_number_integer() &&
                      (!value->is_number_unsigned() || value->get<std::uint64_t>() <= INT64_MAX);
    if (fits) return value->get<std::int64_t>();
    if (value->is_boolean()) return value->get<bool>() ? 1 : 0;
    fail(40058, std::string(name) + " must be an integer");
    return fallback;
}

std::int64_t Fields::integer(const char* name) {
    if (!failed_ && !has(name)) fail(40063, std::string(name) + " is required");
    return optional_integer(name, 0);
}

double Fields::number(const char* name, double lowest, double highest) {
    const Json* value = failed_ ? nullptr : find(name);
    if (!value) {
        fail(40063, std::string(name) + " is required");
        return 0;
    }
    const double number = value->is_number() ? value->get<double>() : highest + 1;
    if (!(number >= lowest && number <= highest)) {
        fail(40058, std::string(name) + " is out of range");
        return 0;
    }
    return number;
}

std::vector<std::string> Fields::texts(const char* name, std::size_t max_items) {
    std::vector<std::string> items;
    const Json* value = failed_ ? nullptr : find(name);
    if (!value) return items;
    if (!value->is_array() || value->size() > max_items) {
        fail(40058, std::string(name) + " must be an array of at most " + std::to_string(max_items));
        return items;
    }
    for (const auto& item : *value) {
        if (!item.is_string()) {
            fail(40058, std::string(name) + " must hold strings");
            return {};
        }
        items.push_back(item.get<std::string>());
    }
    return items;
}

std::vector<int> Fields::integers(const char* name, std::size_t max_items) {
    std::vector<int> items;
    const Json* value = failed_ ? nullptr : find(name);
    if (!value) return items;
    if (!value->is_array() || value->size() > max_items) {
        fail(40058, std::string(name) + " must be an array of at most " + std::to_string(max_items));
        return items;
    }
    for (const auto& item : *value) {
        const bool fits = item.is_number_unsigned() && item.get<std::uint64_t>() <= INT32_MAX;
        if (!fits) {
            fail(40058, std::string(name) + " must hold unsigned integers");
            return {};
        }
        items.push_back(static_cast<int>(item.get<std::uint64_t>()));
    }
    return items;
}

const Json& Fields::object(const char* name) {
    const Json* value = failed_ ? nullptr : find(name);
    if (!value) {
        fail(40063, std::string(name) + " is required");
        return empty_object();
    }
    if (!value->is_object()) {
        fail(40058, std::string(name) + " must be an object");
        return empty_object();
    }
    return *value;
}

}  // namespace kf::sim
