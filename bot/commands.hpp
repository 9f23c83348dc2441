#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

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

struct SendOptions {
    std::string sender;  ///< as in the HTTP API, as all of these; what is empty is left out
    std::vector<std::string> to;
    std::string title;
    std::string text;  ///< "-": from standard input
    std::string format;
    std::string template_name;
    std::string data;  ///< a JSON object
    std::string locale;
    std::vector<std::filesystem::path> files;
    std::string not_before;
    std::string not_after;
    std::optional<int> priority;
    std::string idempotency_key;
    std::optional<int> wait_seconds;  ///< until it is over; nothing: not at all
    bool json = false;
};

/// `mostik send`: hands in a notification as the HTTP API does, through the database: a running service sends
/// it within a second, else the next one that is started. Exit code 1: not taken, or, when it is waited for,
/// not delivered.
int send_message(const std::filesystem::path& config_file, const SendOptions& options);

/// `mostik chats`: the chats and channels that were heard of, with their addresses.
int list_chats(const std::filesystem::path& config_file, bool json);

enum class TicketFormat { text, json, csv };

struct TicketListOptions {
    std::string state;  ///< one of a ticket's states; empty: all that are not closed
    bool all = false;   ///< closed ones too
    int limit = 100;
    TicketFormat format = TicketFormat::text;
};

/// `mostik tickets list`, newest first; `show NUMBER` with history and conversation; `export`, all of them
/// as a table, newest first. With the service running or not.
int list_tickets(const std::filesystem::path& config_file, const TicketListOptions& options);
int show_ticket(const std::filesystem::path& config_file, std::int64_t number, bool json);
int export_tickets(const std::filesystem::path& config_file, TicketFormat format);

struct ForgetOptions {
    std::string person;  ///< an address
    bool yes = false;    ///< without asking
};

/// Asks a person; nothing when there is nobody to ask.
using Ask = std::function<std::optional<bool>(const std::string& question)>;

/// `mostik forget ADDRESS`: says what would be removed, asks, and removes it. Without a yes nothing is: the
/// exit code is 1 after a no, and 2 when there was nobody to ask. With the service running or not.
int forget_person(const std::filesystem::path& config_file, const ForgetOptions& options, const Ask& ask);

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
