#pragma once

#include "storage/outbox.hpp"
#include "storage/sqlite/query.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mostik::storage::sqlite {

/// The columns that read_outbox_row() reads, in its order.
#define OUTBOX_COLUMNS                                                                                   \
    "id, token, caused_at, dedupe_key, operation, messenger, target, order_key, text, reply_messenger, " \
    "reply_channel_id, reply_message_id, not_before, not_after, state, attempt, created_at, due_at, "    \
    "first_attempt_at, lease_until, remote_id, reason, excerpts"

OutboxRow read_outbox_row(const Query& query);

/// A state as the table has it. Errors: StorageError for an unknown word.
OutboxState outbox_state_from(std::string_view text);

/// 26 random characters of a-z0-9: 134 bits, so that they are unique without being compared.
std::string random_token();

}  // namespace mostik::storage::sqlite
