#include "bot/commands.hpp"
#include "bot/open_database.hpp"

#include <iostream>

#include <nlohmann/json.hpp>

namespace mostik::bot {

namespace {

void print_json(const storage::FailedEvent& failed) {
    using nlohmann::ordered_json;
    const ordered_json line = {{"id", failed.id},
                               {"messenger", failed.messenger},
                               {"type", failed.type},
                               {"identity", failed.identity},
                               {"processor", failed.processor},
                               {"reason", failed.reason},
                               {"failed_at", core::to_rfc3339(failed.failed_at)},
                               {"attempts", failed.attempts},
                               {"retry_requested", failed.retry_requested},
                               {"event", ordered_json::parse(failed.event, nullptr, false)}};
    std::cout << line.dump(-1, ' ', false, ordered_json::error_handler_t::replace) << '\n';
}

void print_text(const storage::FailedEvent& failed) {
    std::cout << failed.id << "  " << core::to_rfc3339(failed.failed_at) << "  " << failed.messenger << ' '
              << failed.type << ' ' << failed.identity << "  in " << failed.processor << ": " << failed.reason
              << " (" << failed.attempts << (failed.attempts == 1 ? " attempt" : " attempts")
              << (failed.retry_requested ? ", retry asked for" : "") << ")\n";
}

}  // namespace

int list_failed(const std::filesystem::path& config_file, bool json, int limit) {
    int exit_code = 0;
    const auto database = open_database(config_file, exit_code);
    if (!database) return exit_code;
    std::vector<storage::FailedEvent> events;
    database->transact_blocking(
        [&](storage::UnitOfWork& unit) { events = unit.failed_events().list(limit); });
    for (const storage::FailedEvent& failed : events) {
        if (json) {
            print_json(failed);
        } else {
            print_text(failed);
        }
    }
    if (events.empty() && !json) std::cout << "no failed events\n";
    return 0;
}

int retry_failed_events(const std::filesystem::path& config_file, std::optional<std::int64_t> id) {
    int exit_code = 0;
    const auto database = open_database(config_file, exit_code);
    if (!database) return exit_code;
    int asked = 0;
    database->transact_blocking([&](storage::UnitOfWork& unit) {
        if (id) {
            asked = unit.failed_events().request_retry(*id) ? 1 : 0;
        } else {
            asked = unit.failed_events().request_retry_all();
        }
    });
    if (id && asked == 0) {
        std::cerr << "mostik: there is no failed event " << *id << "; see `mostik failed list`\n";
        return 1;
    }
    std::cout << asked << (asked == 1 ? " event" : " events")
              << " will be run again: at once by a running service, else at its next start\n";
    return 0;
}

}  // namespace mostik::bot
