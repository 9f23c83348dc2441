#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

/// What each command of the command line does. All print to standard output, problems to standard error, and
/// return the exit code.
namespace mostik::bot {

/// `mostik run`: the service, until SIGINT or SIGTERM; a second one ends the process at once.
int run_service(const std::filesystem::path& config_file);

struct CheckOptions {
    bool online = false;     ///< ask the servers too
    bool say_hello = false;  ///< and post to the test channel
    bool json = false;
};

/// `mostik check`: every problem of the configuration at once.
int run_check(const std::filesystem::path& config_file, const CheckOptions& options);

/// `mostik failed list`.
int list_failed(const std::filesystem::path& config_file, bool json, int limit);

/// `mostik failed retry ID` or, without an id, `--all`.
int retry_failed_events(const std::filesystem::path& config_file, std::optional<std::int64_t> id);

}  // namespace mostik::bot
