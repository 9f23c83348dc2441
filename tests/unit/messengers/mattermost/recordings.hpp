#pragma once

#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace mostik::messengers::mattermost::testing {

/// All that the recorded servers said (tests/fixtures/mattermost), whatever clients said left out.
class Recordings {
  public:
    Recordings();

    /// Calls `look` with each JSON object that has all of `members`, at any depth, also inside of texts that
    /// are JSON themselves. Returns how many there were.
    std::size_t each(const std::vector<std::string>& members,
                     const std::function<void(const nlohmann::json&)>& look) const;

  private:
    std::vector<nlohmann::json> objects_;
};

/// The recordings, read once.
const Recordings& recordings();

}  // namespace mostik::messengers::mattermost::testing
