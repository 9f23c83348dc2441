#pragma once

#include <chrono>
#include <random>

namespace mostik::core::net {

/// Waiting times that double up to a cap, each shortened at random by up to half, so that many clients that
/// lost the same server do not return in step.
class Backoff {
  public:
    Backoff(std::chrono::milliseconds first, std::chrono::milliseconds cap);

    std::chrono::milliseconds next();
    void reset() { current_ = first_; }

  private:
    std::chrono::milliseconds first_;
    std::chrono::milliseconds cap_;
    std::chrono::milliseconds current_;
    std::minstd_rand random_;
};

}  // namespace mostik::core::net
