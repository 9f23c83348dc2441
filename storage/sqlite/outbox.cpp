#include "storage/sqlite/outbox.hpp"

#include "core/address.hpp"
#include "storage/sqlite/outbox_rows.hpp"
#include "storage/sqlite/query.hpp"

#include <algorithm>

namespace mostik::storage::sqlite {

namespace {

// The head of each line. Steps from order key to order key in the index instead of reading every pending row:
// a thousand rows that wait for one chat cost as much as one.
#define LINE_HEADS                                                                                         \
    "WITH RECURSIVE lines (order_key) AS ("                                                                \
    " SELECT min(order_key) FROM outbox WHERE pending"                                                     \
    " UNION ALL"                                                                                           \
    " SELECT (SELECT min(order_key) FROM outbox WHERE pending AND order_key > lines.order_key) FROM lines" \
    " WHERE lines.order_key IS NOT NULL), "                                                                \
    "heads (head) AS ("                                                                                    \
    " SELECT (SELECT id FROM outbox WHERE pending AND order_key = lines.order_key ORDER BY joined_at, id " \
    "LIMIT 1)"                                                                                             \
    " FROM lines WHERE lines.order_key IS NOT NULL) "

std::vector<OutboxId> read_ids(Query& query) {
    std::vector<OutboxId> ids;
    while (query.next()) ids.push_back(query.integer(0));
    return ids;
}

std::optional<std::string> part_of(const std::optional<core::MessageRef>& reference,
                                   std::string core::MessageRef::*part) {
    if (!reference) return std::nullopt;
    return (*reference).*part;
}

}  // namespace

std::optional<OutboxId> SqliteOutbox::enqueue(const OutboxDraft& draft, core::Time now) {
    const std::string order_key = draft.order_key.empty() ? core::to_string(draft.to) : draft.order_key;
    const core::Time due_at = std::max(now, draft.not_before.value_or(now));
    const core::Time joined_at = due_at > now ? due_at : end_of_line(order_key, now);
    const auto& reply_to = draft.message.reply_to;
    std::optional<std::string> excerpts;
    if (draft.message.excerpts) excerpts = core::to_json(*draft.message.excerpts);
    Query query(
        connection_,
        "INSERT INTO outbox (token, caused_at, dedupe_key, operation, messenger, target, order_key, text, "
        "reply_messenger, reply_channel_id, reply_message_id, excerpts, not_before, not_after, state, "
        "created_at, joined_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?) "
        "ON CONFLICT (caused_at, dedupe_key) DO NOTHING RETURNING id",
        random_token(), draft.caused_at, draft.dedupe_key, to_string(draft.operation), draft.to.messenger,
        draft.to.target, order_key, draft.message.text, part_of(reply_to, &core::MessageRef::messenger),
        part_of(reply_to, &core::MessageRef::channel_id), part_of(reply_to, &core::MessageRef::message_id),
        excerpts, draft.not_before, draft.not_after, now, joined_at, due_at);
    if (!query.next()) return std::nullopt;
    return query.integer(0);
}

/// The place of a row that joins the line now: behind everybody who stands there, even when the clock was set
/// back since.
core::Time SqliteOutbox::end_of_line(const std::string& order_key, core::Time now) {
    Query query(connection_,
                "SELECT joined_at FROM outbox WHERE pending AND order_key = ? AND not_before IS NULL "
                "ORDER BY joined_at DESC LIMIT 1",
                order_key);
    return query.next() ? std::max(now, query.time(0)) : now;
}

std::vector<OutboxRow> SqliteOutbox::claim_due(core::Time now, core::Time lease_until, int limit) {
    expire_late(now);
    std::vector<OutboxId> due;
    {
        Query query(connection_,
                    LINE_HEADS
                    "SELECT id FROM heads JOIN outbox ON id = head WHERE state = 'queued' AND due_at <= ? "
                    "ORDER BY joined_at, id LIMIT ?",
                    now, limit);
        due = read_ids(query);
    }
    std::vector<OutboxRow> claimed;
    claimed.reserve(due.size());
    for (const OutboxId id : due) claimed.push_back(begin_attempt(id, OutboxState::queued, now, lease_until));
    return claimed;
}

std::vector<OutboxRow> SqliteOutbox::claim_unresolved(core::Time now, core::Time lease_until, int limit) {
    end_lapsed_attempts(now);
    std::vector<OutboxId> due;
    {
        Query query(
            connection_,
            "SELECT id FROM outbox WHERE state = 'uncertain' AND due_at <= ? ORDER BY due_at, id LIMIT ?",
            now, limit);
        due = read_ids(query);
    }
    std::vector<OutboxRow> claimed;
    claimed.reserve(due.size());
    for (const OutboxId id : due) {
        claimed.push_back(begin_attempt(id, OutboxState::uncertain, now, lease_until));
    }
    return claimed;
}

int SqliteOutbox::end_leases(core::Time now) {
    return Query(connection_, "UPDATE outbox SET lease_until = min(lease_until, ?) WHERE state = 'sending'",
                 now)
        .run();
}

void SqliteOutbox::expire_late(core::Time now) {
    Query(connection_,
          "UPDATE outbox INDEXED BY outbox_deadlines SET state = 'expired' WHERE state = 'queued' AND "
          "not_after IS NOT NULL AND "
          "not_after < ?",
          now)
        .run();
}

void SqliteOutbox::end_lapsed_attempts(core::Time now) {
    std::vector<std::pair<OutboxId, int>> lapsed;
    {
        Query query(connection_,
                    "SELECT id, attempt FROM outbox WHERE state = 'sending' AND lease_until <= ?", now);
        while (query.next()) lapsed.emplace_back(query.integer(0), static_cast<int>(query.integer(1)));
    }
    for (const auto& [id, attempt] : lapsed) {
        uncertain(id, attempt, now, "the attempt was given up without an outcome", now);
    }
}

OutboxRow SqliteOutbox::begin_attempt(OutboxId id, OutboxState from, core::Time now, core::Time lease_until) {
    OutboxRow row;
    {
        Query query(connection_,
                    "UPDATE outbox SET state = 'sending', attempt = attempt + 1, lease_until = ?, "
                    "first_attempt_at = coalesce(first_attempt_at, ?) WHERE id = ? AND state = ? "
                    "RETURNING " OUTBOX_COLUMNS,
                    lease_until, now, id, to_string(from));
        query.next();
        row = read_outbox_row(query);
    }
    Query(connection_, "INSERT INTO outbox_attempts (outbox_id, attempt, started_at) VALUES (?, ?, ?)", id,
          row.attempt, now)
        .run();
    return row;
}

bool SqliteOutbox::delivered(OutboxId id, int attempt, const std::string& remote_id, core::Time now) {
    return finish(id, attempt, {.state = OutboxState::delivered, .remote_id = remote_id, .finished_at = now});
}

bool SqliteOutbox::retry(OutboxId id, int attempt, core::Time due_at, const std::string& reason,
                         core::Time now) {
    const auto row = find(id);
    const bool too_late =
        row && row->state == OutboxState::sending && row->draft.not_after && *row->draft.not_after < due_at;
    const OutboxState next = too_late ? OutboxState::expired : OutboxState::queued;
    return finish(id, attempt, {.state = next, .reason = reason, .due_at = due_at, .finished_at = now});
}

bool SqliteOutbox::failed(OutboxId id, int attempt, const std::string& reason, core::Time now) {
    return finish(id, attempt, {.state = OutboxState::failed, .reason = reason, .finished_at = now});
}

bool SqliteOutbox::uncertain(OutboxId id, int attempt, core::Time ask_at, const std::string& reason,
                             core::Time now) {
    return finish(id, attempt,
                  {.state = OutboxState::uncertain, .reason = reason, .due_at = ask_at, .finished_at = now});
}

bool SqliteOutbox::cancel(OutboxId id) {
    return Query(connection_, "UPDATE outbox SET state = 'cancelled' WHERE id = ? AND state = 'queued'", id)
               .run() > 0;
}

bool SqliteOutbox::requeue(OutboxId id, core::Time now) {
    const auto row = find(id);
    if (!row) return false;
    return Query(connection_,
                 "UPDATE outbox SET state = 'queued', due_at = ?, joined_at = ? WHERE id = ? AND state = "
                 "'failed'",
                 now, end_of_line(row->draft.order_key, now), id)
               .run() > 0;
}

std::optional<OutboxState> SqliteOutbox::state_of(OutboxId id, int attempt) {
    Query query(connection_, "SELECT state FROM outbox WHERE id = ? AND attempt = ?", id, attempt);
    if (!query.next()) return std::nullopt;
    return outbox_state_from(query.text(0));
}

bool SqliteOutbox::finish(OutboxId id, int attempt, const Outcome& outcome) {
    const std::optional<OutboxState> state = state_of(id, attempt);
    // An attempt is what ends here: a failed row's way back to the queue is a person's, requeue().
    if (!state || (*state != OutboxState::sending && *state != OutboxState::uncertain)) return false;
    if (!transition_allowed(*state, outcome.state)) return false;
    Query(connection_,
          "UPDATE outbox SET state = ?, lease_until = NULL, remote_id = coalesce(?, remote_id), "
          "reason = coalesce(?, reason), due_at = coalesce(?, due_at), "
          "excerpts = iif(?1 = 'delivered', NULL, excerpts) WHERE id = ? AND attempt = ? AND state = ?",
          to_string(outcome.state), outcome.remote_id, outcome.reason, outcome.due_at, id, attempt,
          to_string(*state))
        .run();
    Query(connection_,
          "UPDATE outbox_attempts SET outcome = ?, reason = coalesce(?, reason), finished_at = ? "
          "WHERE outbox_id = ? AND attempt = ?",
          to_string(outcome.state), outcome.reason, outcome.finished_at, id, attempt)
        .run();
    return true;
}

std::optional<core::Time> SqliteOutbox::next_due() {
    Query query(
        connection_, LINE_HEADS
        "SELECT min(iif(state = 'sending', lease_until, due_at)) FROM heads JOIN outbox ON id = head");
    if (!query.next()) return std::nullopt;
    return query.optional_time(0);
}

std::optional<OutboxRow> SqliteOutbox::find(OutboxId id) {
    Query query(connection_, "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE id = ?", id);
    if (!query.next()) return std::nullopt;
    return read_outbox_row(query);
}

std::vector<OutboxRow> SqliteOutbox::latest(int limit) {
    Query query(connection_, "SELECT " OUTBOX_COLUMNS " FROM outbox ORDER BY id DESC LIMIT ?", limit);
    std::vector<OutboxRow> rows;
    while (query.next()) rows.push_back(read_outbox_row(query));
    return rows;
}

OutboxCounts SqliteOutbox::counts() {
    OutboxCounts counts;
    Query query(connection_, "SELECT state, count(*) FROM outbox GROUP BY state");
    while (query.next()) {
        switch (outbox_state_from(query.text(0))) {
            case OutboxState::queued:
                counts.queued = query.integer(1);
                break;
            case OutboxState::sending:
                counts.sending = query.integer(1);
                break;
            case OutboxState::delivered:
                counts.delivered = query.integer(1);
                break;
            case OutboxState::failed:
                counts.failed = query.integer(1);
                break;
            case OutboxState::uncertain:
                counts.uncertain = query.integer(1);
                break;
            case OutboxState::expired:
            case OutboxState::cancelled:
                break;
        }
    }
    return counts;
}

}  // namespace mostik::storage::sqlite
