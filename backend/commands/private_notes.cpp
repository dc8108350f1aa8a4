// AddPrivateNote: words between colleagues. Whoever sees the conversation may write one; it never leaves.
#include <algorithm>

#include "backend/commands/command_answers.h"
#include "backend/commands/desk_command_handler.h"
#include "shared/base/blank.h"
#include "shared/base/utf8.h"

namespace kf {

CommandAnswer DeskCommandHandler::run(const Asked& asked, const AddPrivateNote& command) {
    if (const auto added = store_.find_sent(asked.agent.id, asked.id)) return done(asked.id, *added);
    if (command.text.size() > kMaxPrivateNoteBytes) return failed(asked.id, ErrorCode::PrivateNoteTooLong);
    if (!is_valid_utf8(command.text) || command.text.find('\0') != std::string::npos) {
        return failed(asked.id, ErrorCode::NoteInvalid);
    }
    if (is_blank(command.text)) return failed(asked.id, ErrorCode::TextEmpty);
    const auto head = visible(asked.agent, command.conversation);
    if (!head) return failed(asked.id, ErrorCode::UnknownConversation);
    NewPrivateNote note;
    for (const AgentId& mentioned : command.mentions) {
        const auto colleague = users_.find ? users_.find(mentioned) : std::nullopt;
        if (!colleague || colleague->disabled) return failed(asked.id, ErrorCode::UnknownAgent);
        if (!may_see(*colleague, *head)) return failed(asked.id, ErrorCode::MentionCannotSee);
        if (std::find(note.mentions.begin(), note.mentions.end(), mentioned) == note.mentions.end()) {
            note.mentions.push_back(mentioned);
        }
    }
    if (!notes_.take(asked.agent.id.value, clock_())) return failed(asked.id, ErrorCode::TooManyNotes);
    note.conversation = command.conversation;
    note.sender = {.kind = SenderKind::Agent, .id = asked.agent.id.value, .name = asked.agent.name};
    note.client_id = asked.id;
    note.text = command.text;
    const auto added = store_.add_private_note(note, clock_());
    return added.ok() ? done(asked.id, *added) : failed(asked.id, added.error().code);
}

}  // namespace kf
