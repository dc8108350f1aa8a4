// Rows of media, for the calls of the store that write messages: what a received message refers to gets its
// rows with it, what we send is attached to it, and messages are read with their media.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "backend/storage/media_store.h"
#include "backend/storage/store_transaction.h"

namespace kf {

// One row per file and picture that the stored message refers to; they wait for the fetcher. Sets
// message.media.
void add_received_media(StoreTransaction& transaction, Message& message);

// Reads message.media of all of them with one query.
void fill_media(Statements& db, std::vector<Message>& messages);
void fill_media(Statements& db, Message& message);

[[nodiscard]] std::optional<MediaRow> load_media(Statements& db, MediaId id);

// What `by` sends: the message gets a row of its own with the same file, so that one upload, or the media of
// a quick reply, may stand in many messages. Yields the new media: its own_media_id() belongs into the
// message's content. Errors: "unknown_media" (there is none that this agent may send), "media_gone" (removed,
// or never became ready).
[[nodiscard]] Result<Media> attach_media(StoreTransaction& transaction, MediaId media, const AgentId& by,
                                         ConversationId conversation, MessageId message,
                                         std::string_view role);
// As attach_media, where the caller has looked whether `by` may send it (a picture of another conversation
// that the agent may see).
[[nodiscard]] Result<Media> attach_checked_media(StoreTransaction& transaction, MediaId media,
                                                 const AgentId& by, ConversationId conversation,
                                                 MessageId message, std::string_view role);
// As attach_media, for texts that the desk sends by itself (greetings): whoever may have uploaded it.
[[nodiscard]] Result<Media> attach_kept_media(StoreTransaction& transaction, MediaId media,
                                              ConversationId conversation, MessageId message,
                                              std::string_view role);

// For quick replies and greetings: a row of its own, never removed to make room until release_media().
enum class MediaKeep {
    Owner,  // only `by` may see and send it
    Desk,   // everybody of the desk
};
[[nodiscard]] Result<Media> keep_media(StoreTransaction& transaction, MediaId media, const AgentId& by,
                                       MediaKeep keep);
// Changes who may see what is kept already.
void share_kept_media(Statements& db, MediaId kept, MediaKeep keep);
// The file goes when nothing else refers to it.
void release_media(Statements& db, MediaId kept);
// As release_media, but like an upload of `to` that nothing uses yet: it can be taken up again for as long as
// such uploads live (MediaRoomOptions::unused_upload_ms).
void hand_back_media(Statements& db, MediaId kept, const AgentId& to, UnixMs now);

}  // namespace kf
