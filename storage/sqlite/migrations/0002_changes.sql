-- A live event names a post by its channel and id: with both in the index it is found without reading the posts.
DROP INDEX posts_by_channel;
CREATE INDEX posts_by_channel ON posts (messenger, channel_id, created_at, id, thread_id);

CREATE TABLE post_reactions (
    post        INTEGER NOT NULL REFERENCES posts (row_id) ON DELETE CASCADE,
    author_id   TEXT NOT NULL,
    emoji       TEXT NOT NULL,
    author_name TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (post, author_id, emoji)
) STRICT, WITHOUT ROWID;

-- Up to when the changes of a channel's posts are known. 0: nobody has looked yet.
ALTER TABLE channel_cursors ADD COLUMN changes_known_until INTEGER NOT NULL DEFAULT 0;
