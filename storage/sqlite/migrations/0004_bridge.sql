-- The outbox becomes what carries conversations: rows name the message that they are a copy of, are sent in parts, and
-- can be put aside. What is said is one JSON object (core/message.hpp).

CREATE TABLE outbox_2 (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    token             TEXT NOT NULL,
    caused_at         INTEGER NOT NULL,
    dedupe_key        TEXT NOT NULL,
    operation         TEXT NOT NULL CHECK (operation IN ('send', 'edit', 'remove', 'react', 'answer_callback')),
    messenger         TEXT NOT NULL,
    target            TEXT NOT NULL,
    order_key         TEXT NOT NULL,
    priority          INTEGER NOT NULL DEFAULT 0,
    message           TEXT NOT NULL,
    source_messenger  TEXT,  -- these three: all or none
    source_channel_id TEXT,
    source_message_id TEXT,
    joined_sources    TEXT NOT NULL DEFAULT '[]',  -- message ids of the source's channel that joined the row, as JSON
    album             TEXT,  -- rows of one album and address that have not left yet become one
    owner             TEXT NOT NULL DEFAULT '',
    tell_delivered    INTEGER NOT NULL DEFAULT 0 CHECK (tell_delivered IN (0, 1)),
    not_before        INTEGER,
    not_after         INTEGER,
    state             TEXT NOT NULL CHECK (state IN
                          ('queued', 'sending', 'delivered', 'failed', 'expired', 'cancelled', 'uncertain')),
    held              INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1)),  -- stands in no line until somebody decides
    attempt           INTEGER NOT NULL DEFAULT 0,
    failures          INTEGER NOT NULL DEFAULT 0,  -- attempts that count against the limit
    created_at        INTEGER NOT NULL,
    joined_at         INTEGER NOT NULL,  -- its place in the line of its order key; the future for a row of the future
    due_at            INTEGER NOT NULL,  -- queued: to be claimed; uncertain: to be asked for
    first_attempt_at  INTEGER,
    lease_until       INTEGER CHECK ((lease_until IS NOT NULL) = (state = 'sending')),
    remote_id         TEXT NOT NULL DEFAULT '',
    reason            TEXT NOT NULL DEFAULT '',
    pending           INTEGER GENERATED ALWAYS AS (state IN ('queued', 'sending', 'uncertain')) VIRTUAL,
    in_line           INTEGER GENERATED ALWAYS AS (state IN ('queued', 'sending', 'uncertain') AND NOT held) VIRTUAL,
    UNIQUE (caused_at, dedupe_key)
) STRICT;

INSERT INTO outbox_2 (id, token, caused_at, dedupe_key, operation, messenger, target, order_key, message, not_before,
                      not_after, state, attempt, failures, created_at, joined_at, due_at, first_attempt_at, lease_until,
                      remote_id, reason)
SELECT id, token, caused_at, dedupe_key, operation, messenger, target, order_key,
       json_patch(json_object('text', text), json_object(
           'reply_to', CASE WHEN reply_message_id IS NULL THEN NULL ELSE json_object(
               'messenger', reply_messenger, 'channel_id', reply_channel_id, 'message_id', reply_message_id) END,
           'excerpts', json(excerpts))),
       not_before, not_after, state, attempt, 0, created_at, joined_at, due_at, first_attempt_at, lease_until,
       remote_id, reason
FROM outbox;

CREATE TABLE outbox_attempts_2 (
    outbox_id   INTEGER NOT NULL REFERENCES outbox_2 (id) ON DELETE CASCADE,
    attempt     INTEGER NOT NULL,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER,             -- NULL: the process ended before the attempt did
    outcome     TEXT,                -- the state that it led to
    reason      TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (outbox_id, attempt)
) STRICT, WITHOUT ROWID;
INSERT INTO outbox_attempts_2 SELECT outbox_id, attempt, started_at, finished_at, outcome, reason FROM outbox_attempts;

DROP TABLE outbox_attempts;
DROP TABLE outbox;
ALTER TABLE outbox_2 RENAME TO outbox;
ALTER TABLE outbox_attempts_2 RENAME TO outbox_attempts;

CREATE INDEX outbox_lines ON outbox (order_key, joined_at, id) WHERE in_line;
CREATE INDEX outbox_sources ON outbox (source_message_id) WHERE pending AND source_message_id IS NOT NULL;
CREATE INDEX outbox_albums ON outbox (album) WHERE pending AND album IS NOT NULL;
CREATE INDEX outbox_deadlines ON outbox (not_after) WHERE state = 'queued' AND not_after IS NOT NULL;
CREATE INDEX outbox_states ON outbox (state, due_at);
CREATE INDEX outbox_uncertain_attempts ON outbox_attempts (outbox_id) WHERE outcome = 'uncertain';

-- The requests of a row that takes more than one, as they were planned before the first of them.
CREATE TABLE outbox_parts (
    outbox_id INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    number    INTEGER NOT NULL,
    step      TEXT NOT NULL,               -- JSON
    attempt   INTEGER NOT NULL DEFAULT 0,  -- that did it; 0: not done yet
    made      TEXT NOT NULL DEFAULT '[]',  -- the messages that it made, JSON
    PRIMARY KEY (outbox_id, number)
) STRICT, WITHOUT ROWID;

-- Which message is a copy of which. Several origins of one copy (an album) are parts of the copy, several copies of
-- one origin (a long text) are parts of the origin.
CREATE TABLE links (
    id               INTEGER PRIMARY KEY,
    origin_messenger TEXT NOT NULL,
    origin_channel   TEXT NOT NULL,
    origin_message   TEXT NOT NULL,
    origin_part      INTEGER NOT NULL,
    origin_thread    TEXT NOT NULL,
    copy_messenger   TEXT NOT NULL,
    copy_channel     TEXT NOT NULL,
    copy_message     TEXT NOT NULL,
    copy_part        INTEGER NOT NULL,
    copy_thread      TEXT NOT NULL,
    copy_kind        TEXT NOT NULL,
    target           TEXT NOT NULL,  -- as the copy was addressed
    order_key        TEXT NOT NULL,
    linked_at        INTEGER NOT NULL,
    UNIQUE (origin_message, origin_channel, origin_messenger, copy_messenger, copy_channel, origin_part),
    UNIQUE (copy_message, copy_channel, copy_messenger, copy_part)
) STRICT;

-- The chats that were heard of, and what is known of their addresses.
CREATE TABLE chats (
    messenger         TEXT NOT NULL,
    id                TEXT NOT NULL,
    name              TEXT NOT NULL,
    kind              TEXT NOT NULL,
    first_heard_at    INTEGER NOT NULL,
    unreachable_since INTEGER,        -- nothing is sent there until it is heard from
    reason            TEXT NOT NULL DEFAULT '',
    moved_to          TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (messenger, id)
) STRICT, WITHOUT ROWID;

-- Token buckets. full_at: when the bucket has filled up again.
CREATE TABLE rate_limits (
    bucket       TEXT NOT NULL PRIMARY KEY,
    full_at      INTEGER NOT NULL,  -- microseconds since 1970
    paused_until INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Events of Mostik's own, for the processors that they are named after.
CREATE TABLE own_events (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    event  TEXT NOT NULL,  -- JSON
    due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX own_events_due ON own_events (due_at, id);
