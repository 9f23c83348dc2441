#include "bot/config_sections.hpp"

#include "core/translator.hpp"

namespace mostik::bot {
namespace {

const core::Section<LogSettings>& log_section() {
    static const auto section =
        core::Section<LogSettings>{}
            .key("level", &LogSettings::level,
                 {.help = "The least serious lines that are written.",
                  .one_of = {"trace", "debug", "info", "warning", "error"},
                  .live = true})
            .key("format", &LogSettings::format,
                 {.help = "`text` for people, `json` (an object a line) for programs.",
                  .one_of = {"text", "json"},
                  .live = true});
    return section;
}

const core::Section<BackendSettings>& backend_section() {
    static const auto section =
        core::Section<BackendSettings>{}
            .key("host", &BackendSettings::host,
                 {.help = "The address that is listened on; `0.0.0.0` in a container."})
            .key("port", &BackendSettings::port,
                 {.help = "Its port; 0: any free one.", .min = 0, .max = 65535})
            .list("api_keys", &BackendSettings::api_keys, api_key_section(),
                  {.help = "Who may use the HTTP API. Without any it answers only programs on this machine.",
                   .live = true});
    return section;
}

const core::Section<DeliverySettings>& delivery_section() {
    static const auto section =
        core::Section<DeliverySettings>{}
            .key("max_attempts", &DeliverySettings::max_attempts,
                 {.help = "How often a message is tried that the far side does not take, with pauses that "
                          "grow to half a minute; then it fails, and `mostik outbox retry` tries it again. "
                          "Waiting for a limit, and a server that nobody answers at, do not count.",
                  .min = 1,
                  .max = 1'000'000})
            .key("keep", &DeliverySettings::keep,
                 {.help = "How long the outbox keeps messages that were delivered, cancelled or have "
                          "expired. What failed, and what nobody knows whether it arrived, stays until "
                          "somebody decides; which message is the copy of which is kept for ever.",
                  .min = core::Milliseconds(std::chrono::days{7}).count(),
                  .live = true});
    return section;
}

}  // namespace

const core::Section<DbSettings>& db_section() {
    constexpr auto for_postgresql = "Leave empty: PostgreSQL is not in this build yet.";
    constexpr auto for_tests = "Server that tests of the earlier bot used; ignored.";
    static const auto section =
        core::Section<DbSettings>{}
            .key("url", &DbSettings::url,
                 {.help = "The database: `sqlite:` and a file, relative to the configuration file. Empty: "
                          "`sqlite:data/mostik.db`.",
                  .type = "sqlite:PATH"})
            .key("username", &DbSettings::username, {.help = for_postgresql, .deprecated = true})
            .key("password", &DbSettings::password, {.help = for_postgresql, .deprecated = true})
            .key("name", &DbSettings::name, {.help = for_postgresql, .deprecated = true})
            .key("host", &DbSettings::host, {.help = for_postgresql, .deprecated = true})
            .key("port", &DbSettings::port, {.help = for_postgresql, .deprecated = true})
            .key("host_test", &DbSettings::host_test, {.help = for_tests, .deprecated = true})
            .key("port_test", &DbSettings::port_test, {.help = for_tests, .deprecated = true});
    return section;
}

const core::Section<Config>& config_section() {
    static const auto section = [] {
        auto keys = core::Section<Config>{}
                        .key("locale", &Config::locale,
                             {.help = "The language of the bot's own answers.",
                              .one_of = core::Translator::languages(),
                              .live = true})
                        .section("log", &Config::log, log_section(),
                                 {.help = "What Mostik writes about its own work."})
                        .section("backend", &Config::backend, backend_section(),
                                 {.help = "Mostik's own HTTP: API, metrics, health."})
                        .section("db", &Config::db, db_section(), {.help = "Where Mostik remembers."})
                        .section("delivery", &Config::delivery, delivery_section(),
                                 {.help = "How messages are sent."});
        for (const messengers::MessengerType& type : messengers::registry()) {
            const core::KeySpec spec{.help = std::string(type.help),
                                     .type = "a section with the server's url and the bot's token"};
            keys.described(core::section_info(std::string(type.name), spec, type.keys(), false));
        }
        keys.described(core::section_info(
            "support",
            {.help = "The support desk: people report errors in private conversations with the bot, "
                     "specialists answer them in threads."},
            processors::support::settings_section().keys(), false));
        keys.described(core::section_info(
            "notifications",
            {.help = "What other systems hand in to be sent, by the HTTP API or `mostik send`."},
            notifications_section().keys(), false));
        return std::move(keys).list(
            "routes", &Config::route_settings, processors::route_section(),
            {.help = "What `forward` carries, and where to: between messengers, or within one.",
             .live = true});
    }();
    return section;
}

std::vector<core::KeyInfo> config_keys() {
    return config_section().keys();
}

}  // namespace mostik::bot
