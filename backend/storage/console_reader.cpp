#include "backend/storage/console_reader.h"

#include "backend/storage/conversation_loader.h"
#include "backend/storage/ended_page.h"
#include "backend/storage/read_whole.h"
#include "backend/storage/snapshot_rows.h"

namespace kf {

Result<Snapshot> ConsoleReader::snapshot(const Agent& who) {
    return read_whole<Snapshot>(reader_, "read a snapshot",
                                [&](Statements& db) { return load_snapshot(db, who); });
}

Result<std::optional<ConversationPage>> ConsoleReader::conversation(ConversationId id, const Agent& who) {
    return read_whole<std::optional<ConversationPage>>(
        reader_, "read a conversation", [&](Statements& db) { return load_conversation_page(db, who, id); });
}

Result<ConversationPage> ConsoleReader::ended_page(const EndedQuery& query, const Agent& who,
                                                   std::chrono::steady_clock::time_point deadline) {
    return read_whole<ConversationPage>(reader_, "read the ended conversations", [&](Statements& db) {
        return load_ended_page(db, query, who, deadline);
    });
}

}  // namespace kf
