// SaveDraft, MarkConversation, SaveNote, SetPresence.
#include <algorithm>

#include "backend/commands/command_answers.h"
#include "backend/commands/desk_command_handler.h"
#include "shared/base/utf8.h"

namespace kf {
namespace {

constexpr std::size_t kMaxDraftBytes = 8 * 1024;
constexpr std::size_t kMaxNoteCodePoints = 2000;

}  // namespace

CommandAnswer DeskCommandHandler::run(const Asked& asked, const SaveDraft& command) {
    if (command.text.size() > kMaxDraftBytes) return failed(asked.id, ErrorCode::DraftTooLong);
    if (!is_valid_utf8(command.text)) return failed(asked.id, ErrorCode::DraftInvalid);
    if (!visible(asked.agent, command.conversation)) return failed(asked.id, ErrorCode::UnknownConversation);
    return answer_to(asked.id, store_.save_draft(asked.agent.id, command.conversation, command.text, clock_(),
                                                 command.before));
}

CommandAnswer DeskCommandHandler::run(const Asked& asked, const MarkConversation& command) {
    if (!visible(asked.agent, command.conversation)) return failed(asked.id, ErrorCode::UnknownConversation);
    return answer_to(asked.id, store_.mark_conversation(asked.agent.id, command.conversation, command.mark,
                                                        command.on, clock_()));
}

CommandAnswer DeskCommandHandler::run(const Asked& asked, const SaveNote& command) {
    if (!is_valid_utf8(command.text)) return failed(asked.id, ErrorCode::NoteInvalid);
    if (count_code_points(command.text) > kMaxNoteCodePoints) return failed(asked.id, ErrorCode::NoteTooLong);
    const auto accounts = store_.accounts_of_customer(command.corp, command.customer);
    const bool seen = std::any_of(accounts.begin(), accounts.end(), [&](const AccountId& account) {
        return may_see(asked.agent, command.corp, account);
    });
    if (!seen) return failed(asked.id, ErrorCode::UnknownCustomer);
    return answer_to(asked.id,
                     store_.save_note(command.corp, command.customer, command.text, clock_(), asked.by()));
}

CommandAnswer DeskCommandHandler::run(const Asked& asked, const SetPresence& command) {
    // Offline is what the desk sees when the last console is gone; nobody chooses it.
    if (command.presence == Presence::Offline) return failed(asked.id, ErrorCode::PresenceInvalid);
    return answer_to(asked.id, users_.set_presence(asked.agent.id, command.presence));
}

}  // namespace kf
