#include "storage/sqlite/outbox.hpp"

#include "storage/error.hpp"
#include "storage/sqlite/outbox_rows.hpp"
#include "storage/sqlite/query.hpp"

#include <limits>
#include <stdexcept>

namespace mostik::storage::sqlite {

bool SqliteOutbox::delivered(OutboxId id, int attempt, const std::string& remote_id, core::Time now) {
    return finish(id, attempt, {.state = OutboxState::delivered, .remote_id = remote_id, .finished_at = now});
}

bool SqliteOutbox::retry(OutboxId id, int attempt, core::Time due_at, const std::string& reason,
                         core::Time now) {
    return back_in_queue(id, attempt,
                         {.reason = reason, .due_at = due_at, .finished_at = now, .counts = true});
}

bool SqliteOutbox::postpone(OutboxId id, int attempt, core::Time due_at, const std::string& reason,
                            core::Time now) {
    return back_in_queue(id, attempt, {.reason = reason, .due_at = due_at, .finished_at = now});
}

bool SqliteOutbox::back_in_queue(OutboxId id, int attempt, Outcome outcome) {
    const auto row = find(id);
    const bool too_late = row && row->state == OutboxState::sending && row->draft.not_after &&
                          *row->draft.not_after < *outcome.due_at;
    outcome.state = too_late ? OutboxState::expired : OutboxState::queued;
    return finish(id, attempt, outcome);
}

bool SqliteOutbox::failed(OutboxId id, int attempt, const std::string& reason, core::Time now) {
    return finish(id, attempt,
                  {.state = OutboxState::failed, .reason = reason, .finished_at = now, .counts = true});
}

bool SqliteOutbox::expired(OutboxId id, int attempt, core::Time now) {
    return finish(id, attempt, {.state = OutboxState::expired, .finished_at = now});
}

bool SqliteOutbox::uncertain(OutboxId id, int attempt, core::Time ask_at, bool hold,
                             const std::string& reason, core::Time now) {
    const bool recorded = finish(id, attempt,
                                 {.state = OutboxState::uncertain,
                                  .reason = reason,
                                  .due_at = ask_at,
                                  .finished_at = now,
                                  .counts = true,
                                  .hold = hold});
    if (recorded && hold) hold_operations_on(*find(id));
    return recorded;
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
    const bool was_held = find(id)->held;
    const std::optional<core::Time> due_at = is_final(outcome.state) ? outcome.finished_at : outcome.due_at;
    // What only some may read is not kept longer than needed.
    Query(connection_,
          "UPDATE outbox SET state = ?, lease_until = NULL, remote_id = coalesce(?, remote_id), "
          "reason = coalesce(?, reason), due_at = coalesce(?, due_at), failures = failures + ?, held = ?, "
          "message = iif(?1 = 'delivered', json_remove(message, '$.excerpts'), message) "
          "WHERE id = ? AND attempt = ? AND state = ?",
          to_string(outcome.state), outcome.remote_id, outcome.reason, due_at, outcome.counts ? 1 : 0,
          outcome.hold ? 1 : 0, id, attempt, to_string(*state))
        .run();
    Query(connection_,
          "UPDATE outbox_attempts SET outcome = ?, reason = coalesce(?, reason), finished_at = ? "
          "WHERE outbox_id = ? AND attempt = ?",
          to_string(outcome.state), outcome.reason, outcome.finished_at, id, attempt)
        .run();
    if (was_held && !outcome.hold) release_operations_on(*find(id), outcome.finished_at);
    return true;
}

void SqliteOutbox::plan(OutboxId id, const std::vector<core::Step>& steps) {
    int number = 0;
    for (const core::Step& step : steps) {
        Query(connection_, "INSERT INTO outbox_parts (outbox_id, number, step) VALUES (?, ?, ?)", id,
              number++, core::to_json(step))
            .run();
    }
}

std::vector<OutboxPart> SqliteOutbox::parts(OutboxId id) {
    Query query(connection_,
                "SELECT number, step, attempt, made FROM outbox_parts WHERE outbox_id = ? ORDER BY number",
                id);
    std::vector<OutboxPart> parts;
    try {
        while (query.next()) {
            parts.push_back({static_cast<int>(query.integer(0)), core::step_from_json(query.text(1)),
                             static_cast<int>(query.integer(2)), core::made_from_json(query.text(3))});
        }
    } catch (const StorageError&) {
        throw;
    } catch (const std::runtime_error& error) {
        throw StorageError("the outbox holds, in row " + std::to_string(id) + ", " + error.what());
    }
    return parts;
}

bool SqliteOutbox::part_done(OutboxId id, int attempt, int number, const std::vector<core::Made>& made,
                             core::Time lease_until) {
    const int still_ours =
        Query(connection_,
              "UPDATE outbox SET lease_until = ? WHERE id = ? AND attempt = ? AND state = 'sending'",
              lease_until, id, attempt)
            .run();
    if (still_ours == 0) return false;
    Query(connection_,
          "UPDATE outbox_parts SET attempt = ?, made = ? WHERE outbox_id = ? AND number = ? AND attempt = 0",
          attempt, core::to_json(made), id, number)
        .run();
    return true;
}

std::optional<OutboxRow> SqliteOutbox::find(OutboxId id) {
    Query query(connection_, "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE id = ?", id);
    if (!query.next()) return std::nullopt;
    return read_outbox_row(query);
}

std::vector<OutboxAttempt> SqliteOutbox::attempts(OutboxId id) {
    Query query(connection_,
                "SELECT attempt, started_at, finished_at, coalesce(outcome, ''), reason FROM outbox_attempts "
                "WHERE outbox_id = ? ORDER BY attempt",
                id);
    std::vector<OutboxAttempt> attempts;
    while (query.next()) {
        attempts.push_back({static_cast<int>(query.integer(0)), query.time(1), query.optional_time(2),
                            query.text(3), query.text(4)});
    }
    return attempts;
}

std::vector<OutboxRow> SqliteOutbox::latest(const OutboxFilter& filter) {
    // Most rows are delivered ones: those are found soonest from the newest row on, others by their state.
    const bool rare = filter.state && *filter.state != OutboxState::delivered;
    constexpr std::string_view by_id = "SELECT " OUTBOX_COLUMNS
                                       " FROM outbox WHERE id < ?1 AND (?2 IS NULL OR +state = ?2) AND "
                                       "(NOT ?3 OR notification IS NOT NULL) ORDER BY id DESC";
    constexpr std::string_view by_state = "SELECT " OUTBOX_COLUMNS
                                          " FROM outbox WHERE +id < ?1 AND state = ?2 AND "
                                          "(NOT ?3 OR notification IS NOT NULL) ORDER BY id DESC";
    constexpr std::string_view by_address =
        "SELECT " OUTBOX_COLUMNS
        " FROM outbox WHERE id < ?1 AND (?2 IS NULL OR +state = ?2) AND (NOT ?3 OR notification IS NOT NULL) "
        "AND messenger = ?4 AND target = ?5 ORDER BY id DESC";
    std::optional<std::string> state;
    if (filter.state) state = to_string(*filter.state);
    const OutboxId before = filter.before.value_or(std::numeric_limits<OutboxId>::max());
    const int notifications_only = filter.notifications_only ? 1 : 0;
    if (filter.to) {
        Query query(connection_, by_address, before, state, notifications_only, filter.to->messenger,
                    filter.to->target);
        return take(query, filter);
    }
    Query query(connection_, rare ? by_state : by_id, before, state, notifications_only);
    return take(query, filter);
}

std::vector<OutboxRow> SqliteOutbox::take(Query& query, const OutboxFilter& filter) {
    // Ids grow with time, but for the clock having been set back.
    constexpr std::chrono::hours slack{24};
    std::vector<OutboxRow> rows;
    while (rows.size() < static_cast<std::size_t>(std::max(filter.limit, 0)) && query.next()) {
        OutboxRow row = read_outbox_row(query);
        if (filter.since && row.created_at < *filter.since - slack) break;
        if (filter.since && row.created_at < *filter.since) continue;
        rows.push_back(std::move(row));
    }
    return rows;
}

OutboxCounts SqliteOutbox::counts() {
    OutboxCounts counts;
    {
        Query query(connection_, "SELECT state, count(*) FROM outbox GROUP BY state");
        while (query.next()) {
            const auto state = outbox_state_from(query.text(0));
            if (state == OutboxState::queued) counts.queued = query.integer(1);
            if (state == OutboxState::sending) counts.sending = query.integer(1);
            if (state == OutboxState::delivered) counts.delivered = query.integer(1);
            if (state == OutboxState::failed) counts.failed = query.integer(1);
            if (state == OutboxState::expired) counts.expired = query.integer(1);
            if (state == OutboxState::cancelled) counts.cancelled = query.integer(1);
            if (state == OutboxState::uncertain) counts.uncertain = query.integer(1);
        }
    }
    counts.uncertain_attempts = uncertain_attempts();
    return counts;
}

std::optional<core::Time> SqliteOutbox::oldest_due(core::Time now) {
    Query query(connection_,
                "SELECT due_at FROM outbox WHERE state = 'queued' AND due_at <= ? AND NOT held "
                "ORDER BY due_at LIMIT 1",
                now);
    if (!query.next()) return std::nullopt;
    return query.time(0);
}

}  // namespace mostik::storage::sqlite
