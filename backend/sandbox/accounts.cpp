// Kf accounts and their customer links (reference 2).
#include <algorithm>

#include "backend/sandbox/api_answer.h"
#include "backend/sandbox/endpoints.h"
#include "backend/sandbox/entry_links.h"
#include "shared/base/utf8.h"

namespace kf::sim {
namespace {

constexpr std::size_t kNameMaxChars = 16;
constexpr std::size_t kUnverifiedAccountsMax = 10;

// 0, or why the media cannot be an avatar.
int check_avatar(const World& world, const std::string& media_id) {
    const auto found = world.media.find(media_id);
    if (found == world.media.end() || found->second.type != "image") return 40007;
    return world.now() - found->second.created >= kRetentionSecs ? 40145 : 0;
}

void set_avatar_picture(const World& world, Account& account, const std::string& media_id) {
    account.avatar_media = media_id;
    account.avatar_bytes = world.media.at(media_id).bytes;
}

bool good_name(const std::string& name) {
    return count_code_points(name) <= kNameMaxChars;
}

}  // namespace

Account* account_for(World& world, const std::string& open_kfid, Privilege privilege, Json& error) {
    if (open_kfid.empty() || open_kfid.size() > 64) {
        error = api_error(95000);
        return nullptr;
    }
    const auto found = world.accounts.find(open_kfid);
    if (found == world.accounts.end()) {
        error = api_error(95004);
        return nullptr;
    }
    if (privilege == Privilege::Manage && !found->second.managed) {
        error = api_error(48007);
        return nullptr;
    }
    return &found->second;
}

Json account_add(World& world, const Json& body) {
    Fields fields(body);
    const auto name = fields.text("name", 1024, 95006);
    const auto media_id = fields.text("media_id", 128);
    if (fields.failed()) return fields.answer();
    if (!good_name(name)) return api_error(95006, "name is longer than 16 characters");
    if (const int errcode = check_avatar(world, media_id)) return api_error(errcode);
    const auto& limits = world.config.limits;
    if (!limits.verified && world.accounts.size() >= kUnverifiedAccountsMax) return api_error(95027);
    if (world.accounts.size() >= static_cast<std::size_t>(limits.accounts_max)) return api_error(95005);
    const bool manages_one = std::any_of(world.accounts.begin(), world.accounts.end(),
                                         [](const auto& entry) { return entry.second.managed; });
    if (!manages_one) return api_error(48007, "the app manages no account yet");
    Account account;
    account.open_kfid = "wk" + random_word(world, 30);
    account.name = name;
    set_avatar_picture(world, account, media_id);
    const auto open_kfid = account.open_kfid;
    world.account_order.push_back(open_kfid);
    world.accounts.emplace(open_kfid, std::move(account));
    ++world.revision;
    Json answer = api_ok();
    answer["open_kfid"] = open_kfid;
    return answer;
}

Json account_del(World& world, const Json& body) {
    Fields fields(body);
    const auto open_kfid = fields.optional_text("open_kfid", 4096);
    if (fields.failed()) return fields.answer();
    Json error;
    if (!account_for(world, open_kfid, Privilege::Manage, error)) return error;
    if (world.accounts.size() == 1) return api_error(95005, "at least one account must remain");
    world.accounts.erase(open_kfid);
    std::erase(world.account_order, open_kfid);
    std::erase_if(world.conversations,
                  [&](const auto& entry) { return entry.second.open_kfid == open_kfid; });
    ++world.revision;
    return api_ok();
}

Json account_update(World& world, const Json& body) {
    Fields fields(body);
    const auto open_kfid = fields.optional_text("open_kfid", 4096);
    const auto name = fields.optional_text("name", 1024, 95006);
    const auto media_id = fields.optional_text("media_id", 128);
    if (fields.failed()) return fields.answer();
    Json error;
    Account* account = account_for(world, open_kfid, Privilege::Manage, error);
    if (!account) return error;
    if (!good_name(name)) return api_error(95006, "name is longer than 16 characters");
    if (!media_id.empty()) {
        if (const int errcode = check_avatar(world, media_id)) return api_error(errcode);
        set_avatar_picture(world, *account, media_id);
    }
    if (!name.empty()) account->name = name;
    ++world.revision;
    return api_ok();
}

Json account_list(World& world, const Json& body) {
    Fields fields(body);
    const auto offset = fields.optional_integer("offset", 0);
    const auto limit = fields.optional_integer("limit", 100);
    if (offset < 0) fields.fail(40058, "offset must not be negative");
    if (limit < 1 || limit > 100) fields.fail(40058, "limit must be 1 to 100");
    if (fields.failed()) return fields.answer();
    Json list = Json::array();
    const auto size = static_cast<std::int64_t>(world.account_order.size());
    for (auto i = offset; i < size && static_cast<std::int64_t>(list.size()) < limit; ++i) {
        const Account& account = world.accounts.at(world.account_order[static_cast<std::size_t>(i)]);
        list.push_back({{"open_kfid", account.open_kfid},
                        {"name", account.name},
                        {"avatar", account_avatar_url(world, account)},
                        {"manage_privilege", account.managed}});
    }
    Json answer = api_ok();
    answer["account_list"] = std::move(list);
    return answer;
}

Json add_contact_way(World& world, const Json& body) {
    Fields fields(body);
    const auto open_kfid = fields.optional_text("open_kfid", 4096);
    const auto scene = fields.optional_text("scene", 32);
    if (fields.failed()) return fields.answer();
    Json error;
    Account* account = account_for(world, open_kfid, Privilege::Basic, error);
    if (!account) return error;
    if (!is_scene(scene)) return api_error(40058, "scene may hold only 0-9 a-z A-Z _ -");
    Json answer = api_ok();
    answer["url"] = entry_link(world, *account, scene);
    return answer;
}

}  // namespace kf::sim
