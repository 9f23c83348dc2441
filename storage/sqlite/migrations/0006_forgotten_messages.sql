-- What stays of outbox rows that were removed: an event that is read from the past again, however late, must not send
-- its messages again.
CREATE TABLE forgotten_messages (
    caused_at  INTEGER NOT NULL,
    dedupe_key TEXT NOT NULL,
    PRIMARY KEY (caused_at, dedupe_key)
) STRICT, WITHOUT ROWID;

-- From now on the due_at of a row that is over tells when it was; before, only the attempts do.
UPDATE outbox SET due_at = (SELECT max(finished_at) FROM outbox_attempts WHERE outbox_id = outbox.id)
WHERE state IN ('delivered', 'expired', 'cancelled') AND
      EXISTS (SELECT 1 FROM outbox_attempts WHERE outbox_id = outbox.id AND finished_at IS NOT NULL);
