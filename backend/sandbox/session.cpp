#include "backend/sandbox/session.h"

namespace kf::sim {
namespace {

UnixSecs lifetime_of(CodePurpose purpose) {
    const bool brief = purpose == CodePurpose::Welcome || purpose == CodePurpose::Ended;
    return brief ? kShortCodeSecs : kReplyWindowSecs;
}

}  // namespace

bool window_open(const World& world, const Conversation& conversation) {
    return conversation.last_written > 0 && world.now() - conversation.last_written < kReplyWindowSecs;
}

void set_state(World& world, Conversation& conversation, SessionState state, const std::string& servicer) {
    if (conversation.state == SessionState::Servicer) conversation.last_servicer = conversation.servicer;
    conversation.state = state;
    conversation.servicer = state == SessionState::Servicer ? servicer : std::string{};
    touch(world, conversation);
}

void customer_wrote(World& world, Conversation& conversation) {
    const bool silent_too_long = !window_open(world, conversation);
    if (conversation.state == SessionState::Ended || silent_too_long) {
        ++conversation.session;
        conversation.reply_code_given = false;
        set_state(world, conversation, SessionState::New, {});
    }
    conversation.last_written = world.now();
    ++conversation.written;
    conversation.sent_in_window = 0;
    world.customers[conversation.external_userid].last_contact = world.now();
    touch(world, conversation);
}

std::string issue_code(World& world, const Conversation& conversation, CodePurpose purpose) {
    if (world.codes.size() > 20000) {
        std::erase_if(world.codes, [&](const auto& entry) {
            return entry.second.used || entry.second.expires < world.now();
        });
    }
    auto code = random_word(world, 43);
    world.codes[code] = EventCode{.purpose = purpose,
                                  .open_kfid = conversation.open_kfid,
                                  .external_userid = conversation.external_userid,
                                  .session = conversation.session,
                                  .expires = world.now() + lifetime_of(purpose)};
    return code;
}

std::string code_for_move(World& world, Conversation& conversation, SessionState state) {
    if (state == SessionState::Ended) return issue_code(world, conversation, CodePurpose::Ended);
    if (conversation.reply_code_given) return {};
    conversation.reply_code_given = true;
    return issue_code(world, conversation,
                      state == SessionState::Pool ? CodePurpose::Queued : CodePurpose::Taken);
}

int check_servicer(const World& world, const Account& account, const std::string& userid) {
    const Member* member = find_member(world, userid);
    if (!member || !member->activated || !is_servicer(world, account, userid)) return 95014;
    return servicer_status(account, userid).receiving ? 0 : 95019;
}

}  // namespace kf::sim
