// send_msg (reference 7.1).
#include "backend/sandbox/send_message.h"

#include <algorithm>

#include "backend/sandbox/api_answer.h"
#include "backend/sandbox/endpoints.h"
#include "backend/sandbox/message_bodies.h"
#include "backend/sandbox/message_log.h"
#include "backend/sandbox/session.h"

namespace kf::sim {
namespace {

constexpr std::string_view kSendPath = "/cgi-bin/kf/send_msg";
constexpr std::string_view kOnEventPath = "/cgi-bin/kf/send_msg_on_event";
constexpr int kCustomerRefuses = 10;     // fail_type
constexpr UnixMs kRefusalDelayMs = 800;  // delivery failures come a moment after the answer

bool is_msgid(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
               c == '-';
    });
}

}  // namespace

int take_msgid(World& world, const Account& account, const std::string& wished, std::string& msgid) {
    if (wished.size() > 32 || !is_msgid(wished)) return 40058;
    if (account.sent_msgids.contains(wished)) return 95033;
    msgid = wished.empty() ? random_word(world, 28) : wished;
    return 0;
}

void deliver(World& world, Account& account, Conversation& conversation, const std::string& msgid,
             const std::string& msgtype, const Json& body, const std::string& by) {
    account.sent_msgids.insert(msgid);
    PendingFailure failure;
    const auto path = by == "event" ? kOnEventPath : kSendPath;
    if (const auto fault = world.faults.strike(FaultKind::SendFail, path, world.random)) {
        failure.due = world.now_ms() + fault->ms;
        failure.fail_type = fault->fail_type;
    } else if (world.customers[conversation.external_userid].refuses_messages) {
        failure.due = world.now_ms() + kRefusalDelayMs;
        failure.fail_type = kCustomerRefuses;
    }
    if (failure.due > 0) {
        failure.open_kfid = conversation.open_kfid;
        failure.external_userid = conversation.external_userid;
        failure.msgid = msgid;
        world.pending_failures.push_back(std::move(failure));
        return;
    }
    PhoneLine line;
    line.side = Side::Account;
    line.msgid = msgid;
    line.msgtype = msgtype;
    line.body = body;
    line.by = by;
    add_phone_line(world, conversation, std::move(line));
}

void report_due_failures(World& world) {
    std::vector<PendingFailure> due;
    std::erase_if(world.pending_failures, [&](const PendingFailure& failure) {
        if (failure.due > world.now_ms()) return false;
        due.push_back(failure);
        return true;
    });
    for (const auto& failure : due) {
        const auto account = world.accounts.find(failure.open_kfid);
        if (account == world.accounts.end()) continue;
        log_event(world, account->second,
                  {{"event_type", "msg_send_fail"},
                   {"external_userid", failure.external_userid},
                   {"fail_msgid", failure.msgid},
                   {"fail_type", failure.fail_type}});
    }
}

Json send_msg(World& world, const Json& body) {
    Fields fields(body);
    const auto touser = fields.text("touser", 4096);
    const auto open_kfid = fields.optional_text("open_kfid", 4096);
    const auto wished = fields.optional_text("msgid", 4096);
    const auto msgtype = fields.text("msgtype", 4096, 40008);
    if (fields.failed()) return fields.answer();
    Json error;
    Account* account = account_for(world, open_kfid, Privilege::Manage, error);
    if (!account) return error;
    if (!world.customers.contains(touser)) return api_error(40096);
    const SimLimits& limits = world.config.limits;
    const auto refused = [&](Json answer) {
        if (limits.refused_send_takes_msgid && !wished.empty()) account->sent_msgids.insert(wished);
        return answer;
    };
    const auto checked = check_body(world, body, msgtype, MenuRule::SendMessage);
    std::string msgid;
    const int msgid_problem = take_msgid(world, *account, wished, msgid);
    // Before state and window, unless set otherwise: the repetition of an accepted send is a repetition,
    // whatever happened meanwhile.
    if (msgid_problem != 0 && !limits.msgid_checked_last && checked.error.is_null()) {
        return api_error(msgid_problem, "msgid");
    }
    if (!checked.error.is_null()) return refused(checked.error);
    Conversation* conversation = find_conversation(world, open_kfid, touser);
    if (!conversation ||
        (conversation->state != SessionState::New && conversation->state != SessionState::Assistant)) {
        return refused(api_error(95018));
    }
    if (!window_open(world, *conversation)) return refused(api_error(95002));
    if (conversation->sent_in_window >= kReplyWindowMessages) return refused(api_error(95001));
    if (msgid_problem != 0) return api_error(msgid_problem, "msgid");
    ++conversation->sent_in_window;
    if (conversation->state == SessionState::New && limits.sending_takes_new_session) {
        set_state(world, *conversation, SessionState::Assistant, {});
    }
    deliver(world, *account, *conversation, msgid, msgtype, checked.body, "api");
    Json answer = api_ok();
    answer["msgid"] = msgid;
    return answer;
}

}  // namespace kf::sim
