#pragma once

#include "core/address.hpp"
#include "core/clock.hpp"
#include "core/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::storage {

using OutboxId = std::int64_t;

enum class Operation { send, edit, remove, react, answer_callback };

/// The life of a row; transition_allowed() is the whole of it.
enum class OutboxState {
    queued,     ///< waits for its time
    sending,    ///< claimed: an attempt with a lease
    delivered,  ///< the far side has it, `remote_id` says where
    failed,     ///< given up, with a reason
    expired,    ///< its `not_after` passed first
    cancelled,  ///< taken back before it left
    uncertain,  ///< bytes may have left and no answer came: the far side is to be asked
};

bool transition_allowed(OutboxState from, OutboxState to);
std::string_view to_string(OutboxState state);
std::string_view to_string(Operation operation);

/// What a processor asks for.
struct OutboxDraft {
    std::string dedupe_key;  ///< event type + identity + processor + index
    core::Time caused_at{};  ///< when the cause happened; part of the unique key (time first)
    Operation operation = Operation::send;
    core::Address to;
    std::string order_key;  ///< first in, first out within it; empty: the address
    core::Message message;
    std::optional<core::Time> not_before;
    std::optional<core::Time> not_after;
};

struct OutboxRow {
    OutboxId id = 0;
    std::string token;  ///< the marker that finds the message on the far side: 26 random characters of a-z0-9
    OutboxDraft draft;
    OutboxState state = OutboxState::queued;
    int attempt = 0;  ///< number of the current or last attempt; 0: none yet
    core::Time created_at{};
    core::Time due_at{};                         ///< when a queued row may be claimed
    std::optional<core::Time> first_attempt_at;  ///< the earliest moment at which bytes may have left
    std::optional<core::Time> lease_until;       ///< of a row that is sending
    std::string remote_id;
    std::string reason;  ///< of the last attempt that did not deliver
};

struct OutboxCounts {
    std::int64_t queued = 0;
    std::int64_t sending = 0;
    std::int64_t delivered = 0;
    std::int64_t failed = 0;
    std::int64_t uncertain = 0;
};

/// Messages on their way out. A row is claimed (attempt number and lease committed) before any byte leaves;
/// each outcome is guarded by the attempt's number, so that a late answer of an old attempt changes nothing:
/// such calls return false. All calls throw StorageError.
class Outbox {
  public:
    virtual ~Outbox() = default;

    /// Nothing when a row with this dedupe key is there already: the effect exists, all is well.
    virtual std::optional<OutboxId> enqueue(const OutboxDraft& draft, core::Time now) = 0;

    /// Turns due queued rows to `sending` with the next attempt number: oldest first, at most one per order
    /// key, none whose order key has an earlier row that is queued, sending or uncertain. A row takes its
    /// place in the line when it is written, one with a `not_before` ahead when that has come. Rows past
    /// `not_after` become expired instead.
    virtual std::vector<OutboxRow> claim_due(core::Time now, core::Time lease_until, int limit) = 0;

    /// Takes `uncertain` rows, and `sending` ones whose lease is over at `now`, for another attempt: they are
    /// `sending` again with the next attempt number. The caller asks the far side before it sends.
    virtual std::vector<OutboxRow> claim_unresolved(core::Time now, core::Time lease_until, int limit) = 0;

    /// At start, when nobody else can be sending: ends every lease at once.
    virtual int end_leases(core::Time now) = 0;

    virtual bool delivered(OutboxId id, int attempt, const std::string& remote_id, core::Time now) = 0;
    /// Queued again; a row that is sending and would be due only after its `not_after` becomes expired
    /// instead.
    virtual bool retry(OutboxId id, int attempt, core::Time due_at, const std::string& reason,
                       core::Time now) = 0;
    virtual bool failed(OutboxId id, int attempt, const std::string& reason, core::Time now) = 0;
    virtual bool uncertain(OutboxId id, int attempt, core::Time ask_at, const std::string& reason,
                           core::Time now) = 0;

    /// Takes a queued row back; false when it has left the queue already.
    virtual bool cancel(OutboxId id) = 0;

    /// A person's wish: a failed row is queued again, last in the line of its order key.
    virtual bool requeue(OutboxId id, core::Time now) = 0;

    /// When the earliest row wants attention: a queued one's due time, an unresolved one's time to ask, a
    /// lease's end. Rows that wait behind others of their order key do not count.
    virtual std::optional<core::Time> next_due() = 0;

    virtual std::optional<OutboxRow> find(OutboxId id) = 0;
    virtual std::vector<OutboxRow> latest(int limit) = 0;
    virtual OutboxCounts counts() = 0;
};

}  // namespace mostik::storage
