#include "storage/sqlite/inbox.hpp"

#include "storage/sqlite/query.hpp"

namespace mostik::storage::sqlite {

bool SqliteInbox::contains(const EventKey& key) {
    return Query(connection_,
                 "SELECT 1 FROM inbox WHERE happened_at = ? AND identity = ? AND type = ? AND messenger = ?",
                 key.happened_at, key.identity, key.type, key.messenger)
        .next();
}

void SqliteInbox::record(const EventKey& key, core::Time now) {
    Query(connection_,
          "INSERT INTO inbox (happened_at, identity, type, messenger, recorded_at) VALUES (?, ?, ?, ?, ?) "
          "ON CONFLICT DO NOTHING",
          key.happened_at, key.identity, key.type, key.messenger, now)
        .run();
}

int SqliteInbox::forget(core::Time before, int limit) {
    return Query(connection_,
                 "DELETE FROM inbox WHERE (happened_at, identity, type, messenger) IN "
                 "(SELECT happened_at, identity, type, messenger FROM inbox WHERE recorded_at < ? "
                 "ORDER BY recorded_at LIMIT ?)",
                 before, limit)
        .run();
}

}  // namespace mostik::storage::sqlite
