#include "bot/api/keys.hpp"
#include "bot/commands.hpp"
#include "bot/notifications/request.hpp"
#include "bot/open_database.hpp"
#include "bot/outbox_json.hpp"
#include "bot/read_config.hpp"
#include "bot/treatment.hpp"
#include "core/base64.hpp"
#include "messengers/formatting/rich_text.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <thread>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

namespace mostik::bot {

namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using nlohmann::ordered_json;

/// As much as a request over HTTP has room for.
constexpr std::uintmax_t most_bytes = 12U << 20U;

std::string everything_in(std::istream& stream) {
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// A field by the name that it has on the command line.
std::string option_of(const std::string& pointer) {
    std::string name = pointer.substr(std::min<std::size_t>(1, pointer.size()));
    if (name == "body") return "the text";
    if (name.starts_with("attachments")) return "--file";
    if (name.starts_with("to/")) name = "to";
    std::replace(name.begin(), name.end(), '_', '-');
    return "--" + name;
}

void complain(const FieldProblems& problems) {
    for (const FieldProblem& problem : problems)
        std::cerr << "mostik: " << option_of(problem.pointer) << ": " << problem.detail << '\n';
}

/// JSON has no other texts.
bool is_utf8(const std::string& text) {
    return messengers::formatting::valid_utf8(text) == text;
}

/// The request as the HTTP API would get it; nothing after having said what is wrong.
std::optional<json> request_of(const SendOptions& options) {
    json request = json::object();
    FieldProblems problems;
    const auto put = [&](const char* name, const std::string& value) {
        if (!is_utf8(value)) problems.push_back({std::string("/") + name, "expected UTF-8"});
        if (!value.empty()) request[name] = value;
    };
    if (!std::all_of(options.to.begin(), options.to.end(), is_utf8))
        problems.push_back({"/to", "expected UTF-8"});
    put("sender", options.sender);
    if (!options.to.empty()) request["to"] = options.to;
    put("title", options.title);
    put("body", options.text == "-" ? everything_in(std::cin) : options.text);
    put("format", options.format);
    put("template", options.template_name);
    put("locale", options.locale);
    put("not_before", options.not_before);
    put("not_after", options.not_after);
    put("idempotency_key", options.idempotency_key);
    if (options.priority) request["priority"] = *options.priority;
    if (!options.data.empty()) {
        request["data"] = json::parse(options.data, nullptr, false);
        if (request["data"].is_discarded()) {
            std::cerr << "mostik: --data is no JSON; expected an object such as '{\"name\": \"value\"}'\n";
            return std::nullopt;
        }
    }
    std::uintmax_t bytes = 0;
    for (const std::filesystem::path& path : options.files) {
        std::ifstream file(path, std::ios::binary);
        std::error_code ignored;
        const std::uintmax_t size = std::filesystem::file_size(path, ignored);
        if (size != static_cast<std::uintmax_t>(-1)) bytes += size;
        if (bytes > most_bytes) {
            std::cerr
                << "mostik: --file: expected at most 12 MiB of files together: they lie in the database\n";
            return std::nullopt;
        }
        if (!file || std::filesystem::is_directory(path, ignored)) {
            std::cerr << "mostik: the file " << path.string() << " cannot be read\n";
            return std::nullopt;
        }
        if (!is_utf8(path.filename().string())) problems.push_back({"/attachments", "its name is no UTF-8"});
        request["attachments"].push_back(
            {{"name", path.filename().string()}, {"content", core::to_base64(everything_in(file))}});
    }
    complain(problems);
    if (!problems.empty()) return std::nullopt;
    return request;
}

/// In a transaction of its own, as the running service does it in one of its groups.
NotificationEnd hand_in(storage::Database& database, const Config& config, core::Event event) {
    const core::SystemClock clock;
    const GroupContext context{.treatment = treatment_of(config), .clock = clock, .status = {}, .claim = {}};
    const auto submission = std::make_shared<Submission>();
    submission->events.push_back(std::move(event));
    const std::vector<WorkItem> items{std::shared_ptr<const Submission>(submission)};
    GroupResult result;
    database.transact_blocking([&](storage::UnitOfWork& unit) { result = run_group(unit, items, context); });
    return std::move(result.submissions.front().front());
}

/// What an earlier message with this key came to.
NotificationEnd look_up(storage::Database& database, const std::string& reference) {
    NotificationEnd end;
    database.transact_blocking([&](storage::UnitOfWork& unit) { end = stored_end(unit, reference); });
    return end;
}

/// Why it was not taken; empty: it was.
std::string refusal_of(const NotificationEnd& end, const std::string& fingerprint) {
    switch (verdict_on(end, fingerprint)) {
        case NotificationVerdict::taken:
            return {};
        case NotificationVerdict::failed:
            return "the processor " + end.failure->processor + " failed: " + end.failure->reason;
        case NotificationVerdict::unhandled:
            return "no chain of notifications has the processor notify";
        case NotificationVerdict::another_there:
            break;
    }
    return "--idempotency-key: this key was used for another message before";
}

std::vector<storage::OutboxRow> rows_of(storage::Database& database, const NotificationEnd& end) {
    std::vector<storage::OutboxRow> rows;
    database.transact_blocking([&](storage::UnitOfWork& unit) {
        rows.clear();
        for (const storage::NotificationMessage& message : end.messages) {
            if (auto row = unit.outbox().find(message.id)) rows.push_back(std::move(*row));
        }
    });
    return rows;
}

bool is_over(const storage::OutboxRow& row) {
    return storage::is_final(row.state) || row.held;
}

void print(const storage::OutboxRow& row, bool as_json) {
    if (as_json) {
        std::cout << message_json(row) << '\n';
        return;
    }
    std::cout << "message " << row.id << " to " << core::to_string(row.draft.to) << ": "
              << storage::to_string(row.state);
    if (row.state != storage::OutboxState::delivered && !row.reason.empty()) std::cout << ": " << row.reason;
    std::cout << '\n';
}

}  // namespace

int send_message(const std::filesystem::path& config_file, const SendOptions& options) {
    const std::optional<Config> config = read_config(config_file, Need::notifications);
    if (!config) return 2;
    const std::optional<json> request = request_of(options);
    if (!request) return 2;
    const core::SystemClock clock;
    const NotificationCircumstances around{
        .source = command_line_name, .idempotency_key = {}, .now = clock.now()};
    const auto identity = identify(*request, around);
    auto event = read_notification(*request, *config->notifications, around);
    // One that is wrong by now may have been right, and taken, before.
    const bool known = !event && identity && identity->repeatable;
    if (!event && !known) {
        complain(event.error());
        return 2;
    }
    const auto database = open_database_beside(*config);
    if (!database) return 1;
    // The chain's `log` belongs into the service's log.
    spdlog::set_level(spdlog::level::off);
    const NotificationEnd end =
        event ? hand_in(*database, *config, std::move(*event)) : look_up(*database, identity->reference);
    if (!event && !end.notification) {
        complain(event.error());
        return 2;
    }
    const std::string refusal = refusal_of(end, identity->fingerprint);
    if (!refusal.empty()) {
        std::cerr << "mostik: nothing was sent: " << refusal << '\n';
        return 1;
    }
    std::vector<storage::OutboxRow> rows = rows_of(*database, end);
    const auto give_up =
        std::chrono::steady_clock::now() + std::chrono::seconds(options.wait_seconds.value_or(0));
    while (!std::all_of(rows.begin(), rows.end(), is_over) && std::chrono::steady_clock::now() < give_up) {
        std::this_thread::sleep_for(100ms);
        rows = rows_of(*database, end);
    }
    for (const storage::OutboxRow& row : rows) print(row, options.json);
    const bool delivered = std::all_of(rows.begin(), rows.end(), [](const storage::OutboxRow& row) {
        return row.state == storage::OutboxState::delivered;
    });
    return options.wait_seconds && !delivered ? 1 : 0;
}

}  // namespace mostik::bot
