-- The support desk: who writes to it, what was reported, and what was said about it.

CREATE TABLE contacts (
    messenger       TEXT NOT NULL,
    target          TEXT NOT NULL,  -- with the messenger his address
    name            TEXT NOT NULL,
    login           TEXT NOT NULL,
    language        TEXT NOT NULL,
    language_chosen INTEGER NOT NULL CHECK (language_chosen IN (0, 1)),
    blocked         INTEGER NOT NULL CHECK (blocked IN (0, 1)),
    asked           INTEGER NOT NULL CHECK (asked IN (0, 1)),
    source          TEXT NOT NULL,
    counted_since   INTEGER NOT NULL,
    counted         INTEGER NOT NULL,
    warned          INTEGER NOT NULL CHECK (warned IN (0, 1)),
    changed_at      INTEGER NOT NULL,
    PRIMARY KEY (messenger, target)
) STRICT, WITHOUT ROWID;

CREATE TABLE tickets (
    number           INTEGER PRIMARY KEY AUTOINCREMENT,
    person_messenger TEXT NOT NULL,  -- these two: empty once he is forgotten
    person_target    TEXT NOT NULL,
    person_name      TEXT NOT NULL,
    person_login     TEXT NOT NULL,
    language         TEXT NOT NULL,
    source           TEXT NOT NULL,
    state            TEXT NOT NULL CHECK (state IN ('new', 'open', 'waiting', 'closed')),
    assignee_id      TEXT NOT NULL,
    assignee_name    TEXT NOT NULL,
    previous         INTEGER,
    turn             INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    changed_at       INTEGER NOT NULL,
    first_answer_at  INTEGER,
    closed_at        INTEGER,
    closed_by        TEXT NOT NULL,
    rating           INTEGER NOT NULL
) STRICT;
-- A person has at most one that is not closed; nobody (a person who was forgotten) may have many.
CREATE UNIQUE INDEX tickets_unclosed ON tickets (person_target, person_messenger)
    WHERE state <> 'closed' AND person_target <> '';
CREATE INDEX tickets_by_person ON tickets (person_target, person_messenger, number);
CREATE INDEX tickets_by_state ON tickets (state, number);

CREATE TABLE ticket_notes (
    id     INTEGER PRIMARY KEY,
    ticket INTEGER NOT NULL REFERENCES tickets (number) ON DELETE CASCADE,
    at     INTEGER NOT NULL,
    who    TEXT NOT NULL,
    what   TEXT NOT NULL
) STRICT;
CREATE INDEX ticket_notes_by_ticket ON ticket_notes (ticket);

CREATE TABLE ticket_messages (
    id         INTEGER PRIMARY KEY,
    ticket     INTEGER NOT NULL REFERENCES tickets (number) ON DELETE CASCADE,
    messenger  TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    side       TEXT NOT NULL CHECK (side IN ('person', 'specialist')),
    internal   INTEGER NOT NULL CHECK (internal IN (0, 1)),
    author     TEXT NOT NULL,
    text       TEXT NOT NULL,
    files      TEXT NOT NULL,  -- their names, as JSON
    written_at INTEGER NOT NULL,
    edited_at  INTEGER,
    deleted_at INTEGER,
    UNIQUE (message_id, channel_id, messenger)
) STRICT;
CREATE INDEX ticket_messages_by_ticket ON ticket_messages (ticket);

-- A message to or from somebody who was forgotten while it was being sent: it goes when that is over.
ALTER TABLE outbox ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0 CHECK (forgotten IN (0, 1));
CREATE INDEX outbox_forgotten ON outbox (id) WHERE forgotten;
