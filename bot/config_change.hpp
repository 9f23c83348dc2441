#pragma once

#include "bot/config.hpp"

#include <string>
#include <vector>

namespace mostik::bot {

/// What another reading of the configuration means for the program that runs.
struct ConfigChange {
    /// "mattermost.token": keys that take effect only at a start. With one of them nothing at all may be
    /// applied.
    std::vector<std::string> refused;
    /// What would be applied, a line each: "history.limit: 100 -> 200". Without secrets.
    std::vector<std::string> differences;
};

ConfigChange compare(const Config& running, const Config& next);

}  // namespace mostik::bot
