#include "core/address.hpp"
#include "storage/sqlite/outbox.hpp"
#include "storage/sqlite/outbox_rows.hpp"
#include "storage/sqlite/query.hpp"
#include "storage/sqlite/text_list.hpp"

#include <algorithm>

namespace mostik::storage::sqlite {

namespace {

/// A Mattermost post and a Telegram album hold so many files.
constexpr std::size_t most_files = 10;

std::optional<std::string> part_of(const std::optional<core::MessageRef>& reference,
                                   std::string core::MessageRef::*part) {
    if (!reference) return std::nullopt;
    return (*reference).*part;
}

bool never_left(const OutboxRow& row) {
    return row.state == OutboxState::queued && row.attempt == 0;
}

const OutboxRow* original_among(const std::vector<OutboxRow>& rows) {
    const auto found = std::find_if(rows.begin(), rows.end(), [](const OutboxRow& row) {
        return row.draft.operation == Operation::send;
    });
    return found == rows.end() ? nullptr : &*found;
}

}  // namespace

std::optional<OutboxId> SqliteOutbox::enqueue(const OutboxDraft& draft, core::Time now) {
    if (draft.operation == Operation::send) {
        if (!draft.album.empty()) {
            if (const auto id = join_album(draft, now)) return id;
        }
        return insert(draft, false, now);
    }
    if (!draft.source) return insert(draft, false, now);
    if (draft.operation == Operation::edit) return enqueue_edit(draft, now);
    if (draft.operation == Operation::remove) return enqueue_removal(draft, now);
    const auto rows = pending_of(*draft.source, draft.to);
    const OutboxRow* const original = original_among(rows);
    return insert(draft, original != nullptr && original->held, now);
}

std::optional<OutboxId> SqliteOutbox::insert(const OutboxDraft& draft, bool held, core::Time now) {
    if (is_forgotten(draft)) return std::nullopt;
    const std::string order_key = draft.order_key.empty() ? core::to_string(draft.to) : draft.order_key;
    const core::Time begins_at = std::max(now, draft.not_before.value_or(now));
    const core::Time joined_at = begins_at > now ? begins_at : end_of_line(order_key, now);
    std::optional<std::string> album;
    if (!draft.album.empty()) album = draft.album;
    Query query(connection_,
                "INSERT INTO outbox (token, caused_at, dedupe_key, operation, messenger, target, order_key, "
                "priority, message, source_messenger, source_channel_id, source_message_id, album, owner, "
                "tell_delivered, notification, ticket, not_before, not_after, state, held, created_at, "
                "joined_at, due_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?) "
                "ON CONFLICT (caused_at, dedupe_key) DO NOTHING RETURNING id",
                random_token(), draft.caused_at, draft.dedupe_key, core::to_string(draft.operation),
                draft.to.messenger, draft.to.target, order_key, draft.priority, core::to_json(draft.message),
                part_of(draft.source, &core::MessageRef::messenger),
                part_of(draft.source, &core::MessageRef::channel_id),
                part_of(draft.source, &core::MessageRef::message_id), album, draft.owner,
                draft.tell_delivered ? 1 : 0, draft.notification, draft.ticket, draft.not_before,
                draft.not_after, held ? 1 : 0, now, joined_at, begins_at + draft.gather);
    if (!query.next()) return std::nullopt;
    const OutboxId id = query.integer(0);
    note(EntryKind::queued, id, draft);
    return id;
}

void SqliteOutbox::note(EntryKind kind, OutboxId id, const OutboxDraft& draft) {
    journal_.push_back({id, kind, draft.operation, draft.to, draft.ticket});
}

/// The place of a row that joins the line now: behind everybody who stands there, even when the clock was set
/// back since.
core::Time SqliteOutbox::end_of_line(const std::string& order_key, core::Time now) {
    Query query(connection_,
                "SELECT joined_at FROM outbox WHERE in_line AND order_key = ? AND not_before IS NULL "
                "ORDER BY joined_at DESC LIMIT 1",
                order_key);
    return query.next() ? std::max(now, query.time(0)) : now;
}

std::optional<OutboxId> SqliteOutbox::join_album(const OutboxDraft& draft, core::Time now) {
    std::vector<OutboxRow> rows;
    {
        Query query(connection_,
                    "SELECT " OUTBOX_COLUMNS
                    " FROM outbox WHERE pending AND album = ? AND messenger = ? AND "
                    "target = ? AND state = 'queued' AND attempt = 0 ORDER BY id DESC LIMIT 1",
                    draft.album, draft.to.messenger, draft.to.target);
        rows = read_outbox_rows(query);
    }
    if (rows.empty()) return std::nullopt;
    OutboxRow& row = rows.front();
    const bool began_it = row.draft.caused_at == draft.caused_at && row.draft.dedupe_key == draft.dedupe_key;
    if (began_it) return std::nullopt;
    const auto& joined = row.joined_sources;
    const bool is_in_it =
        draft.source && std::find(joined.begin(), joined.end(), draft.source->message_id) != joined.end();
    if (is_in_it) return row.id;
    core::Message& message = row.draft.message;
    if (message.files.size() + draft.message.files.size() > most_files) return std::nullopt;
    message.files.insert(message.files.end(), draft.message.files.begin(), draft.message.files.end());
    if (message.text.empty()) message.text = draft.message.text;
    if (draft.source) row.joined_sources.push_back(draft.source->message_id);
    rewrite(row, message);
    Query(connection_, "UPDATE outbox SET joined_sources = ?, due_at = ? WHERE id = ?",
          list_to_json(row.joined_sources), now + draft.gather, row.id)
        .run();
    note(EntryKind::changed, row.id, row.draft);
    return row.id;
}

std::optional<OutboxId> SqliteOutbox::enqueue_edit(OutboxDraft draft, core::Time now) {
    const std::vector<OutboxRow> rows = pending_of(*draft.source, draft.to);
    const OutboxRow* const original = original_among(rows);
    const auto changeable = std::find_if(rows.rbegin(), rows.rend(), [](const OutboxRow& row) {
        const bool text = row.draft.operation == Operation::send || row.draft.operation == Operation::edit;
        return text && never_left(row);
    });
    if (changeable != rows.rend()) {
        core::Message message = changeable->draft.message;
        message.text = draft.message.text;
        rewrite(*changeable, message);
        note(EntryKind::changed, changeable->id, changeable->draft);
        return changeable->id;
    }
    if (original != nullptr) draft.order_key = original->draft.order_key;
    return insert(draft, original != nullptr && original->held, now);
}

std::optional<OutboxId> SqliteOutbox::enqueue_removal(OutboxDraft draft, core::Time now) {
    const std::vector<OutboxRow> rows = pending_of(*draft.source, draft.to);
    const OutboxRow* const original = original_among(rows);
    bool under_way = false;
    for (const OutboxRow& row : rows) {
        if (row.draft.operation == Operation::remove) {
            under_way = true;
        } else if (never_left(row) && cancel(row.id, now)) {
            note(EntryKind::cancelled, row.id, row.draft);
        }
    }
    if (under_way || (original != nullptr && never_left(*original))) return std::nullopt;
    if (original != nullptr) draft.order_key = original->draft.order_key;
    return insert(draft, original != nullptr && original->held, now);
}

void SqliteOutbox::rewrite(const OutboxRow& row, const core::Message& message) {
    Query(connection_, "UPDATE outbox SET message = ? WHERE id = ?", core::to_json(message), row.id).run();
}

std::vector<OutboxRow> SqliteOutbox::pending_of(const core::MessageRef& source, const core::Address& to) {
    Query query(connection_,
                "SELECT " OUTBOX_COLUMNS
                " FROM outbox WHERE pending AND source_message_id = ? AND "
                "source_channel_id = ? AND source_messenger = ? AND messenger = ? AND target = ? ORDER BY id",
                source.message_id, source.channel_id, source.messenger, to.messenger, to.target);
    return read_outbox_rows(query);
}

std::vector<CopyPlace> SqliteOutbox::pending_copies(const core::MessageRef& source) {
    Query query(connection_,
                "SELECT DISTINCT messenger, target, order_key FROM outbox WHERE pending AND "
                "source_message_id = ? AND source_channel_id = ? AND source_messenger = ? AND operation = "
                "'send'",
                source.message_id, source.channel_id, source.messenger);
    std::vector<CopyPlace> places;
    while (query.next()) places.push_back({{query.text(0), query.text(1)}, query.text(2)});
    return places;
}

std::vector<core::MessageRef> SqliteOutbox::pending_replies(const core::MessageRef& root) {
    Query query(connection_,
                "SELECT source_message_id FROM outbox WHERE pending AND source_message_id IS NOT NULL "
                "AND source_channel_id = ?1 AND source_messenger = ?2 AND operation = 'send' AND "
                "message ->> '$.reply_to.messenger' = ?2 AND message ->> '$.reply_to.channel_id' = ?1 AND "
                "message ->> '$.reply_to.message_id' = ?3 GROUP BY source_message_id ORDER BY min(id)",
                root.channel_id, root.messenger, root.message_id);
    std::vector<core::MessageRef> replies;
    while (query.next()) replies.push_back({root.messenger, root.channel_id, query.text(0)});
    return replies;
}

void SqliteOutbox::hold_operations_on(const OutboxRow& row) {
    if (!row.draft.source || row.draft.operation != Operation::send) return;
    for (const OutboxRow& waiting : pending_of(*row.draft.source, row.draft.to)) {
        if (waiting.id == row.id || waiting.state != OutboxState::queued) continue;
        Query(connection_, "UPDATE outbox SET held = 1 WHERE id = ?", waiting.id).run();
    }
}

void SqliteOutbox::release_operations_on(const OutboxRow& row, core::Time now) {
    if (!row.draft.source || row.draft.operation != Operation::send) return;
    for (const OutboxRow& waiting : pending_of(*row.draft.source, row.draft.to)) {
        if (waiting.id == row.id || !waiting.held) continue;
        Query(connection_, "UPDATE outbox SET held = 0, joined_at = ? WHERE id = ?",
              end_of_line(waiting.draft.order_key, now), waiting.id)
            .run();
    }
}

bool SqliteOutbox::cancel(OutboxId id, core::Time now) {
    const auto row = find(id);
    if (!row) return false;
    const bool changed = Query(connection_,
                               "UPDATE outbox SET state = 'cancelled', held = 0, due_at = ? WHERE id = ? AND "
                               "state IN ('queued', 'uncertain')",
                               now, id)
                             .run() > 0;
    if (changed && row->held) release_operations_on(*row, now);
    return changed;
}

bool SqliteOutbox::requeue(OutboxId id, core::Time now) {
    const auto row = find(id);
    if (!row) return false;
    const bool changed = Query(connection_,
                               "UPDATE outbox SET state = 'queued', held = 0, failures = 0, insisted = 1, "
                               "due_at = ?, joined_at = ? "
                               "WHERE id = ? AND state IN ('failed', 'uncertain')",
                               now, end_of_line(row->draft.order_key, now), id)
                             .run() > 0;
    if (changed && row->held) release_operations_on(*row, now);
    return changed;
}

}  // namespace mostik::storage::sqlite
