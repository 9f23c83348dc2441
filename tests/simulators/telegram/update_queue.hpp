// The bot's updates that it has not confirmed, numbered and dated. Not thread-safe.
#pragma once

#include "tests/simulators/telegram/world.hpp"

#include <deque>
#include <set>
#include <string>
#include <vector>

namespace mostik::simulators::telegram {

struct Update {
    std::int64_t id = 0;
    std::string kind;
    std::string lane;
    std::string json;  // the whole object
    Milliseconds expires_at = 0;
};

class UpdateQueue {
  public:
    static constexpr std::size_t max_updates = 100'000;
    static constexpr std::size_t max_update_bytes = 512 * 1024;
    static constexpr std::size_t max_answer_bytes = 4 * 1024 * 1024;

    UpdateQueue(std::int64_t first_id, std::function<Milliseconds()> now)
        : next_id_(first_id), now_(std::move(now)) {}

    // Kinds that are not allowed, and what does not fit, are lost silently.
    void push(Happening happening);

    // Remembers the kinds from a JSON array; what is no array changes nothing.
    void allow(const std::string& json);
    // Kinds if they are not the default ones.
    const std::optional<std::vector<std::string>>& allowed() const { return allowed_; }

    // As getUpdates reads: forgets what the offset confirms and returns up to `limit` of the rest.
    std::vector<const Update*> take(std::int64_t offset, std::size_t limit);
    void forget(std::int64_t id);
    void clear() { updates_.clear(); }
    // Without those that have expired.
    const std::deque<Update>& pending();
    std::int64_t next_id() const { return next_id_; }

  private:
    void expire();

    std::int64_t next_id_;
    std::function<Milliseconds()> now_;
    std::deque<Update> updates_;
    std::optional<std::vector<std::string>> allowed_;
};

}  // namespace mostik::simulators::telegram
