// customer/batchget: profiles of customers who were in touch within 48 hours (reference 8.2).
#include <algorithm>

#include "backend/sandbox/api_answer.h"
#include "backend/sandbox/endpoints.h"
#include "backend/sandbox/entry_links.h"

namespace kf::sim {
namespace {

constexpr std::int64_t kUnverifiedServedMax = 100;

// The last entry within 48 hours with any account.
const EntryContext* last_entry(const World& world, const std::string& external_userid) {
    const EntryContext* latest = nullptr;
    for (const auto& open_kfid : world.account_order) {
        const auto found = world.conversations.find(conversation_key(open_kfid, external_userid));
        if (found == world.conversations.end() || !found->second.entry) continue;
        const EntryContext& entry = *found->second.entry;
        if (world.now() - entry.time >= kReplyWindowSecs) continue;
        if (!latest || entry.time > latest->time) latest = &entry;
    }
    return latest;
}

}  // namespace

Json customer_batchget(World& world, const Json& body) {
    Fields fields(body);
    const auto ids = fields.texts("external_userid_list", 100);
    const auto with_context = fields.optional_integer("need_enter_session_context", 0);
    if (!fields.failed() && ids.empty()) fields.fail(40063, "external_userid_list must hold 1 to 100 ids");
    if (fields.failed()) return fields.answer();
    auto served = std::count_if(world.customers.begin(), world.customers.end(),
                                [](const auto& entry) { return entry.second.served; });
    Json list = Json::array();
    Json invalid = Json::array();
    for (const auto& id : ids) {
        const auto found = world.customers.find(id);
        const bool recent = found != world.customers.end() && found->second.last_contact > 0 &&
                            world.now() - found->second.last_contact < kReplyWindowSecs;
        if (!recent) {
            invalid.push_back(id);
            continue;
        }
        Customer& customer = found->second;
        if (!customer.served) {
            if (!world.config.limits.verified && served >= kUnverifiedServedMax) return api_error(95003);
            customer.served = true;
            ++served;
        }
        Json entry{{"external_userid", id},
                   {"nickname", customer.nickname},
                   {"avatar", customer_avatar_url(world, customer)},
                   {"gender", customer.gender}};
        if (!customer.unionid.empty()) entry["unionid"] = customer.unionid;
        const EntryContext* context = with_context == 1 ? last_entry(world, id) : nullptr;
        if (context) {
            entry["enter_session_context"] = {{"scene", context->scene},
                                              {"scene_param", context->scene_param}};
            if (!context->channels.is_null())
                entry["enter_session_context"]["wechat_channels"] = context->channels;
        }
        list.push_back(std::move(entry));
    }
    Json answer = api_ok();
    answer["customer_list"] = std::move(list);
    answer["invalid_external_userid"] = std::move(invalid);
    return answer;
}

}  // namespace kf::sim
