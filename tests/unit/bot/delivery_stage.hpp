#pragma once

#include "bot/delivery.hpp"
#include "core/net/signal.hpp"
#include "messengers/messenger.hpp"
#include "storage/sqlite/open.hpp"
#include "tests/service/log_lines.hpp"
#include "tests/unit/core/net/loop.hpp"
#include "tests/unit/storage/drafts.hpp"
#include "tests/unit/storage/scratch_folder.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>

/// Delivery with a sender, a clock and a far side that do what the test says, and a real database.
namespace mostik::bot::testing {

using storage::testing::after;
using storage::testing::noon;

class SetClock final : public core::Clock {
  public:
    core::Time now() const override { return now_; }
    void advance(core::Milliseconds by) { now_ += by; }

  private:
    core::Time now_ = noon;
};

/// A request that reached the far side.
struct Request {
    std::string to;
    std::string text;  ///< the step's payload
    bool ended = false;
};

/// Sends to nowhere. A text "a|b" takes the two requests "a" and "b".
class FakeSender final : public messengers::Sender {
  public:
    explicit FakeSender(const boost::asio::any_io_executor& executor) : executor_(executor) {}

    /// Requests with this text get no answer before release().
    void hold(const std::string& text) { held_.push_back(text); }
    void release() {
        held_.clear();
        for (auto* timer : waiting_) timer->cancel();
    }
    /// What the next requests get; then all of them arrive.
    std::deque<messengers::SendOutcome> outcomes;
    /// What a request that is cancelled comes to.
    messengers::SendOutcome when_cancelled = messengers::Unknown{"cancelled"};
    messengers::WhenUncertain policy = messengers::WhenUncertain::resend;
    std::vector<core::TokenBucket> buckets;
    std::vector<std::unique_ptr<Request>> requests;
    std::vector<std::string> asked_for;  ///< of find_sent

    std::vector<std::string> texts() const {
        std::vector<std::string> all;
        for (const auto& request : requests) all.push_back(request->text);
        return all;
    }

    boost::asio::awaitable<tl::expected<std::vector<core::Step>, messengers::SendOutcome>> plan(
        const messengers::Outgoing& outgoing) override {
        std::vector<core::Step> steps;
        std::string rest = outgoing.message.text;
        while (!rest.empty()) {
            const std::string word = rest.substr(0, rest.find('|'));
            rest.erase(0, std::min(rest.size(), word.size() + 1));
            core::Step step{.operation = outgoing.operation, .remote_id = "", .payload = word, .files = {}};
            step.part = static_cast<int>(steps.size());
            if (steps.empty() && !outgoing.message.files.empty()) step.files = {0};
            steps.push_back(step);
        }
        co_return steps;
    }
    boost::asio::awaitable<messengers::SendOutcome> perform(
        const messengers::Outgoing& outgoing, const core::Step& step,
        const std::vector<messengers::LocalFile>& /*files*/) override {
        requests.push_back(std::make_unique<Request>(Request{outgoing.to.target, step.payload}));
        Request& request = *requests.back();
        const std::string id = "m" + std::to_string(requests.size());
        if (std::find(held_.begin(), held_.end(), step.payload) != held_.end()) {
            boost::asio::steady_timer timer(executor_, std::chrono::steady_clock::time_point::max());
            waiting_.push_back(&timer);
            boost::system::error_code ignored;
            co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
            std::erase(waiting_, &timer);
            const auto state = co_await boost::asio::this_coro::cancellation_state;
            if (state.cancelled() != boost::asio::cancellation_type::none) co_return when_cancelled;
        }
        request.ended = true;
        if (!outcomes.empty()) {
            messengers::SendOutcome outcome = std::move(outcomes.front());
            outcomes.pop_front();
            co_return outcome;
        }
        messengers::Delivered delivered{.channel_id = outgoing.to.target, .made = {}};
        delivered.made.push_back({id, step.part, "", "text"});
        co_return messengers::SendOutcome{std::move(delivered)};
    }
    messengers::WhenUncertain when_uncertain() const override { return policy; }
    boost::asio::awaitable<core::Result<std::optional<messengers::Delivered>>> find_sent(
        const messengers::Outgoing& /*outgoing*/, const core::Step& step, core::Time /*since*/) override {
        asked_for.push_back(step.payload);
        co_return std::optional<messengers::Delivered>{};
    }
    messengers::AddressRules address_rules() const override {
        return {.chat_of = [](const core::Address& to) { return to.target; },
                .buckets = [all = buckets](const core::Address&) { return all; }};
    }

  private:
    boost::asio::any_io_executor executor_;
    std::vector<std::string> held_;
    std::vector<boost::asio::steady_timer*> waiting_;
};

/// Has every file, or waits with it until it is cancelled.
class FakeFiles final : public messengers::FileStore {
  public:
    bool waits = false;
    int fetches = 0;

    boost::asio::awaitable<core::Result<void>> fetch(const core::File& /*file*/,
                                                     const std::filesystem::path& /*to*/,
                                                     std::int64_t /*max_bytes*/) override {
        ++fetches;
        if (waits) co_await core::net::pause(std::chrono::hours(1));
        co_return core::Result<void>{};
    }
};

struct DeliveryStage {
    DeliveryStage()
        : database(storage::sqlite::open(folder.path() / "mostik.db", storage::sqlite::Access::service)) {}
    ~DeliveryStage() {
        sender.release();
        if (running()) stop();
    }
    DeliveryStage(const DeliveryStage&) = delete;
    DeliveryStage& operator=(const DeliveryStage&) = delete;

    /// As a start of the program does it.
    void start(core::Milliseconds lease = std::chrono::seconds(60)) {
        Delivery::Options options;
        options.lease = lease;
        options.stop_within = std::chrono::milliseconds(50);
        options.max_attempts = 5;
        options.spool = folder.path() / "spool";
        delivery = std::make_unique<Delivery>(
            loop.executor(), *database,
            std::map<std::string, DeliveryEndpoint>{{"mattermost", {&sender, &files}}}, clock, options);
        ended_ = false;
        boost::asio::co_spawn(loop.executor(), delivery->run(),
                              boost::asio::bind_cancellation_slot(
                                  stop_.slot(), [this](const std::exception_ptr&) { ended_ = true; }));
    }
    bool running() const { return !ended_; }
    void stop() {
        stop_.emit(boost::asio::cancellation_type::terminal);
        wait_until([this] { return ended_; });
    }
    /// Time passes, and delivery looks what is due.
    void advance(core::Milliseconds by) {
        clock.advance(by);
        delivery->wake();
    }
    void wait_until(const std::function<bool()>& so) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        const auto look = [&]() -> boost::asio::awaitable<bool> {
            while (!so()) {
                if (std::chrono::steady_clock::now() > deadline) co_return false;
                co_await core::net::pause(std::chrono::milliseconds(1));
            }
            co_return true;
        };
        REQUIRE(loop.run(look));
    }
    void wait_for_requests(std::size_t count) {
        wait_until([&] { return sender.requests.size() >= count; });
    }
    void wait_for_state(storage::OutboxId id, storage::OutboxState state) {
        wait_until([&] { return row(id).state == state; });
    }

    template <class Work>
    auto transact(Work work) const {
        using Value = std::invoke_result_t<Work&, storage::UnitOfWork&>;
        std::optional<Value> value;
        database->transact_blocking([&](storage::UnitOfWork& unit) { value.emplace(work(unit)); });
        return std::move(*value);
    }
    storage::OutboxId enqueue(const std::string& target, const std::string& text,
                              const std::function<void(storage::OutboxDraft&)>& change = {}) {
        storage::OutboxDraft draft = storage::testing::draft_to(target, text);
        draft.source = core::MessageRef{"telegram", "-100", "of " + text};
        if (change) change(draft);
        return transact(
            [&](storage::UnitOfWork& unit) { return *unit.outbox().enqueue(draft, clock.now()); });
    }
    storage::OutboxRow row(storage::OutboxId id) const {
        return transact([&](storage::UnitOfWork& unit) { return *unit.outbox().find(id); });
    }
    /// The ids of the copies of what `text` was enqueued with.
    std::vector<std::string> copies(const std::string& text) const {
        return transact([&](storage::UnitOfWork& unit) {
            std::vector<std::string> ids;
            for (const auto& link : unit.links().copies_of({"telegram", "-100", "of " + text}))
                ids.push_back(link.copy.message.message_id);
            return ids;
        });
    }

    service_tests::LogLines log;
    storage::testing::ScratchFolder folder;
    core::net::testing::Loop loop;
    SetClock clock;
    FakeSender sender{loop.executor()};
    FakeFiles files;
    std::unique_ptr<storage::Database> database;
    std::unique_ptr<Delivery> delivery;

  private:
    boost::asio::cancellation_signal stop_;
    bool ended_ = true;
};

}  // namespace mostik::bot::testing
