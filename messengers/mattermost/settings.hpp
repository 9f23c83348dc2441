#pragma once

#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/config_section.hpp"
#include "core/secret.hpp"

namespace mostik::messengers::mattermost {

struct HistorySettings {
    std::int64_t limit = 10'000;  ///< posts per channel; 0: no limit
    std::string since;            ///< RFC 3339 moment or date; empty: as far back as `limit` goes
};

struct TlsSettings {
    std::string ca_file;  ///< PEM with the private authority's certificates; empty: the system's
};

/// The keys of the `mattermost` section that the messenger itself understands.
struct Settings {
    std::string url;  ///< "https://chat.example.com[/path]", no trailing slash; made from the four old keys when absent
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

/// The endpoints that `url`, or the earlier bot's http_host, api_location, ws_host and ws_api_location, name. Those may be
/// bare hosts, hosts with ports, or whole URLs of either scheme ("wss://host/api/v4/websocket"). Problems are
/// reported at `section`, the `mattermost` map.
Endpoints read_endpoints(const Settings& settings, const core::ConfigNode& section, core::Diagnostics& out);

}  // namespace mostik::messengers::mattermost
