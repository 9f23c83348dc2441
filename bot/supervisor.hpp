#pragma once

#include <chrono>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace mostik::bot {

/// Tells systemd how the process is (sd_notify(3)): a unit of Type=notify with WatchdogSec= is what it is
/// made for. Where nobody supervises, which is where the environment has no NOTIFY_SOCKET, everything here
/// does nothing. io thread only.
class Supervisor {
  public:
    explicit Supervisor(const boost::asio::any_io_executor& executor);

    /// What is done at the moment; `systemctl status` shows it.
    void status(const std::string& words) const;
    /// The service can be used. From here on the supervisor hears twice in the time after which it takes the
    /// process for stuck (WATCHDOG_USEC) that the event loop goes round: one that does not is restarted.
    void ready();
    /// Somebody asked for the configuration to be read again; reloaded() has to follow, which may also come
    /// by itself. Before ready() and after stopping() neither says more than what status() would.
    void reloading() const;
    void reloaded(const std::string& words) const;
    /// The end has begun; nothing is wrong when it takes its time.
    void stopping();
    /// The event loop can end: no more signs of life.
    void leave();

  private:
    void tell_when_due();

    bool in_service_ = false;                ///< ready, and not stopping
    std::chrono::microseconds interval_{0};  ///< between two signs of life; 0: nobody waits for them
    boost::asio::steady_timer due_;
};

}  // namespace mostik::bot
