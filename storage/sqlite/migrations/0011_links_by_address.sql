-- A message may have copies at several addresses of one chat: in a group, and in one of its topics. And the copies of a
-- thread are found by its root.
CREATE TABLE links_by_address (
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
    UNIQUE (origin_message, origin_channel, origin_messenger, copy_messenger, copy_channel, target, origin_part),
    UNIQUE (copy_message, copy_channel, copy_messenger, copy_part)
) STRICT;
INSERT INTO links_by_address SELECT * FROM links;
DROP TABLE links;
ALTER TABLE links_by_address RENAME TO links;
CREATE INDEX links_by_thread ON links (origin_thread, origin_channel, origin_messenger) WHERE origin_thread <> '';
