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

struct OutboxListOptions {
    std::string state;  ///< one of the outbox's states; empty: all
    std::string to;     ///< an address; empty: all
    int limit = 100;
    bool json = false;
};

/// `mostik outbox list`, newest first; `show ID` with all its attempts; `retry ID` or, without an id, `--all`
/// that failed; `cancel ID`. With the service running or not.
int list_outbox(const std::filesystem::path& config_file, const OutboxListOptions& options);
int show_outbox(const std::filesystem::path& config_file, std::int64_t id, bool json);
int retry_outbox(const std::filesystem::path& config_file, std::optional<std::int64_t> id);
int cancel_outbox(const std::filesystem::path& config_file, std::int64_t id);

/// `mostik chats`: the chats and channels that were heard of, with their addresses.
int list_chats(const std::filesystem::path& config_file, bool json);

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
