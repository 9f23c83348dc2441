#pragma once

#include "bot/config.hpp"

#include <filesystem>
#include <optional>

namespace mostik::bot {

/// load_config() for a command: problems go to standard error, each on a line; nothing when one of them is an
/// error (the exit code is 2 then).
std::optional<Config> read_config(const std::filesystem::path& file, Need need);

}  // namespace mostik::bot
