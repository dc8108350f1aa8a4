#include "backend/sandbox/traffic.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "backend/sandbox/customer_actions.h"
#include "backend/sandbox/world.h"

namespace kf::sim {
namespace {

constexpr const char* kPhrases[] = {
    "请问几点发货？",       "我的订单怎么还没到？", "这款有现货吗？", "可以开发票吗？",
    "尺码偏大还是偏小呀",   "想退货，怎么操作？",   "优惠券用不了",   "请问支持货到付款吗",
    "快递单号能发我一下吗", "好的，谢谢！",         "在吗？",         "地址填错了，帮我改一下",
    "保修期是多久？",       "颜色和图片不一样😟",    "能不能便宜点😄",
};

constexpr const char* kSurnames[] = {"王", "李", "张", "刘", "陈", "杨", "赵",
                                     "黄", "周", "吴", "徐", "孙", "林", "何"};
constexpr const char* kGivenNames[] = {"伟",   "芳",   "娜",   "敏",   "静",   "强",   "磊",
                                       "洋",   "艳",   "勇",   "杰",   "涛",   "雨桐", "子涵",
                                       "欣怡", "浩然", "思远", "佳琪", "一诺", "梓萱"};

template <class Array>
const char* pick(World& world, const Array& words) {
    return words[world.random() % std::size(words)];
}

}  // namespace

Result<void> Traffic::start(World& world, TrafficPlan plan) {
    if (plan.customers < 1 || plan.customers > 10000)
        return Error{ErrorCode::BadPlan, "customers must be 1 to 10000", 0};
    if (!(plan.rate_per_sec > 0 && plan.rate_per_sec <= 2000)) {
        return Error{ErrorCode::BadPlan, "rate_per_sec must be above 0 and at most 2000", 0};
    }
    if (plan.duration_secs < 1 || plan.duration_secs > kSecsPerDay) {
        return Error{ErrorCode::BadPlan, "duration_secs must be 1 to 86400", 0};
    }
    if (plan.open_kfids.empty()) plan.open_kfids = world.account_order;
    for (const auto& open_kfid : plan.open_kfids) {
        if (!world.accounts.contains(open_kfid))
            return Error{ErrorCode::UnknownAccount, "no account " + open_kfid, 0};
    }
    if (plan.open_kfids.empty()) return Error{ErrorCode::BadPlan, "there is no account to write to", 0};
    const auto wanted = static_cast<std::size_t>(plan.customers);
    while (world.customer_order.size() < wanted) {
        NewCustomer customer;
        customer.nickname = std::string(pick(world, kSurnames)) + pick(world, kGivenNames);
        customer.gender = static_cast<int>(world.random() % 3);
        TRY_ASSIGN([[maybe_unused]] const auto id, create_customer(world, customer));
    }
    customers_.assign(world.customer_order.begin(), world.customer_order.begin() + static_cast<long>(wanted));
    report_ = TrafficReport{.running = true, .plan = std::move(plan), .written = 0, .began = world.clock()};
    return {};
}

void Traffic::write_one(World& world) {
    const auto& customer = customers_[world.random() % customers_.size()];
    const auto& open_kfid = report_.plan.open_kfids[world.random() % report_.plan.open_kfids.size()];
    const Conversation* conversation = find_conversation(world, open_kfid, customer);
    const std::int64_t number = conversation ? conversation->written + 1 : 1;
    const auto text = std::string(pick(world, kPhrases)) + " #" + std::to_string(number);
    if (!customer_writes(world, customer, open_kfid, "text", {{"content", text}}).ok()) stop();
}

void Traffic::tick(World& world) {
    if (!report_.running) return;
    const double elapsed_secs = static_cast<double>(world.clock() - report_.began) / 1000.0;
    const double counted_secs = std::min(elapsed_secs, static_cast<double>(report_.plan.duration_secs));
    const auto due = static_cast<std::int64_t>(std::floor(counted_secs * report_.plan.rate_per_sec));
    while (report_.running && report_.written < due) {
        write_one(world);
        ++report_.written;
    }
    if (elapsed_secs >= static_cast<double>(report_.plan.duration_secs)) stop();
}

}  // namespace kf::sim
