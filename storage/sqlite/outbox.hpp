#pragma once

#include "storage/outbox.hpp"
#include "storage/sqlite/connection.hpp"

namespace mostik::storage::sqlite {

/// Rows of one order key stand in a line, by `joined_at` and id. Only the pending ones (queued, sending,
/// uncertain) count, and only the head of each line can be claimed. A row of the future has its `joined_at`
/// there, so until then it stands behind all that can be due.
class SqliteOutbox final : public Outbox {
  public:
    explicit SqliteOutbox(Connection& connection) : connection_(connection) {}

    std::optional<OutboxId> enqueue(const OutboxDraft& draft, core::Time now) override;
    std::vector<OutboxRow> claim_due(core::Time now, core::Time lease_until, int limit) override;
    std::vector<OutboxRow> claim_unresolved(core::Time now, core::Time lease_until, int limit) override;
    int end_leases(core::Time now) override;

    bool delivered(OutboxId id, int attempt, const std::string& remote_id, core::Time now) override;
    bool retry(OutboxId id, int attempt, core::Time due_at, const std::string& reason,
               core::Time now) override;
    bool failed(OutboxId id, int attempt, const std::string& reason, core::Time now) override;
    bool uncertain(OutboxId id, int attempt, core::Time ask_at, const std::string& reason,
                   core::Time now) override;
    bool cancel(OutboxId id) override;
    bool requeue(OutboxId id, core::Time now) override;

    std::optional<core::Time> next_due() override;
    std::optional<OutboxRow> find(OutboxId id) override;
    std::vector<OutboxRow> latest(int limit) override;
    OutboxCounts counts() override;

  private:
    /// How an attempt ended: the row's next state and what is known with it.
    struct Outcome {
        OutboxState state = OutboxState::delivered;
        std::optional<std::string> remote_id;
        std::optional<std::string> reason;
        std::optional<core::Time> due_at;
        std::optional<core::Time> finished_at;
    };

    std::optional<OutboxState> state_of(OutboxId id, int attempt);
    bool finish(OutboxId id, int attempt, const Outcome& outcome);
    OutboxRow begin_attempt(OutboxId id, OutboxState from, core::Time now, core::Time lease_until);
    void expire_late(core::Time now);
    void end_lapsed_attempts(core::Time now);
    core::Time end_of_line(const std::string& order_key, core::Time now);

    Connection& connection_;
};

}  // namespace mostik::storage::sqlite
