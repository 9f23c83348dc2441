#pragma once

#include "storage/rate_limits.hpp"
#include "storage/sqlite/connection.hpp"

namespace mostik::storage::sqlite {

/// One number for a bucket, the moment when it is full again: the generic cell rate algorithm.
class SqliteRateLimits final : public RateLimits {
  public:
    explicit SqliteRateLimits(Connection& connection) : connection_(connection) {}

    std::optional<Refusal> take(const std::vector<core::TokenBucket>& buckets, int tokens,
                                core::Time now) override;
    void charge(const std::vector<core::TokenBucket>& buckets, int tokens, core::Time now) override;
    void pause(const std::string& bucket, core::Time until) override;

  private:
    Connection& connection_;
};

}  // namespace mostik::storage::sqlite
