#pragma once

#include "bot/config.hpp"
#include "storage/database.hpp"

#include <memory>

namespace mostik::bot {

/// For a command: opens the database beside a running service, or without one; nullptr after having said why
/// not (the exit code is 1 then).
std::unique_ptr<storage::Database> open_database_beside(const Config& config);

}  // namespace mostik::bot
