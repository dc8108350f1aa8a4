// Quick replies: the rows, and the files that they keep.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "backend/storage/desk_rows.h"
#include "backend/storage/done_commands.h"
#include "backend/storage/media_rows.h"
#include "backend/storage/sqlite_store_class.h"
#include "shared/messages/media.h"

namespace kf {
namespace {

#define KF_QUICK_REPLY_COLUMNS "id, owner, category, title, text, attachments, initials, uses, changed_at"

Audience audience_of(const AgentId& owner) {
    return Audience{.corp = {}, .account = {}, .agent = owner};
}

Error unknown_quick_reply(QuickReplyId id) {
    return {ErrorCode::UnknownQuickReply, "there is no quick reply " + std::to_string(id.value)};
}

std::string attachments_text(const std::vector<Content>& attachments) {
    std::string text = "[";
    for (const Content& content : attachments) {
        if (text.size() > 1) text += ',';
        text += content_to_text(content);
    }
    return text + "]";
}

std::vector<Content> attachments_from(std::string_view text) {
    std::vector<Content> attachments;
    const auto list = nlohmann::json::parse(text, nullptr, false);
    if (!list.is_array()) return attachments;
    for (const auto& one : list) {
        const auto msgtype = one.find("msgtype");
        if (msgtype == one.end() || !msgtype->is_string()) continue;
        attachments.push_back(content_from_json(msgtype->get_ref<const std::string&>(), one));
    }
    return attachments;
}

MediaId file_of(const Content& content) {
    const std::string* const field = media_field(content);
    return field == nullptr ? MediaId{} : own_media_id_from(*field);
}

std::vector<MediaId> files_of(const std::vector<Content>& attachments) {
    std::vector<MediaId> files;
    for (const Content& content : attachments) {
        if (const MediaId id = file_of(content); !id.empty()) files.push_back(id);
    }
    return files;
}

bool has(const std::vector<MediaId>& files, MediaId id) {
    return std::find(files.begin(), files.end(), id) != files.end();
}

QuickReply read_row(Statements& db, const Query& row) {
    QuickReply reply;
    reply.id = QuickReplyId{row.number(0)};
    reply.owner = AgentId{row.text(1)};
    reply.category = row.text(2);
    reply.title = row.text(3);
    reply.text = row.text(4);
    reply.attachments = attachments_from(row.word(5));
    reply.initials = row.text(6);
    reply.uses = row.small(7);
    reply.changed_at = row.number(8);
    for (std::size_t i = 0; i < reply.attachments.size(); ++i) {
        const MediaId id = file_of(reply.attachments[i]);
        auto file = id.empty() ? std::nullopt : load_media(db, id);
        if (!file) continue;
        file->media.role = "attachment." + std::to_string(i);
        reply.media.push_back(std::move(file->media));
    }
    return reply;
}

std::optional<QuickReply> load(Statements& db, QuickReplyId id) {
    Query row = db("SELECT " KF_QUICK_REPLY_COLUMNS " FROM quick_replies WHERE id = ?", id);
    if (!row.next()) return std::nullopt;
    return read_row(db, row);
}

std::int64_t count_of(Statements& db, const AgentId& owner) {
    return db.number(0, "SELECT count(*) FROM quick_replies WHERE owner = ?", owner);
}

Error too_many() {
    return {ErrorCode::TooManyQuickReplies, "the owner has as many quick replies as are allowed"};
}

QuickReplyId insert(Statements& db, const QuickReply& reply, UnixMs now) {
    db("INSERT INTO quick_replies (owner, category, title, text, attachments, initials, changed_at) "
       "VALUES (?, ?, ?, ?, ?, ?, ?)",
       reply.owner, reply.category, reply.title, reply.text, attachments_text(reply.attachments),
       reply.initials, now)
        .run();
    return QuickReplyId{db.last_inserted()};
}

// What was this reply's stays, what is new is kept with it, what it let go of is released.
Result<void> keep_files(StoreTransaction& transaction, std::vector<Content>& attachments,
                        const std::vector<MediaId>& kept_before, const AgentId& owner, const AgentId& by) {
    const MediaKeep keep = owner.empty() ? MediaKeep::Desk : MediaKeep::Owner;
    for (Content& content : attachments) {
        const MediaId id = file_of(content);
        if (id.empty()) continue;
        if (has(kept_before, id)) {
            share_kept_media(transaction.db, id, keep);
            continue;
        }
        TRY_ASSIGN(const Media kept, keep_media(transaction, id, by, keep));
        *media_field(content) = own_media_id(kept.id);
    }
    const auto kept_now = files_of(attachments);
    for (const MediaId id : kept_before) {
        if (!has(kept_now, id)) release_media(transaction.db, id);
    }
    return {};
}

}  // namespace

std::optional<QuickReply> SqliteStore::find_quick_reply(QuickReplyId id) const {
    return load(db_, id);
}

std::vector<QuickReply> load_quick_replies(Statements& db, const AgentId& agent) {
    std::vector<QuickReply> replies;
    Query rows =
        db("SELECT " KF_QUICK_REPLY_COLUMNS " FROM quick_replies WHERE owner = '' OR owner = ? ORDER BY id",
           agent);
    while (rows.next()) replies.push_back(read_row(db, rows));
    return replies;
}

std::vector<QuickReply> SqliteStore::quick_replies(const AgentId& agent) const {
    return load_quick_replies(db_, agent);
}

Result<QuickReplyId> SqliteStore::save_quick_reply(const QuickReply& wanted, const CommandBy& by,
                                                   UnixMs now) {
    return change<QuickReplyId>(
        "save a quick reply", now, [&](StoreTransaction& transaction) -> Result<QuickReplyId> {
            Statements& db = transaction.db;
            if (const auto done = done_before(db, by); done >= 0) return QuickReplyId{done};
            QuickReply reply = wanted;
            std::vector<MediaId> kept;
            if (!wanted.id.empty()) {
                const auto before = load(db, wanted.id);
                if (!before) return unknown_quick_reply(wanted.id);
                kept = files_of(before->attachments);
                if (before->owner != wanted.owner) {
                    if (count_of(db, wanted.owner) >= static_cast<std::int64_t>(kMaxQuickReplies))
                        return too_many();
                    // Whom it is taken from must not go on showing it.
                    transaction.emit(audience_of(before->owner), QuickReplyRemoved{wanted.id, before->owner});
                }
            } else if (count_of(db, wanted.owner) >= static_cast<std::int64_t>(kMaxQuickReplies)) {
                return too_many();
            }
            TRY(keep_files(transaction, reply.attachments, kept, reply.owner, by.agent));
            if (wanted.id.empty()) {
                reply.id = insert(db, reply, now);
            } else {
                db("UPDATE quick_replies SET owner = ?, category = ?, title = ?, text = ?, attachments = ?, "
                   "initials = ?, changed_at = ? WHERE id = ?",
                   reply.owner, reply.category, reply.title, reply.text, attachments_text(reply.attachments),
                   reply.initials, now, reply.id)
                    .run();
            }
            remember_done(db, by, now, reply.id.value);
            transaction.emit(audience_of(reply.owner), QuickReplyChanged{*load(db, reply.id)});
            return reply.id;
        });
}

Result<void> SqliteStore::delete_quick_reply(QuickReplyId id, const AgentId& by, UnixMs now) {
    return change<void>("delete a quick reply", now, [&](StoreTransaction& transaction) -> Result<void> {
        const auto reply = load(transaction.db, id);
        if (!reply) return {};  // it is gone, as wanted
        for (const MediaId file : files_of(reply->attachments))
            hand_back_media(transaction.db, file, by, now);
        transaction.db("DELETE FROM quick_replies WHERE id = ?", id).run();
        transaction.emit(audience_of(reply->owner), QuickReplyRemoved{id, reply->owner});
        return {};
    });
}

Result<void> SqliteStore::count_quick_reply(QuickReplyId id, const CommandBy& by, UnixMs now) {
    return change<void>("count a quick reply", now, [&](StoreTransaction& transaction) -> Result<void> {
        Statements& db = transaction.db;
        if (done_before(db, by) >= 0) return {};
        if (db("UPDATE quick_replies SET uses = uses + 1 WHERE id = ?", id).run() == 0) {
            return unknown_quick_reply(id);
        }
        remember_done(db, by, now, id.value);
        const QuickReply reply = *load(db, id);
        transaction.emit(audience_of(reply.owner), QuickReplyChanged{reply});
        return {};
    });
}

bool SqliteStore::quick_replies_fit(const std::vector<QuickReply>& rows) const {
    std::map<AgentId, std::int64_t> count;
    for (const QuickReply& row : rows) {
        const auto [owner, fresh] = count.try_emplace(row.owner, 0);
        if (fresh) owner->second = count_of(db_, row.owner);
        const bool known =
            db_.number(0,
                       "SELECT EXISTS (SELECT 1 FROM quick_replies WHERE owner = ? AND category = ? AND "
                       "title = ?)",
                       row.owner, row.category, row.title) != 0;
        if (!known && ++owner->second > static_cast<std::int64_t>(kMaxQuickReplies)) return false;
    }
    return true;
}

Result<QuickRepliesImported> SqliteStore::import_quick_replies(const std::vector<QuickReply>& rows,
                                                               UnixMs now) {
    return change<QuickRepliesImported>(
        "import quick replies", now, [&](StoreTransaction& transaction) -> Result<QuickRepliesImported> {
            Statements& db = transaction.db;
            QuickRepliesImported result;
            std::map<AgentId, std::int64_t> count;  // counted once: there may be thousands
            for (const QuickReply& row : rows) {
                const QuickReplyId known{db.number(
                    0, "SELECT min(id) FROM quick_replies WHERE owner = ? AND category = ? AND title = ?",
                    row.owner, row.category, row.title)};
                QuickReplyId id = known;
                if (known.empty()) {
                    const auto [owner, fresh] = count.try_emplace(row.owner, 0);
                    if (fresh) owner->second = count_of(db, row.owner);
                    if (++owner->second > static_cast<std::int64_t>(kMaxQuickReplies)) return too_many();
                    id = insert(db, row, now);
                    ++result.added;
                } else if (db("UPDATE quick_replies SET text = ?, initials = ?, changed_at = ? WHERE id = ? "
                              "AND "
                              "text <> ?",
                              row.text, row.initials, now, known, row.text)
                               .run() > 0) {
                    ++result.replaced;
                } else {
                    ++result.unchanged;
                    continue;
                }
                transaction.emit(audience_of(row.owner), QuickReplyChanged{*load(db, id)});
            }
            return result;
        });
}

}  // namespace kf
