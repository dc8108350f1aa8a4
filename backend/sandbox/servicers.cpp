// Servicers (接待人员) of an account: add, delete, list (reference 3).
#include <algorithm>

#include "backend/sandbox/api_answer.h"
#include "backend/sandbox/endpoints.h"
#include "shared/base/lower_case.h"

namespace kf::sim {
namespace {

constexpr std::size_t kServicersMax = 2000;  // per account, over → 95020
constexpr std::size_t kDepartmentsMax = 20;

struct Lists {
    Account* account = nullptr;
    std::vector<std::string> userids;
    std::vector<int> departments;
    Json error;
};

Lists read_lists(World& world, const Json& body, std::size_t departments_per_call) {
    Lists lists;
    Fields fields(body);
    const auto open_kfid = fields.optional_text("open_kfid", 4096);
    lists.userids = fields.texts("userid_list", 100);
    lists.departments = fields.integers("department_id_list", departments_per_call);
    if (!fields.has("userid_list") && !fields.has("department_id_list")) {
        fields.fail(40063, "userid_list or department_id_list is required");
    }
    if (fields.failed()) {
        lists.error = fields.answer();
        return lists;
    }
    lists.account = account_for(world, open_kfid, Privilege::Manage, lists.error);
    return lists;
}

template <class Id>
Json entry_result(const char* name, const Id& id, int errcode, std::string_view text) {
    return {{name, id}, {"errcode", errcode}, {"errmsg", text}};
}

std::string add_userid(World& world, Account& account, const std::string& userid, int& errcode) {
    const Member* member = find_member(world, userid);
    if (!member) {
        errcode = 60111;
        return "userid not found";
    }
    if (!member->visible) {
        errcode = 60030;
        return "outside the visible range of the app";
    }
    if (std::count(account.servicers.begin(), account.servicers.end(), member->userid) > 0) return "ignored";
    if (account.servicers.size() >= kServicersMax) {
        errcode = 95020;
        return "servicer count limit";
    }
    account.servicers.push_back(member->userid);
    return "success";
}

std::string add_department(World& world, Account& account, int department, int& errcode) {
    if (!world.departments.contains(department)) {
        errcode = 60123;
        return "invalid department id";
    }
    if (std::count(account.departments.begin(), account.departments.end(), department) > 0) return "ignored";
    if (account.departments.size() >= kDepartmentsMax) {
        errcode = 95020;
        return "department count limit";
    }
    account.departments.push_back(department);
    return "success";
}

}  // namespace

Json servicer_add(World& world, const Json& body) {
    const Lists lists = read_lists(world, body, 20);
    if (!lists.account) return lists.error;
    Json results = Json::array();
    for (const auto& userid : lists.userids) {
        int errcode = 0;
        const auto text = add_userid(world, *lists.account, userid, errcode);
        results.push_back(entry_result("userid", userid, errcode, text));
    }
    for (const int department : lists.departments) {
        int errcode = 0;
        const auto text = add_department(world, *lists.account, department, errcode);
        results.push_back(entry_result("department_id", department, errcode, text));
    }
    ++world.revision;
    Json answer = api_ok();
    answer["result_list"] = std::move(results);
    return answer;
}

Json servicer_del(World& world, const Json& body) {
    const Lists lists = read_lists(world, body, 100);
    if (!lists.account) return lists.error;
    Json results = Json::array();
    for (const auto& userid : lists.userids) {
        const auto removed = std::erase_if(lists.account->servicers, [&](const std::string& held) {
            return lower_case(held) == lower_case(userid);
        });
        results.push_back(entry_result("userid", userid, 0, removed > 0 ? "success" : "ignored"));
    }
    for (const int department : lists.departments) {
        const auto removed = std::erase(lists.account->departments, department);
        results.push_back(entry_result("department_id", department, 0, removed > 0 ? "success" : "ignored"));
    }
    ++world.revision;
    Json answer = api_ok();
    answer["result_list"] = std::move(results);
    return answer;
}

Json servicer_list(World& world, const std::string& open_kfid) {
    Json error;
    const Account* account = account_for(world, open_kfid, Privilege::Basic, error);
    if (!account) return error;
    Json list = Json::array();
    for (const auto& userid : account->servicers) {
        Json entry{{"userid", userid}};
        if (account->managed) {
            const auto status = servicer_status(*account, userid);
            entry["status"] = status.receiving ? 0 : 1;  // the event counts 1 and 2 instead
            if (!status.receiving) entry["stop_type"] = status.stop_type;
        }
        list.push_back(std::move(entry));
    }
    for (const int department : account->departments) list.push_back({{"department_id", department}});
    Json answer = api_ok();
    answer["servicer_list"] = std::move(list);
    return answer;
}

}  // namespace kf::sim
