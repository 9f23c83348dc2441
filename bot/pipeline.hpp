#pragma once

#include "bot/group.hpp"
#include "bot/recent_events.hpp"
#include "core/net/signal.hpp"
#include "messengers/messenger.hpp"
#include "storage/database.hpp"

#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <tl/expected.hpp>

namespace mostik::bot {

/// Takes events, runs them in groups through their chains, commits, and tells who waits for that. Live events
/// come before history. A storage error is retried until it is over: nothing is acknowledged meanwhile. io
/// thread only.
class Pipeline final : public messengers::Inlet {
  public:
    struct Options {
        std::size_t max_group = 64;
        std::size_t queue_bytes = 32UL << 20U;  ///< then put() waits, and submit() refuses
    };
    struct Counters {
        std::int64_t events = 0;
        std::int64_t failed = 0;
        core::Milliseconds lag{0};
    };
    /// Called on the io thread after each commit.
    struct Listeners {
        std::function<ClaimOptions()> claim_options;  ///< what may be claimed with what is written
        std::function<void(ClaimResult)> claimed;     ///< and was
        std::function<void(const std::string& messenger)> gap_noted;  ///< there is something to read again
        std::function<void(const GroupResult&)> counted;              ///< what was committed
        std::function<void()> commit_failed;                          ///< and is tried again
        std::function<processors::ServiceStatus()> status;
        /// A small step of what can wait, asked for when no event does; returns whether more is left to do.
        std::function<boost::asio::awaitable<bool>()> when_idle;
    };

    Pipeline(const boost::asio::any_io_executor& executor, storage::Database& database,
             std::shared_ptr<const Treatment> treatment, const core::Clock& clock, Options options);

    /// From the next group on.
    void use(std::shared_ptr<const Treatment> treatment) { treatment_ = std::move(treatment); }

    void listen_with(Listeners listeners) { listeners_ = std::move(listeners); }

    boost::asio::awaitable<void> put(core::Event event) override;
    boost::asio::awaitable<void> put_gap(std::string messenger, std::string reason) override;

    boost::asio::awaitable<void> settle() override;

    /// Why notifications that were handed in are not stored.
    enum class Refusal {
        busy,       ///< too much waits already
        too_large,  ///< with all its addresses it would never fit
        storage,    ///< the database does not take them now
    };
    /// Runs notifications in one transaction, and returns what became of each once that is durable. What is
    /// refused, or cancelled before it began, has not happened; once it has begun cancelling waits for its
    /// end.
    boost::asio::awaitable<tl::expected<std::vector<NotificationEnd>, Refusal>> submit(
        std::vector<core::Event> notifications);

    /// Mostik's own events may be due.
    void run_own_events();

    /// From now on, and for as long as the value is kept, remembers the changes of a channel's posts that are
    /// put. Whoever asks for the past begins with this, and gives it with what he reads.
    std::shared_ptr<const HeardChanges> hear_changes(std::string messenger, std::string channel_id);

    /// Returns once the page is committed, brought up to date with what it says was heard. One caller at a
    /// time per batch; several may wait.
    boost::asio::awaitable<void> put_history(HistoryBatch batch);

    /// Was this very event, by its identity, run since the start? Only the latest are remembered.
    bool ran_lately(const core::Event& event) const { return recent_.contains(event); }

    /// Runs failed events again for which that was asked.
    void retry_failed_events();

    /// Works until cancelled.
    boost::asio::awaitable<void> run();

    /// Returns when everything that was put is committed, or after `limit`. What can wait is left for later.
    boost::asio::awaitable<void> drained(core::Milliseconds limit);

    const Counters& counters() const { return counters_; }

    /// What waits to be run: events and gaps, and the room that they take.
    std::size_t waiting() const { return live_.size(); }
    std::size_t waiting_bytes() const { return live_bytes_; }
    /// How long the group under way has been waiting for its commit; 0: there is none.
    core::Milliseconds busy_for() const;

  private:
    struct WaitingBatch {
        HistoryBatch batch;
        core::net::Signal committed;
        bool done = false;
    };

    /// A submission on its way.
    struct Waiting {
        std::shared_ptr<Submission> submission;
        std::size_t bytes = 0;
        bool begun = false;
        std::optional<tl::expected<std::vector<NotificationEnd>, Refusal>> end;
        core::net::Signal ended;
    };

    struct Settling {
        std::uint64_t until;  ///< items put before
        core::net::Signal settled;
    };

    boost::asio::awaitable<void> run_live();
    boost::asio::awaitable<void> run_own();
    boost::asio::awaitable<void> run_history(std::shared_ptr<WaitingBatch> waiting);
    boost::asio::awaitable<void> run_retries();
    boost::asio::awaitable<void> run_idle_step();
    boost::asio::awaitable<std::optional<GroupResult>> commit(std::vector<WorkItem>& items);
    void begin_submission(const WorkItem& item);
    void end_submission(const WorkItem& item, tl::expected<std::vector<NotificationEnd>, Refusal> end);
    void refuse_submissions(std::vector<WorkItem>& items);
    void put_item(WorkItem item);
    void note_change(const core::Event& event);
    void count_committed(std::size_t items);
    /// Until something is there to be done, or an own event is due.
    boost::asio::awaitable<void> wait_for_work();
    GroupContext context() const;
    void note(const std::vector<WorkItem>& group, GroupResult result);

    boost::asio::any_io_executor executor_;
    storage::Database& database_;
    std::shared_ptr<const Treatment> treatment_;
    const core::Clock& clock_;
    Options options_;
    Listeners listeners_;
    Counters counters_;

    RecentEvents recent_;
    std::vector<std::weak_ptr<HeardChanges>> hearing_;

    std::deque<WorkItem> live_;
    std::size_t live_bytes_ = 0;
    std::uint64_t put_ = 0;        ///< items of live_, ever
    std::uint64_t committed_ = 0;  ///< and those of them that are committed
    std::list<std::shared_ptr<Settling>> settling_;
    std::map<const Submission*, std::shared_ptr<Waiting>> submitted_;
    std::deque<std::shared_ptr<WaitingBatch>> history_;
    bool own_events_wanted_ = true;
    std::optional<core::Time> next_own_event_;
    bool retry_wanted_ = true;     ///< what was asked for while nobody ran
    bool idle_steps_left_ = true;  ///< what earlier runs left
    bool draining_ = false;
    core::net::Signal arrived_;
    core::net::Signal room_;
    bool working_ = false;  ///< a group is under way
    std::optional<std::chrono::steady_clock::time_point> committing_since_;
    core::net::Signal idle_;
};

}  // namespace mostik::bot
