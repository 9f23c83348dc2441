#include "messengers/mattermost/settings.hpp"

#include "core/proxy_address.hpp"

#include <algorithm>
#include <fstream>
#include <set>

namespace mostik::messengers::mattermost {
namespace {

constexpr auto lower_letters_and_digits = "abcdefghijklmnopqrstuvwxyz0123456789";

bool is_id(const std::string& text) {
    constexpr std::size_t id_length = 26;
    return text.size() == id_length && text.find_first_not_of(lower_letters_and_digits) == std::string::npos;
}

bool is_name(std::string_view text) {
    const std::string allowed = std::string(lower_letters_and_digits) + "._-";
    return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_team_and_channel(std::string_view text) {
    const auto slash = text.find('/');
    return slash != std::string_view::npos && is_name(text.substr(0, slash)) &&
           is_name(text.substr(slash + 1));
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

std::string check_channel(const std::string& text) {
    if (is_id(text) || is_team_and_channel(text)) return {};
    const std::string near = lower(text);
    return "not a channel; expected team/channel as in the channel's address, or its id of 26 small letters "
           "and digits" +
           (is_team_and_channel(near) ? "; did you mean " + core::quoted(near) + "?" : std::string{});
}

bool is_person(std::string_view text) {
    return text.starts_with('@') && is_name(text.substr(1));
}

std::string check_token(const std::string& text) {
    if (text.find_first_of(" \t\r\n") == std::string::npos) return {};
    return "no token: there is white space in it; expected the access token alone";
}

std::string check_time(const std::string& text) {
    if (core::parse_time(text)) return {};
    return "not a time; expected a date such as 2026-01-31, or a moment such as 2026-01-31T12:00:00Z";
}

const core::Section<ReconcileSettings>& reconcile_section() {
    static const auto section =
        core::Section<ReconcileSettings>{}
            .key("every", &ReconcileSettings::every,
                 {.help = "How often it is looked for edits, deletions and reactions that were not heard of; "
                          "0: only after the connection was lost.",
                  .min = 0,
                  .max = core::Milliseconds(std::chrono::days{7}).count(),
                  .live = true})
            .key("over", &ReconcileSettings::over,
                 {.help = "How far back such a look goes.",
                  .min = 0,
                  .max = core::Milliseconds(std::chrono::days{30}).count(),
                  .live = true});
    return section;
}

const core::Section<HistorySettings>& history_section() {
    static const auto section =
        core::Section<HistorySettings>{}
            .key("limit", &HistorySettings::limit,
                 {.help = "How many posts of each channel's past are read at most; 0: all.",
                  .min = 0,
                  .live = true})
            .key("since", &HistorySettings::since,
                 {.help = "Posts before this moment are left alone; empty: `limit` alone decides.",
                  .check = check_time,
                  .live = true,
                  .type = "date or moment (RFC 3339)"})
            .section("reconcile", &HistorySettings::reconcile, reconcile_section(),
                     {.help = "What happened to posts while nobody listened, or in an event that was lost."});
    return section;
}

const core::Section<TlsSettings>& tls_section() {
    static const auto section = core::Section<TlsSettings>{}.key(
        "ca_file", &TlsSettings::ca_file,
        {.help = "The certificates (PEM) of a private authority, trusted for this server; relative to the "
                 "configuration file. Empty: the system's authorities.",
         .type = "path of a file"});
    return section;
}

}  // namespace

const core::Section<Settings>& settings_section() {
    static const auto section =
        core::Section<Settings>{}
            .key("url", &Settings::url,
                 {.help = "The server's address as in the browser, without team and channel.",
                  .type = "http:// or https:// address"})
            .key("http_host", &Settings::http_host,
                 {.help = "The server, as the earlier bot had it: a host, or an address such as "
                          "`wss://chat.example.com/api/v4/websocket`. Enough without the three that follow.",
                  .deprecated = true,
                  .type = "host or address"})
            .key("api_location", &Settings::api_location,
                 {.help = "Path of the API, by default `/api/v4`.", .deprecated = true, .type = "path"})
            .key("ws_host", &Settings::ws_host,
                 {.help = "Host of the websocket, by default that of the API.",
                  .deprecated = true,
                  .type = "host or address"})
            .key("ws_api_location", &Settings::ws_api_location,
                 {.help = "Path of the websocket, by default `/api/v4/websocket`.",
                  .deprecated = true,
                  .type = "path"})
            .key("token", &Settings::token,
                 {.help = "The bot's access token: System Console or Integrations → Bot Accounts → Create "
                          "New Token.",
                  .required = true,
                  .check = check_token,
                  .type = "the bot's access token, best as ${MATTERMOST_TOKEN}"})
            .key("id", &Settings::id,
                 {.help = "The bot's login or user id. Empty: whoever the token belongs to; somebody else "
                          "than that is "
                          "an error.",
                  .type = "login or user id"})
            .key("test_channel_id", &Settings::test_channel_id,
                 {.help = "Where `mostik check --online --post` says hello.",
                  .check = check_channel,
                  .live = true,
                  .type = "team/channel or channel id"})
            .key("filter_messages_contains", &Settings::filter_messages_contains,
                 {.help = "`save` stores the posts that contain one of these texts; case, ё/е and stress "
                          "marks make no "
                          "difference. Empty: every post.",
                  .live = true,
                  .type = "text or list of texts"})
            .key(
                "listen_channels", &Settings::listen_channels,
                {.help =
                     "The channels whose events reach the chains and whose past is read; the bot has to be a "
                     "member.",
                 .check = check_channel,
                 .live = true,
                 .type = "list of channels (team/channel or channel id)"})
            .key("listen_direct", &Settings::listen_direct,
                 {.help = "Whether direct messages to the bot are heard; only `respond` sees them.",
                  .live = true})
            .section("history", &Settings::history, history_section(),
                     {.help = "How far back the past of the channels is read."})
            .key("recover_window", &Settings::recover_window,
                 {.help = "After a pause, posts missed in it run the full chain when they are younger than "
                          "this, and "
                          "count as history when older.",
                  .min = 0,
                  .max = core::Milliseconds(std::chrono::days{7}).count(),
                  .live = true})
            .section("tls", &Settings::tls, tls_section(), {.help = "Whom to trust."})
            .key("proxy", &Settings::proxy,
                 {.help = "The proxy that leads to the server: `http://`, `socks5://` or `socks5h://` (names "
                          "are resolved by "
                          "the proxy). Empty: `https_proxy`, `http_proxy` or `all_proxy` of the environment; "
                          "`no_proxy` "
                          "is honoured either way.",
                  .check = core::check_proxy,
                  .type = "address of a proxy"})
            .key("target_events_processors", &Settings::target_events_processors,
                 {.help = "Which processors an event of each type passes, in order.",
                  .live = true,
                  .type = "list of chains"});
    return section;
}

std::string check_address(const std::string& target) {
    if (is_id(target) || is_team_and_channel(target) || is_person(target)) return {};
    return "not an address in Mattermost; expected mattermost:team/channel, mattermost:@name, or a channel's "
           "id of 26 small letters and digits";
}

void check_channels(const Settings& settings, const core::ConfigNode& section, core::Diagnostics& out) {
    const core::ConfigNode* node = section.find("listen_channels");
    // A list with mistakes in it was reported as that, and is no empty one.
    const bool names_none =
        node == nullptr || (node->items.empty() && node->scalar.empty() && node->entries.empty());
    if (names_none && (node == nullptr || node->unset_variable.empty())) {
        out.warning(node == nullptr ? section.mark : node->mark,
                    settings.listen_direct
                        ? "no listen_channels: nothing is listened to except direct messages to the bot"
                        : "no listen_channels and listen_direct is false: nothing at all is listened to");
    }
    if (node == nullptr) return;
    std::set<std::string> seen;
    for (const core::ConfigNode& item : node->items) {
        const bool named_before = !item.scalar.empty() && !seen.insert(item.scalar).second;
        if (named_before)
            out.warning(item.mark, "listen_channels names " + core::quoted(item) + " twice: once is enough");
    }
}

void resolve_ca_file(Settings& settings, const core::ConfigNode& section, const std::filesystem::path& base,
                     core::Diagnostics& out) {
    std::string& ca_file = settings.tls.ca_file;
    if (ca_file.empty()) return;
    const std::filesystem::path path = (base / ca_file).lexically_normal();
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored) || !std::ifstream(path)) {
        const core::ConfigNode* const tls = section.find("tls");
        const core::ConfigNode* const node = tls == nullptr ? nullptr : tls->find("ca_file");
        out.error(node == nullptr ? section.mark : node->mark,
                  "ca_file is " + core::quoted(ca_file) +
                      ", which cannot be read; expected a PEM file, relative to the configuration file");
    }
    ca_file = path.string();
}

}  // namespace mostik::messengers::mattermost
