#include "backend/app/sandbox_demo.h"

#include "backend/auth/password_hash.h"
#include "backend/runtime/log.h"
#include "backend/sandbox/customer_actions.h"
#include "backend/sandbox/sim_server.h"

namespace kf {

namespace {

struct DemoVisit {
    std::size_t customer;  // place in the simulator's list
    std::size_t account;
    const char* scene;
    std::vector<const char*> texts;
};

const std::vector<DemoVisit>& demo_visits() {
    static const std::vector<DemoVisit> visits{
        {0, 0, "官网首页", {"你好，想问一下这款耳机有现货吗？", "黑色的，今天下单明天能到上海吗？"}},
        {1, 1, "订单页", {"我的订单 20261108 显示已签收，但我没有收到 😟"}},
        {2, 0, "公众号菜单", {"请问企业采购 50 台有优惠吗？可以开专票吗？"}},
        {3, 1, "", {"收到货了，音质很好👍", "就是包装有点压坏，能补一个盒子吗？"}},
        {4, 0, "视频号橱窗", {"Hi, do you ship to Hong Kong?"}},
    };
    return visits;
}

template <class T>
void warn(const Result<T>& result) {
    if (!result.ok()) log_warn_of("sandbox.demo_failed", result.error());
}

}  // namespace

const std::vector<DemoUser>& demo_users() {
    static const std::vector<DemoUser> users{{"lin", "林晓", Role::Agent},
                                             {"mei", "梅子", Role::Agent},
                                             {"zhou", "周主管", Role::Supervisor},
                                             {"admin", "管理员", Role::Admin}};
    return users;
}

Result<bool> add_demo_users(Users& users, const std::string& password, UnixMs now) {
    TRY_ASSIGN(const auto known, users.list());
    if (!known.empty()) return false;
    TRY_ASSIGN(const auto hash, hash_password(password));
    for (const auto& demo : demo_users()) {
        User user;
        user.login = AgentId{demo.login};
        user.name = demo.name;
        user.role = demo.role;
        user.password = hash;
        TRY(users.add(user, now));
    }
    return true;
}

void write_demo_messages(sim::SimServer& simulator) {
    simulator.with([](sim::Simulator& sim) {
        auto& world = sim.world();
        for (const auto& visit : demo_visits()) {
            if (visit.customer >= world.customer_order.size() || visit.account >= world.account_order.size())
                continue;
            const auto customer = world.customer_order[visit.customer];
            const auto account = world.account_order[visit.account];
            sim::Entry entry;
            entry.open_kfid = account;
            entry.scene = visit.scene;
            warn(sim::customer_enters(world, customer, entry));
            for (const char* text : visit.texts)
                warn(sim::customer_writes(world, customer, account, "text", {{"content", text}}));
        }
    });
}

}  // namespace kf
