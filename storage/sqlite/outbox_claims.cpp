#include "storage/error.hpp"
#include "storage/sqlite/outbox.hpp"
#include "storage/sqlite/outbox_rows.hpp"
#include "storage/sqlite/query.hpp"

#include <algorithm>

namespace mostik::storage::sqlite {

namespace {

void earliest(std::optional<core::Time>& known, std::optional<core::Time> other) {
    if (other && (!known || *other < *known)) known = other;
}

}  // namespace

Claim SqliteOutbox::claim_due(core::Time now, core::Time lease_until, int limit, const Admit& admit) {
    Claim claim;
    remove_forgotten();
    claim.over = expire_late(now);
    mark_ready(now);
    std::vector<ReadyHead> firsts = first_ready_heads();  // of the messengers that are not closed
    while (!firsts.empty()) {
        if (static_cast<int>(claim.rows.size()) >= limit) {
            earliest(claim.look_again, now);
            break;
        }
        const auto first = std::min_element(
            firsts.begin(), firsts.end(),
            [](const ReadyHead& left, const ReadyHead& right) { return left.goes_before(right); });
        std::optional<OutboxRow> row = find(first->id);
        if (!row) throw StorageError("the outbox lacks row " + std::to_string(first->id) + ", a line's head");
        const Admission admission = admit ? admit(*row) : Admitted{};
        const auto* const later = std::get_if<NotBefore>(&admission);
        if (later != nullptr) earliest(claim.look_again, later->at);
        if (later != nullptr && later->whole_messenger) {
            firsts.erase(first);
            continue;
        }
        // Each of these takes the row from those that are ready.
        if (later != nullptr) {
            Query(connection_, "UPDATE outbox SET due_at = ? WHERE id = ?", later->at, row->id).run();
        } else if (const auto* never = std::get_if<NeverAdmitted>(&admission)) {
            Query(connection_, "UPDATE outbox SET state = 'failed', reason = ?, due_at = ? WHERE id = ?",
                  never->reason, now, row->id)
                .run();
            row->state = OutboxState::failed;
            row->reason = never->reason;
            claim.over.push_back(std::move(*row));
            // Whoever stood behind it is the head now, and ready at the next claim.
            earliest(claim.look_again, now);
        } else {
            begin_attempt(*row, now, lease_until);
            claim.rows.push_back(std::move(*row));
        }
        if (auto next = first_ready_head(first->messenger)) {
            *first = std::move(*next);
        } else {
            firsts.erase(first);
        }
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

/// Heads become ready when they are due, once each, so that a claim finds them in the order in which they go.
void SqliteOutbox::mark_ready(core::Time now) {
    Query(connection_, "UPDATE outbox_heads SET stage = 'ready' WHERE stage = 'waiting' AND wakes_at <= ?",
          now)
        .run();
    // The clock may have been set back.
    Query(connection_, "UPDATE outbox_heads SET stage = 'waiting' WHERE stage = 'ready' AND wakes_at > ?",
          now)
        .run();
}

/// The one that goes first, of each messenger that has any.
std::vector<SqliteOutbox::ReadyHead> SqliteOutbox::first_ready_heads() {
    std::vector<ReadyHead> firsts;
    std::string messenger;
    for (;;) {
        {
            Query query(connection_,
                        "SELECT min(messenger) FROM outbox_heads INDEXED BY outbox_heads_ready WHERE stage = "
                        "'ready' AND messenger > ?",
                        messenger);
            if (!query.next() || query.is_null(0)) return firsts;
            messenger = query.text(0);
        }
        firsts.push_back(*first_ready_head(messenger));
    }
}

std::optional<SqliteOutbox::ReadyHead> SqliteOutbox::first_ready_head(const std::string& messenger) {
    Query query(
        connection_,
        "SELECT urgency, joined_at, outbox_id FROM outbox_heads WHERE stage = 'ready' AND messenger = ? "
        "ORDER BY urgency, joined_at, outbox_id LIMIT 1",
        messenger);
    if (!query.next()) return std::nullopt;
    return ReadyHead{query.integer(0), query.time(1), query.integer(2), messenger};
}

/// When a head that is not due yet is, a lease ends, or something expires.
std::optional<core::Time> SqliteOutbox::next_due(core::Time now) {
    std::optional<core::Time> next;
    {
        Query query(
            connection_,
            "SELECT min(wakes_at) FROM outbox_heads WHERE stage = 'waiting' AND wakes_at > ? UNION ALL "
            "SELECT min(wakes_at) FROM outbox_heads WHERE stage = 'sending'",
            now);
        while (query.next()) earliest(next, query.optional_time(0));
    }
    Query query(connection_,
                "SELECT min(not_after) FROM outbox INDEXED BY outbox_deadlines WHERE state = 'queued' AND "
                "not_after IS NOT NULL");
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
