-- The head of each line of the outbox, so that a claim need not look for it: the first row of its order key that is in_line.
-- Kept by the triggers below, whoever writes to the outbox. A step that makes the table outbox anew has to make them anew.
CREATE TABLE outbox_heads (
    order_key TEXT NOT NULL PRIMARY KEY,
    outbox_id INTEGER NOT NULL,
    messenger TEXT NOT NULL,
    urgency   INTEGER NOT NULL,  -- the priority, negated: all that a claim sorts by ascends
    joined_at INTEGER NOT NULL,
    stage     TEXT NOT NULL CHECK (stage IN ('waiting', 'ready', 'sending')),  -- ready: was due when last claimed
    wakes_at  INTEGER NOT NULL   -- due_at; of one that is sending, the end of its lease
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_heads_ready ON outbox_heads (messenger, urgency, joined_at, outbox_id) WHERE stage = 'ready';
CREATE INDEX outbox_heads_by_time ON outbox_heads (stage, wakes_at);

INSERT INTO outbox_heads (order_key, outbox_id, messenger, urgency, joined_at, stage, wakes_at)
SELECT order_key, id, messenger, -priority, joined_at, iif(state = 'sending', 'sending', 'waiting'),
       iif(state = 'sending', lease_until, due_at)
FROM outbox AS head
WHERE in_line AND NOT EXISTS
    (SELECT 1 FROM outbox WHERE in_line AND order_key = head.order_key AND (joined_at, id) < (head.joined_at, head.id));

CREATE TRIGGER outbox_row_added AFTER INSERT ON outbox WHEN NEW.in_line
BEGIN
    INSERT INTO outbox_heads (order_key, outbox_id, messenger, urgency, joined_at, stage, wakes_at)
    VALUES (NEW.order_key, NEW.id, NEW.messenger, -NEW.priority, NEW.joined_at,
            iif(NEW.state = 'sending', 'sending', 'waiting'), iif(NEW.state = 'sending', NEW.lease_until, NEW.due_at))
    ON CONFLICT (order_key) DO UPDATE SET
        outbox_id = excluded.outbox_id, messenger = excluded.messenger, urgency = excluded.urgency,
        joined_at = excluded.joined_at, stage = excluded.stage, wakes_at = excluded.wakes_at
    WHERE (excluded.joined_at, excluded.outbox_id) < (joined_at, outbox_id);
END;

CREATE TRIGGER outbox_row_changed AFTER UPDATE OF state, held, joined_at, due_at, lease_until ON outbox
BEGIN
    DELETE FROM outbox_heads WHERE order_key = NEW.order_key;
    INSERT INTO outbox_heads (order_key, outbox_id, messenger, urgency, joined_at, stage, wakes_at)
    SELECT order_key, id, messenger, -priority, joined_at, iif(state = 'sending', 'sending', 'waiting'),
           iif(state = 'sending', lease_until, due_at)
    FROM outbox WHERE in_line AND order_key = NEW.order_key ORDER BY joined_at, id LIMIT 1;
END;

CREATE TRIGGER outbox_row_removed AFTER DELETE ON outbox WHEN OLD.in_line
BEGIN
    DELETE FROM outbox_heads WHERE order_key = OLD.order_key;
    INSERT INTO outbox_heads (order_key, outbox_id, messenger, urgency, joined_at, stage, wakes_at)
    SELECT order_key, id, messenger, -priority, joined_at, iif(state = 'sending', 'sending', 'waiting'),
           iif(state = 'sending', lease_until, due_at)
    FROM outbox WHERE in_line AND order_key = OLD.order_key ORDER BY joined_at, id LIMIT 1;
END;
