#include "backend/storage/schema.h"

namespace kf {
namespace {

// Times: ms since 1970 unless the name ends in _secs. Enums are their words (to_word), service states WeCom's
// numbers. Rows of corps meet only in accounts and customers; everything else hangs on their keys.
constexpr Migration kMigrations[] = {{1, R"sql(
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE accounts (
    key INTEGER PRIMARY KEY,
    corp TEXT NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    managed INTEGER NOT NULL DEFAULT 1,
    UNIQUE (corp, account)
);

CREATE TABLE cursors (
    account_key INTEGER PRIMARY KEY REFERENCES accounts(key),
    cursor TEXT NOT NULL DEFAULT '',
    news INTEGER NOT NULL DEFAULT 0,
    callback_token TEXT NOT NULL DEFAULT '',
    callback_at INTEGER NOT NULL DEFAULT 0,
    pulled_at INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE servicers (
    account_key INTEGER NOT NULL REFERENCES accounts(key),
    servicer TEXT NOT NULL,
    status INTEGER NOT NULL,
    stop_type INTEGER NOT NULL,
    changed_secs INTEGER NOT NULL,
    PRIMARY KEY (account_key, servicer)
) WITHOUT ROWID;

CREATE TABLE customers (
    key INTEGER PRIMARY KEY,
    corp TEXT NOT NULL,
    customer TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    avatar_url TEXT NOT NULL DEFAULT '',
    gender INTEGER NOT NULL DEFAULT 0,
    unionid TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    first_seen INTEGER NOT NULL DEFAULT 0,
    last_seen INTEGER NOT NULL DEFAULT 0,
    profile_fetched_at INTEGER NOT NULL DEFAULT 0,
    UNIQUE (corp, customer)
);

CREATE TABLE conversations (
    id INTEGER PRIMARY KEY,
    account_key INTEGER NOT NULL REFERENCES accounts(key),
    customer_key INTEGER NOT NULL REFERENCES customers(key),
    desk_state TEXT NOT NULL,
    service_state INTEGER NOT NULL,
    agent TEXT NOT NULL DEFAULT '',
    servicer TEXT NOT NULL DEFAULT '',
    window_opened_secs INTEGER NOT NULL DEFAULT 0,
    window_used INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    waiting_since INTEGER NOT NULL DEFAULT 0,
    last_id INTEGER NOT NULL DEFAULT 0,
    last_sender TEXT NOT NULL DEFAULT 'customer',
    last_msgtype TEXT NOT NULL DEFAULT '',
    last_zh TEXT NOT NULL DEFAULT '',
    last_en TEXT NOT NULL DEFAULT '',
    last_at INTEGER NOT NULL DEFAULT 0,
    last_recalled INTEGER NOT NULL DEFAULT 0,
    session INTEGER NOT NULL DEFAULT 0,
    session_started_at INTEGER NOT NULL DEFAULT 0,
    session_ended_at INTEGER NOT NULL DEFAULT 0,
    scene TEXT NOT NULL DEFAULT '',
    scene_param TEXT NOT NULL DEFAULT '',
    channels_name TEXT NOT NULL DEFAULT '',
    missed INTEGER NOT NULL DEFAULT 0,
    client_state_secs INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account_key, customer_key)
);
CREATE INDEX conversations_of_customer ON conversations (customer_key);

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversations(id),
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL DEFAULT 0,
    agent TEXT NOT NULL DEFAULT '',
    first_text TEXT NOT NULL DEFAULT '',
    messages INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX sessions_of_conversation ON sessions (conversation, id);

CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    account_key INTEGER NOT NULL REFERENCES accounts(key),
    msgid TEXT NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversations(id),
    session INTEGER NOT NULL DEFAULT 0,
    sender TEXT NOT NULL,
    sender_id TEXT NOT NULL DEFAULT '',
    sender_name TEXT NOT NULL DEFAULT '',
    sent_at INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    msgtype TEXT NOT NULL,
    text TEXT NOT NULL DEFAULT '',
    menu_id TEXT NOT NULL DEFAULT '',
    raw TEXT NOT NULL DEFAULT '',
    delivery TEXT NOT NULL DEFAULT 'none',
    held_until INTEGER NOT NULL DEFAULT 0,
    accepted_at INTEGER NOT NULL DEFAULT 0,
    fail_code INTEGER NOT NULL DEFAULT 0,
    fail_zh TEXT NOT NULL DEFAULT '',
    fail_en TEXT NOT NULL DEFAULT '',
    late INTEGER NOT NULL DEFAULT 0,
    recalled INTEGER NOT NULL DEFAULT 0,
    client_id TEXT NOT NULL DEFAULT '',
    UNIQUE (account_key, msgid)
);
CREATE INDEX messages_of_conversation ON messages (conversation, id);
CREATE INDEX messages_accepted ON messages (conversation, accepted_at) WHERE accepted_at > 0;

-- Events that are no line of a conversation: kept against doubles, and as they came.
CREATE TABLE kf_events (
    account_key INTEGER NOT NULL REFERENCES accounts(key),
    msgid TEXT NOT NULL,
    stored_at INTEGER NOT NULL,
    raw TEXT NOT NULL,
    PRIMARY KEY (account_key, msgid)
) WITHOUT ROWID;

-- Recalls whose message has not arrived yet.
CREATE TABLE recalls_ahead (
    account_key INTEGER NOT NULL REFERENCES accounts(key),
    msgid TEXT NOT NULL,
    PRIMARY KEY (account_key, msgid)
) WITHOUT ROWID;

CREATE TABLE outbox (
    message INTEGER PRIMARY KEY REFERENCES messages(id),
    conversation INTEGER NOT NULL REFERENCES conversations(id),
    window_opened_secs INTEGER NOT NULL,
    not_before INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    handed_over INTEGER NOT NULL DEFAULT 0,
    sending INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX outbox_of_conversation ON outbox (conversation, message);

CREATE TABLE client_commands (
    agent TEXT NOT NULL,
    client_id TEXT NOT NULL,
    message INTEGER NOT NULL REFERENCES messages(id),
    at INTEGER NOT NULL,
    PRIMARY KEY (agent, client_id)
) WITHOUT ROWID;
CREATE INDEX client_commands_by_age ON client_commands (at);

CREATE TABLE drafts (
    agent TEXT NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversations(id),
    text TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (agent, conversation)
) WITHOUT ROWID;

CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    account TEXT NOT NULL,
    agent TEXT NOT NULL,
    json TEXT NOT NULL
);

-- Kept by backend/auth.
CREATE TABLE users (
    login TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password TEXT NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0,
    accounts TEXT NOT NULL DEFAULT '[]',
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX users_by_change ON users (changed_at);

CREATE TABLE web_sessions (
    id_hash BLOB PRIMARY KEY,
    login TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    user_agent TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX web_sessions_of_user ON web_sessions (login);
)sql"},
                                     {2, R"sql(
-- Files and pictures: one row per part of a message that refers to one, per unused upload, and per quick reply
-- or greeting that keeps one. Which of them share a file is told by its SHA-256.
CREATE TABLE media (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL DEFAULT 0,       -- 0: none yet
    conversation INTEGER NOT NULL DEFAULT 0,
    role TEXT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    reference TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER NOT NULL DEFAULT -1,  -- -1: nothing is to be fetched
    sha256 TEXT NOT NULL DEFAULT '',
    thumb_sha256 TEXT NOT NULL DEFAULT '',
    sound_sha256 TEXT NOT NULL DEFAULT '',
    mime TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    bytes INTEGER NOT NULL DEFAULT 0,
    width INTEGER NOT NULL DEFAULT 0,
    height INTEGER NOT NULL DEFAULT 0,
    duration_ms INTEGER NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT '',
    uploader TEXT NOT NULL DEFAULT '',
    keep TEXT NOT NULL DEFAULT '',            -- 'owner', 'desk': of a quick reply or greeting
    created INTEGER NOT NULL                  -- of received ones: when the message was sent
);
CREATE INDEX media_of_message ON media (message) WHERE message > 0;
CREATE INDEX media_waiting ON media (next_try_at, id) WHERE next_try_at >= 0;
CREATE INDEX media_failed ON media (message) WHERE state = 'failed';
CREATE INDEX media_unused ON media (created) WHERE message = 0 AND keep = '';
CREATE INDEX media_by_file ON media (sha256) WHERE sha256 <> '';
CREATE INDEX media_by_thumb ON media (thumb_sha256) WHERE thumb_sha256 <> '';
CREATE INDEX media_by_sound ON media (sound_sha256) WHERE sound_sha256 <> '';

-- The files of the content store; those that no row of media names may be deleted.
CREATE TABLE media_files (
    sha256 TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    used_at INTEGER NOT NULL                  -- received, sent or sent again
) WITHOUT ROWID;
CREATE INDEX media_files_by_age ON media_files (used_at);
CREATE TABLE media_total (
    bytes INTEGER NOT NULL                    -- one row: of all files
);
INSERT INTO media_total (bytes) VALUES (0);
CREATE TRIGGER media_file_added AFTER INSERT ON media_files BEGIN
    UPDATE media_total SET bytes = bytes + new.bytes;
END;
CREATE TRIGGER media_file_removed AFTER DELETE ON media_files BEGIN
    UPDATE media_total SET bytes = bytes - old.bytes;
END;
-- Files that a row has let go of; whether another one names them is looked at later.
CREATE TABLE media_loose (
    sha256 TEXT PRIMARY KEY
) WITHOUT ROWID;
CREATE TRIGGER media_removed AFTER DELETE ON media BEGIN
    INSERT OR IGNORE INTO media_loose VALUES (old.sha256), (old.thumb_sha256), (old.sound_sha256);
END;
CREATE TRIGGER media_let_go AFTER UPDATE OF sha256, thumb_sha256, sound_sha256 ON media
WHEN old.sha256 <> new.sha256 OR old.thumb_sha256 <> new.thumb_sha256 OR old.sound_sha256 <> new.sound_sha256 BEGIN
    INSERT OR IGNORE INTO media_loose VALUES (old.sha256), (old.thumb_sha256), (old.sound_sha256);
END;

CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    agent TEXT NOT NULL,
    name TEXT NOT NULL,
    purpose TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    at_byte INTEGER NOT NULL DEFAULT 0,
    media INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX uploads_of_agent ON uploads (agent);
CREATE INDEX uploads_by_age ON uploads (changed);

-- WeCom's ids of what we uploaded there; they live 3 days.
CREATE TABLE wecom_uploads (
    corp TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    media_id TEXT NOT NULL,
    uploaded_at INTEGER NOT NULL,
    PRIMARY KEY (corp, sha256, kind, name)
) WITHOUT ROWID;
)sql"},
                                     {3, R"sql(
-- Which messages have a word (shared/search/search_words.h, search_index.h): only the words, not the texts.
CREATE VIRTUAL TABLE message_words USING fts5 (words, content = '', columnsize = 0, detail = none,
                                               tokenize = 'ascii');

-- The first and the last message of a day: numbers rise with time but for stragglers, so a range of dates is
-- a range of numbers in which few others lie.
CREATE TABLE message_days (
    day INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL
);

-- What is there already is indexed bit by bit, newest first.
INSERT INTO meta (name, value) SELECT 'unindexed_up_to', coalesce(max(id), 0) FROM messages;
)sql"},
                                     {4, R"sql(
ALTER TABLE messages ADD COLUMN mentions TEXT NOT NULL DEFAULT '';  -- of a private note: JSON list of logins

-- Of an event about a recalled message: what those get who may not read it.
ALTER TABLE events ADD COLUMN blanked TEXT NOT NULL DEFAULT '';

CREATE TABLE quick_replies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL,                      -- '': the desk's
    category TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    attachments TEXT NOT NULL DEFAULT '[]',   -- contents; their files are rows of media with keep <> ''
    initials TEXT NOT NULL DEFAULT '',
    uses INTEGER NOT NULL DEFAULT 0,
    changed_at INTEGER NOT NULL
);
CREATE INDEX quick_replies_by_title ON quick_replies (owner, category, title);

CREATE TABLE greetings (
    account_key INTEGER NOT NULL REFERENCES accounts(key),
    kind TEXT NOT NULL,
    scene TEXT NOT NULL,
    content TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    PRIMARY KEY (account_key, kind, scene)
) WITHOUT ROWID;

-- Codes of send_msg_on_event that were spent, written before the call. The code itself stays only until its
-- fate is known, its hash for ever: WeCom may hand out the same event again.
CREATE TABLE event_codes (
    account_key INTEGER NOT NULL REFERENCES accounts(key),
    code_sha256 TEXT NOT NULL,
    kind TEXT NOT NULL,
    message INTEGER NOT NULL REFERENCES messages(id),
    session INTEGER NOT NULL DEFAULT 0,
    code TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (account_key, code_sha256)
) WITHOUT ROWID;
CREATE INDEX event_codes_of_message ON event_codes (message);
CREATE INDEX event_codes_open ON event_codes (message) WHERE code <> '';
CREATE UNIQUE INDEX one_closing_per_session ON event_codes (session) WHERE kind = 'closing' AND session > 0;

-- Commands that made no message and must not be done twice.
CREATE TABLE done_commands (
    agent TEXT NOT NULL,
    client_id TEXT NOT NULL,
    result INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL,
    PRIMARY KEY (agent, client_id)
) WITHOUT ROWID;
CREATE INDEX done_commands_by_age ON done_commands (at);
)sql"},
                                     {5, R"sql(
-- Sessions that the desk has ended and WeCom has not been told of yet.
CREATE TABLE untold_ends (
    conversation INTEGER PRIMARY KEY REFERENCES conversations(id),
    session INTEGER NOT NULL
);
)sql"},
                                     {6, R"sql(
-- Pictures of customers: what is to be fetched, and what is shown. A new address is a new row, so what an id
-- names never changes.
CREATE TABLE avatars (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_key INTEGER NOT NULL REFERENCES customers(key),
    url TEXT NOT NULL,                        -- at WeCom
    sha256 TEXT NOT NULL DEFAULT '',          -- of the small picture; '' = none yet
    problem TEXT NOT NULL DEFAULT '',
    tries INTEGER NOT NULL DEFAULT 0,
    tried_at INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER NOT NULL DEFAULT 0    -- -1 = nothing to fetch
);
CREATE INDEX avatars_of_customer ON avatars (customer_key);
CREATE INDEX avatars_waiting ON avatars (next_try_at) WHERE next_try_at >= 0;
CREATE INDEX avatars_by_file ON avatars (sha256) WHERE sha256 <> '';
CREATE TRIGGER avatar_removed AFTER DELETE ON avatars WHEN old.sha256 <> '' BEGIN
    INSERT OR IGNORE INTO media_loose VALUES (old.sha256);
END;
INSERT INTO avatars (customer_key, url) SELECT key, avatar_url FROM customers WHERE avatar_url <> '';
ALTER TABLE customers DROP COLUMN avatar_url;
ALTER TABLE customers ADD COLUMN avatar INTEGER NOT NULL DEFAULT 0;  -- the one that is shown
)sql"},
                                     {7, R"sql(
-- Who has ever written in the WeCom client: the search offers them as writers.
CREATE TABLE servicers_who_wrote (
    account_key INTEGER NOT NULL REFERENCES accounts(key),
    servicer TEXT NOT NULL,
    PRIMARY KEY (account_key, servicer)
) WITHOUT ROWID;
INSERT INTO servicers_who_wrote
    SELECT DISTINCT account_key, sender_id FROM messages WHERE sender = 'servicer' AND sender_id <> '';
)sql"},
                                     {8, R"sql(
-- Ids of media are never given twice (AUTOINCREMENT): browsers keep what one names for a year, and an agent's
-- tray may name one that is gone.
CREATE TABLE media_once (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL DEFAULT 0,       -- 0: none yet
    conversation INTEGER NOT NULL DEFAULT 0,
    role TEXT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    reference TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER NOT NULL DEFAULT -1,  -- -1: nothing is to be fetched
    sha256 TEXT NOT NULL DEFAULT '',
    thumb_sha256 TEXT NOT NULL DEFAULT '',
    sound_sha256 TEXT NOT NULL DEFAULT '',
    mime TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    bytes INTEGER NOT NULL DEFAULT 0,
    width INTEGER NOT NULL DEFAULT 0,
    height INTEGER NOT NULL DEFAULT 0,
    duration_ms INTEGER NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT '',
    uploader TEXT NOT NULL DEFAULT '',
    keep TEXT NOT NULL DEFAULT '',            -- 'owner', 'desk': of a quick reply or greeting
    created INTEGER NOT NULL                  -- of received ones: when the message was sent
);
INSERT INTO media_once SELECT id, message, conversation, role, kind, source, reference, state, tries, next_try_at,
    sha256, thumb_sha256, sound_sha256, mime, name, bytes, width, height, duration_ms, problem, uploader, keep, created
    FROM media ORDER BY id;
DROP TABLE media;  -- with its indices and triggers; the latter do not run
ALTER TABLE media_once RENAME TO media;
CREATE INDEX media_of_message ON media (message) WHERE message > 0;
CREATE INDEX media_waiting ON media (next_try_at, id) WHERE next_try_at >= 0;
CREATE INDEX media_failed ON media (message) WHERE state = 'failed';
CREATE INDEX media_unused ON media (created) WHERE message = 0 AND keep = '';
CREATE INDEX media_by_file ON media (sha256) WHERE sha256 <> '';
CREATE INDEX media_by_thumb ON media (thumb_sha256) WHERE thumb_sha256 <> '';
CREATE INDEX media_by_sound ON media (sound_sha256) WHERE sound_sha256 <> '';
CREATE TRIGGER media_removed AFTER DELETE ON media BEGIN
    INSERT OR IGNORE INTO media_loose VALUES (old.sha256), (old.thumb_sha256), (old.sound_sha256);
END;
CREATE TRIGGER media_let_go AFTER UPDATE OF sha256, thumb_sha256, sound_sha256 ON media
WHEN old.sha256 <> new.sha256 OR old.thumb_sha256 <> new.thumb_sha256 OR old.sound_sha256 <> new.sound_sha256 BEGIN
    INSERT OR IGNORE INTO media_loose VALUES (old.sha256), (old.thumb_sha256), (old.sound_sha256);
END;
-- The newest that were removed before this have left no trace here, only in browsers: they are stepped over.
DELETE FROM sqlite_sequence WHERE name = 'media';
INSERT INTO sqlite_sequence (name, seq) SELECT 'media', coalesce((SELECT max(id) FROM media), 0) + 100000
    WHERE EXISTS (SELECT 1 FROM messages) OR EXISTS (SELECT 1 FROM uploads) OR EXISTS (SELECT 1 FROM media);
)sql"},
                                     {9, R"sql(
ALTER TABLE messages ADD COLUMN retried_as INTEGER NOT NULL DEFAULT 0;  -- the copy of this failed one; 0 = none
)sql"},
                                     {10, R"sql(
ALTER TABLE web_sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';  -- from which it began

-- Browsers on which a user has signed in, and where they were: strangers' wrong passwords do not count there.
CREATE TABLE known_devices (
    login TEXT NOT NULL,
    id_hash BLOB NOT NULL,
    network TEXT NOT NULL,                    -- IPv4 address, or /64 of IPv6
    used_at INTEGER NOT NULL,
    PRIMARY KEY (login, id_hash)
) WITHOUT ROWID;
)sql"},
                                     {11, R"sql(
-- Half-width kana are indexed as their wide ones: everything is indexed again, bit by bit, newest first.
INSERT INTO message_words (message_words) VALUES ('delete-all');
DELETE FROM message_days;
UPDATE meta SET value = (SELECT coalesce(max(id), 0) FROM messages) WHERE name = 'unindexed_up_to';
)sql"},
                                     {12, R"sql(
-- What whoever answers has to notice: a message that failed unseen, who passed the conversation on, and which
-- colleagues are called in private notes.
ALTER TABLE conversations ADD COLUMN undelivered INTEGER NOT NULL DEFAULT 0;  -- 0 = none
ALTER TABLE conversations ADD COLUMN handed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE conversations ADD COLUMN calls TEXT NOT NULL DEFAULT '';          -- JSON; '' = nobody
)sql"},
                                     {13, R"sql(
-- What agents keep of conversations for themselves; a row only while one of the two is set.
CREATE TABLE conversation_marks (
    agent TEXT NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversations(id),
    pinned INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (agent, conversation)
) WITHOUT ROWID;
)sql"},
                                     {14, R"sql(
-- Reports of WeCom's come in any order: what they are compared with (times of WeCom's, in seconds; 0 = never).
ALTER TABLE conversations ADD COLUMN client_ended_secs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN servicer_wrote_secs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN end_reported INTEGER NOT NULL DEFAULT 0;  -- WeCom has told of the session's end
UPDATE conversations SET client_ended_secs = client_state_secs, end_reported = 1
    WHERE desk_state = 'ended' AND session_ended_at = client_state_secs * 1000;
)sql"},
                                     {15, R"sql(
-- Work that is due at some time (runtime/due_work.h). What is put in the place of another gets another id.
CREATE TABLE due (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    at INTEGER NOT NULL,                      -- not before
    tries INTEGER NOT NULL DEFAULT 0,         -- that have failed
    payload TEXT NOT NULL DEFAULT '',
    UNIQUE (kind, subject)
);
CREATE INDEX due_by_time ON due (kind, at);

INSERT INTO due (kind, subject, at, payload)
    SELECT 'tell_end', conversation, strftime('%s', 'now') * 1000, session FROM untold_ends;
DROP TABLE untold_ends;

INSERT INTO due (kind, subject, at, tries)
    SELECT 'fetch_avatar', id, CASE WHEN next_try_at > 0 THEN next_try_at ELSE strftime('%s', 'now') * 1000 END, tries
    FROM avatars WHERE next_try_at >= 0 ORDER BY id;
DROP INDEX avatars_waiting;
ALTER TABLE avatars DROP COLUMN tries;
ALTER TABLE avatars DROP COLUMN next_try_at;
)sql"},
                                     {16, R"sql(
-- Snapshots hold what is open and the newest of what is over; the rest is read page by page, newest first.
CREATE INDEX conversations_open ON conversations (id) WHERE desk_state <> 'ended';
CREATE INDEX conversations_ended ON conversations (last_at DESC, id) WHERE desk_state = 'ended';
CREATE INDEX conversations_ended_of_account ON conversations (account_key, last_at DESC, id)
    WHERE desk_state = 'ended';
CREATE INDEX conversations_ended_of_agent ON conversations (agent, last_at DESC, id) WHERE desk_state = 'ended';
-- Of what is over: where somebody has something to notice.
CREATE INDEX conversations_to_notice ON conversations (last_at DESC, id)
    WHERE desk_state = 'ended' AND (undelivered > 0 OR calls <> '');

-- How many are over, so that nobody counts them.
CREATE TABLE ended_conversations (
    account_key INTEGER PRIMARY KEY REFERENCES accounts(key),
    count INTEGER NOT NULL
);
INSERT INTO ended_conversations
    SELECT account_key, count(*) FROM conversations WHERE desk_state = 'ended' GROUP BY account_key;
CREATE TRIGGER conversation_added AFTER INSERT ON conversations WHEN new.desk_state = 'ended' BEGIN
    INSERT OR IGNORE INTO ended_conversations VALUES (new.account_key, 0);
    UPDATE ended_conversations SET count = count + 1 WHERE account_key = new.account_key;
END;
CREATE TRIGGER conversation_ended AFTER UPDATE OF desk_state ON conversations
WHEN new.desk_state = 'ended' AND old.desk_state <> 'ended' BEGIN
    INSERT OR IGNORE INTO ended_conversations VALUES (new.account_key, 0);
    UPDATE ended_conversations SET count = count + 1 WHERE account_key = new.account_key;
END;
CREATE TRIGGER conversation_resumed AFTER UPDATE OF desk_state ON conversations
WHEN new.desk_state <> 'ended' AND old.desk_state = 'ended' BEGIN
    UPDATE ended_conversations SET count = count - 1 WHERE account_key = new.account_key;
END;

-- Which customers have a word in name or note (shared/search/customer_text.h); as message_words.
CREATE VIRTUAL TABLE customer_words USING fts5 (words, content = '', columnsize = 0, detail = none,
                                                tokenize = 'ascii');
INSERT INTO meta (name, value) SELECT 'unindexed_customers_up_to', coalesce(max(key), 0) FROM customers;

-- Whose line or head an event tells; 0 = none. A recall looks at those of its conversation only.
ALTER TABLE events ADD COLUMN conversation INTEGER NOT NULL DEFAULT 0;
UPDATE events SET conversation =
    coalesce(json_extract(json, '$.conversation.id'), json_extract(json, '$.message.conversation'), 0)
    WHERE (json LIKE '{"kind":"message_%' OR json LIKE '{"kind":"conversation_changed"%') AND json_valid(json);
CREATE INDEX events_of_conversation ON events (conversation, seq) WHERE conversation > 0;
)sql"},
                                     {17, R"sql(
-- Of a session that begins with no text: "[Image]" where first_text has "[图片]"; else ''.
ALTER TABLE sessions ADD COLUMN first_text_en TEXT NOT NULL DEFAULT '';
UPDATE sessions SET first_text_en = substr(first_text, instr(first_text, char(10)) + 1),
    first_text = substr(first_text, 1, instr(first_text, char(10)) - 1)
    WHERE instr(first_text, char(10)) > 0;
)sql"},
                                     {18, R"sql(
-- Of the account: two corps may name theirs alike. '' in events of before.
ALTER TABLE events ADD COLUMN corp TEXT NOT NULL DEFAULT '';
)sql"}};

}  // namespace

std::span<const Migration> migrations() {
    return kMigrations;
}

int schema_version() {
    return migrations().back().version;
}

}  // namespace kf
