#include "backend/wecom/wecom_codec.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "shared/base/utf8.h"

namespace kf {
namespace {

using nlohmann::json;

Error senseless(std::string message) {
    return Error{.code = ErrorCode::BadAnswer, .message = std::move(message)};
}

const json* member_of(const json& object, const char* member) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(member);
    return found == object.end() ? nullptr : &*found;
}

}  // namespace

std::optional<std::int64_t> number_from_wecom(const json& object, const char* member) {
    const json* value = member_of(object, member);
    if (!value) return std::nullopt;
    if (value->is_number_unsigned()) {
        const auto number = value->get<std::uint64_t>();
        if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return std::nullopt;
        return static_cast<std::int64_t>(number);
    }
    if (value->is_number_integer()) return value->get<std::int64_t>();
    if (value->is_boolean()) return value->get<bool>() ? 1 : 0;
    if (!value->is_string()) return std::nullopt;
    const auto& text = value->get_ref<const std::string&>();
    const bool negative = text.starts_with('-');
    const std::string_view digits = std::string_view(text).substr(negative ? 1 : 0);
    if (digits.empty() || digits.size() > 18) return std::nullopt;
    std::int64_t number = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + (c - '0');
    }
    return negative ? -number : number;
}

std::string text_from_wecom(const json& object, const char* member) {
    const json* value = member_of(object, member);
    if (!value || !value->is_string()) return {};
    return repair_utf8(value->get_ref<const std::string&>());
}

Result<AccountPage> accounts_from_wecom(const json& answer, const CorpId& corp) {
    AccountPage page;
    const json* list = member_of(answer, "account_list");
    // An answer without the list must not look like "no accounts": the sync would leave them all.
    if (!list || !list->is_array()) return senseless("account/list: no account_list in the answer");
    page.entries = list->size();
    for (const auto& entry : *list) {
        Account account{.corp = corp,
                        .id = AccountId{text_from_wecom(entry, "open_kfid")},
                        .name = text_from_wecom(entry, "name")};
        if (account.id.empty()) {
            page.complete = false;
            continue;
        }
        // Absent for component apps: then sync itself finds out (48007).
        account.managed = number_from_wecom(entry, "manage_privilege").value_or(1) != 0;
        page.accounts.push_back(std::move(account));
    }
    return page;
}

Result<std::vector<CustomerProfile>> customers_from_wecom(const json& answer) {
    std::vector<CustomerProfile> customers;
    const json* list = member_of(answer, "customer_list");
    if (!list) return customers;
    if (!list->is_array()) return senseless("customer/batchget: customer_list is no list");
    for (const auto& entry : *list) {
        CustomerProfile customer;
        customer.id = CustomerId{text_from_wecom(entry, "external_userid")};
        if (customer.id.empty()) continue;
        customer.name = text_from_wecom(entry, "nickname");
        customer.picture_url = text_from_wecom(entry, "avatar");
        const auto gender = number_from_wecom(entry, "gender").value_or(0);
        customer.gender = gender == 1 ? Gender::Male : gender == 2 ? Gender::Female : Gender::Unknown;
        customer.unionid = text_from_wecom(entry, "unionid");
        customers.push_back(std::move(customer));
    }
    return customers;
}

Result<SessionState> session_state_from_wecom(const json& answer) {
    const auto number = number_from_wecom(answer, "service_state");
    if (!number || *number < 0 || *number > 4)
        return senseless("service_state/get: no state 0–4 in the answer");
    SessionState session;
    session.state = static_cast<ServiceState>(*number);
    session.servicer = ServicerId{text_from_wecom(answer, "servicer_userid")};
    return session;
}

Result<std::size_t> servicer_count_from_wecom(const json& answer) {
    const json* list = member_of(answer, "servicer_list");
    if (!list) return std::size_t{0};
    if (!list->is_array()) return senseless("servicer/list: servicer_list is no list");
    return list->size();
}

json sync_query_to_wecom(const SyncQuery& query) {
    json body = {{"open_kfid", query.account.value}, {"limit", query.limit}, {"voice_format", 0}};
    if (!query.cursor.empty()) body["cursor"] = query.cursor;
    if (!query.token.empty()) body["token"] = query.token;
    return body;
}

}  // namespace kf
