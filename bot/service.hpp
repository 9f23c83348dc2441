#pragma once

#include "bot/config.hpp"
#include "core/clock.hpp"
#include "storage/database.hpp"

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace mostik::bot {

/// What tests shorten and a person's configuration does not name.
struct ServiceTiming {
    messengers::ReceiverTiming receiver;
    std::size_t pipeline_queue_bytes = 32UL << 20U;  ///< events waiting for the database; then receivers wait
    core::Milliseconds delivery_lease{60'000};
    core::Milliseconds look_for_changes{1'000};      ///< by other processes, such as `mostik failed retry`
    core::Milliseconds http_header_timeout{10'000};  ///< how long a client may take over a request's headers
    core::Milliseconds probe_every{3'000};           ///< a write for /ready at most
    core::Milliseconds stuck_after{30'000};          ///< a group of events, or a look for messages, is stuck
    core::Milliseconds watch_limit{2'000};           ///< how long /metrics and /ready wait for the database
    core::Milliseconds stop_within{10'000};          ///< how long what is under way may take at the end
};

/// Whom the service tells how far it is. What is empty is not called.
struct ServiceMilestones {
    std::function<void()> ready;     ///< the port is open, and everything has begun
    std::function<void()> stopping;  ///< the end begins, whoever wants it
};

/// The running bot: everything that `mostik run` does, between an open database and the process. io thread
/// only.
class Service {
  public:
    Service(const boost::asio::any_io_executor& executor, const Config& config, storage::Database& database,
            const core::Clock& clock, ServiceTiming timing = {});
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    /// Where progress is shown on a terminal; without it, as log lines. To be set before run().
    void show_progress_with(std::function<void(const std::string&)> show_line);

    /// To be set before run().
    void tell(ServiceMilestones milestones);

    /// Works until stop(), or until going on cannot help. Returns the process's exit code: 0 after stop(), 1
    /// when it gave up; the reason is in the log.
    boost::asio::awaitable<int> run();

    /// Goes on with another configuration, of which compare() refuses nothing: between two groups of events,
    /// without a reconnection. What concerns the log is the caller's.
    void apply(const Config& config);

    /// Asks run() to end: first what listens, then what works, then what sends.
    void stop();

  private:
    class Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace mostik::bot
