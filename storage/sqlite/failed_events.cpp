#include "storage/sqlite/failed_events.hpp"

#include "storage/sqlite/query.hpp"

namespace mostik::storage::sqlite {

namespace {

// The columns that read_all() reads, in its order.
#define FAILED_EVENT_COLUMNS \
    "id, messenger, type, identity, event, processor, reason, failed_at, attempts, retry_requested"

std::vector<FailedEvent> read_all(Query& query) {
    std::vector<FailedEvent> events;
    while (query.next()) {
        events.push_back({.id = query.integer(0),
                          .messenger = query.text(1),
                          .type = query.text(2),
                          .identity = query.text(3),
                          .event = query.text(4),
                          .processor = query.text(5),
                          .reason = query.text(6),
                          .failed_at = query.time(7),
                          .attempts = static_cast<int>(query.integer(8)),
                          .retry_requested = query.boolean(9)});
    }
    return events;
}

}  // namespace

void SqliteFailedEvents::record(const FailedEvent& event) {
    Query(connection_,
          "INSERT INTO failed_events (messenger, type, identity, event, processor, reason, failed_at, "
          "attempts) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
          "ON CONFLICT (messenger, type, identity) WHERE identity <> '' DO UPDATE SET "
          "event = excluded.event, processor = excluded.processor, reason = excluded.reason, "
          "failed_at = excluded.failed_at, attempts = attempts + 1, retry_requested = 0",
          event.messenger, event.type, event.identity, event.event, event.processor, event.reason,
          event.failed_at, event.attempts)
        .run();
}

std::vector<FailedEvent> SqliteFailedEvents::list(int limit) {
    Query query(connection_,
                "SELECT " FAILED_EVENT_COLUMNS " FROM failed_events ORDER BY failed_at DESC, id DESC LIMIT ?",
                limit);
    return read_all(query);
}

bool SqliteFailedEvents::request_retry(std::int64_t id) {
    return Query(connection_, "UPDATE failed_events SET retry_requested = 1 WHERE id = ?", id).run() > 0;
}

int SqliteFailedEvents::request_retry_all() {
    return Query(connection_, "UPDATE failed_events SET retry_requested = 1 WHERE retry_requested = 0").run();
}

std::vector<FailedEvent> SqliteFailedEvents::requested(int limit) {
    Query query(connection_,
                "SELECT " FAILED_EVENT_COLUMNS
                " FROM failed_events WHERE retry_requested = 1 ORDER BY failed_at, id LIMIT ?",
                limit);
    return read_all(query);
}

void SqliteFailedEvents::remove(std::int64_t id) {
    Query(connection_, "DELETE FROM failed_events WHERE id = ?", id).run();
}

std::int64_t SqliteFailedEvents::count() {
    Query query(connection_, "SELECT count(*) FROM failed_events");
    query.next();
    return query.integer(0);
}

}  // namespace mostik::storage::sqlite
