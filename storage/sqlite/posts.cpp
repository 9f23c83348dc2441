#include "storage/sqlite/posts.hpp"

#include "storage/sqlite/query.hpp"

namespace mostik::storage::sqlite {

namespace {

// The columns that read_post() reads, in its order.
#define POST_COLUMNS                                                                                 \
    "messenger, created_at, id, channel_id, channel_name, thread_id, author_id, author_name, text, " \
    "edited_at, deleted_at, attachments, raw"

StoredPost read_post(const Query& query) {
    return {.key = {.messenger = query.text(0), .created_at = query.time(1), .id = query.text(2)},
            .channel_id = query.text(3),
            .channel_name = query.text(4),
            .thread_id = query.text(5),
            .author_id = query.text(6),
            .author_name = query.text(7),
            .text = query.text(8),
            .edited_at = query.time(9),
            .deleted_at = query.optional_time(10),
            .attachments = query.text(11),
            .raw = query.text(12)};
}

}  // namespace

SaveOutcome SqlitePosts::save(const StoredPost& post) {
    if (insert(post)) return SaveOutcome::inserted;

    std::int64_t row = 0;
    core::Time stored{};
    {
        Query query(connection_,
                    "SELECT row_id, edited_at FROM posts WHERE created_at = ? AND id = ? AND messenger = ?",
                    post.key.created_at, post.key.id, post.key.messenger);
        query.next();
        row = query.integer(0);
        stored = query.time(1);
    }
    if (post.edited_at > stored) {
        replace_current(row, post);
        return SaveOutcome::new_version;
    }
    if (post.edited_at == stored) {
        fill_in_names(row, post);
    } else {
        Query(connection_,
              "INSERT INTO post_versions (post, edited_at, text, attachments, raw) VALUES (?, ?, ?, ?, ?) "
              "ON CONFLICT DO NOTHING",
              row, post.edited_at, post.text, post.attachments, post.raw)
            .run();
    }
    return SaveOutcome::unchanged;
}

bool SqlitePosts::insert(const StoredPost& post) {
    std::int64_t row = 0;
    {
        Query query(
            connection_,
            "INSERT INTO posts (messenger, created_at, id, channel_id, channel_name, thread_id, author_id, "
            "author_name, text, edited_at, attachments, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT DO NOTHING RETURNING row_id",
            post.key.messenger, post.key.created_at, post.key.id, post.channel_id, post.channel_name,
            post.thread_id, post.author_id, post.author_name, post.text, post.edited_at, post.attachments,
            post.raw);
        if (!query.next()) return false;
        row = query.integer(0);
    }
    queue_for_search(row);
    return true;
}

void SqlitePosts::replace_current(std::int64_t row, const StoredPost& post) {
    Query(connection_,
          "INSERT INTO post_versions (post, edited_at, text, attachments, raw) "
          "SELECT row_id, edited_at, text, attachments, raw FROM posts WHERE row_id = ?",
          row)
        .run();
    Query(connection_,
          "UPDATE posts SET text = ?, edited_at = ?, attachments = ?, raw = ?, "
          "channel_name = coalesce(nullif(?, ''), channel_name), author_name = coalesce(nullif(?, ''), "
          "author_name) "
          "WHERE row_id = ?",
          post.text, post.edited_at, post.attachments, post.raw, post.channel_name, post.author_name, row)
        .run();
    queue_for_search(row);
}

/// It is indexed after the commit, see Search.
void SqlitePosts::queue_for_search(std::int64_t row) {
    Query(connection_, "INSERT INTO search_queue (post) VALUES (?) ON CONFLICT DO NOTHING", row).run();
}

void SqlitePosts::fill_in_names(std::int64_t row, const StoredPost& post) {
    Query(connection_,
          "UPDATE posts SET channel_name = ? WHERE row_id = ? AND channel_name = '' AND ?1 <> ''",
          post.channel_name, row)
        .run();
    Query(connection_, "UPDATE posts SET author_name = ? WHERE row_id = ? AND author_name = '' AND ?1 <> ''",
          post.author_name, row)
        .run();
}

bool SqlitePosts::mark_deleted(const PostKey& key, core::Time when) {
    return Query(connection_,
                 "UPDATE posts SET deleted_at = ? "
                 "WHERE created_at = ? AND id = ? AND messenger = ? AND deleted_at IS NULL",
                 when, key.created_at, key.id, key.messenger)
               .run() > 0;
}

int SqlitePosts::mark_replies_deleted(const PostKey& root, const std::string& channel_id, core::Time when) {
    // Replies are younger than their root: the index by channel is read from there on.
    return Query(connection_,
                 "UPDATE posts SET deleted_at = ? WHERE messenger = ? AND channel_id = ? AND created_at >= ? "
                 "AND thread_id = ? AND deleted_at IS NULL",
                 when, root.messenger, channel_id, root.created_at, root.id)
        .run();
}

std::optional<std::int64_t> SqlitePosts::row_of(const PostRef& post) {
    // People react to what is new: the newest are looked at first.
    Query query(connection_,
                "SELECT row_id FROM posts WHERE messenger = ? AND channel_id = ? AND id = ? "
                "ORDER BY created_at DESC LIMIT 1",
                post.messenger, post.channel_id, post.id);
    if (!query.next()) return std::nullopt;
    return query.integer(0);
}

bool SqlitePosts::add_reaction(const PostRef& post, const StoredReaction& reaction) {
    const auto row = row_of(post);
    if (!row) return false;
    return Query(connection_,
                 "INSERT INTO post_reactions (post, author_id, emoji, author_name, created_at) "
                 "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                 *row, reaction.author_id, reaction.emoji, reaction.author_name, reaction.created_at)
               .run() > 0;
}

bool SqlitePosts::remove_reaction(const PostRef& post, const std::string& author_id, const std::string& emoji,
                                  core::Time when) {
    const auto row = row_of(post);
    if (!row) return false;
    return Query(connection_,
                 "DELETE FROM post_reactions WHERE post = ? AND author_id = ? AND emoji = ? AND created_at "
                 "<= ?",
                 *row, author_id, emoji, when)
               .run() > 0;
}

std::vector<StoredReaction> SqlitePosts::reactions(const PostKey& key) {
    Query query(connection_,
                "SELECT r.author_id, r.author_name, r.emoji, r.created_at FROM post_reactions r "
                "JOIN posts p ON p.row_id = r.post "
                "WHERE p.created_at = ? AND p.id = ? AND p.messenger = ? "
                "ORDER BY r.created_at, r.author_id, r.emoji",
                key.created_at, key.id, key.messenger);
    std::vector<StoredReaction> reactions;
    while (query.next()) {
        reactions.push_back({query.text(0), query.text(1), query.text(2), query.time(3)});
    }
    return reactions;
}

std::optional<StoredPost> SqlitePosts::find(const PostKey& key) {
    Query query(connection_,
                "SELECT " POST_COLUMNS " FROM posts WHERE created_at = ? AND id = ? AND messenger = ?",
                key.created_at, key.id, key.messenger);
    if (!query.next()) return std::nullopt;
    return read_post(query);
}

bool SqlitePosts::contains(const PostKey& key) {
    return Query(connection_, "SELECT 1 FROM posts WHERE created_at = ? AND id = ? AND messenger = ?",
                 key.created_at, key.id, key.messenger)
        .next();
}

std::vector<PostVersion> SqlitePosts::versions(const PostKey& key) {
    Query query(connection_,
                "WITH one AS (SELECT * FROM posts WHERE created_at = ? AND id = ? AND messenger = ?) "
                "SELECT v.edited_at AS edited_at, v.text, v.attachments, v.raw "
                "FROM post_versions v JOIN one ON v.post = one.row_id "
                "UNION ALL SELECT edited_at, text, attachments, raw FROM one "
                "ORDER BY edited_at",
                key.created_at, key.id, key.messenger);
    std::vector<PostVersion> versions;
    while (query.next()) {
        versions.push_back({query.time(0), query.text(1), query.text(2), query.text(3)});
    }
    return versions;
}

std::int64_t SqlitePosts::count() {
    Query query(connection_, "SELECT count(*) FROM posts");
    query.next();
    return query.integer(0);
}

std::vector<StoredPost> SqlitePosts::latest(int limit) {
    Query query(connection_, "SELECT " POST_COLUMNS " FROM posts ORDER BY created_at DESC, id DESC LIMIT ?",
                limit);
    std::vector<StoredPost> posts;
    while (query.next()) posts.push_back(read_post(query));
    return posts;
}

std::vector<PostKey> SqlitePosts::latest_undeleted(const std::string& messenger,
                                                   const std::string& channel_id, int limit) {
    Query query(connection_,
                "SELECT messenger, created_at, id FROM posts WHERE messenger = ? AND channel_id = ? "
                "AND deleted_at IS NULL ORDER BY created_at DESC LIMIT ?",
                messenger, channel_id, limit);
    std::vector<PostKey> keys;
    while (query.next()) keys.push_back({query.text(0), query.time(1), query.text(2)});
    return keys;
}

}  // namespace mostik::storage::sqlite
