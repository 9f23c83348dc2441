#pragma once

#include "bot/config.hpp"

#include <filesystem>

namespace mostik::bot {

/// The file of the SQLite database that `settings` name; it need not exist. `section` is the `db` map (or
/// null) and `base` the folder of the configuration file. What this build cannot open is reported; the path
/// is empty then.
std::filesystem::path database_file(const DbSettings& settings, const core::ConfigNode& section,
                                    const std::filesystem::path& base, core::Diagnostics& out);

}  // namespace mostik::bot
