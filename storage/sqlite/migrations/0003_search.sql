-- Full-text search. What is looked for are stems, and SQLite knows no stemming: search_index holds the words as
-- core/search_terms makes them, separated by spaces. Posts are indexed after they were committed: search_queue
-- names those that are not, or not as they are now.

-- The row of search_index: created_at in milliseconds * 65536 and a number that tells posts of one millisecond
-- apart, so that the newest hits can be read without sorting all of them.
ALTER TABLE posts ADD COLUMN search_id INTEGER;
CREATE UNIQUE INDEX posts_by_search_id ON posts (search_id);

CREATE TABLE search_queue (
    post INTEGER PRIMARY KEY REFERENCES posts (row_id) ON DELETE CASCADE
) STRICT;
INSERT INTO search_queue (post) SELECT row_id FROM posts;

CREATE VIRTUAL TABLE search_index USING fts5 (
    words,  -- in the order of the text
    also,   -- further forms that posts are found by
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* Co' tokenchars '+#'"
);

-- Words of channels that only some may read, as JSON; taken out when the message has arrived.
ALTER TABLE outbox ADD COLUMN excerpts TEXT;
