// The demo corp: members, departments, two accounts and some customers, with ids that are the same in every
// run.
#include "backend/sandbox/world.h"
#include "shared/base/lower_case.h"

namespace kf::sim {
namespace {

void add_member(World& world, Member member) {
    auto key = lower_case(member.userid);
    world.members.emplace(std::move(key), std::move(member));
}

void add_account(World& world, const char* open_kfid, const char* name, std::vector<std::string> servicers) {
    Account account;
    account.open_kfid = open_kfid;
    account.name = name;
    account.servicers = std::move(servicers);
    world.account_order.push_back(account.open_kfid);
    world.accounts.emplace(account.open_kfid, std::move(account));
}

struct DemoCustomer {
    const char* nickname;
    int gender;
    const char* avatar = "";
};

// One has no picture; those of the last three cannot be shown: a page named like a picture, none at all, and
// one that is too large.
constexpr DemoCustomer kCustomers[] = {
    {"王小明", 1},
    {"陈静", 2},
    {"李雨桐", 2},
    {"阿杰🏀", 1, "none"},
    {"周慧敏", 2},
    {"赵铁柱", 1, "/avatar/iron.png"},
    {"Sunny☀️", 2},
    {"林夕", 0, "/picture/hostile/html_as_png"},
    {"大山的孩子", 1, "/picture/status/404"},
    {"糖糖妈妈", 2, "/picture/hostile/image_too_large"},
};

}  // namespace

void seed(World& world) {
    world.departments = {{1, "示例商贸有限公司"}, {2, "客服部"}, {3, "销售部"}};
    add_member(world, {.userid = "zhangsan", .name = "张三", .departments = {2}});
    add_member(world, {.userid = "lisi", .name = "李四", .departments = {2}});
    add_member(world, {.userid = "wangwu", .name = "王五", .departments = {3}});
    add_member(
        world,
        {.userid = "zhaoliu", .name = "赵六", .departments = {3}, .visible = true, .activated = false});
    add_member(world, {.userid = "sunqi", .name = "孙七", .departments = {1}, .visible = false});
    if (!world.config.seed_demo) return;
    add_account(world, "wkSandboxPresale0000000000000001", "售前咨询", {"zhangsan", "lisi"});
    add_account(world, "wkSandboxAftersale00000000000002", "售后客服", {"zhangsan", "lisi"});
    int number = 0;
    for (const auto& demo : kCustomers) {
        const auto digits = std::to_string(1000 + ++number).substr(1);
        Customer customer;
        customer.external_userid = "wmSandboxCustomer00000000000" + digits;
        customer.nickname = demo.nickname;
        customer.gender = demo.gender;
        customer.avatar = demo.avatar;
        customer.unionid = "oSandboxUnion000000000000" + digits;
        world.customer_order.push_back(customer.external_userid);
        world.customers.emplace(customer.external_userid, std::move(customer));
    }
}

}  // namespace kf::sim
