// The simulator's time: real time plus what tests advanced it, and what is due on it. Not thread-safe.
#pragma once

#include "tests/simulators/net/milliseconds.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace mostik::simulators::net {

class Clock {
  public:
    // Milliseconds since 1970; never goes back.
    Milliseconds now() const;
    void advance(std::chrono::milliseconds by) { offset_ += by; }

  private:
    std::chrono::system_clock::time_point real_start_ = std::chrono::system_clock::now();
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::chrono::milliseconds offset_{0};
};

// Runs functions when the clock reaches their time, by waiting or by being advanced.
class Schedule {
  public:
    using Id = std::uint64_t;

    Schedule(boost::asio::io_context& io, Clock& clock) : clock_(clock), timer_(io) {}

    Id at(Milliseconds time, std::function<void()> function);
    void cancel(Id id);
    void advance(std::chrono::milliseconds by);
    void clear();

  private:
    void run_due();
    void arm();

    Clock& clock_;
    boost::asio::steady_timer timer_;
    std::map<std::pair<Milliseconds, Id>, std::function<void()>> entries_;
    std::map<Id, Milliseconds> times_;
    Id last_id_ = 0;
};

}  // namespace mostik::simulators::net
