#include "storage/sqlite/rate_limits.hpp"

#include "storage/sqlite/query.hpp"

#include <algorithm>
#include <chrono>

namespace mostik::storage::sqlite {

namespace {

using Microseconds = std::chrono::microseconds;

/// Since 1970; milliseconds would be too coarse for a bucket of a thousand a second.
Microseconds fine(core::Time time) {
    return Microseconds(core::to_millis(time) * 1000);
}

struct State {
    Microseconds full_at{};
    core::Time paused_until{};
};

State read(Connection& connection, const std::string& bucket) {
    Query query(connection, "SELECT full_at, paused_until FROM rate_limits WHERE bucket = ?", bucket);
    if (!query.next()) return {};
    return {Microseconds(query.integer(0)), query.time(1)};
}

}  // namespace

std::optional<RateLimits::Refusal> SqliteRateLimits::take(const std::vector<core::TokenBucket>& buckets,
                                                          int tokens, core::Time now) {
    std::optional<Refusal> refusal;
    for (const core::TokenBucket& bucket : buckets) {
        const State state = read(connection_, bucket.name);
        const Microseconds enough_at =
            std::max(state.full_at, fine(now)) +
            (std::min(tokens, bucket.capacity) - bucket.capacity) * bucket.interval;
        core::Time at = std::max(now, state.paused_until);
        if (enough_at > fine(now)) {
            at = std::max(at, core::from_millis(std::chrono::ceil<core::Milliseconds>(enough_at).count()));
        }
        if (at > now && (!refusal || refusal->at < at)) refusal = Refusal{at, bucket.name};
    }
    if (!refusal) charge(buckets, tokens, now);
    return refusal;
}

void SqliteRateLimits::charge(const std::vector<core::TokenBucket>& buckets, int tokens, core::Time now) {
    for (const core::TokenBucket& bucket : buckets) {
        const Microseconds price = tokens * bucket.interval;
        if (price == Microseconds::zero()) continue;
        Query(connection_,
              "INSERT INTO rate_limits (bucket, full_at) VALUES (?1, ?2 + ?3) "
              "ON CONFLICT DO UPDATE SET full_at = max(full_at, ?2) + ?3",
              bucket.name, fine(now).count(), price.count())
            .run();
    }
}

void SqliteRateLimits::pause(const std::string& bucket, core::Time until) {
    Query(connection_,
          "INSERT INTO rate_limits (bucket, full_at, paused_until) VALUES (?, 0, ?) "
          "ON CONFLICT DO UPDATE SET paused_until = max(paused_until, excluded.paused_until)",
          bucket, until)
        .run();
}

}  // namespace mostik::storage::sqlite
