#include "storage/sqlite/outbox.hpp"
#include "storage/sqlite/query.hpp"

namespace mostik::storage::sqlite {

namespace {

/// The fact that counts the uncertain attempts of rows that are gone.
#define FORGOTTEN_ATTEMPTS "outbox.forgotten_uncertain_attempts"

// The oldest rows of a state, in the order of an index: each of the statements below names the same ones.
#define OLDEST "(SELECT id FROM outbox WHERE state = ? AND due_at < ? ORDER BY due_at, id LIMIT ?)"

}  // namespace

int SqliteOutbox::forget(core::Time before, int limit) {
    int forgotten = 0;
    for (const OutboxState state : {OutboxState::delivered, OutboxState::cancelled, OutboxState::expired}) {
        if (forgotten < limit) forgotten += forget(state, before, limit - forgotten);
    }
    return forgotten;
}

int SqliteOutbox::forget(OutboxState state, core::Time before, int limit) {
    Query(connection_,
          "INSERT INTO forgotten_messages (caused_at, dedupe_key) "
          "SELECT caused_at, dedupe_key FROM outbox WHERE id IN " OLDEST,
          to_string(state), before, limit)
        .run();
    Query(connection_,
          "INSERT INTO facts (name, value) "
          "SELECT '" FORGOTTEN_ATTEMPTS
          "', CAST(count(*) AS TEXT) FROM outbox_attempts "
          "WHERE outcome = 'uncertain' AND outbox_id IN " OLDEST
          " HAVING count(*) > 0 "
          "ON CONFLICT (name) DO UPDATE SET value = CAST(value + excluded.value AS TEXT)",
          to_string(state), before, limit)
        .run();
    // Its attempts and parts go with it.
    return Query(connection_, "DELETE FROM outbox WHERE id IN " OLDEST, to_string(state), before, limit)
        .run();
}

bool SqliteOutbox::is_forgotten(const OutboxDraft& draft) {
    return Query(connection_, "SELECT 1 FROM forgotten_messages WHERE caused_at = ? AND dedupe_key = ?",
                 draft.caused_at, draft.dedupe_key)
        .next();
}

std::int64_t SqliteOutbox::uncertain_attempts() {
    Query query(connection_,
                "SELECT (SELECT count(*) FROM outbox_attempts WHERE outcome = 'uncertain') + "
                "coalesce((SELECT CAST(value AS INTEGER) FROM facts WHERE name = '" FORGOTTEN_ATTEMPTS
                "'), 0)");
    return query.next() ? query.integer(0) : 0;
}

}  // namespace mostik::storage::sqlite
