#include "backend/sandbox/customer_actions.h"

#include <algorithm>
#include <utility>

#include "backend/sandbox/entry_links.h"
#include "backend/sandbox/media.h"
#include "backend/sandbox/message_bodies.h"
#include "backend/sandbox/message_log.h"
#include "backend/sandbox/session.h"

namespace kf::sim {
namespace {

Error refused(ErrorCode code, std::string message) {
    return Error{code, std::move(message), 0};
}

struct Parties {
    Account* account = nullptr;
    Customer* customer = nullptr;
    Error error;
};

Parties find_parties(World& world, const std::string& external_userid, const std::string& open_kfid) {
    Parties parties;
    const auto customer = world.customers.find(external_userid);
    const auto account = world.accounts.find(open_kfid);
    if (customer == world.customers.end()) {
        parties.error = refused(ErrorCode::UnknownCustomer, "there is no customer with this external_userid");
    } else if (account == world.accounts.end()) {
        parties.error = refused(ErrorCode::UnknownAccount, "there is no account with this open_kfid");
    } else {
        parties.customer = &customer->second;
        parties.account = &account->second;
    }
    return parties;
}

// Media over the limits for reception reach the app as a text hint (reference 6.3).
void replace_large_media(const World& world, std::string& msgtype, Json& body) {
    const auto media_id = body.is_object() && body.contains("media_id") ? body["media_id"] : Json();
    if (!media_id.is_string()) return;
    const auto found = world.media.find(media_id.get<std::string>());
    if (found == world.media.end() || !too_large_to_receive(found->second.type, size_of(found->second)))
        return;
    const auto& type = found->second.type;
    const char* what = type == "image"   ? "图片"
                       : type == "voice" ? "语音"
                       : type == "video" ? "视频"
                                         : "文件";
    body = {{"content", std::string("[客户发送的") + what + "过大，请在微信中查看]"}};
    msgtype = "text";
}

// The content of a menu's click item; what testers made of the menu may be anything.
std::optional<std::string> click_content(const Json& menu, const std::string& item_id) {
    const auto list = menu.find("list");
    if (list == menu.end() || !list->is_array()) return std::nullopt;
    for (const auto& item : *list) {
        const auto click = text_in(item, "type") == "click" ? item.find("click") : item.end();
        if (click != item.end() && text_in(*click, "id") == item_id) return text_in(*click, "content");
    }
    return std::nullopt;
}

}  // namespace

Result<void> set_avatar(Customer& customer, const std::string& avatar) {
    const bool known = avatar.empty() || avatar == "none" || avatar.starts_with('/') ||
                       avatar.starts_with("http://") || avatar.starts_with("https://");
    if (!known || avatar.size() > 1024)
        return refused(ErrorCode::BadAvatar,
                       "avatar is \"\", \"none\", a path of this server or an http(s) address");
    customer.avatar = avatar;
    return {};
}

Result<std::string> create_customer(World& world, const NewCustomer& wanted) {
    if (wanted.gender < 0 || wanted.gender > 2)
        return refused(ErrorCode::BadGender, "gender must be 0, 1 or 2");
    auto id = wanted.external_userid.empty() ? "wm" + random_word(world, 30) : wanted.external_userid;
    if (id.size() > 64) return refused(ErrorCode::BadId, "external_userid must be at most 64 bytes");
    if (world.customers.contains(id))
        return refused(ErrorCode::Exists, "there is already a customer with this id");
    Customer customer;
    customer.external_userid = id;
    customer.nickname = wanted.nickname.empty() ? "微信用户" : wanted.nickname;
    customer.gender = wanted.gender;
    customer.unionid = wanted.unionid.empty() ? "o" + random_word(world, 27) : wanted.unionid;
    if (wanted.unionid == "none") customer.unionid.clear();
    TRY(set_avatar(customer, wanted.avatar));
    world.customer_order.push_back(id);
    world.customers.emplace(id, std::move(customer));
    ++world.revision;
    return id;
}

Result<std::string> customer_enters(World& world, const std::string& external_userid, const Entry& entry) {
    const Parties parties = find_parties(world, external_userid, entry.open_kfid);
    if (!parties.account) return parties.error;
    Conversation& conversation = conversation_of(world, entry.open_kfid, external_userid);
    touch(world, conversation);
    if (!entry.raise_event) return std::string{};
    parties.customer->last_contact = world.now();
    conversation.entry = EntryContext{.scene = entry.scene,
                                      .scene_param = entry.scene_param,
                                      .channels = entry.channels,
                                      .time = world.now()};
    Json event{{"event_type", "enter_session"},
               {"external_userid", external_userid},
               {"scene", entry.scene},
               {"scene_param", entry.scene_param}};
    const bool welcomed_lately =
        conversation.last_welcomed > 0 && world.now() - conversation.last_welcomed < kReplyWindowSecs;
    std::string code;
    if (!welcomed_lately && !window_open(world, conversation)) {
        code = issue_code(world, conversation, CodePurpose::Welcome);
        event["welcome_code"] = code;
    }
    if (!entry.channels.is_null()) event["wechat_channels"] = entry.channels;
    log_event(world, *parties.account, std::move(event));
    return code;
}

Result<std::string> customer_opens_link(World& world, const std::string& external_userid,
                                        const std::string& link) {
    const auto opened = open_link(world, link);
    if (!opened) return refused(ErrorCode::BadLink, "this link leads to no account");
    Entry entry;
    entry.open_kfid = opened->account->open_kfid;
    entry.scene = opened->scene;
    entry.scene_param = opened->scene_param;
    entry.raise_event = opened->genuine;
    return customer_enters(world, external_userid, entry);
}

Result<std::string> customer_writes(World& world, const std::string& external_userid,
                                    const std::string& open_kfid, const std::string& msgtype,
                                    const Json& body) {
    const Parties parties = find_parties(world, external_userid, open_kfid);
    if (!parties.account) return parties.error;
    if (!may_be_msgtype(msgtype))
        return refused(ErrorCode::BadMsgtype, "a customer cannot send this msgtype");
    if (msgtype == "text" && summary_of(msgtype, body).empty())
        return refused(ErrorCode::EmptyText, "text.content must not be empty");
    Conversation& conversation = conversation_of(world, open_kfid, external_userid);
    customer_wrote(world, conversation);
    std::string arrived_type = msgtype;
    Json arrived = body;
    replace_large_media(world, arrived_type, arrived);
    const auto msgid = log_message(world, *parties.account, external_userid, 3, {}, arrived_type, arrived);
    PhoneLine line;
    line.side = Side::Customer;
    line.msgid = msgid;
    line.msgtype = msgtype;
    line.body = body;
    line.by = "customer";
    if (arrived_type != msgtype) line.arrived_as = arrived_type;
    add_phone_line(world, conversation, std::move(line));
    return msgid;
}

Result<std::string> customer_clicks(World& world, const std::string& external_userid,
                                    const std::string& open_kfid, const std::string& msgid,
                                    const std::string& item_id) {
    const Conversation* conversation = find_conversation(world, open_kfid, external_userid);
    if (!conversation) return refused(ErrorCode::UnknownMessage, "the customer has received nothing here");
    const auto line = std::find_if(conversation->lines.begin(), conversation->lines.end(),
                                   [&](const PhoneLine& held) { return held.msgid == msgid; });
    if (line == conversation->lines.end() || line->msgtype != "msgmenu") {
        return refused(ErrorCode::UnknownMessage, "the customer has received no menu with this msgid");
    }
    const auto content = click_content(line->body, item_id);
    if (!content) return refused(ErrorCode::UnknownItem, "the menu has no click item with this id");
    return customer_writes(world, external_userid, open_kfid, "text",
                           {{"content", *content}, {"menu_id", item_id}});
}

Result<void> customer_recalls(World& world, const std::string& external_userid, const std::string& open_kfid,
                              const std::string& msgid) {
    const Parties parties = find_parties(world, external_userid, open_kfid);
    if (!parties.account) return parties.error;
    Conversation& conversation = conversation_of(world, open_kfid, external_userid);
    for (auto& line : conversation.lines) {
        if (line.msgid != msgid || line.side != Side::Customer) continue;
        if (line.recalled) return refused(ErrorCode::Recalled, "the message has been recalled already");
        line.recalled = true;
        touch(world, conversation);
        log_event(world, *parties.account,
                  {{"event_type", "user_recall_msg"},
                   {"external_userid", external_userid},
                   {"recall_msgid", msgid}});
        return {};
    }
    return refused(ErrorCode::UnknownMessage, "the customer has written no message with this msgid");
}

}  // namespace kf::sim
