#include "storage/sqlite/outbox_rows.hpp"

#include "storage/error.hpp"
#include "storage/sqlite/text_list.hpp"

#include <cstdint>
#include <random>
#include <stdexcept>

namespace mostik::storage::sqlite {

OutboxRow read_outbox_row(const Query& query) {
    OutboxRow row;
    row.id = query.integer(0);
    row.token = query.text(1);
    row.draft.caused_at = query.time(2);
    row.draft.dedupe_key = query.text(3);
    row.draft.to = {.messenger = query.text(5), .target = query.text(6)};
    row.draft.order_key = query.text(7);
    row.draft.priority = static_cast<int>(query.integer(8));
    if (!query.is_null(12)) {
        row.draft.source = core::MessageRef{query.text(10), query.text(11), query.text(12)};
    }
    if (!query.is_null(14)) row.draft.album = query.text(14);
    row.draft.owner = query.text(15);
    row.draft.not_before = query.optional_time(16);
    row.draft.not_after = query.optional_time(17);
    row.held = query.boolean(19);
    row.attempt = static_cast<int>(query.integer(20));
    row.failures = static_cast<int>(query.integer(21));
    row.created_at = query.time(22);
    row.due_at = query.time(23);
    row.first_attempt_at = query.optional_time(24);
    row.lease_until = query.optional_time(25);
    row.remote_id = query.text(26);
    row.reason = query.text(27);
    row.draft.tell_delivered = query.boolean(28);
    if (!query.is_null(29)) row.draft.notification = query.integer(29);
    if (!query.is_null(30)) row.draft.ticket = query.integer(30);
    row.insisted = query.boolean(31);
    try {
        row.draft.operation = core::operation_from(query.text(4));
        row.draft.message = core::message_from_json(query.text(9));
        row.joined_sources = list_from_json(query.text(13));
    } catch (const std::exception& error) {
        throw StorageError("the outbox holds, in row " + std::to_string(row.id) + ", " + error.what());
    }
    const auto state = outbox_state_from(query.text(18));
    if (!state) throw StorageError("the outbox holds an unknown state: " + query.text(18));
    row.state = *state;
    return row;
}

std::vector<OutboxRow> read_outbox_rows(Query& query) {
    std::vector<OutboxRow> rows;
    while (query.next()) rows.push_back(read_outbox_row(query));
    return rows;
}

std::string random_token() {
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    constexpr std::size_t length = 26;
    // The source is slow: each of its numbers gives several characters.
    constexpr int at_once = 5;
    constexpr std::uint32_t combinations = 36 * 36 * 36 * 36 * 36;
    std::random_device source;
    std::uniform_int_distribution<std::uint32_t> pick(0, combinations - 1);
    std::string token;
    while (token.size() < length) {
        std::uint32_t number = pick(source);
        for (int i = 0; i < at_once && token.size() < length; ++i) {
            token += alphabet[number % alphabet.size()];
            number /= static_cast<std::uint32_t>(alphabet.size());
        }
    }
    return token;
}

}  // namespace mostik::storage::sqlite
