-- Times are milliseconds since 1970 in UTC. Unique keys of tables that grow fast begin with a time: new rows then
-- land beside each other at the end of the index, where random keys would touch a page each.

CREATE TABLE posts (
    row_id       INTEGER PRIMARY KEY,
    messenger    TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    id           TEXT NOT NULL,
    channel_id   TEXT NOT NULL,
    channel_name TEXT NOT NULL,
    thread_id    TEXT NOT NULL,
    author_id    TEXT NOT NULL,
    author_name  TEXT NOT NULL,
    text         TEXT NOT NULL,
    edited_at    INTEGER NOT NULL,  -- 0: never
    deleted_at   INTEGER,
    attachments  TEXT NOT NULL,
    raw          TEXT NOT NULL,
    UNIQUE (created_at, id, messenger)
) STRICT;
CREATE INDEX posts_by_channel ON posts (messenger, channel_id, created_at);

-- What posts said before: the current version is in posts.
CREATE TABLE post_versions (
    post        INTEGER NOT NULL REFERENCES posts (row_id) ON DELETE CASCADE,
    edited_at   INTEGER NOT NULL,
    text        TEXT NOT NULL,
    attachments TEXT NOT NULL,
    raw         TEXT NOT NULL,
    UNIQUE (post, edited_at)
) STRICT;

CREATE TABLE inbox (
    happened_at INTEGER NOT NULL,
    identity    TEXT NOT NULL,
    type        TEXT NOT NULL,
    messenger   TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (happened_at, identity, type, messenger)
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_by_age ON inbox (recorded_at);

CREATE TABLE outbox (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    token            TEXT NOT NULL,
    caused_at        INTEGER NOT NULL,
    dedupe_key       TEXT NOT NULL,
    operation        TEXT NOT NULL CHECK (operation IN ('send', 'edit', 'remove', 'react', 'answer_callback')),
    messenger        TEXT NOT NULL,
    target           TEXT NOT NULL,
    order_key        TEXT NOT NULL,
    text             TEXT NOT NULL,
    reply_messenger  TEXT,  -- these three: all or none
    reply_channel_id TEXT,
    reply_message_id TEXT,
    not_before       INTEGER,
    not_after        INTEGER,
    state            TEXT NOT NULL CHECK (state IN
                         ('queued', 'sending', 'delivered', 'failed', 'expired', 'cancelled', 'uncertain')),
    attempt          INTEGER NOT NULL DEFAULT 0,
    created_at       INTEGER NOT NULL,
    joined_at        INTEGER NOT NULL,  -- its place in the line of its order key; the future for a row of the future
    due_at           INTEGER NOT NULL,  -- queued: to be claimed; uncertain: to be asked for
    first_attempt_at INTEGER,
    lease_until      INTEGER CHECK ((lease_until IS NOT NULL) = (state = 'sending')),
    remote_id        TEXT NOT NULL DEFAULT '',
    reason           TEXT NOT NULL DEFAULT '',
    pending          INTEGER GENERATED ALWAYS AS (state IN ('queued', 'sending', 'uncertain')) VIRTUAL,
    UNIQUE (caused_at, dedupe_key)
) STRICT;
CREATE INDEX outbox_lines ON outbox (order_key, joined_at, id) WHERE pending;
CREATE INDEX outbox_deadlines ON outbox (not_after) WHERE state = 'queued' AND not_after IS NOT NULL;
CREATE INDEX outbox_states ON outbox (state, due_at);

CREATE TABLE outbox_attempts (
    outbox_id   INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    attempt     INTEGER NOT NULL,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER,             -- NULL: the process ended before the attempt did
    outcome     TEXT,                -- the state that it led to
    reason      TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (outbox_id, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE channel_cursors (
    messenger   TEXT NOT NULL,
    channel_id  TEXT NOT NULL,
    head        INTEGER NOT NULL,
    heard_since INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (messenger, channel_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE spans (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    messenger  TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    upper      INTEGER NOT NULL,
    upper_id   TEXT NOT NULL,
    lower      INTEGER NOT NULL,
    catch_up   INTEGER NOT NULL CHECK (catch_up IN (0, 1)),
    opened_at  INTEGER NOT NULL,
    taken      INTEGER NOT NULL,
    max_taken  INTEGER NOT NULL  -- 0: no limit
) STRICT;

CREATE TABLE facts (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE failed_events (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    messenger       TEXT NOT NULL,
    type            TEXT NOT NULL,
    identity        TEXT NOT NULL,
    event           TEXT NOT NULL,
    processor       TEXT NOT NULL,
    reason          TEXT NOT NULL,
    failed_at       INTEGER NOT NULL,
    attempts        INTEGER NOT NULL,
    retry_requested INTEGER NOT NULL DEFAULT 0 CHECK (retry_requested IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX failed_events_once ON failed_events (messenger, type, identity) WHERE identity <> '';
CREATE INDEX failed_events_by_time ON failed_events (failed_at, id);
CREATE INDEX failed_events_requested ON failed_events (failed_at, id) WHERE retry_requested = 1;
