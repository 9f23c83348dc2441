#include "storage/sqlite/cursors.hpp"

#include "storage/sqlite/query.hpp"

namespace mostik::storage::sqlite {

namespace {

ChannelCursor read_cursor(const Query& query) {
    return {query.text(0), query.text(1), query.time(2), query.time(3), query.time(4), query.text(5)};
}

}  // namespace

std::optional<ChannelCursor> SqliteCursors::find(const std::string& messenger,
                                                 const std::string& channel_id) {
    Query query(connection_,
                "SELECT messenger, channel_id, head, heard_since, changes_known_until, fingerprint FROM "
                "channel_cursors "
                "WHERE messenger = ? AND channel_id = ?",
                messenger, channel_id);
    if (!query.next()) return std::nullopt;
    return read_cursor(query);
}

std::vector<ChannelCursor> SqliteCursors::all(const std::string& messenger) {
    Query query(connection_,
                "SELECT messenger, channel_id, head, heard_since, changes_known_until, fingerprint FROM "
                "channel_cursors "
                "WHERE messenger = ? ORDER BY channel_id",
                messenger);
    std::vector<ChannelCursor> cursors;
    while (query.next()) cursors.push_back(read_cursor(query));
    return cursors;
}

void SqliteCursors::put(const ChannelCursor& cursor) {
    Query(connection_,
          "INSERT INTO channel_cursors (messenger, channel_id, head, heard_since, changes_known_until, "
          "fingerprint) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET head = excluded.head, "
          "heard_since = excluded.heard_since, changes_known_until = excluded.changes_known_until, "
          "fingerprint = excluded.fingerprint",
          cursor.messenger, cursor.channel_id, cursor.head, cursor.heard_since, cursor.changes_known_until,
          cursor.fingerprint)
        .run();
}

void SqliteCursors::advance(const std::string& messenger, const std::string& channel_id, core::Time head) {
    Query(connection_,
          "UPDATE channel_cursors SET head = ? WHERE messenger = ? AND channel_id = ? AND head < ?1", head,
          messenger, channel_id)
        .run();
}

void SqliteCursors::note_changes_known(const std::string& messenger, const std::string& channel_id,
                                       core::Time until) {
    Query(connection_,
          "UPDATE channel_cursors SET changes_known_until = ? "
          "WHERE messenger = ? AND channel_id = ? AND changes_known_until < ?1",
          until, messenger, channel_id)
        .run();
}

std::int64_t SqliteCursors::open_span(const Span& span) {
    Query query(
        connection_,
        "INSERT INTO spans (messenger, channel_id, upper, upper_id, lower, catch_up, opened_at, taken, "
        "max_taken) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        span.messenger, span.channel_id, span.upper, span.upper_id, span.lower, span.catch_up, span.opened_at,
        span.taken, span.limit);
    query.next();
    return query.integer(0);
}

void SqliteCursors::update_span(const Span& span) {
    Query(connection_,
          "UPDATE spans SET upper = ?, upper_id = ?, lower = ?, catch_up = ?, taken = ?, max_taken = ? "
          "WHERE id = ?",
          span.upper, span.upper_id, span.lower, span.catch_up, span.taken, span.limit, span.id)
        .run();
}

void SqliteCursors::close_span(std::int64_t id) {
    Query(connection_, "DELETE FROM spans WHERE id = ?", id).run();
}

std::vector<Span> SqliteCursors::open_spans(const std::string& messenger) {
    Query query(
        connection_,
        "SELECT id, messenger, channel_id, upper, upper_id, lower, catch_up, opened_at, taken, max_taken "
        "FROM spans WHERE messenger = ? ORDER BY catch_up DESC, id",
        messenger);
    std::vector<Span> spans;
    while (query.next()) {
        spans.push_back({.id = query.integer(0),
                         .messenger = query.text(1),
                         .channel_id = query.text(2),
                         .upper = query.time(3),
                         .upper_id = query.text(4),
                         .lower = query.time(5),
                         .catch_up = query.boolean(6),
                         .opened_at = query.time(7),
                         .taken = query.integer(8),
                         .limit = query.integer(9)});
    }
    return spans;
}

std::optional<std::string> SqliteCursors::value(const std::string& name) {
    Query query(connection_, "SELECT value FROM facts WHERE name = ?", name);
    if (!query.next()) return std::nullopt;
    return query.text(0);
}

void SqliteCursors::set_value(const std::string& name, const std::string& value) {
    Query(connection_,
          "INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
          name, value)
        .run();
}

}  // namespace mostik::storage::sqlite
