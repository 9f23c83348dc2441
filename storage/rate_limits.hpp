#pragma once

#include "core/clock.hpp"
#include "core/token_bucket.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mostik::storage {

/// Token buckets that survive a restart. All calls throw StorageError.
class RateLimits {
  public:
    virtual ~RateLimits() = default;

    struct Refusal {
        core::Time at{};
        std::string bucket;  ///< the one that takes longest
    };

    /// Takes `tokens` out of every bucket, or nothing out of any. Returns when all will have enough, if one
    /// has too few or is paused; nothing: they were taken. A bucket that holds fewer than `tokens` at its
    /// best is emptied, and owes the rest.
    virtual std::optional<Refusal> take(const std::vector<core::TokenBucket>& buckets, int tokens,
                                        core::Time now) = 0;

    /// Takes them all the same; the buckets owe what they do not have.
    virtual void charge(const std::vector<core::TokenBucket>& buckets, int tokens, core::Time now) = 0;

    /// Nothing can be taken out of it before `until`. A later pause that is there already stays.
    virtual void pause(const std::string& bucket, core::Time until) = 0;
};

}  // namespace mostik::storage
