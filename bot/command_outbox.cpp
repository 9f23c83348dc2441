#include "bot/commands.hpp"
#include "bot/open_database.hpp"
#include "bot/outbox_json.hpp"
#include "bot/printable.hpp"

#include <algorithm>
#include <iostream>

#include <nlohmann/json.hpp>

namespace mostik::bot {

namespace {

using nlohmann::ordered_json;
using storage::OutboxRow;

constexpr std::size_t shown_of_a_text = 60;

std::string state_of(const OutboxRow& row) {
    std::string state(storage::to_string(row.state));
    if (row.held) state += " (held)";
    return state;
}

void print(const ordered_json& object) {
    std::cout << object.dump(-1, ' ', false, ordered_json::error_handler_t::replace) << '\n';
}

void print_line(const OutboxRow& row) {
    std::cout << row.id << "  " << core::to_rfc3339(row.created_at) << "  " << state_of(row) << "  "
              << core::to_string(row.draft.operation) << " to " << printable(core::to_string(row.draft.to));
    const core::Message& message = row.draft.message;
    const std::string words = message.title.empty() ? message.text : message.title + "\n" + message.text;
    if (!words.empty()) std::cout << "  \"" << printable(words, shown_of_a_text) << '"';
    if (!row.reason.empty() && row.state != storage::OutboxState::delivered)
        std::cout << "  " << printable(row.reason);
    std::cout << '\n';
}

void print_whole(const OutboxRow& row, const std::vector<storage::OutboxAttempt>& attempts,
                 const std::vector<storage::OutboxPart>& parts) {
    const auto line = [](const char* name, const std::string& value) {
        if (!value.empty()) std::cout << name << printable(value, 100'000) << '\n';
    };
    const auto moment = [](const std::optional<core::Time>& time) {
        return time ? core::to_rfc3339(*time) : std::string{};
    };
    std::cout << "message " << row.id << ": " << state_of(row) << '\n';
    line("operation:  ", std::string(core::to_string(row.draft.operation)));
    line("to:         ", core::to_string(row.draft.to));
    if (row.draft.ticket) line("ticket:     ", std::to_string(*row.draft.ticket));
    if (row.draft.source) {
        const core::MessageRef& source = *row.draft.source;
        line("copy of:    ", source.messenger + " message " + source.message_id + " in " + source.channel_id);
    }
    line("title:      ", row.draft.message.title);
    line("text:       ", row.draft.message.text);
    for (const core::File& file : row.draft.message.files) {
        line("file:       ", file.name + " (" + std::to_string(file.size) + " bytes)");
    }
    line("created:    ", core::to_rfc3339(row.created_at));
    line("not before: ", moment(row.draft.not_before));
    line("not after:  ", moment(row.draft.not_after));
    if (!storage::is_final(row.state)) line("due:        ", core::to_rfc3339(row.due_at));
    line("arrived as: ", row.remote_id);
    line("reason:     ", row.state == storage::OutboxState::delivered ? "" : row.reason);
    for (const storage::OutboxPart& part : parts) {
        std::string made;
        for (const core::Made& each : part.made) made += (made.empty() ? " as " : ", ") + each.message_id;
        const std::string done = part.attempt == 0 ? "to be done" : "done" + made;
        line("part:       ", std::to_string(part.number) + ": " +
                                 std::string(core::to_string(part.step.operation)) + ", " + done);
    }
    for (const storage::OutboxAttempt& attempt : attempts) {
        const std::string outcome = attempt.outcome.empty() ? "no outcome" : attempt.outcome;
        line("attempt:    ", std::to_string(attempt.number) + " at " + core::to_rfc3339(attempt.started_at) +
                                 ": " + outcome + (attempt.reason.empty() ? "" : ": " + attempt.reason));
    }
}

int no_such(storage::OutboxId id, const char* why) {
    std::cerr << "mostik: message " << id << ' ' << why << "; see `mostik outbox list`\n";
    return 1;
}

}  // namespace

int list_outbox(const std::filesystem::path& config_file, const OutboxListOptions& options) {
    storage::OutboxFilter filter{.limit = options.limit};
    if (!options.state.empty()) filter.state = storage::outbox_state_from(options.state);
    if (!options.to.empty()) {
        const auto to = core::parse_address(options.to);
        if (!to) {
            std::cerr << "mostik: --to " << options.to << ": " << to.error().message << '\n';
            return 2;
        }
        filter.to = *to;
    }
    int exit_code = 0;
    const auto database = open_database(config_file, exit_code);
    if (!database) return exit_code;
    std::vector<OutboxRow> rows;
    storage::OutboxCounts counts;
    database->transact_blocking([&](storage::UnitOfWork& unit) {
        rows = unit.outbox().latest(filter);
        counts = unit.outbox().counts();
    });
    for (const OutboxRow& row : rows) {
        if (options.json) {
            std::cout << message_json(row) << '\n';
        } else {
            print_line(row);
        }
    }
    if (options.json) return 0;
    if (rows.empty()) std::cout << "no messages\n";
    std::cout << counts.queued << " queued, " << counts.sending << " being sent, " << counts.delivered
              << " delivered, " << counts.failed << " failed, " << counts.uncertain << " uncertain; "
              << counts.uncertain_attempts
              << " sends so far of which it was not known whether they arrived\n";
    return 0;
}

int show_outbox(const std::filesystem::path& config_file, std::int64_t id, bool json) {
    int exit_code = 0;
    const auto database = open_database(config_file, exit_code);
    if (!database) return exit_code;
    std::optional<OutboxRow> row;
    std::vector<storage::OutboxAttempt> attempts;
    std::vector<storage::OutboxPart> parts;
    database->transact_blocking([&](storage::UnitOfWork& unit) {
        row = unit.outbox().find(id);
        attempts = unit.outbox().attempts(id);
        parts = unit.outbox().parts(id);
    });
    if (!row) return no_such(id, "is not there");
    if (json) {
        std::cout << whole_message_json({*row, attempts, parts}) << '\n';
    } else {
        print_whole(*row, attempts, parts);
    }
    return 0;
}

int retry_outbox(const std::filesystem::path& config_file, std::optional<std::int64_t> id) {
    int exit_code = 0;
    const auto database = open_database(config_file, exit_code);
    if (!database) return exit_code;
    const core::SystemClock clock;
    int asked = 0;
    database->transact_blocking([&](storage::UnitOfWork& unit) {
        if (id) {
            asked = unit.outbox().requeue(*id, clock.now()) ? 1 : 0;
            return;
        }
        constexpr int all = 1'000'000;
        auto rows = unit.outbox().latest({.state = storage::OutboxState::failed, .limit = all});
        std::reverse(rows.begin(), rows.end());  // in the order in which they were written
        for (const OutboxRow& row : rows) asked += unit.outbox().requeue(row.id, clock.now()) ? 1 : 0;
    });
    if (id && asked == 0) return no_such(*id, "is neither failed nor uncertain");
    std::cout << asked << (asked == 1 ? " message" : " messages")
              << " will be sent again: at once by a running service, else at its next start\n";
    return 0;
}

int cancel_outbox(const std::filesystem::path& config_file, std::int64_t id) {
    int exit_code = 0;
    const auto database = open_database(config_file, exit_code);
    if (!database) return exit_code;
    const core::SystemClock clock;
    bool cancelled = false;
    database->transact_blocking(
        [&](storage::UnitOfWork& unit) { cancelled = unit.outbox().cancel(id, clock.now()); });
    if (!cancelled) return no_such(id, "does not wait (any more)");
    std::cout << "message " << id << " is cancelled\n";
    return 0;
}

int list_chats(const std::filesystem::path& config_file, bool json) {
    int exit_code = 0;
    const auto database = open_database(config_file, exit_code);
    if (!database) return exit_code;
    std::vector<storage::Chat> chats;
    database->transact_blocking([&](storage::UnitOfWork& unit) { chats = unit.chats().all(); });
    for (const storage::Chat& chat : chats) {
        const core::Address address{chat.messenger, chat.id};
        if (json) {
            ordered_json object = {{"address", core::to_string(address)},
                                   {"kind", chat.kind},
                                   {"name", chat.name},
                                   {"first_heard_at", core::to_rfc3339(chat.first_heard_at)}};
            if (chat.unreachable_since) {
                object["unreachable_since"] = core::to_rfc3339(*chat.unreachable_since);
                object["reason"] = chat.reason;
            }
            if (!chat.moved_to.empty()) object["moved_to"] = chat.messenger + ":" + chat.moved_to;
            print(object);
            continue;
        }
        std::cout << printable(core::to_string(address)) << "  " << chat.kind << "  " << printable(chat.name);
        if (!chat.moved_to.empty())
            std::cout << "  (moved to " << chat.messenger << ":" << chat.moved_to << ")";
        if (chat.unreachable_since) {
            std::cout << "  (nothing can be sent there since " << core::to_rfc3339(*chat.unreachable_since)
                      << ": " << printable(chat.reason) << ")";
        }
        std::cout << '\n';
    }
    if (chats.empty() && !json) {
        std::cout << "no chats yet: they are noted when something is heard from them, so say something there "
                     "while Mostik runs\n";
    }
    return 0;
}

}  // namespace mostik::bot
