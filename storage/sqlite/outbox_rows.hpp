#pragma once

#include "storage/outbox.hpp"
#include "storage/sqlite/query.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mostik::storage::sqlite {

/// The columns that read_outbox_row() reads, in its order.
#define OUTBOX_COLUMNS                                                                                   \
    "id, token, caused_at, dedupe_key, operation, messenger, target, order_key, priority, message, "     \
    "source_messenger, source_channel_id, source_message_id, joined_sources, album, owner, not_before, " \
    "not_after, state, held, attempt, failures, created_at, due_at, first_attempt_at, lease_until, "     \
    "remote_id, reason, tell_delivered, notification, ticket, insisted"

OutboxRow read_outbox_row(const Query& query);
std::vector<OutboxRow> read_outbox_rows(Query& query);

/// 26 random characters of a-z0-9: 134 bits, so that they are unique without being compared.
std::string random_token();

}  // namespace mostik::storage::sqlite
