#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

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

struct SearchOptions {
    std::string text;  ///< as core::parse_search_query() reads it
    std::string channel;
    std::string author;
    int limit = 20;
    bool deleted = false;
    bool json = false;
};

/// `mostik search`: stored posts, the best first. Indexes first what is not indexed yet.
int run_search(const std::filesystem::path& config_file, const SearchOptions& options);

}  // namespace mostik::bot
