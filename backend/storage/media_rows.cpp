#include "backend/storage/media_rows.h"

#include <algorithm>
#include <unordered_map>

#include "backend/storage/media_columns.h"
#include "backend/storage/media_references.h"
#include "shared/kf/content.h"

namespace kf {
namespace {

bool may_have_media(const Message& message) {
    return message.msgtype != "text" && message.msgtype != "event" && message.msgtype != kPrivateNote;
}

std::string_view keep_word(MediaKeep keep) {
    return keep == MediaKeep::Desk ? "desk" : "owner";
}

// A row with the same file for another use. The file counts as used now.
Media copy_row(StoreTransaction& transaction, const MediaRow& row, ConversationId conversation,
               MessageId message, std::string_view role, const AgentId& uploader, std::string_view keep) {
    Statements& db = transaction.db;
    db("INSERT INTO media (message, conversation, role, kind, source, state, sha256, thumb_sha256, "
       "sound_sha256, mime, name, bytes, width, height, duration_ms, uploader, keep, created) "
       "SELECT ?, ?, ?, kind, 'upload', state, sha256, thumb_sha256, sound_sha256, mime, name, bytes, width, "
       "height, duration_ms, ?, ?, ? FROM media WHERE id = ?",
       message, conversation, role, uploader, keep, transaction.now, row.media.id)
        .run();
    Media media = row.media;
    media.id = MediaId{db.last_inserted()};
    media.role = role;
    db("UPDATE media_files SET used_at = max(used_at, ?) WHERE sha256 IN (?, ?, ?)", transaction.now,
       row.sha256, row.thumb_sha256, row.sound_sha256)
        .run();
    return media;
}

Error unknown_media(MediaId id) {
    return {ErrorCode::UnknownMedia, "there is no media " + std::to_string(id.value) + " to be sent"};
}

Result<MediaRow> load_ready(Statements& db, MediaId id) {
    auto row = load_media(db, id);
    if (!row) return unknown_media(id);
    if (row->media.state != MediaState::Ready || row->sha256.empty()) {
        return Error{ErrorCode::MediaGone,
                     "the file of media " + std::to_string(id.value) + " is not kept (any more)"};
    }
    return std::move(*row);
}

bool is_kept(Statements& db, MediaId id) {
    return db.number(0, "SELECT keep <> '' FROM media WHERE id = ?", id) != 0;
}

}  // namespace

Media read_media(const Query& query) {
    Media media;
    media.id = MediaId{query.number(0)};
    media.role = query.text(1);
    media.state = media_state_from_word(query.word(2)).value_or(MediaState::Failed);
    media.mime = query.text(3);
    media.name = query.text(4);
    media.bytes = query.number(5);
    media.width = query.small(6);
    media.height = query.small(7);
    media.duration_ms = query.small(8);
    media.problem = error_code_from_word(query.word(9)).value_or(ErrorCode::Unknown);
    media.thumbnail = !query.word(10).empty();
    return media;
}

MediaRow read_media_row(const Query& query) {
    MediaRow row;
    row.media = read_media(query);
    row.thumb_sha256 = query.text(10);
    row.message = MessageId{query.number(11)};
    row.conversation = ConversationId{query.number(12)};
    row.kind = value_of<MediaKind>(kMediaKindWords, query.word(13)).value_or(MediaKind::File);
    row.source = value_of<MediaSource>(kMediaSourceWords, query.word(14)).value_or(MediaSource::Upload);
    row.reference = query.text(15);
    row.tries = query.small(16);
    row.next_try_at = query.number(17);
    row.sha256 = query.text(18);
    row.sound_sha256 = query.text(19);
    row.uploader = AgentId{query.text(20)};
    row.for_desk = query.flag(21);
    row.created = query.number(22);
    row.corp = CorpId{query.text(23)};
    row.account = AccountId{query.text(24)};
    row.recalled = query.flag(25);
    return row;
}

std::optional<MediaRow> load_media(Statements& db, MediaId id) {
    Query query = db("SELECT " KF_MEDIA_COLUMNS KF_MEDIA_TABLES "WHERE m.id = ?", id);
    if (!query.next()) return std::nullopt;
    return read_media_row(query);
}

void add_received_media(StoreTransaction& transaction, Message& message) {
    if (!may_have_media(message) || message.raw.empty()) return;
    Statements& db = transaction.db;
    for (const MediaReference& part : media_references(content_from_raw(message.msgtype, message.raw))) {
        db("INSERT INTO media (message, conversation, role, kind, source, reference, state, next_try_at, "
           "created) VALUES (?, ?, ?, ?, ?, ?, 'waiting', 0, ?)",
           message.id, message.conversation, part.role, word_of(kMediaKindWords, part.kind),
           word_of(kMediaSourceWords, part.source), part.reference, message.sent_at)
            .run();
        Media media;
        media.id = MediaId{db.last_inserted()};
        media.role = part.role;
        message.media.push_back(std::move(media));
    }
    transaction.media_waits = transaction.media_waits || !message.media.empty();
}

void fill_media(Statements& db, std::vector<Message>& messages) {
    std::unordered_map<std::int64_t, Message*> wanted;
    std::string ids = "[";
    for (Message& message : messages) {
        if (!may_have_media(message)) continue;
        wanted.emplace(message.id.value, &message);
        ids.append(ids.size() > 1 ? "," : "").append(std::to_string(message.id.value));
    }
    if (wanted.empty()) return;
    ids += "]";
    Query rows = db(
        "SELECT m.id, m.role, m.state, m.mime, m.name, m.bytes, m.width, m.height, m.duration_ms, m.problem, "
        "m.thumb_sha256, m.message FROM json_each(?) j JOIN media m ON m.message = j.value AND m.message > 0 "
        "ORDER BY m.id",
        ids);
    while (rows.next()) wanted.at(rows.number(11))->media.push_back(read_media(rows));
}

void fill_media(Statements& db, Message& message) {
    if (!may_have_media(message)) return;
    Query rows = db(
        "SELECT m.id, m.role, m.state, m.mime, m.name, m.bytes, m.width, m.height, m.duration_ms, m.problem, "
        "m.thumb_sha256 FROM media m WHERE m.message = ? AND m.message > 0 ORDER BY m.id",
        message.id);
    while (rows.next()) message.media.push_back(read_media(rows));
}

Result<Media> attach_media(StoreTransaction& transaction, MediaId media, const AgentId& by,
                           ConversationId conversation, MessageId message, std::string_view role) {
    TRY_ASSIGN(const MediaRow row, load_ready(transaction.db, media));
    // Own uploads, what the desk keeps, and what already stands in this conversation (a failed message
    // again).
    const bool may = row.uploader == by || row.for_desk || row.conversation == conversation;
    if (!may) return unknown_media(media);
    return copy_row(transaction, row, conversation, message, role, by, "");
}

Result<Media> attach_checked_media(StoreTransaction& transaction, MediaId media, const AgentId& by,
                                   ConversationId conversation, MessageId message, std::string_view role) {
    TRY_ASSIGN(const MediaRow row, load_ready(transaction.db, media));
    return copy_row(transaction, row, conversation, message, role, by, "");
}

Result<Media> attach_kept_media(StoreTransaction& transaction, MediaId media, ConversationId conversation,
                                MessageId message, std::string_view role) {
    TRY_ASSIGN(const MediaRow row, load_ready(transaction.db, media));
    if (!is_kept(transaction.db, media)) return unknown_media(media);
    return copy_row(transaction, row, conversation, message, role, row.uploader, "");
}

Result<Media> keep_media(StoreTransaction& transaction, MediaId media, const AgentId& by, MediaKeep keep) {
    TRY_ASSIGN(const MediaRow row, load_ready(transaction.db, media));
    if (row.uploader != by && !row.for_desk) return unknown_media(media);
    return copy_row(transaction, row, {}, {}, "main", by, keep_word(keep));
}

void share_kept_media(Statements& db, MediaId kept, MediaKeep keep) {
    db("UPDATE media SET keep = ? WHERE id = ? AND keep <> ''", keep_word(keep), kept).run();
}

void release_media(Statements& db, MediaId kept) {
    db("DELETE FROM media WHERE id = ? AND keep <> ''", kept).run();
}

void hand_back_media(Statements& db, MediaId kept, const AgentId& to, UnixMs now) {
    db("UPDATE media SET keep = '', uploader = ?, created = ? WHERE id = ? AND keep <> ''", to, now, kept)
        .run();
}

}  // namespace kf
