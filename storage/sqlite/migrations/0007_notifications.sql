-- What other systems handed in, with its files, and which messages of the outbox it became.
CREATE TABLE notifications (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    reference   TEXT NOT NULL UNIQUE,  -- begins with the time unless its sender chose it
    fingerprint TEXT NOT NULL,
    source      TEXT NOT NULL,         -- who handed it in: an API key's name
    accepted_at INTEGER NOT NULL
) STRICT;

CREATE TABLE notification_files (
    notification INTEGER NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
    number       INTEGER NOT NULL,
    name         TEXT NOT NULL,
    mime_type    TEXT NOT NULL,
    content      BLOB NOT NULL,
    PRIMARY KEY (notification, number)
) STRICT;

ALTER TABLE outbox ADD COLUMN notification INTEGER REFERENCES notifications (id);
CREATE INDEX outbox_notifications ON outbox (notification) WHERE notification IS NOT NULL;
-- For whoever asks what went to an address, or what became of what was written since some moment.
CREATE INDEX outbox_addresses ON outbox (messenger, target, id);
