#pragma once

#include "core/event.hpp"

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_set>

namespace mostik::bot {

/// Which events were run lately, in memory: what is read again after a gap, or is looked for in the past, was
/// mostly heard, and most of that leaves no trace in the database. Holds the last `capacity`.
class RecentEvents {
  public:
    explicit RecentEvents(std::size_t capacity = 20'000) : capacity_(capacity) {}

    /// Events without an identity are never known.
    void add(const core::Event& event);
    bool contains(const core::Event& event) const;

  private:
    std::size_t capacity_;
    std::unordered_set<std::string> known_;
    std::deque<std::string> order_;
};

}  // namespace mostik::bot
