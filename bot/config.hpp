#pragma once

#include "bot/api/keys.hpp"
#include "bot/config_left_out.hpp"
#include "bot/notifications/rules.hpp"
#include "core/config_section.hpp"
#include "messengers/registry.hpp"
#include "processors/chain.hpp"
#include "processors/forward/routes.hpp"
#include "processors/support/settings.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace mostik::bot {

struct BackendSettings {
    std::string host = "127.0.0.1";
    std::int64_t port = 8765;
    std::vector<ApiKeySettings> api_keys;  ///< digests only
};

struct DeliverySettings {
    std::int64_t max_attempts = 1000;
    core::Milliseconds keep = std::chrono::days(30);
};

/// `url`, or the earlier bot's keys: all empty means SQLite beside the configuration file.
struct DbSettings {
    std::string url;
    std::string username, name, host, port, host_test, port_test;
    core::Secret password;
};

struct LogSettings {
    std::string level = "info";
    std::string format = "text";
};

/// A messenger that the configuration names, and what happens to its events.
struct MessengerPlan {
    const messengers::MessengerType* type = nullptr;
    std::shared_ptr<const messengers::ConfiguredMessenger> messenger;
    std::shared_ptr<const processors::Chains> chains;
};

/// Everything that config.yaml says, checked.
struct Config {
    std::string locale = "en";
    LogSettings log;
    BackendSettings backend;
    DbSettings db;
    DeliverySettings delivery;

    std::vector<processors::RouteSettings> route_settings;

    // Made from the above; without Need::everything only the first, and messengers without chains for links.
    std::filesystem::path database_file;
    std::vector<MessengerPlan> messengers;  ///< at least one
    std::vector<LeftOut> left_out;          ///< messengers that are not used, and why
    std::shared_ptr<const processors::Routes> routes;
    std::shared_ptr<const processors::support::Policy> support;  ///< none: there is no support desk
    std::shared_ptr<const processors::Chains> own_chains;        ///< of Mostik's own events
    std::shared_ptr<const NotificationRules> notifications;
    std::shared_ptr<const processors::Chains> notification_chains;

    std::string digest;  ///< of the file's text, to tell whether it has changed since
};

/// How much of the file a command needs: what it does not need is not checked, and may lack its variables.
enum class Need {
    everything,          ///< run, check
    database_only,       ///< the commands that look into the database
    database_and_links,  ///< the same, and where posts can be read, as far as the file tells
    notifications,       ///< the database, and what is said of notifications
};

/// Reads and checks the file; builds everything that can be built without network. Every problem is in
/// `out`; the value is there only when none of them is an error. Relative paths are relative to the file.
std::optional<Config> load_config(const std::filesystem::path& file, Need need, core::Diagnostics& out);

/// The two halves of it: the file's text, and what `text`, which was read from `file`, says.
std::optional<std::string> read_config_text(const std::filesystem::path& file, core::Diagnostics& out);
std::optional<Config> parse_config_text(const std::string& text, const std::filesystem::path& file, Need need,
                                        core::Diagnostics& out);

/// All sections with their keys, for docs/config.md and config.schema.json.
std::vector<core::KeyInfo> config_keys();

/// docs/config.md and config.schema.json, generated from config_keys() and the processors' registry.
std::string config_markdown();
std::string config_json_schema();

}  // namespace mostik::bot
