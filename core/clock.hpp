#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mostik::core {

using Milliseconds = std::chrono::milliseconds;

/// A moment in UTC, to the millisecond: what Mattermost and SQLite both store.
using Time = std::chrono::sys_time<Milliseconds>;

constexpr Time from_millis(std::int64_t since_epoch) {
    return Time{Milliseconds{since_epoch}};
}
constexpr std::int64_t to_millis(Time time) {
    return time.time_since_epoch().count();
}

/// "2026-11-21T12:00:00.123Z" (RFC 3339).
std::string to_rfc3339(Time time);

/// Reads an RFC 3339 moment or a plain date ("2026-11-21", midnight UTC); nothing when it is neither.
std::optional<Time> parse_time(std::string_view text);

/// Where the time comes from; a parameter, so that tests can set it. Thread-safe.
class Clock {
  public:
    virtual ~Clock() = default;
    virtual Time now() const = 0;
};

class SystemClock final : public Clock {
  public:
    Time now() const override;
};

}  // namespace mostik::core
