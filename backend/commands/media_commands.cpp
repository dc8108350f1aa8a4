// RetryMedia: what failed of a message is fetched again.
#include "backend/commands/command_answers.h"
#include "backend/commands/desk_command_handler.h"

namespace kf {

CommandAnswer DeskCommandHandler::run(const Asked& asked, const RetryMedia& command) {
    const auto message = store_.find_message(command.message);
    if (!message || !visible(asked.agent, message->conversation))
        return failed(asked.id, ErrorCode::UnknownMessage);
    const auto retried = store_.retry_media(command.message, clock_());
    // Asked for twice: it waits already.
    if (!retried.ok() && retried.error().code == ErrorCode::NothingFailed) return done(asked.id);
    return answer_to(asked.id, retried);
}

}  // namespace kf
