#include "bot/delivery.hpp"

#include "bot/message_lines.hpp"
#include "core/kill_point.hpp"

#include <algorithm>
#include <random>

#include <boost/asio/this_coro.hpp>
#include <spdlog/spdlog.h>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace mostik::bot {

using messengers::RejectionClass;
using messengers::SendOutcome;

namespace {

constexpr std::int64_t largest_file = 1LL << 40U;

double random_jitter() {
    thread_local std::minstd_rand random{std::random_device{}()};
    return std::uniform_real_distribution<double>(0.0, 1.0)(random);
}

void report_failure(const std::string& message_id, const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        core::log_about(spdlog::level::err, {std::stoll(message_id), "", std::nullopt},
                        "{}; its lease will end and it is taken up again", e.what());
    }
}

}  // namespace

/// A row under way.
struct Delivery::Work {
    ClaimedRow claimed;
    DeliveryEndpoint endpoint;
    messengers::AddressRules rules;
    std::size_t next = 0;                                     ///< the part that is to be done
    bool first = true;                                        ///< nothing was sent by this attempt yet
    bool bytes_left = false;                                  ///< by a request whose end is not recorded yet
    std::optional<std::chrono::steady_clock::duration> took;  ///< by the last request

    const core::Step& step() const { return claimed.parts.at(next).step; }
    bool last() const { return next + 1 >= claimed.parts.size(); }
};

Delivery::Delivery(const asio::any_io_executor& executor, storage::Database& database,
                   std::map<std::string, DeliveryEndpoint> endpoints, const core::Clock& clock,
                   Options options)
    : executor_(executor),
      database_(database),
      endpoints_(std::move(endpoints)),
      clock_(clock),
      options_(std::move(options)),
      spool_(options_.spool),
      wake_(executor),
      sends_(executor, &report_failure) {}

ClaimOptions Delivery::claim_options() const {
    ClaimOptions options;
    options.now = clock_.now();
    options.lease = options_.lease;
    const std::size_t busy = std::min(options_.at_once, sends_.running());
    options.room = stopping_ ? 0 : static_cast<int>(options_.at_once - busy);
    for (const auto& [name, endpoint] : endpoints_) {
        if (endpoint.sender == nullptr) continue;
        Gate gate{.rules = endpoint.sender->address_rules(),
                  .when_uncertain = endpoint.sender->when_uncertain()};
        const auto breaker = breakers_.find(name);
        if (breaker != breakers_.end()) {
            gate.closed_until = breaker->second.closed_until();
            gate.probe = breaker->second.may_probe(options.now);
        }
        options.gates.emplace(name, std::move(gate));
    }
    return options;
}

void Delivery::accept(ClaimResult claimed) {
    for (const storage::OutboxRow& row : claimed.over) tell_over(row);
    if (!claimed.rows.empty()) MOSTIK_KILL_POINT("delivery.claimed");
    for (ClaimedRow& row : claimed.rows) {
        breakers_[row.row.draft.to.messenger].probed(clock_.now());
        std::string id = std::to_string(row.row.id);
        sends_.spawn(std::move(id), deliver(std::move(row)));
    }
    if (claimed.look_again && *claimed.look_again < looks_at_) wake_.notify();
}

asio::awaitable<void> Delivery::run() {
    std::exception_ptr interrupted;
    try {
        co_await claim_for_ever();
    } catch (...) {
        interrupted = std::current_exception();
    }
    stopping_ = true;
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
        storage::OutboxFilter sending;
        sending.state = storage::OutboxState::sending;
        std::vector<storage::OutboxRow> ended = unit.outbox().latest(sending);
        unit.outbox().end_leases(clock_.now());
        return ended;
    };
    bool fresh = true;
    for (;;) {
        ClaimResult claimed;
        looking_ = true;
        moved_at_ = std::chrono::steady_clock::now();
        try {
            if (fresh) {
                const std::vector<storage::OutboxRow> ended = co_await database_.transact(end_leases);
                for (const storage::OutboxRow& row : ended) tell_lapsed(row);
                fresh = false;
            }
            const ClaimOptions options = claim_options();
            const auto take = [&options](storage::UnitOfWork& unit) {
                std::vector<storage::OutboxRow> lapsed = take_back_lapsed(unit, options);
                return std::pair{claim(unit, options), std::move(lapsed)};
            };
            auto taken = co_await database_.transact(take);
            claimed = std::move(taken.first);
            for (const storage::OutboxRow& row : taken.second) tell_lapsed(row);
        } catch (const storage::StorageError& error) {
            spdlog::error("delivery: storage: {}", error.what());
            claimed.look_again = clock_.now() + 1s;
        }
        const std::optional<core::Time> look_again = std::exchange(claimed.look_again, std::nullopt);
        accept(std::move(claimed));
        // With no room left the end of a send wakes us.
        const bool full = sends_.running() >= options_.at_once;
        auto until = std::chrono::steady_clock::now() + 1h;
        if (look_again && !full) {
            const auto wait = std::clamp<core::Milliseconds>(*look_again - clock_.now(), 0ms, 1h);
            until = std::chrono::steady_clock::now() + wait;
        }
        looks_at_ = look_again.value_or(core::Time::max());
        looking_ = false;
        moved_at_ = std::chrono::steady_clock::now();
        wakes_at_ = until;
        co_await wake_.wait_until(until);
    }
}

bool Delivery::is_broken(const std::string& messenger) const {
    const auto breaker = breakers_.find(messenger);
    return breaker != breakers_.end() && breaker->second.closed_until();
}

core::Milliseconds Delivery::overdue() const {
    auto expected = wakes_at_;
    if (looking_) {
        expected = moved_at_;
    } else if (sends_.running() >= options_.at_once) {
        expected = moved_at_ + options_.lease;
    }
    const auto now = std::chrono::steady_clock::now();
    if (now <= expected) return 0ms;
    return std::chrono::duration_cast<core::Milliseconds>(now - expected);
}

asio::awaitable<void> Delivery::deliver(ClaimedRow claimed) {
    Work work{.claimed = std::move(claimed)};
    work.endpoint = endpoints_.at(work.claimed.row.draft.to.messenger);
    work.rules = work.endpoint.sender->address_rules();
    bool interrupted = false;
    try {
        co_await send(work);
    } catch (const boost::system::system_error& error) {
        if (error.code() != asio::error::operation_aborted) throw;
        interrupted = true;
    }
    if (interrupted) {
        // The time to stop is over. What has not left goes back.
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        SendOutcome outcome = messengers::Retry{.after = 0ms, .reason = "stopped first", .counts = false};
        if (work.bytes_left) outcome = messengers::Unknown{"stopped before an answer came"};
        co_await record(work, outcome);
    }
    moved_at_ = std::chrono::steady_clock::now();
    wake_.notify();
}

asio::awaitable<void> Delivery::send(Work& work) {
    const bool planned = co_await plan(work);
    if (!planned) co_return;
    for (;;) {
        const std::optional<core::Time>& not_after = work.claimed.row.draft.not_after;
        if (not_after && *not_after < clock_.now() && work.first) {
            const auto expire = [this, &work](storage::UnitOfWork& unit) {
                const storage::OutboxRow& row = work.claimed.row;
                const bool over = unit.outbox().expired(row.id, row.attempt, clock_.now());
                storage::OutboxRow now = *unit.outbox().find(row.id);
                if (over) tell_owner(unit, now, clock_.now());
                return now;
            };
            const storage::OutboxRow row = co_await database_.transact(expire);
            tell_over(row);
            co_return;
        }
        const core::Step step = work.step();
        const SendOutcome outcome = co_await attempt(work, step);
        work.first = false;
        MOSTIK_KILL_POINT("delivery.before_record");
        const Next next = co_await record(work, outcome);
        work.bytes_left = false;  // and not before: a stop that comes in between must not forget them
        MOSTIK_KILL_POINT("delivery.recorded");
        if (next != Next::next_step) co_return;
        if (const auto* delivered = std::get_if<messengers::Delivered>(&outcome)) {
            work.claimed.parts.at(work.next).made = delivered->made;
        }
        ++work.next;
    }
}

/// False: it ended here.
asio::awaitable<bool> Delivery::plan(Work& work) {
    ClaimedRow& claimed = work.claimed;
    if (!claimed.parts.empty()) {
        while (work.next + 1 < claimed.parts.size() && claimed.parts[work.next].attempt != 0) ++work.next;
        co_return true;
    }
    auto planned = co_await work.endpoint.sender->plan(claimed.outgoing);
    SendOutcome problem;
    if (!planned) {
        problem = std::move(planned.error());
    } else if (planned->empty()) {
        problem = messengers::Rejected{RejectionClass::bad_message,
                                       claimed.row.draft.operation == core::Operation::send
                                           ? "there is nothing in it that can be sent"
                                           : "the message that it changes is not there"};
    } else {
        int number = 0;
        for (core::Step& step : *planned)
            claimed.parts.push_back({.number = number++, .step = std::move(step)});
        if (claimed.parts.size() == 1 && work.step().messages <= 1) co_return true;
        const auto keep = [this, &work](storage::UnitOfWork& unit) {
            const storage::OutboxRow& row = work.claimed.row;
            std::vector<core::Step> steps;
            for (const storage::OutboxPart& part : work.claimed.parts) steps.push_back(part.step);
            unit.outbox().plan(row.id, steps);
            // One was paid for when the row was claimed.
            unit.rate_limits().charge(work.rules.buckets(work.claimed.outgoing.to), steps[0].messages - 1,
                                      clock_.now());
        };
        co_await database_.transact(keep);
        co_return true;
    }
    claimed.parts.push_back({.step = {.operation = claimed.row.draft.operation}});
    co_await record(work, problem);
    co_return false;
}

asio::awaitable<SendOutcome> Delivery::attempt(Work& work, const core::Step& step) {
    const storage::OutboxRow& row = work.claimed.row;
    messengers::Sender& sender = *work.endpoint.sender;
    const bool may_be_there = work.first && row.attempt > 1 && step.operation == core::Operation::send &&
                              sender.when_uncertain() == messengers::WhenUncertain::ask;
    if (may_be_there) {
        auto found = co_await sender.find_sent(work.claimed.outgoing, step, *row.first_attempt_at);
        if (!found) {
            const core::Errc code = found.error().code;
            const std::string reason = "an earlier attempt cannot be looked for: " + found.error().message;
            // Where we may not look any more we may not post either.
            const bool gone = code == core::Errc::forbidden || code == core::Errc::not_found;
            if (gone) co_return SendOutcome{messengers::Rejected{RejectionClass::forbidden, reason}};
            co_return SendOutcome{messengers::Unknown{reason}};
        }
        if (*found) {
            core::log_about(spdlog::level::info, subject_of(row), "an earlier attempt had arrived");
            co_return SendOutcome{std::move(**found)};
        }
    }
    auto files = co_await fetch(work.claimed.outgoing.message, step);
    if (!files) co_return std::move(files.error());
    std::vector<messengers::LocalFile> local;
    for (std::size_t i = 0; i < files->size(); ++i) {
        local.push_back({(*files)[i].path(),
                         work.claimed.outgoing.message.files.at(static_cast<std::size_t>(step.files[i]))});
    }
    work.bytes_left = true;
    const auto begun = std::chrono::steady_clock::now();
    SendOutcome outcome = co_await sender.perform(work.claimed.outgoing, step, local);
    work.took = std::chrono::steady_clock::now() - begun;
    co_return outcome;
}

asio::awaitable<tl::expected<std::vector<SpooledFile>, SendOutcome>> Delivery::fetch(
    const core::Message& message, const core::Step& step) {
    std::vector<SpooledFile> files;
    for (const int index : step.files) {
        const core::File& file = message.files.at(static_cast<std::size_t>(index));
        const auto store = endpoints_.find(file.post.messenger);
        if (store == endpoints_.end() || store->second.files == nullptr) {
            co_return tl::unexpected<SendOutcome>(
                messengers::Rejected{RejectionClass::bad_message, "nobody has the file " + file.name});
        }
        SpooledFile spooled(spool_.next());
        const std::int64_t limit = options_.max_file_bytes > 0 ? options_.max_file_bytes : largest_file;
        const auto fetched = co_await store->second.files->fetch(file, spooled.path(), limit);
        if (!fetched) {
            const core::Error& error = fetched.error();
            const std::string reason = "the file " + file.name + " cannot be fetched: " + error.message;
            const bool gone = error.code == core::Errc::invalid || error.code == core::Errc::not_found ||
                              error.code == core::Errc::forbidden;
            if (gone) {
                co_return tl::unexpected<SendOutcome>(
                    messengers::Rejected{RejectionClass::bad_message, reason});
            }
            co_return tl::unexpected<SendOutcome>(messengers::Retry{.reason = reason});
        }
        files.push_back(std::move(spooled));
    }
    co_return files;
}

asio::awaitable<Next> Delivery::record(Work& work, const SendOutcome& outcome) {
    const core::Step step = work.step();
    const StepEnd end{.claimed = work.claimed,
                      .step = step,
                      .number = work.claimed.parts[work.next].number,
                      .last = work.last(),
                      .rules = work.rules,
                      .when_uncertain = work.endpoint.sender->when_uncertain(),
                      .max_attempts = options_.max_attempts,
                      .lease = options_.lease,
                      .now = clock_.now(),
                      .jitter = random_jitter()};
    std::optional<storage::OutboxRow> after;
    const auto write = [&end, &outcome, &work, &after](storage::UnitOfWork& unit) {
        const Next next = record_outcome(unit, end, outcome);
        if (next == Next::over) after = unit.outbox().find(work.claimed.row.id);
        if (next != Next::next_step) return next;
        // The next part waits for its tokens like any other message.
        const core::Step& following = work.claimed.parts.at(work.next + 1).step;
        const bool free = following.operation == core::Operation::remove;
        const auto refusal = unit.rate_limits().take(work.rules.buckets(work.claimed.outgoing.to),
                                                     free ? 0 : following.messages, end.now);
        if (!refusal) return next;
        const storage::OutboxRow& row = work.claimed.row;
        unit.outbox().postpone(row.id, row.attempt, refusal->at, "the rest waits for its turn", end.now);
        return Next::over;
    };
    const std::string& messenger = work.claimed.row.draft.to.messenger;
    note(messenger, outcome);
    if (options_.ended) options_.ended(messenger, outcome, std::exchange(work.took, std::nullopt));
    // What has happened has happened: it is written down when the database works again.
    std::optional<Next> next;
    while (!next) {
        std::string problem;
        try {
            next = co_await database_.transact(write);
        } catch (const storage::StorageError& error) {
            problem = error.what();
        }
        if (next) break;
        core::log_about(spdlog::level::err, subject_of(work.claimed.row),
                        "what became of it cannot be stored yet: {}", problem);
        co_await core::net::pause(500ms);
    }
    if (options_.recorded) options_.recorded();
    if (next == Next::ignored) {
        core::log_about(spdlog::level::warn, subject_of(work.claimed.row),
                        "attempt {} ended after another one had begun: its outcome is ignored",
                        work.claimed.row.attempt);
    } else {
        tell_outcome(work.claimed.row, end.when_uncertain, outcome, after.value_or(work.claimed.row));
    }
    co_return *next;
}

void Delivery::note(const std::string& messenger, const SendOutcome& outcome) {
    Breaker& breaker = breakers_[messenger];
    const auto* const rejected = std::get_if<messengers::Rejected>(&outcome);
    if (rejected != nullptr && rejected->rejection == RejectionClass::broken_config) {
        if (!breaker.closed_until()) {
            spdlog::error("{}: nothing is sent until its configuration works again: {}", messenger,
                          rejected->reason);
        }
        breaker.refused(clock_.now());
        return;
    }
    const bool answered = std::holds_alternative<messengers::Delivered>(outcome) || rejected != nullptr ||
                          std::holds_alternative<messengers::Moved>(outcome);
    if (answered && breaker.answered()) spdlog::info("{}: works again, sending goes on", messenger);
}

}  // namespace mostik::bot
