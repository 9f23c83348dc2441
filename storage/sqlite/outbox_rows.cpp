#include "storage/sqlite/outbox_rows.hpp"

#include <array>
#include <random>

namespace mostik::storage::sqlite {

namespace {

/// The value among `all` whose to_string() is `text`.
template <class Enum, std::size_t size>
Enum from_text(std::string_view text, const std::array<Enum, size>& all) {
    for (const Enum value : all) {
        if (to_string(value) == text) return value;
    }
    throw StorageError("the outbox holds an unknown word: " + std::string(text));
}

core::Excerpts excerpts_from(const std::string& json) {
    try {
        return core::excerpts_from_json(json);
    } catch (const std::runtime_error& error) {
        throw StorageError(std::string("the outbox holds ") + error.what());
    }
}

Operation operation_from(std::string_view text) {
    return from_text(text, std::array{Operation::send, Operation::edit, Operation::remove, Operation::react,
                                      Operation::answer_callback});
}

}  // namespace

OutboxState outbox_state_from(std::string_view text) {
    return from_text(text, std::array{OutboxState::queued, OutboxState::sending, OutboxState::delivered,
                                      OutboxState::failed, OutboxState::expired, OutboxState::cancelled,
                                      OutboxState::uncertain});
}

OutboxRow read_outbox_row(const Query& query) {
    OutboxRow row;
    row.id = query.integer(0);
    row.token = query.text(1);
    row.draft.caused_at = query.time(2);
    row.draft.dedupe_key = query.text(3);
    row.draft.operation = operation_from(query.text(4));
    row.draft.to = {.messenger = query.text(5), .target = query.text(6)};
    row.draft.order_key = query.text(7);
    row.draft.message.text = query.text(8);
    if (!query.is_null(9)) {
        row.draft.message.reply_to = core::MessageRef{query.text(9), query.text(10), query.text(11)};
    }
    row.draft.not_before = query.optional_time(12);
    row.draft.not_after = query.optional_time(13);
    row.state = outbox_state_from(query.text(14));
    row.attempt = static_cast<int>(query.integer(15));
    row.created_at = query.time(16);
    row.due_at = query.time(17);
    row.first_attempt_at = query.optional_time(18);
    row.lease_until = query.optional_time(19);
    row.remote_id = query.text(20);
    row.reason = query.text(21);
    if (!query.is_null(22)) row.draft.message.excerpts = excerpts_from(query.text(22));
    return row;
}

std::string random_token() {
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    constexpr std::size_t length = 26;
    std::random_device source;
    std::uniform_int_distribution<std::size_t> pick(0, alphabet.size() - 1);
    std::string token;
    while (token.size() < length) token += alphabet[pick(source)];
    return token;
}

}  // namespace mostik::storage::sqlite
