#pragma once

#include "bot/breaker.hpp"
#include "bot/claim.hpp"
#include "bot/outcome.hpp"
#include "bot/spool.hpp"
#include "core/clock.hpp"
#include "core/net/signal.hpp"
#include "core/net/task_group.hpp"
#include "messengers/messenger.hpp"
#include "storage/database.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace mostik::bot {

/// What delivery uses of a messenger, or of whoever else has files.
struct DeliveryEndpoint {
    messengers::Sender* sender = nullptr;    ///< where it has one
    messengers::FileStore* files = nullptr;  ///< where it has one
};

/// Takes due rows out of the outbox and sends them, destinations beside each other. A row is claimed (attempt
/// and lease committed) before any byte leaves; what came of each request is committed before the next. io
/// thread only, except for what claim() returns.
class Delivery {
  public:
    using Took = std::optional<std::chrono::steady_clock::duration>;

    struct Options {
        std::size_t at_once = 16;                ///< sends under way
        core::Milliseconds lease{60'000};        ///< a request's deadline and 30 s
        core::Milliseconds stop_within{10'000};  ///< how long sends under way may still take at the end
        int max_attempts = 1000;                 ///< then a row is given up
        std::filesystem::path spool;             ///< a folder for the bytes of files on their way
        std::int64_t max_file_bytes = 0;         ///< larger ones are not fetched; 0: no limit
        std::function<void()> recorded;          ///< called after an outcome is committed
        /// Told what each request came to; `took` is nothing when it was not made.
        std::function<void(const std::string& messenger, const messengers::SendOutcome&, Took took)> ended;
    };

    Delivery(const boost::asio::any_io_executor& executor, storage::Database& database,
             std::map<std::string, DeliveryEndpoint> endpoints, const core::Clock& clock, Options options);

    /// There may be something due.
    void wake() { wake_.notify(); }

    /// For whoever writes rows, to claim what can leave at once in the same transaction, on the storage
    /// thread; accept() takes what was claimed, after the commit.
    ClaimOptions claim_options() const;
    void accept(ClaimResult claimed);

    /// Is nothing sent there, because the configuration (its token, its rights) is refused?
    bool is_broken(const std::string& messenger) const;

    /// By how much it is late: a look at the outbox that should have been taken or should be over, or sends
    /// of which none ends although their leases have. 0: it is not.
    core::Milliseconds overdue() const;

    /// Works until cancelled; then lets the sends under way end, for at most `stop_within`. What was claimed
    /// and has not left goes back to the queue.
    boost::asio::awaitable<void> run();

  private:
    struct Work;

    boost::asio::awaitable<void> claim_for_ever();
    boost::asio::awaitable<void> deliver(ClaimedRow claimed);
    boost::asio::awaitable<void> send(Work& work);
    boost::asio::awaitable<bool> plan(Work& work);
    boost::asio::awaitable<messengers::SendOutcome> attempt(Work& work, const core::Step& step);
    boost::asio::awaitable<Next> record(Work& work, const messengers::SendOutcome& outcome);
    boost::asio::awaitable<tl::expected<std::vector<SpooledFile>, messengers::SendOutcome>> fetch(
        const core::Message& message, const core::Step& step);
    void note(const std::string& messenger, const messengers::SendOutcome& outcome);

    boost::asio::any_io_executor executor_;
    storage::Database& database_;
    std::map<std::string, DeliveryEndpoint> endpoints_;
    const core::Clock& clock_;
    Options options_;
    Spool spool_;
    std::map<std::string, Breaker> breakers_;
    core::net::Signal wake_;
    core::net::TaskGroup sends_;
    core::Time looks_at_ = core::Time::max();  ///< when the next claim is planned
    bool stopping_ = false;
    bool looking_ = false;                            ///< at the outbox, since `moved_at_`
    std::chrono::steady_clock::time_point moved_at_;  ///< a look or a send ended or began
    std::chrono::steady_clock::time_point wakes_at_ = std::chrono::steady_clock::time_point::max();
};

}  // namespace mostik::bot
