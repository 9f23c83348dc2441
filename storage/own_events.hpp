#pragma once

#include "core/clock.hpp"
#include "core/event.hpp"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace mostik::storage {

/// Mostik's own events (outcomes, timers), written in the transaction that causes them and given to their
/// processors later. All calls throw StorageError.
class OwnEvents {
  public:
    virtual ~OwnEvents() = default;

    /// Is given its identity here.
    virtual void add(core::Event event, core::Time due_at) = 0;

    /// Those that are due, oldest first, with their numbers.
    virtual std::vector<std::pair<std::int64_t, core::Event>> due(core::Time now, int limit) = 0;
    virtual void remove(std::int64_t number) = 0;

    /// When the earliest is due.
    virtual std::optional<core::Time> next_due() = 0;
};

}  // namespace mostik::storage
