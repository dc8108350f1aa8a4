// SaveQuickReply, DeleteQuickReply, UseQuickReply. Personal ones belong to their owner alone; those of the
// desk are kept by supervisors and administrators.
#include "backend/commands/command_answers.h"
#include "backend/commands/content_checks.h"
#include "backend/commands/desk_command_handler.h"
#include "backend/quick_replies/quick_reply_rules.h"

namespace kf {
namespace {

bool may_change(const Agent& agent, const AgentId& owner) {
    if (agent.disabled) return false;
    return owner.empty() ? agent.role != Role::Agent : owner == agent.id;
}

// Somebody else's is answered as if it were not there.
bool may_use(const Agent& agent, const QuickReply& reply) {
    return !agent.disabled && (reply.owner.empty() || reply.owner == agent.id);
}

}  // namespace

CommandAnswer DeskCommandHandler::run(const Asked& asked, const SaveQuickReply& command) {
    QuickReply reply = command.quick_reply;
    const auto before = reply.id.empty() ? std::nullopt : store_.find_quick_reply(reply.id);
    if (!reply.id.empty() && (!before || !may_use(asked.agent, *before))) {
        return failed(asked.id, ErrorCode::UnknownQuickReply);
    }
    if (!may_change(asked.agent, reply.owner) || (before && !may_change(asked.agent, before->owner))) {
        return failed(asked.id, ErrorCode::QuickReplyNotYours);
    }
    tidy(reply);
    if (const auto problem = quick_reply_problem(reply)) return refused(asked.id, *problem);
    for (const Content& content : reply.attachments) {
        if (const auto problem = file_wrong(store_, asked.agent, content)) return failed(asked.id, *problem);
    }
    reply.initials = pinyin_initials(reply.title);
    const auto saved = store_.save_quick_reply(reply, asked.by(), clock_());
    return saved.ok() ? done(asked.id) : failed(asked.id, saved.error().code);
}

CommandAnswer DeskCommandHandler::run(const Asked& asked, const DeleteQuickReply& command) {
    const auto reply = store_.find_quick_reply(command.id);
    if (!reply || !may_use(asked.agent, *reply)) return done(asked.id);  // it is not there, as wanted
    if (!may_change(asked.agent, reply->owner)) return failed(asked.id, ErrorCode::QuickReplyNotYours);
    return answer_to(asked.id, store_.delete_quick_reply(command.id, asked.agent.id, clock_()));
}

CommandAnswer DeskCommandHandler::run(const Asked& asked, const UseQuickReply& command) {
    const auto reply = store_.find_quick_reply(command.id);
    if (!reply || !may_use(asked.agent, *reply)) return failed(asked.id, ErrorCode::UnknownQuickReply);
    return answer_to(asked.id, store_.count_quick_reply(command.id, asked.by(), clock_()));
}

}  // namespace kf
