#pragma once

#include "core/clock.hpp"

#include <optional>

namespace mostik::bot {

/// Keeps a messenger whose configuration is broken (its token is not accepted) from being asked for every
/// message: closed to all, then one message is let through to see; the waits double from 5 s to 5 min. Works
/// again as soon as an answer is of another kind.
class Breaker {
  public:
    void refused(core::Time now);
    /// Returns whether it was open.
    bool answered();
    /// A message was let through.
    void probed(core::Time now);

    /// Nothing: all is well.
    std::optional<core::Time> closed_until() const { return until_; }
    bool may_probe(core::Time now) const { return until_ && *until_ <= now; }

  private:
    std::optional<core::Time> until_;
    core::Milliseconds wait_{0};
};

}  // namespace mostik::bot
