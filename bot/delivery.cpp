#include "bot/delivery.hpp"

#include "core/kill_point.hpp"

#include <algorithm>
#include <random>

#include <boost/asio/this_coro.hpp>
#include <spdlog/spdlog.h>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace mostik::bot {

namespace {

// A token that is not accepted needs a person; the rows wait for that.
constexpr core::Milliseconds broken_config_delay = 60s;

double random_jitter() {
    thread_local std::minstd_rand random{std::random_device{}()};
    return std::uniform_real_distribution<double>(0.0, 1.0)(random);
}

void report_failure(const std::string& task, const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        spdlog::error("delivery of {}: {}; its lease will end and it is taken up again", task, e.what());
    }
}

messengers::Outgoing to_outgoing(const storage::OutboxRow& row) {
    return {row.token, row.draft.to, row.draft.message};
}

/// What an outcome does to its row. The storage guards it by the attempt's number.
struct Recording {
    storage::Outbox& outbox;
    const storage::OutboxRow& row;
    core::Time now;

    bool operator()(const messengers::Delivered& delivered) const {
        return outbox.delivered(row.id, row.attempt, delivered.remote_id, now);
    }
    bool operator()(const messengers::Retry& retry) const {
        return outbox.retry(row.id, row.attempt, now + retry_delay(row.attempt, retry.after, random_jitter()),
                            retry.reason, now);
    }
    bool operator()(const messengers::Rejected& rejected) const {
        if (rejected.rejection == messengers::RejectionClass::broken_config) {
            return outbox.retry(row.id, row.attempt, now + broken_config_delay, rejected.reason, now);
        }
        return outbox.failed(row.id, row.attempt, rejected.reason, now);
    }
    bool operator()(const messengers::Moved& moved) const {
        return outbox.failed(row.id, row.attempt, "the address moved to " + core::to_string(moved.to), now);
    }
    bool operator()(const messengers::Unknown& unknown) const {
        const core::Time ask_at = now + retry_delay(row.attempt, std::nullopt, random_jitter());
        return outbox.uncertain(row.id, row.attempt, ask_at, unknown.reason, now);
    }
};

struct Telling {
    const storage::OutboxRow& row;

    void operator()(const messengers::Delivered& delivered) const {
        spdlog::info("message {} to {} delivered as {} (attempt {})", row.id, core::to_string(row.draft.to),
                     delivered.remote_id, row.attempt);
    }
    void operator()(const messengers::Retry& retry) const {
        spdlog::warn("message {} to {} not delivered yet (attempt {}): {}", row.id,
                     core::to_string(row.draft.to), row.attempt, retry.reason);
    }
    void operator()(const messengers::Rejected& rejected) const {
        spdlog::error("message {} to {} refused (attempt {}): {}", row.id, core::to_string(row.draft.to),
                      row.attempt, rejected.reason);
    }
    void operator()(const messengers::Moved& moved) const {
        spdlog::error("message {} to {} refused: the address moved to {}", row.id,
                      core::to_string(row.draft.to), core::to_string(moved.to));
    }
    void operator()(const messengers::Unknown& unknown) const {
        spdlog::warn(
            "message {} to {} may have arrived (attempt {}): {}; it is looked for before it is sent again",
            row.id, core::to_string(row.draft.to), row.attempt, unknown.reason);
    }
};

}  // namespace

core::Milliseconds retry_delay(int attempt, std::optional<core::Milliseconds> asked, double jitter) {
    constexpr core::Milliseconds first = 1s;
    constexpr core::Milliseconds cap = 5min;
    const int doublings = std::clamp(attempt - 1, 0, 16);
    const core::Milliseconds full = std::min(cap, first * (1L << doublings));
    const auto shortened = std::chrono::duration_cast<core::Milliseconds>(full * (1.0 - jitter / 4));
    return std::max(shortened, asked.value_or(core::Milliseconds{0}));
}

Delivery::Delivery(const asio::any_io_executor& executor, storage::Database& database,
                   std::map<std::string, messengers::Sender*> senders, const core::Clock& clock,
                   Options options)
    : executor_(executor),
      database_(database),
      senders_(std::move(senders)),
      clock_(clock),
      options_(options),
      wake_(executor),
      sends_(executor, &report_failure) {}

asio::awaitable<void> Delivery::run() {
    std::exception_ptr interrupted;
    try {
        co_await claim_for_ever();
    } catch (...) {
        interrupted = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    asio::steady_timer limit(executor_, options_.stop_within);
    limit.async_wait([this](const boost::system::error_code& error) {
        if (!error) sends_.stop();
    });
    co_await sends_.join();
    limit.cancel();
    if (interrupted) std::rethrow_exception(interrupted);
}

asio::awaitable<void> Delivery::claim_for_ever() {
    // Nobody else can be sending: what was under way when the last run ended is asked about.
    const auto end_leases = [this](storage::UnitOfWork& unit) {
        return unit.outbox().end_leases(clock_.now());
    };
    bool fresh = true;
    for (;;) {
        std::vector<storage::OutboxRow> claimed;
        std::optional<core::Time> next_due;
        const std::size_t room = options_.at_once - std::min(options_.at_once, sends_.running());
        const auto claim = [this, room](storage::UnitOfWork& unit) {
            std::pair<std::vector<storage::OutboxRow>, std::optional<core::Time>> result;
            const core::Time now = clock_.now();
            if (room > 0) {
                result.first =
                    unit.outbox().claim_unresolved(now, now + options_.lease, static_cast<int>(room));
                const std::size_t left = room - std::min(room, result.first.size());
                if (left > 0) {
                    auto due = unit.outbox().claim_due(now, now + options_.lease, static_cast<int>(left));
                    result.first.insert(result.first.end(), due.begin(), due.end());
                }
            }
            result.second = unit.outbox().next_due();
            return result;
        };
        try {
            if (fresh) {
                const int ended = co_await database_.transact(end_leases);
                if (ended > 0)
                    spdlog::info("delivery: {} sends of the last run are looked for on the far side", ended);
                fresh = false;
            }
            auto result = co_await database_.transact(claim);
            claimed = std::move(result.first);
            next_due = result.second;
        } catch (const storage::StorageError& error) {
            spdlog::error("delivery: storage: {}", error.what());
            next_due = clock_.now() + 1s;
        }
        if (!claimed.empty()) MOSTIK_KILL_POINT("delivery.claimed");
        for (storage::OutboxRow& row : claimed) {
            std::string name = "message " + std::to_string(row.id);
            sends_.spawn(std::move(name), deliver(std::move(row)));
        }
        // With no room left the end of a send wakes us; a claimed batch may have left more behind it.
        const bool full = sends_.running() >= options_.at_once;
        if (!claimed.empty() && !full) continue;
        auto until = std::chrono::steady_clock::now() + 1h;
        if (next_due && !full) {
            const auto wait = std::clamp<core::Milliseconds>(*next_due - clock_.now(), 20ms, 1h);
            until = std::chrono::steady_clock::now() + wait;
        }
        co_await wake_.wait_until(until);
    }
}

asio::awaitable<void> Delivery::deliver(storage::OutboxRow row) {
    const auto sender = senders_.find(row.draft.to.messenger);
    messengers::SendOutcome outcome;
    if (sender == senders_.end()) {
        outcome =
            messengers::Rejected{messengers::RejectionClass::dead_address,
                                 "there is no messenger \"" + row.draft.to.messenger + "\" in this build"};
    } else {
        outcome = co_await attempt(row, *sender->second);
    }
    MOSTIK_KILL_POINT("delivery.before_record");
    co_await record(row, std::move(outcome));
    MOSTIK_KILL_POINT("delivery.recorded");
    wake_.notify();
}

asio::awaitable<messengers::SendOutcome> Delivery::attempt(const storage::OutboxRow& row,
                                                           messengers::Sender& sender) {
    const messengers::Outgoing outgoing = to_outgoing(row);
    if (row.attempt > 1 && row.first_attempt_at) {
        const auto found = co_await sender.find_sent(outgoing, *row.first_attempt_at);
        if (!found) {
            const core::Errc code = found.error().code;
            const std::string reason = "an earlier attempt cannot be looked for: " + found.error().message;
            // Where we may not look any more we may not post either.
            const bool gone = code == core::Errc::forbidden || code == core::Errc::not_found;
            if (gone) co_return messengers::Rejected{messengers::RejectionClass::dead_address, reason};
            co_return messengers::Unknown{reason};
        }
        if (*found) {
            spdlog::info("message {}: an earlier attempt had arrived", row.id);
            co_return messengers::Delivered{**found};
        }
    }
    messengers::SendOutcome outcome = co_await sender.send(outgoing);
    co_return outcome;
}

asio::awaitable<void> Delivery::record(const storage::OutboxRow& row, messengers::SendOutcome outcome) {
    const auto write = [&row, &outcome, this](storage::UnitOfWork& unit) {
        return std::visit(Recording{unit.outbox(), row, clock_.now()}, outcome);
    };
    const bool recorded = co_await database_.transact(write);
    if (recorded) {
        std::visit(Telling{row}, outcome);
    } else {
        spdlog::warn("message {}: attempt {} ended after another one had begun: its outcome is ignored",
                     row.id, row.attempt);
    }
}

}  // namespace mostik::bot
