#include "backend/sandbox/world.h"

#include <algorithm>
#include <utility>

#include "shared/base/lower_case.h"

namespace kf::sim {

std::string conversation_key(const std::string& open_kfid, const std::string& external_userid) {
    return open_kfid + '\n' + external_userid;
}

std::string random_word(World& world, int length) {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    std::string word;
    for (int i = 0; i < length; ++i) word += kAlphabet[world.random() % kAlphabet.size()];
    return word;
}

const Member* find_member(const World& world, const std::string& userid) {
    const auto found = world.members.find(lower_case(userid));
    return found == world.members.end() ? nullptr : &found->second;
}

bool is_servicer(const World& world, const Account& account, const std::string& userid) {
    const Member* member = find_member(world, userid);
    if (!member) return false;
    if (std::count(account.servicers.begin(), account.servicers.end(), member->userid) > 0) return true;
    return std::any_of(member->departments.begin(), member->departments.end(), [&](int department) {
        return std::count(account.departments.begin(), account.departments.end(), department) > 0;
    });
}

ServicerStatus servicer_status(const Account& account, const std::string& userid) {
    const auto found = account.statuses.find(lower_case(userid));
    return found == account.statuses.end() ? ServicerStatus{} : found->second;
}

Conversation* find_conversation(World& world, const std::string& open_kfid,
                                const std::string& external_userid) {
    const auto found = world.conversations.find(conversation_key(open_kfid, external_userid));
    return found == world.conversations.end() ? nullptr : &found->second;
}

Conversation& conversation_of(World& world, const std::string& open_kfid,
                              const std::string& external_userid) {
    auto& conversation = world.conversations[conversation_key(open_kfid, external_userid)];
    conversation.open_kfid = open_kfid;
    conversation.external_userid = external_userid;
    return conversation;
}

void touch(World& world, Conversation& conversation) {
    ++conversation.revision;
    ++world.revision;
}

PhoneLine& add_phone_line(World& world, Conversation& conversation, PhoneLine line) {
    line.number = static_cast<std::int64_t>(conversation.lines.size()) + 1;
    line.time = world.now_ms();
    conversation.lines.push_back(std::move(line));
    touch(world, conversation);
    return conversation.lines.back();
}

}  // namespace kf::sim
