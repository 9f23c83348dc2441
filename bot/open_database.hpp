#pragma once

#include "bot/config.hpp"
#include "storage/database.hpp"

#include <filesystem>
#include <memory>

namespace mostik::bot {

/// For a command: opens the database beside a running service, or without one; nullptr after having said why
/// not (the exit code is 1 then).
std::unique_ptr<storage::Database> open_database_beside(const Config& config);

/// The same for a command that needs nothing else of the configuration. nullptr after having said why not,
/// and `exit_code` is the command's then.
std::unique_ptr<storage::Database> open_database(const std::filesystem::path& config_file, int& exit_code);

}  // namespace mostik::bot
