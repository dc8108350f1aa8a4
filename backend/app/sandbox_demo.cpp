#include "backend/app/sandbox_demo.h"

#include "backend/auth/password_hash.h"
#include "backend/runtime/log.h"
#include "backend/sandbox/customer_actions.h"
#include "backend/sandbox/samples.h"
#include "backend/sandbox/sim_server.h"

namespace kf {

namespace {

struct DemoLine {
    const char* sample;          // of the simulator's samples
    const char* members = "{}";  // in place of the sample's own
};

struct DemoVisit {
    std::size_t customer;  // place in the simulator's list
    std::size_t account;
    const char* scene;
    std::vector<DemoLine> lines;
};

// At least one of each kind of message that customers often send, so that a newcomer sees what they look
// like.
const std::vector<DemoVisit>& demo_visits() {
    static const std::vector<DemoVisit> visits{
        {5,
         1,
         "",
         {{"text", R"({"content":"我们群里好几个人都遇到了，聊天记录您看一下"})"}, {"merged_nested"}}},
        {0,
         0,
         "官网首页",
         {{"text", R"({"content":"你好，想问一下这款保温杯有现货吗？"})"},
          {"product"},
          {"text", R"({"content":"黑色的，今天下单明天能送到这里吗？"})"},
          {"location"}}},
        {1,
         1,
         "订单页",
         {{"order", R"({"state":"已签收"})"},
          {"text", R"({"content":"这个订单显示已签收，但我没有收到 😟"})"},
          {"miniprogram"}}},
        {2,
         0,
         "公众号菜单",
         {{"text", R"({"content":"请问企业采购 50 个有优惠吗？可以开专票吗？上次的明细在这里"})"}, {"file"}}},
        {3,
         1,
         "",
         {{"text", R"({"content":"收到货了，保温效果很好👍"})"},
          {"image"},
          {"text", R"({"content":"就是包装有点压坏，能补一个盒子吗？"})"},
          {"voice"}}},
        {4,
         0,
         "视频号橱窗",
         {{"text", R"({"content":"Hi, do you ship to Hong Kong?"})"},
          {"link",
           R"({"title":"316 不锈钢保温杯 500ml 商务款","desc":"24 小时保温，¥59.90 起","url":"https://shop.example.com/p/100"})"}}},
    };
    return visits;
}

Result<std::string> write_line(sim::World& world, const std::string& customer, const std::string& account,
                               const DemoLine& line) {
    TRY_ASSIGN(const auto draft,
               sim::draft_from(world, {{"sample", line.sample}, {"body", sim::Json::parse(line.members)}}));
    return sim::customer_writes(world, customer, account, draft.msgtype, draft.body);
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
            for (const auto& line : visit.lines) warn(write_line(world, customer, account, line));
        }
    });
}

}  // namespace kf
