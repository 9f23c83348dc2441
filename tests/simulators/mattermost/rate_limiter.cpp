#include "tests/simulators/mattermost/rate_limiter.hpp"

#include <algorithm>

namespace mostik::simulators::mattermost {

namespace {
int seconds_up(Milliseconds time) {
    return static_cast<int>((time + 999) / 1000);
}
}  // namespace

RateLimiter::Decision RateLimiter::decide(const std::string& remote_address, Milliseconds now) {
    auto& stored = full_at_[remote_address];
    const auto full_at = std::max(stored, now);
    const auto capacity = interval_ * limit_;
    const auto next = full_at + interval_;
    Decision decision;
    decision.limit = limit_;
    decision.allowed = next - capacity <= now;
    if (!decision.allowed) {
        decision.retry_after_seconds = seconds_up(next - capacity - now);
        decision.reset_seconds = seconds_up(full_at - now);
        return decision;
    }
    stored = next;
    decision.remaining = static_cast<int>((capacity - (next - now)) / interval_);
    decision.reset_seconds = seconds_up(next - now);
    return decision;
}

}  // namespace mostik::simulators::mattermost
