// Files and pictures: what waits, how it ended, uploads, and what goes when room is needed.
#include <algorithm>

#include "backend/storage/media_columns.h"
#include "backend/storage/media_rows.h"
#include "backend/storage/message_rows.h"
#include "backend/storage/search_index.h"
#include "backend/storage/sqlite_store_class.h"
#include "shared/search/message_text.h"

namespace kf {
namespace {

// Of what a row lets go most is named by another one, or is no file at all.
constexpr std::size_t kLoosePerFile = 10;

void add_file(StoreTransaction& transaction, const std::optional<StoredFile>& file) {
    if (!file) return;
    transaction
        .db("INSERT INTO media_files (sha256, bytes, used_at) VALUES (?, ?, ?) ON CONFLICT (sha256) DO "
            "UPDATE "
            "SET used_at = max(used_at, excluded.used_at)",
            file->sha256, file->bytes, transaction.now)
        .run();
}

std::string sha_of(const std::optional<StoredFile>& file) {
    return file ? file->sha256 : std::string{};
}

// Everything about how the media ended; the row itself must be there.
void write_outcome(StoreTransaction& transaction, MediaId id, const MediaOutcome& outcome) {
    for (const auto* file : {&outcome.file, &outcome.thumb, &outcome.sound}) add_file(transaction, *file);
    transaction
        .db("UPDATE media SET state = ?, problem = ?, mime = ?, name = ?, bytes = ?, width = ?, height = ?, "
            "duration_ms = ?, next_try_at = ?, sha256 = ?, thumb_sha256 = ?, sound_sha256 = ? WHERE id = ?",
            to_word(outcome.state), to_word(outcome.problem), outcome.mime, outcome.name, outcome.bytes,
            outcome.width, outcome.height, outcome.duration_ms,
            outcome.state == MediaState::Failed && outcome.next_try_at > 0 ? outcome.next_try_at : -1,
            sha_of(outcome.file), sha_of(outcome.thumb), sha_of(outcome.sound), id)
        .run();
}

// A file is found by its name from the moment that it has one.
void index_name(Statements& db, const MediaRow& before) {
    if (before.message.empty()) return;
    const auto message = load_message(db, before.message);
    if (!message || message->recalled) return;
    for (const Media& media : message->media) {
        if (media.id != before.media.id || media.name == before.media.name) continue;
        index_more_text(db, message->id, searched_name(*message, media));
    }
}

void tell_consoles(StoreTransaction& transaction, MessageId message) {
    if (message.empty()) return;
    const auto changed = load_message(transaction.db, message);
    if (!changed) return;
    const auto row = load_conversation(transaction.db, changed->conversation);
    if (row) transaction.emit(row->head, MessageChanged{*changed});
}

// Forgets the file where nothing refers to it any more; true when it may be deleted.
bool forget_if_unused(Statements& db, const std::string& sha256, std::vector<StoredFile>& gone) {
    if (sha256.empty()) return false;
    const auto bytes = db.number(
        -1,
        "SELECT bytes FROM media_files f WHERE f.sha256 = ?1 AND NOT EXISTS (SELECT 1 FROM media WHERE "
        "sha256 "
        "= ?1) AND NOT EXISTS (SELECT 1 FROM media WHERE thumb_sha256 = ?1) AND NOT EXISTS (SELECT 1 FROM "
        "media WHERE sound_sha256 = ?1) AND NOT EXISTS (SELECT 1 FROM avatars WHERE sha256 = ?1)",
        sha256);
    if (bytes < 0) return false;
    db("DELETE FROM media_files WHERE sha256 = ?", sha256).run();
    db("DELETE FROM wecom_uploads WHERE sha256 = ?", sha256).run();
    gone.push_back({sha256, bytes});
    return true;
}

UploadRow read_upload(const Query& query) {
    UploadRow row;
    row.upload.id = query.text(0);
    row.upload.agent = AgentId{query.text(1)};
    row.upload.name = query.text(2);
    row.upload.purpose = query.text(3);
    row.upload.bytes = query.number(4);
    row.offset = query.number(5);
    row.media = MediaId{query.number(6)};
    row.changed = query.number(7);
    return row;
}

Error unknown_upload() {
    return {ErrorCode::UnknownUpload, "there is no such upload"};
}

}  // namespace

std::optional<MediaRow> SqliteStore::find_media(MediaId id) const {
    return load_media(db_, id);
}

MediaTotals SqliteStore::media_totals() const {
    MediaTotals totals;
    totals.bytes = db_.number(0, "SELECT bytes FROM media_total");
    totals.waiting = db_.number(0, "SELECT count(*) FROM media WHERE next_try_at >= 0 AND state = 'waiting'");
    totals.failed = db_.number(0, "SELECT count(*) FROM media WHERE state = 'failed'");
    return totals;
}

std::vector<MediaRow> SqliteStore::due_media(UnixMs now, MediaSource source, MediaOrder order,
                                             const std::vector<MediaId>& except, std::size_t limit) const {
    std::string ids = "[";
    for (const MediaId id : except) ids.append(ids.size() > 1 ? "," : "").append(std::to_string(id.value));
    ids += "]";
    const auto from = word_of(kMediaSourceWords, source);
    // The plus keeps SQLite on the index of those that wait.
    Query rows =
        order == MediaOrder::NewestFirst
            ? db_("SELECT " KF_MEDIA_COLUMNS KF_MEDIA_TABLES
                  "JOIN (SELECT max(id) AS id FROM media WHERE next_try_at >= 0 AND next_try_at <= ? "
                  "AND source = ? AND id NOT IN (SELECT value FROM json_each(?)) GROUP BY "
                  "+conversation) w ON w.id = m.id ORDER BY m.id DESC LIMIT ?",
                  now, from, ids, static_cast<std::int64_t>(limit))
            : db_("SELECT " KF_MEDIA_COLUMNS KF_MEDIA_TABLES
                  "JOIN (SELECT min(id) AS id FROM media WHERE next_try_at >= 0 AND next_try_at <= ? "
                  "AND source = ? AND id NOT IN (SELECT value FROM json_each(?)) GROUP BY "
                  "+conversation) w ON w.id = m.id ORDER BY m.id LIMIT ?",
                  now, from, ids, static_cast<std::int64_t>(limit));
    std::vector<MediaRow> due;
    while (rows.next()) due.push_back(read_media_row(rows));
    return due;
}

std::optional<UnixMs> SqliteStore::next_media_time(MediaSource source) const {
    const auto at = db_.number(-1, "SELECT min(next_try_at) FROM media WHERE next_try_at >= 0 AND source = ?",
                               word_of(kMediaSourceWords, source));
    if (at < 0) return std::nullopt;
    return at;
}

Result<void> SqliteStore::media_outcome(MediaId id, const MediaOutcome& outcome, UnixMs now) {
    return change<void>("note how a fetch ended", now, [&](StoreTransaction& transaction) -> Result<void> {
        Statements& db = transaction.db;
        const auto row = load_media(db, id);
        if (!row || row->next_try_at < 0) return {};
        const bool as_before = outcome.state == row->media.state && outcome.problem == row->media.problem;
        if (outcome.state == MediaState::Waiting || (as_before && outcome.next_try_at > 0)) {
            db("UPDATE media SET tries = tries + 1, next_try_at = ? WHERE id = ?", outcome.next_try_at, id)
                .run();
            return {};
        }
        db("UPDATE media SET tries = tries + 1 WHERE id = ?", id).run();
        write_outcome(transaction, id, outcome);
        index_name(db, *row);
        tell_consoles(transaction, row->message);
        return {};
    });
}

Result<void> SqliteStore::retry_media(MessageId message, UnixMs now) {
    return change<void>("fetch media again", now, [&](StoreTransaction& transaction) -> Result<void> {
        Statements& db = transaction.db;
        if (db.number(0, "SELECT 1 FROM messages WHERE id = ?", message) == 0) {
            return Error{ErrorCode::UnknownMessage, "there is no message " + std::to_string(message.value)};
        }
        const int rows =
            db("UPDATE media SET state = 'waiting', next_try_at = 0, tries = 0, problem = '' WHERE "
               "message = ? AND message > 0 AND state = 'failed' AND source <> 'upload'",
               message)
                .run();
        if (rows == 0) return Error{ErrorCode::NothingFailed, "nothing of the message has failed"};
        transaction.media_waits = true;
        tell_consoles(transaction, message);
        return {};
    });
}

Result<void> SqliteStore::begin_upload(const NewUpload& upload, UnixMs now) {
    return change<void>("begin an upload", now, [&](StoreTransaction& transaction) -> Result<void> {
        transaction
            .db("INSERT INTO uploads (id, agent, name, purpose, bytes, changed) VALUES (?, ?, ?, ?, ?, ?)",
                upload.id, upload.agent, upload.name, upload.purpose, upload.bytes, now)
            .run();
        return {};
    });
}

std::optional<UploadRow> SqliteStore::find_upload(std::string_view id) const {
    Query query =
        db_("SELECT id, agent, name, purpose, bytes, at_byte, media, changed FROM uploads WHERE id = ?", id);
    if (!query.next()) return std::nullopt;
    return read_upload(query);
}

std::vector<UploadRow> SqliteStore::uploads_of(const AgentId& agent) const {
    std::vector<UploadRow> found;
    Query rows =
        db_("SELECT id, agent, name, purpose, bytes, at_byte, media, changed FROM uploads WHERE agent = ? "
            "ORDER BY "
            "changed",
            agent);
    while (rows.next()) found.push_back(read_upload(rows));
    return found;
}

Result<void> SqliteStore::upload_grew(std::string_view id, std::int64_t offset, UnixMs now) {
    return change<void>("continue an upload", now, [&](StoreTransaction& transaction) -> Result<void> {
        const int rows =
            transaction
                .db("UPDATE uploads SET at_byte = ?, changed = ? WHERE id = ? AND media = 0", offset, now, id)
                .run();
        if (rows == 0) return unknown_upload();
        return {};
    });
}

Result<Media> SqliteStore::finish_upload(std::string_view id, MediaKind kind, const MediaOutcome& outcome,
                                         UnixMs now) {
    return change<Media>("finish an upload", now, [&](StoreTransaction& transaction) -> Result<Media> {
        Statements& db = transaction.db;
        Query upload = db("SELECT agent, media FROM uploads WHERE id = ?", id);
        if (!upload.next()) return unknown_upload();
        if (const MediaId done{upload.number(1)}; !done.empty()) return load_media(db, done)->media;
        db("INSERT INTO media (role, kind, source, state, uploader, created) VALUES ('main', ?, 'upload', "
           "'ready', ?, ?)",
           word_of(kMediaKindWords, kind), upload.text(0), now)
            .run();
        const MediaId media{db.last_inserted()};
        write_outcome(transaction, media, outcome);
        db("UPDATE uploads SET media = ?, at_byte = bytes, changed = ? WHERE id = ?", media, now, id).run();
        return load_media(db, media)->media;
    });
}

Result<void> SqliteStore::drop_upload(std::string_view id, UnixMs now) {
    return change<void>("drop an upload", now, [&](StoreTransaction& transaction) -> Result<void> {
        Statements& db = transaction.db;
        // Copies that messages and quick replies made of it stay.
        db("DELETE FROM media WHERE id = (SELECT media FROM uploads WHERE id = ?) AND message = 0 AND keep = "
           "''",
           id)
            .run();
        db("DELETE FROM uploads WHERE id = ?", id).run();
        return {};
    });
}

Result<std::vector<std::string>> SqliteStore::drop_old_uploads(UnixMs before, UnixMs unused_before,
                                                               std::size_t limit, UnixMs now) {
    using Ids = std::vector<std::string>;
    return change<Ids>("drop old uploads", now, [&](StoreTransaction& transaction) -> Result<Ids> {
        Statements& db = transaction.db;
        Ids ids;
        {
            Query old = db("SELECT id FROM uploads WHERE changed < ? ORDER BY changed LIMIT ?", before,
                           static_cast<std::int64_t>(limit));
            while (old.next()) ids.push_back(old.text(0));
        }
        for (const auto& id : ids) db("DELETE FROM uploads WHERE id = ?", id).run();
        db("DELETE FROM media WHERE id IN (SELECT id FROM media WHERE message = 0 AND keep = '' AND created "
           "< ? "
           "LIMIT ?)",
           unused_before, static_cast<std::int64_t>(limit))
            .run();
        return ids;
    });
}

std::string SqliteStore::wecom_media_id(const WecomUpload& what, UnixMs not_before) const {
    Query row =
        db_("SELECT media_id FROM wecom_uploads WHERE corp = ? AND sha256 = ? AND kind = ? AND name = ? AND "
            "uploaded_at >= ?",
            what.corp, what.sha256, what.kind, what.name, not_before);
    return row.next() ? row.text(0) : std::string{};
}

Result<void> SqliteStore::save_wecom_media_id(const WecomUpload& what, std::string_view media_id,
                                              UnixMs now) {
    return change<void>("save a media id", now, [&](StoreTransaction& transaction) -> Result<void> {
        Statements& db = transaction.db;
        db("INSERT INTO wecom_uploads (corp, sha256, kind, name, media_id, uploaded_at) VALUES (?, ?, ?, ?, "
           "?, "
           "?) ON CONFLICT (corp, sha256, kind, name) DO UPDATE SET media_id = excluded.media_id, "
           "uploaded_at = "
           "excluded.uploaded_at",
           what.corp, what.sha256, what.kind, what.name, media_id, now)
            .run();
        return {};
    });
}

Result<void> SqliteStore::forget_wecom_media_id(const WecomUpload& what, UnixMs now) {
    return change<void>("forget a media id", now, [&](StoreTransaction& transaction) -> Result<void> {
        transaction
            .db("DELETE FROM wecom_uploads WHERE corp = ? AND sha256 = ? AND kind = ? AND name = ?",
                what.corp, what.sha256, what.kind, what.name)
            .run();
        return {};
    });
}

std::vector<std::string> SqliteStore::unknown_files(const std::vector<std::string>& sha256) const {
    std::vector<std::string> unknown;
    for (const auto& name : sha256)
        if (db_.number(0, "SELECT 1 FROM media_files WHERE sha256 = ?", name) == 0) unknown.push_back(name);
    return unknown;
}

Result<std::vector<StoredFile>> SqliteStore::drop_oldest_media(std::int64_t bytes, std::size_t limit,
                                                               UnixMs now) {
    using Files = std::vector<StoredFile>;
    return change<Files>("make room for media", now, [&](StoreTransaction& transaction) -> Result<Files> {
        Statements& db = transaction.db;
        Files gone;
        std::size_t dropped = 0;
        std::int64_t freed = 0;
        while (freed < bytes && dropped < limit) {
            std::string sha256;
            {
                Query oldest = db(
                    "SELECT f.sha256 FROM media_files f WHERE EXISTS (SELECT 1 FROM media m WHERE m.sha256 = "
                    "f.sha256) AND NOT EXISTS (SELECT 1 FROM media m WHERE m.sha256 = f.sha256 AND "
                    "(m.message = "
                    "0 OR EXISTS (SELECT 1 FROM outbox o WHERE o.message = m.message))) ORDER BY f.used_at "
                    "LIMIT "
                    "1");
                if (!oldest.next()) break;
                sha256 = oldest.text(0);
            }
            std::vector<std::string> files{sha256};
            std::vector<std::pair<MediaId, MessageId>> rows;
            {
                Query users =
                    db("SELECT id, message, thumb_sha256, sound_sha256 FROM media WHERE sha256 = ?", sha256);
                while (users.next()) {
                    rows.emplace_back(MediaId{users.number(0)}, MessageId{users.number(1)});
                    files.push_back(users.text(2));
                    files.push_back(users.text(3));
                }
            }
            for (const auto& [media, message] : rows) {
                db("UPDATE media SET state = 'dropped', sha256 = '', thumb_sha256 = '', sound_sha256 = '' "
                   "WHERE id "
                   "= ?",
                   media)
                    .run();
                tell_consoles(transaction, message);
                ++dropped;
            }
            for (const auto& file : files)
                if (forget_if_unused(db, file, gone)) freed += gone.back().bytes;
        }
        return gone;
    });
}

Result<std::vector<StoredFile>> SqliteStore::drop_unused_files(std::size_t limit, UnixMs now) {
    using Files = std::vector<StoredFile>;
    return change<Files>("drop unused files", now, [&](StoreTransaction& transaction) -> Result<Files> {
        Statements& db = transaction.db;
        std::vector<std::string> loose;
        {
            Query rows = db("SELECT sha256 FROM media_loose LIMIT ?",
                            static_cast<std::int64_t>(limit * kLoosePerFile));
            while (rows.next()) loose.push_back(rows.text(0));
        }
        Files gone;
        for (const auto& sha256 : loose) {
            if (gone.size() >= limit) break;
            db("DELETE FROM media_loose WHERE sha256 = ?", sha256).run();
            forget_if_unused(db, sha256, gone);
        }
        return gone;
    });
}

}  // namespace kf
