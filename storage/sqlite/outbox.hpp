#pragma once

#include "storage/outbox.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/query.hpp"

namespace mostik::storage::sqlite {

/// Rows of one order key stand in a line, by `joined_at` and id. Only the pending ones (queued, sending,
/// uncertain) that are not held count, and only the head of each line can be claimed. A row of the future has
/// its `joined_at` there, so until then it stands behind all that can be due. Triggers keep the heads in a
/// table of their own (outbox_heads): claiming costs the same however many rows and lines wait.
class SqliteOutbox final : public Outbox {
  public:
    explicit SqliteOutbox(Connection& connection) : connection_(connection) {}

    // What is written: outbox_changes.cpp.
    std::optional<OutboxId> enqueue(const OutboxDraft& draft, core::Time now) override;
    const std::vector<OutboxEntry>& journal() const override { return journal_; }
    /// Of a savepoint that is rolled back: forgets the entries after the first `size`.
    void cut_journal(std::size_t size) { journal_.resize(size); }
    std::vector<CopyPlace> pending_copies(const core::MessageRef& source) override;
    std::vector<core::MessageRef> pending_replies(const core::MessageRef& root) override;
    bool cancel(OutboxId id, core::Time now) override;
    bool requeue(OutboxId id, core::Time now) override;

    // What is over: outbox_forgetting.cpp.
    int forget(core::Time before, int limit) override;

    // What is taken: outbox_claims.cpp.
    Claim claim_due(core::Time now, core::Time lease_until, int limit, const Admit& admit) override;
    std::vector<OutboxRow> lapsed(core::Time now) override;
    int end_leases(core::Time now) override;

    // What became of it, and what there is.
    bool delivered(OutboxId id, int attempt, const std::string& remote_id, core::Time now) override;
    bool retry(OutboxId id, int attempt, core::Time due_at, const std::string& reason,
               core::Time now) override;
    bool postpone(OutboxId id, int attempt, core::Time due_at, const std::string& reason,
                  core::Time now) override;
    bool failed(OutboxId id, int attempt, const std::string& reason, core::Time now) override;
    bool expired(OutboxId id, int attempt, core::Time now) override;
    bool uncertain(OutboxId id, int attempt, core::Time ask_at, bool hold, const std::string& reason,
                   core::Time now) override;
    void plan(OutboxId id, const std::vector<core::Step>& steps) override;
    std::vector<OutboxPart> parts(OutboxId id) override;
    bool part_done(OutboxId id, int attempt, int number, const std::vector<core::Made>& made,
                   core::Time lease_until) override;
    std::optional<OutboxRow> find(OutboxId id) override;
    std::vector<OutboxAttempt> attempts(OutboxId id) override;
    std::vector<OutboxRow> latest(const OutboxFilter& filter) override;
    OutboxCounts counts() override;
    std::optional<core::Time> oldest_due(core::Time now) override;

  private:
    /// How an attempt ended: the row's next state and what is known with it.
    struct Outcome {
        OutboxState state = OutboxState::delivered;
        std::optional<std::string> remote_id;
        std::optional<std::string> reason;
        std::optional<core::Time> due_at;
        core::Time finished_at{};
        bool counts = false;  ///< against the limit of attempts
        bool hold = false;
    };

    std::optional<OutboxId> insert(const OutboxDraft& draft, bool held, core::Time now);
    std::optional<OutboxId> enqueue_edit(OutboxDraft draft, core::Time now);
    std::optional<OutboxId> enqueue_removal(OutboxDraft draft, core::Time now);
    std::optional<OutboxId> join_album(const OutboxDraft& draft, core::Time now);
    std::vector<OutboxRow> pending_of(const core::MessageRef& source, const core::Address& to);
    void rewrite(const OutboxRow& row, const core::Message& message);
    void hold_operations_on(const OutboxRow& row);
    void release_operations_on(const OutboxRow& row, core::Time now);
    core::Time end_of_line(const std::string& order_key, core::Time now);

    /// The head of a line that is due, in the order in which they go.
    struct ReadyHead {
        std::int64_t urgency = 0;
        core::Time joined_at{};
        OutboxId id = 0;
        std::string messenger;

        bool goes_before(const ReadyHead& other) const {
            if (urgency != other.urgency) return urgency < other.urgency;
            return joined_at != other.joined_at ? joined_at < other.joined_at : id < other.id;
        }
    };

    void remove_forgotten();
    void mark_ready(core::Time now);
    std::vector<ReadyHead> first_ready_heads();
    std::optional<ReadyHead> first_ready_head(const std::string& messenger);
    std::optional<core::Time> next_due(core::Time now);
    std::vector<OutboxRow> expire_late(core::Time now);
    void begin_attempt(OutboxRow& row, core::Time now, core::Time lease_until);

    static std::vector<OutboxRow> take(Query& query, const OutboxFilter& filter);
    int forget(OutboxState state, core::Time before, int limit);
    bool is_forgotten(const OutboxDraft& draft);
    std::int64_t uncertain_attempts();

    std::optional<OutboxState> state_of(OutboxId id, int attempt);
    bool finish(OutboxId id, int attempt, const Outcome& outcome);
    bool back_in_queue(OutboxId id, int attempt, Outcome outcome);

    void note(EntryKind kind, OutboxId id, const OutboxDraft& draft);

    Connection& connection_;
    std::vector<OutboxEntry> journal_;
};

}  // namespace mostik::storage::sqlite
