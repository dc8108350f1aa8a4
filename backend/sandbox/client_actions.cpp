#include "backend/sandbox/client_actions.h"

#include <utility>

#include "backend/sandbox/message_bodies.h"
#include "backend/sandbox/message_log.h"
#include "backend/sandbox/session.h"
#include "shared/base/lower_case.h"

namespace kf::sim {
namespace {

enum class Change { Picked = 1, Transferred = 2, Ended = 3, Reentered = 4 };

Error refused(ErrorCode code, std::string message) {
    return Error{code, std::move(message), 0};
}

struct Desk {
    Account* account = nullptr;
    Conversation* conversation = nullptr;
    std::string servicer;  // as the corp spells it
};

Result<Desk> open_desk(World& world, const std::string& open_kfid, const std::string& external_userid,
                       const std::string& servicer) {
    const auto account = world.accounts.find(open_kfid);
    if (account == world.accounts.end())
        return refused(ErrorCode::UnknownAccount, "there is no account with this open_kfid");
    Conversation* conversation = find_conversation(world, open_kfid, external_userid);
    if (!conversation)
        return refused(ErrorCode::UnknownConversation, "this customer has no conversation with the account");
    if (!is_servicer(world, account->second, servicer)) {
        return refused(ErrorCode::NotAServicer, "this member does not serve the account");
    }
    const Member* member = find_member(world, servicer);
    if (!member->activated) return refused(ErrorCode::NotActivated, "this member has not activated WeCom");
    return Desk{&account->second, conversation, member->userid};
}

Json change_event(const Desk& desk, Change change) {
    return {{"event_type", "session_status_change"},
            {"external_userid", desk.conversation->external_userid},
            {"change_type", static_cast<int>(change)}};
}

bool holds(const Desk& desk) {
    return desk.conversation->state == SessionState::Servicer && desk.conversation->servicer == desk.servicer;
}

Error not_holding() {
    return refused(ErrorCode::NotYours, "this servicer does not hold the conversation");
}

bool with_app(const Conversation& conversation) {
    const bool answered =
        conversation.state == SessionState::New || conversation.state == SessionState::Assistant;
    return answered && conversation.last_written > 0;
}

Conversation* latest_with_app(World& world) {
    Conversation* latest = nullptr;
    for (auto& [key, conversation] : world.conversations) {
        if (!with_app(conversation)) continue;
        if (latest == nullptr || conversation.revision > latest->revision) latest = &conversation;
    }
    return latest;
}

}  // namespace

Result<std::string> app_hands_to_pool(World& world, const std::string& open_kfid,
                                      const std::string& external_userid) {
    Conversation* conversation = open_kfid.empty() && external_userid.empty()
                                     ? latest_with_app(world)
                                     : find_conversation(world, open_kfid, external_userid);
    if (conversation == nullptr)
        return refused(ErrorCode::UnknownConversation, "there is no such conversation");
    if (!with_app(*conversation))
        return refused(ErrorCode::NotWithApp, "the app does not answer this conversation");
    set_state(world, *conversation, SessionState::Pool, {});
    touch(world, *conversation);
    return conversation->external_userid;
}

Result<void> servicer_picks(World& world, const std::string& open_kfid, const std::string& external_userid,
                            const std::string& servicer) {
    TRY_ASSIGN(const Desk desk, open_desk(world, open_kfid, external_userid, servicer));
    if (desk.conversation->state != SessionState::Pool)
        return refused(ErrorCode::NotInPool, "the customer is not waiting");
    set_state(world, *desk.conversation, SessionState::Servicer, desk.servicer);
    Json event = change_event(desk, Change::Picked);
    event["new_servicer_userid"] = desk.servicer;
    event["msg_code"] = issue_code(world, *desk.conversation, CodePurpose::Taken);
    log_event(world, *desk.account, std::move(event));
    return {};
}

Result<std::string> servicer_answers(World& world, const std::string& open_kfid,
                                     const std::string& external_userid, const std::string& servicer,
                                     const std::string& msgtype, const Json& given) {
    TRY_ASSIGN(const Desk desk, open_desk(world, open_kfid, external_userid, servicer));
    if (!may_be_msgtype(msgtype))
        return refused(ErrorCode::BadMsgtype, "a servicer cannot send this msgtype");
    if (msgtype == "text" && summary_of(msgtype, given).empty())
        return refused(ErrorCode::EmptyText, "text.content must not be empty");
    const Json body = msgtype == "msgmenu" ? with_click_ids(given) : given;
    if (!holds(desk)) {
        const bool over = desk.conversation->state == SessionState::Ended && desk.conversation->session > 0;
        const bool elsewhere = desk.conversation->state == SessionState::Servicer;
        if (!over && !elsewhere) return not_holding();
        const auto old = elsewhere ? desk.conversation->servicer : desk.conversation->last_servicer;
        set_state(world, *desk.conversation, SessionState::Servicer, desk.servicer);
        Json event = change_event(desk, Change::Reentered);
        event["old_servicer_userid"] = old;
        event["new_servicer_userid"] = desk.servicer;
        log_event(world, *desk.account, std::move(event));
    }
    const auto msgid = log_message(world, *desk.account, external_userid, 5, desk.servicer, msgtype, body);
    PhoneLine line;
    line.side = Side::Account;
    line.msgid = msgid;
    line.msgtype = msgtype;
    line.body = body;
    line.by = "servicer";
    line.servicer = desk.servicer;
    add_phone_line(world, *desk.conversation, std::move(line));
    return msgid;
}

Result<void> servicer_transfers(World& world, const std::string& open_kfid,
                                const std::string& external_userid, const std::string& servicer,
                                const std::string& to) {
    TRY_ASSIGN(const Desk desk, open_desk(world, open_kfid, external_userid, servicer));
    if (!holds(desk)) return not_holding();
    if (check_servicer(world, *desk.account, to) != 0) {
        return refused(ErrorCode::CannotTake, "the other servicer does not serve the account or has stopped");
    }
    const auto receiver = find_member(world, to)->userid;
    set_state(world, *desk.conversation, SessionState::Servicer, receiver);
    Json event = change_event(desk, Change::Transferred);
    event["old_servicer_userid"] = desk.servicer;
    event["new_servicer_userid"] = receiver;
    log_event(world, *desk.account, std::move(event));
    return {};
}

Result<void> servicer_ends(World& world, const std::string& open_kfid, const std::string& external_userid,
                           const std::string& servicer) {
    TRY_ASSIGN(const Desk desk, open_desk(world, open_kfid, external_userid, servicer));
    if (!holds(desk)) return not_holding();
    set_state(world, *desk.conversation, SessionState::Ended, {});
    Json event = change_event(desk, Change::Ended);
    event["old_servicer_userid"] = desk.servicer;
    event["msg_code"] = issue_code(world, *desk.conversation, CodePurpose::Ended);
    log_event(world, *desk.account, std::move(event));
    return {};
}

Result<void> servicer_recalls(World& world, const std::string& open_kfid, const std::string& external_userid,
                              const std::string& servicer, const std::string& msgid) {
    TRY_ASSIGN(const Desk desk, open_desk(world, open_kfid, external_userid, servicer));
    for (auto& line : desk.conversation->lines) {
        if (line.msgid != msgid || line.by != "servicer" || line.servicer != desk.servicer) continue;
        if (line.recalled) return refused(ErrorCode::Recalled, "the message has been recalled already");
        line.recalled = true;
        touch(world, *desk.conversation);
        log_event(world, *desk.account,
                  {{"event_type", "servicer_recall_msg"},
                   {"external_userid", external_userid},
                   {"recall_msgid", msgid},
                   {"servicer_userid", desk.servicer}});
        return {};
    }
    return refused(ErrorCode::UnknownMessage, "this servicer has written no message with this msgid");
}

Result<void> set_receiving(World& world, const std::string& open_kfid, const std::string& servicer,
                           bool receiving, int stop_type) {
    const auto account = world.accounts.find(open_kfid);
    if (account == world.accounts.end())
        return refused(ErrorCode::UnknownAccount, "there is no account with this open_kfid");
    if (!is_servicer(world, account->second, servicer)) {
        return refused(ErrorCode::NotAServicer, "this member does not serve the account");
    }
    if (!find_member(world, servicer)->activated)
        return refused(ErrorCode::NotActivated, "this member has not activated WeCom");
    account->second.statuses[lower_case(servicer)] = ServicerStatus{receiving, stop_type};
    Json event{{"event_type", "servicer_status_change"},
               {"servicer_userid", find_member(world, servicer)->userid},
               {"status", receiving ? 1 : 2}};  // servicer/list counts 0 and 1 instead
    if (!receiving) event["stop_type"] = stop_type;
    log_event(world, account->second, std::move(event));
    return {};
}

Result<void> set_reject_switch(World& world, const std::string& open_kfid, const std::string& external_userid,
                               const std::string& servicer, bool reject) {
    TRY_ASSIGN(const Desk desk, open_desk(world, open_kfid, external_userid, servicer));
    if (reject)
        desk.conversation->rejected_by.insert(desk.servicer);
    else
        desk.conversation->rejected_by.erase(desk.servicer);
    touch(world, *desk.conversation);
    log_event(world, *desk.account,
              {{"event_type", "reject_customer_msg_switch_change"},
               {"servicer_userid", desk.servicer},
               {"external_userid", external_userid},
               {"reject_switch", reject ? 1 : 0}});
    return {};
}

}  // namespace kf::sim
