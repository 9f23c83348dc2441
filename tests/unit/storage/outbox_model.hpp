#pragma once

#include "storage/outbox.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mostik::storage::testing {

/// The outbox as the contract tells it, as plain as can be: all rows in a vector, and each question looks at
/// all of them. Messages have no texts here, and no parts.
class OutboxModel {
  public:
    struct Row {
        OutboxId id = 0;
        OutboxDraft draft;  ///< its order key is never empty
        core::Time joined_at{};
        core::Time due_at{};
        OutboxState state = OutboxState::queued;
        bool held = false;
        bool forgotten = false;
        int attempt = 0;
        core::Time lease_until{};
    };
    struct Claimed {
        std::vector<OutboxId> rows;
        std::vector<OutboxId> over;  ///< by id
        std::optional<core::Time> look_again;
        std::vector<OutboxId> asked;

        friend bool operator==(const Claimed&, const Claimed&) = default;
    };
    using Decide = std::function<Admission(OutboxId id)>;

    const std::vector<Row>& rows() const { return rows_; }

    std::optional<OutboxId> enqueue(OutboxDraft draft, core::Time now);
    Claimed claim_due(core::Time now, core::Time lease_until, int limit, const Decide& decide);
    /// How an attempt ends; `at`: when the row is due again, if ever. `hold`: of one that becomes uncertain.
    bool finish(OutboxId id, int attempt, OutboxState state, core::Time at, bool hold, core::Time now);
    bool part_done(OutboxId id, int attempt, core::Time lease_until);
    bool cancel(OutboxId id, core::Time now);
    bool requeue(OutboxId id, core::Time now);
    void end_leases(core::Time now);
    int forget(core::Time before);
    void forget_person(const core::Address& person, core::Time now);

  private:
    Row* find(OutboxId id);
    OutboxId insert(const OutboxDraft& draft, bool held, core::Time now);
    /// Copies of the pending rows about the same message in the same place.
    std::vector<Row> pending_of(const OutboxDraft& draft) const;
    core::Time end_of_line(const std::string& line, core::Time now) const;
    void hold_operations_on(const Row& row);
    void release_operations_on(const Row& row, core::Time now);
    std::vector<Row*> heads();

    std::vector<Row> rows_;  // by id
    OutboxId last_id_ = 0;
};

}  // namespace mostik::storage::testing
