#pragma once

#include "core/clock.hpp"
#include "core/config_section.hpp"
#include "core/secret.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace mostik::messengers::mattermost {

struct ReconcileSettings {
    core::Milliseconds every{std::chrono::minutes{15}};  ///< 0: only after a gap
    core::Milliseconds over{std::chrono::hours{24}};
};

struct HistorySettings {
    std::int64_t limit = 10'000;  ///< posts per channel; 0: no limit
    std::string since;            ///< RFC 3339 moment or date; empty: as far back as `limit` goes
    ReconcileSettings reconcile;
};

struct TlsSettings {
    std::string ca_file;  ///< PEM with the private authority's certificates; empty: the system's
};

/// The keys of the `mattermost` section that the messenger itself understands.
struct Settings {
    std::string url;  ///< "https://chat.example.com[/path]", no trailing slash; made from the four old keys
                      ///< when absent
    std::string http_host;
    std::string api_location;
    std::string ws_host;
    std::string ws_api_location;
    core::Secret token;
    std::string id;
    std::string test_channel_id;
    std::vector<std::string> filter_messages_contains;
    std::vector<std::string> listen_channels;
    bool listen_direct = true;
    HistorySettings history;
    core::Milliseconds recover_window{std::chrono::minutes{10}};
    TlsSettings tls;
    std::string proxy;
    core::ConfigNode target_events_processors;  ///< the chains: read by the processors' layer
};

/// Where requests go: both without a trailing slash.
struct Endpoints {
    std::string api;        ///< "https://chat.example.com/api/v4"
    std::string websocket;  ///< "wss://chat.example.com/api/v4/websocket"
    std::string site;       ///< "https://chat.example.com", for links
};

const core::Section<Settings>& settings_section();

/// Warns of an empty `listen_channels` and of channels that are named twice. `section` is the `mattermost`
/// map.
/// What is wrong with the part of an address after the colon; empty: nothing.
std::string check_address(const std::string& target);

void check_channels(const Settings& settings, const core::ConfigNode& section, core::Diagnostics& out);

/// Makes `tls.ca_file` absolute, or relative to where we are, and reports a file that cannot be read.
void resolve_ca_file(Settings& settings, const core::ConfigNode& section, const std::filesystem::path& base,
                     core::Diagnostics& out);

/// The event types that a server is known to send, by its own names: what chains are expected for.
const std::vector<std::string>& event_types();

/// The endpoints that `url`, or the earlier bot's http_host, api_location, ws_host and ws_api_location, name.
/// Those may be bare hosts (then https), hosts with ports, or whole URLs of either scheme
/// ("wss://host/api/v4/websocket"); what is missing follows from the others. Problems are reported at the key
/// that has them in `section`, the `mattermost` map, and make both endpoints empty.
Endpoints read_endpoints(const Settings& settings, const core::ConfigNode& section, core::Diagnostics& out);

}  // namespace mostik::messengers::mattermost
