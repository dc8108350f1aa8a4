// What customers do in WeChat: enter, write, click, recall. The phone page and tests drive these.
#pragma once

#include <optional>
#include <string>

#include "backend/sandbox/world.h"
#include "shared/base/result.h"

namespace kf::sim {

struct NewCustomer {
    std::string external_userid;  // "" = one is made
    std::string nickname;
    int gender = 0;       // 0 unknown, 1 male, 2 female
    std::string unionid;  // "" = one is made; "none": the corp has bound no WeChat developer account
    std::string avatar;   // as Customer::avatar
};
Result<void> set_avatar(Customer& customer, const std::string& avatar);
Result<std::string> create_customer(World& world, const NewCustomer& wanted);

struct Entry {
    std::string open_kfid;
    std::string scene;
    std::string scene_param;
    Json channels;            // wechat_channels, or null
    bool raise_event = true;  // false: opened from the chat list, or through a link that was tampered with
};
// Opens the chat. Returns the welcome_code that was raised with enter_session, or "".
Result<std::string> customer_enters(World& world, const std::string& external_userid, const Entry& entry);
// Through a customer link; what was edited in it decides whether an event is raised.
Result<std::string> customer_opens_link(World& world, const std::string& external_userid,
                                        const std::string& link);

// Writes a message of any received msgtype (reference 6.4). Returns its msgid.
Result<std::string> customer_writes(World& world, const std::string& external_userid,
                                    const std::string& open_kfid, const std::string& msgtype,
                                    const Json& body);

// Clicks the click item `item_id` of the menu that arrived as `msgid`: the customer sends its content with
// menu_id.
Result<std::string> customer_clicks(World& world, const std::string& external_userid,
                                    const std::string& open_kfid, const std::string& msgid,
                                    const std::string& item_id);

// Takes back an own message: user_recall_msg.
Result<void> customer_recalls(World& world, const std::string& external_userid, const std::string& open_kfid,
                              const std::string& msgid);

}  // namespace kf::sim
