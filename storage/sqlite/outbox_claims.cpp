#include "storage/sqlite/outbox.hpp"
#include "storage/sqlite/outbox_rows.hpp"
#include "storage/sqlite/query.hpp"

#include <algorithm>
#include <set>

namespace mostik::storage::sqlite {

namespace {

// The head of each line. Steps from order key to order key in the index instead of reading every pending row:
// a thousand rows that wait for one chat cost as much as one.
#define LINE_HEADS                                                                                         \
    "WITH RECURSIVE lines (order_key) AS ("                                                                \
    " SELECT min(order_key) FROM outbox WHERE in_line"                                                     \
    " UNION ALL"                                                                                           \
    " SELECT (SELECT min(order_key) FROM outbox WHERE in_line AND order_key > lines.order_key) FROM lines" \
    " WHERE lines.order_key IS NOT NULL), "                                                                \
    "heads (head) AS ("                                                                                    \
    " SELECT (SELECT id FROM outbox WHERE in_line AND order_key = lines.order_key ORDER BY joined_at, id " \
    "LIMIT 1)"                                                                                             \
    " FROM lines WHERE lines.order_key IS NOT NULL) "

void earliest(std::optional<core::Time>& known, std::optional<core::Time> other) {
    if (other && (!known || *other < *known)) known = other;
}

}  // namespace

Claim SqliteOutbox::claim_due(core::Time now, core::Time lease_until, int limit, const Admit& admit) {
    Claim claim;
    remove_forgotten();
    claim.over = expire_late(now);
    std::set<std::string> closed;  // messengers of which nothing more may leave now
    for (const OutboxId id : due_heads(now)) {
        if (static_cast<int>(claim.rows.size()) >= limit) {
            earliest(claim.look_again, now);
            break;
        }
        std::optional<OutboxRow> row = find(id);
        if (!row || closed.contains(row->draft.to.messenger)) continue;
        const Admission admission = admit ? admit(*row) : Admitted{};
        if (const auto* later = std::get_if<NotBefore>(&admission)) {
            earliest(claim.look_again, later->at);
            if (later->whole_messenger) {
                closed.insert(row->draft.to.messenger);
            } else {
                Query(connection_, "UPDATE outbox SET due_at = ? WHERE id = ?", later->at, id).run();
            }
            continue;
        }
        if (const auto* never = std::get_if<NeverAdmitted>(&admission)) {
            Query(connection_, "UPDATE outbox SET state = 'failed', reason = ?, due_at = ? WHERE id = ?",
                  never->reason, now, id)
                .run();
            row->state = OutboxState::failed;
            row->reason = never->reason;
            claim.over.push_back(std::move(*row));
            // Whoever stood behind it is the head now.
            earliest(claim.look_again, now);
            continue;
        }
        begin_attempt(*row, now, lease_until);
        claim.rows.push_back(std::move(*row));
    }
    earliest(claim.look_again, next_due(now));
    return claim;
}

/// What was forgotten while it was being sent has ended by now, and is not tried again.
void SqliteOutbox::remove_forgotten() {
    std::vector<OutboxRow> rows;
    {
        Query query(connection_,
                    "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE forgotten AND state <> 'sending'");
        rows = read_outbox_rows(query);
    }
    for (const OutboxRow& row : rows) {
        if (row.draft.source) {
            const core::MessageRef& source = *row.draft.source;
            Query(
                connection_,
                "DELETE FROM links WHERE origin_message = ? AND origin_channel = ? AND origin_messenger = ? "
                "AND copy_messenger = ? AND target = ?",
                source.message_id, source.channel_id, source.messenger, row.draft.to.messenger,
                row.draft.to.target)
                .run();
        }
        Query(connection_, "DELETE FROM outbox WHERE id = ?", row.id).run();
    }
}

std::vector<OutboxId> SqliteOutbox::due_heads(core::Time now) {
    Query query(connection_,
                LINE_HEADS
                "SELECT id FROM heads JOIN outbox ON id = head WHERE state IN ('queued', 'uncertain') AND "
                "due_at <= ? ORDER BY priority DESC, joined_at, id",
                now);
    std::vector<OutboxId> ids;
    while (query.next()) ids.push_back(query.integer(0));
    return ids;
}

/// When a head that is not due yet is, a lease ends, or something expires.
std::optional<core::Time> SqliteOutbox::next_due(core::Time now) {
    std::optional<core::Time> next;
    {
        Query query(connection_,
                    LINE_HEADS
                    "SELECT min(iif(state = 'sending', lease_until, due_at)) FROM heads JOIN outbox ON id = "
                    "head WHERE state = 'sending' OR due_at > ?",
                    now);
        if (query.next()) earliest(next, query.optional_time(0));
    }
    Query query(connection_,
                "SELECT min(not_after) FROM outbox WHERE state = 'queued' AND not_after IS NOT NULL");
    if (query.next()) {
        const std::optional<core::Time> deadline = query.optional_time(0);
        if (deadline) earliest(next, *deadline + std::chrono::milliseconds(1));
    }
    return next;
}

std::vector<OutboxRow> SqliteOutbox::lapsed(core::Time now) {
    Query query(connection_,
                "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE state = 'sending' AND lease_until <= ?", now);
    return read_outbox_rows(query);
}

int SqliteOutbox::end_leases(core::Time now) {
    return Query(connection_, "UPDATE outbox SET lease_until = min(lease_until, ?) WHERE state = 'sending'",
                 now)
        .run();
}

std::vector<OutboxRow> SqliteOutbox::expire_late(core::Time now) {
    Query query(
        connection_,
        "UPDATE outbox INDEXED BY outbox_deadlines SET state = 'expired', held = 0, due_at = ?1 WHERE "
        "state = 'queued' AND not_after IS NOT NULL AND not_after < ?1 RETURNING " OUTBOX_COLUMNS,
        now);
    return read_outbox_rows(query);
}

void SqliteOutbox::begin_attempt(OutboxRow& row, core::Time now, core::Time lease_until) {
    row.state = OutboxState::sending;
    row.attempt += 1;
    row.lease_until = lease_until;
    if (!row.first_attempt_at) row.first_attempt_at = now;
    Query(connection_,
          "UPDATE outbox SET state = 'sending', attempt = ?, lease_until = ?, first_attempt_at = ? WHERE id "
          "= ?",
          row.attempt, row.lease_until, row.first_attempt_at, row.id)
        .run();
    Query(connection_, "INSERT INTO outbox_attempts (outbox_id, attempt, started_at) VALUES (?, ?, ?)",
          row.id, row.attempt, now)
        .run();
}

}  // namespace mostik::storage::sqlite
