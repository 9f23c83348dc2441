-- A person has asked for this message to be tried again: also to an address where nothing can be sent otherwise.
ALTER TABLE outbox ADD COLUMN insisted INTEGER NOT NULL DEFAULT 0 CHECK (insisted IN (0, 1));
