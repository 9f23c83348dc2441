#pragma once

#include "bot/config.hpp"

#include <filesystem>
#include <optional>

namespace mostik::bot {

/// load_config() for a command: problems go to standard error, each on a line; nothing when one of them is an
/// error (the exit code is 2 then).
std::optional<Config> read_config(const std::filesystem::path& file, Need need);

/// The configuration that is meant when none is named: `config.yaml` in `folder`, or, where there is none,
/// the installed one.
std::filesystem::path usual_config_file(const std::filesystem::path& folder,
                                        const std::filesystem::path& installed = "/etc/mostik/config.yaml");

}  // namespace mostik::bot
