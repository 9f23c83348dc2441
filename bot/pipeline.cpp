#include "bot/pipeline.hpp"

#include "bot/message_lines.hpp"
#include "core/kill_point.hpp"
#include "core/net/backoff.hpp"

#include <algorithm>

#include <boost/asio/this_coro.hpp>
#include <spdlog/spdlog.h>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace mostik::bot {

namespace {

constexpr int retries_per_group = 16;

std::size_t weight(const core::Event& event) {
    // The post's text stands in the raw payload too; the constant is for what every event has.
    return event.raw.size() * 2 + 512;
}

/// As it will be in the database, where each address has a message of its own: about what its transaction and
/// the answer take.
std::size_t weight(const Submission& submission) {
    constexpr std::size_t of_a_row = 2'048;
    std::size_t bytes = 0;
    for (const core::Event& event : submission.events) {
        const auto& notification = std::get<core::Notification>(event.body);
        const core::Message& message = notification.message;
        bytes += notification.to.size() * (message.title.size() + message.text.size() + of_a_row);
        for (const core::Enclosure& file : notification.files) bytes += file.content.size();
    }
    return bytes;
}

/// How much of a group the item is.
std::size_t share_of(const WorkItem& item) {
    const auto* const submission = std::get_if<std::shared_ptr<const Submission>>(&item);
    return submission == nullptr ? 1 : (*submission)->events.size();
}

}  // namespace

Pipeline::Pipeline(const asio::any_io_executor& executor, storage::Database& database,
                   std::shared_ptr<const Treatment> treatment, const core::Clock& clock, Options options)
    : executor_(executor),
      database_(database),
      treatment_(std::move(treatment)),
      clock_(clock),
      options_(options),
      arrived_(executor),
      room_(executor),
      idle_(executor) {}

asio::awaitable<void> Pipeline::put(core::Event event) {
    while (live_bytes_ > options_.queue_bytes) co_await room_.wait();
    live_bytes_ += weight(event);
    note_change(event);
    put_item(std::move(event));
}

std::shared_ptr<const HeardChanges> Pipeline::hear_changes(std::string messenger, std::string channel_id) {
    auto changes = std::make_shared<HeardChanges>(std::move(messenger), std::move(channel_id));
    hearing_.push_back(changes);
    return changes;
}

void Pipeline::note_change(const core::Event& event) {
    std::erase_if(hearing_, [](const std::weak_ptr<HeardChanges>& changes) { return changes.expired(); });
    for (const std::weak_ptr<HeardChanges>& changes : hearing_) {
        if (const auto kept = changes.lock()) kept->note(event);
    }
}

void Pipeline::put_item(WorkItem item) {
    live_.push_back(std::move(item));
    ++put_;
    arrived_.notify();
}

asio::awaitable<tl::expected<std::vector<NotificationEnd>, Pipeline::Refusal>> Pipeline::submit(
    std::vector<core::Event> notifications) {
    const auto submission = std::make_shared<Submission>();
    submission->events = std::move(notifications);
    const std::size_t bytes = weight(*submission);
    if (bytes > options_.queue_bytes) co_return tl::unexpected(Refusal::too_large);
    if (live_bytes_ > 0 && live_bytes_ + bytes > options_.queue_bytes)
        co_return tl::unexpected(Refusal::busy);
    const auto waiting = std::make_shared<Waiting>(
        Waiting{submission, bytes, false, std::nullopt, core::net::Signal(executor_)});
    submitted_[submission.get()] = waiting;
    live_bytes_ += waiting->bytes;
    put_item(std::shared_ptr<const Submission>(submission));
    std::exception_ptr cancelled;
    try {
        while (!waiting->end) co_await waiting->ended.wait();
    } catch (const boost::system::system_error&) {
        cancelled = std::current_exception();
    }
    if (cancelled) {
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        // Nothing of it is to happen any more; what has begun is waited for, since it may have happened.
        if (!waiting->begun) submission->events.clear();
        while (waiting->begun && !waiting->end) co_await waiting->ended.wait();
        if (!waiting->end) std::rethrow_exception(cancelled);
    }
    co_return std::move(*waiting->end);
}

asio::awaitable<void> Pipeline::settle() {
    if (committed_ >= put_) co_return;
    const auto settling = std::make_shared<Settling>(Settling{put_, core::net::Signal(executor_)});
    settling_.push_back(settling);
    while (committed_ < settling->until) co_await settling->settled.wait();
}

void Pipeline::count_committed(std::size_t items) {
    committed_ += items;
    while (!settling_.empty() && settling_.front()->until <= committed_) {
        settling_.front()->settled.notify();
        settling_.pop_front();
    }
}

void Pipeline::run_own_events() {
    own_events_wanted_ = true;
    arrived_.notify();
}

asio::awaitable<void> Pipeline::put_gap(std::string messenger, std::string reason) {
    put_item(GapMark{std::move(messenger), std::move(reason)});
    co_return;
}

asio::awaitable<void> Pipeline::put_history(HistoryBatch batch) {
    const auto waiting =
        std::make_shared<WaitingBatch>(WaitingBatch{std::move(batch), core::net::Signal(executor_), false});
    history_.push_back(waiting);
    arrived_.notify();
    while (!waiting->done) co_await waiting->committed.wait();
}

void Pipeline::retry_failed_events() {
    retry_wanted_ = true;
    arrived_.notify();
}

asio::awaitable<void> Pipeline::run() {
    for (;;) {
        if (!live_.empty()) {
            co_await run_live();
        } else if (own_events_wanted_) {
            co_await run_own();
        } else if (retry_wanted_) {
            co_await run_retries();
        } else if (!history_.empty()) {
            const std::shared_ptr<WaitingBatch> waiting = history_.front();
            history_.pop_front();
            co_await run_history(waiting);
        } else if (idle_steps_left_ && !draining_ && listeners_.when_idle) {
            co_await run_idle_step();
        } else {
            working_ = false;
            idle_.notify();
            co_await wait_for_work();
            working_ = true;
        }
    }
}

asio::awaitable<void> Pipeline::wait_for_work() {
    if (!next_own_event_ || draining_) {
        co_await arrived_.wait();
        co_return;
    }
    // The clock may be set meanwhile.
    const core::Milliseconds ahead = std::min<core::Milliseconds>(*next_own_event_ - clock_.now(), 1min);
    const bool arrived = co_await arrived_.wait_until(std::chrono::steady_clock::now() + ahead);
    if (!arrived && clock_.now() >= *next_own_event_) own_events_wanted_ = true;
}

asio::awaitable<void> Pipeline::drained(core::Milliseconds limit) {
    draining_ = true;
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (working_ || !live_.empty() || !history_.empty()) {
        const bool in_time = co_await idle_.wait_until(deadline);
        if (!in_time) co_return;
    }
}

asio::awaitable<void> Pipeline::run_live() {
    std::vector<WorkItem> group;
    for (std::size_t size = 0; !live_.empty() && size < options_.max_group;) {
        size += share_of(live_.front());
        if (const auto* event = std::get_if<core::Event>(&live_.front())) live_bytes_ -= weight(*event);
        group.push_back(std::move(live_.front()));
        live_.pop_front();
    }
    for (const WorkItem& item : group) begin_submission(item);
    room_.notify();
    const std::size_t items = group.size();
    auto result = co_await commit(group);
    count_committed(items);
    if (result) note(group, std::move(*result));
}

asio::awaitable<void> Pipeline::run_own() {
    own_events_wanted_ = false;
    std::vector<WorkItem> group;
    group.emplace_back(OwnEventsDue{});
    auto result = co_await commit(group);
    note(group, std::move(*result));
}

asio::awaitable<void> Pipeline::run_history(std::shared_ptr<WaitingBatch> waiting) {
    HistoryBatch batch = std::move(waiting->batch);
    // No live event waits now: what was put is committed, and what comes will be run after this.
    if (batch.heard) batch.events = batch.heard->bring_up_to_date(std::move(batch.events));
    batch.heard.reset();
    std::vector<WorkItem> group;
    group.emplace_back(std::move(batch));
    auto result = co_await commit(group);
    note(group, std::move(*result));
    waiting->done = true;
    waiting->committed.notify();
}

asio::awaitable<void> Pipeline::run_retries() {
    retry_wanted_ = false;
    const GroupContext group_context = context();
    const auto retry = [&group_context](storage::UnitOfWork& unit) {
        GroupResult result;
        const int tried = retry_failed(unit, group_context, retries_per_group, result);
        if (tried > 0 && group_context.claim.room > 0) result.claimed = claim(unit, group_context.claim);
        return std::pair{tried, std::move(result)};
    };
    try {
        const auto begun = std::chrono::steady_clock::now();
        auto result = co_await database_.transact(retry);
        const int tried = result.first;
        result.second.took = std::chrono::steady_clock::now() - begun;
        tell_written(result.second);
        if (tried > 0 && listeners_.counted) listeners_.counted(result.second);
        if (listeners_.claimed) listeners_.claimed(std::move(result.second.claimed));
        if (tried == retries_per_group) retry_wanted_ = true;
        idle_steps_left_ = true;
    } catch (const storage::StorageError& error) {
        spdlog::error("failed events cannot be run again now: {}", error.what());
    }
}

/// Unlike events, what fails here is taken up again at the next occasion only.
asio::awaitable<void> Pipeline::run_idle_step() {
    try {
        idle_steps_left_ = co_await listeners_.when_idle();
    } catch (const storage::StorageError& error) {
        spdlog::error("storage: {}; the search index is completed later", error.what());
        idle_steps_left_ = false;
    }
}

void Pipeline::begin_submission(const WorkItem& item) {
    const auto* const submission = std::get_if<std::shared_ptr<const Submission>>(&item);
    if (submission == nullptr) return;
    Waiting& waiting = *submitted_.at(submission->get());
    waiting.begun = true;
    live_bytes_ -= waiting.bytes;
}

void Pipeline::end_submission(const WorkItem& item, tl::expected<std::vector<NotificationEnd>, Refusal> end) {
    const auto found = submitted_.find(std::get<std::shared_ptr<const Submission>>(item).get());
    found->second->end = std::move(end);
    found->second->ended.notify();
    submitted_.erase(found);
}

/// Whoever hands something in can be told that it did not work; what was heard has to wait.
void Pipeline::refuse_submissions(std::vector<WorkItem>& items) {
    std::erase_if(items, [this](const WorkItem& item) {
        if (!std::holds_alternative<std::shared_ptr<const Submission>>(item)) return false;
        end_submission(item, tl::unexpected(Refusal::storage));
        return true;
    });
}

/// Until it succeeds: who waits for these events has to wait on. But for what is handed in: it is refused,
/// and nothing comes back when the group had nothing else.
asio::awaitable<std::optional<GroupResult>> Pipeline::commit(std::vector<WorkItem>& items) {
    core::net::Backoff backoff(100ms, 10s);
    const auto begun = std::chrono::steady_clock::now();
    committing_since_ = begun;
    for (;;) {
        const GroupContext group_context = context();
        const auto lasting = [](const WorkItem& item) {
            const auto* const event = std::get_if<core::Event>(&item);
            return (event != nullptr && event->once) ||
                   std::holds_alternative<std::shared_ptr<const Submission>>(item);
        };
        const auto durability = std::any_of(items.begin(), items.end(), lasting)
                                    ? storage::Durability::full
                                    : storage::Durability::normal;
        const auto run = [&items, &group_context](storage::UnitOfWork& unit) {
            GroupResult result = run_group(unit, items, group_context);
            MOSTIK_KILL_POINT("pipeline.before_commit");
            return result;
        };
        std::string problem;
        try {
            GroupResult result = co_await database_.transact(run, durability);
            MOSTIK_KILL_POINT("pipeline.after_commit");
            if (!result.submissions.empty()) MOSTIK_KILL_POINT("pipeline.accepted");
            result.took = std::chrono::steady_clock::now() - begun;
            committing_since_.reset();
            co_return result;
        } catch (const storage::StorageError& error) {
            problem = error.what();
        }
        if (listeners_.commit_failed) listeners_.commit_failed();
        refuse_submissions(items);
        if (items.empty()) {
            spdlog::error("storage: {}; what was handed in was refused", problem);
            committing_since_.reset();
            co_return std::nullopt;
        }
        const auto wait = backoff.next();
        spdlog::error("storage: {}; nothing is lost, trying again in {} ms", problem, wait.count());
        co_await core::net::pause(wait);
    }
}

core::Milliseconds Pipeline::busy_for() const {
    if (!committing_since_) return 0ms;
    return std::chrono::duration_cast<core::Milliseconds>(std::chrono::steady_clock::now() -
                                                          *committing_since_);
}

GroupContext Pipeline::context() const {
    return {treatment_, clock_, listeners_.status ? listeners_.status() : processors::ServiceStatus{},
            listeners_.claim_options ? listeners_.claim_options() : ClaimOptions{}};
}

void Pipeline::note(const std::vector<WorkItem>& group, GroupResult result) {
    tell_written(result);
    if (listeners_.counted) listeners_.counted(result);
    if (listeners_.claimed) listeners_.claimed(std::move(result.claimed));
    auto ends = result.submissions.begin();
    for (const WorkItem& item : group) {
        if (std::holds_alternative<std::shared_ptr<const Submission>>(item))
            end_submission(item, std::move(*ends++));
    }
    for (const WorkItem& item : group) {
        if (const auto* event = std::get_if<core::Event>(&item)) {
            recent_.add(*event);
        } else if (const auto* batch = std::get_if<HistoryBatch>(&item)) {
            for (const core::Event& past : batch->events) {
                if (past.origin != core::Origin::history || !std::holds_alternative<core::Posted>(past.body))
                    recent_.add(past);
            }
        }
    }
    counters_.events += result.events;
    counters_.failed += result.failed;
    if (result.lag) counters_.lag = *result.lag;
    next_own_event_ = result.next_own_event;
    idle_steps_left_ = true;
    for (const std::string& messenger : result.gaps) {
        if (listeners_.gap_noted) listeners_.gap_noted(messenger);
    }
}

}  // namespace mostik::bot
