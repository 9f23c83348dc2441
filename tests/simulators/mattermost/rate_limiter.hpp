// The server's limiter: one GCRA bucket per remote address (rate_limit_429.json). Not thread-safe.
#pragma once

#include "tests/simulators/mattermost/model.hpp"

#include <map>
#include <string>

namespace mostik::simulators::mattermost {

class RateLimiter {
  public:
    RateLimiter(int requests_per_second, int burst)
        : interval_(1000 / requests_per_second), limit_(burst + 1) {}

    struct Decision {
        bool allowed = true;
        int limit = 0;
        int remaining = 0;
        int reset_seconds = 0;        // until the bucket is full
        int retry_after_seconds = 0;  // 0 when allowed
    };
    Decision decide(const std::string& remote_address, Milliseconds now);

  private:
    Milliseconds interval_;
    int limit_;
    std::map<std::string, Milliseconds> full_at_;  // the "theoretical arrival time" of GCRA
};

}  // namespace mostik::simulators::mattermost
