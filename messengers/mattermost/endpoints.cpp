#include "messengers/mattermost/settings.hpp"

#include <charconv>
#include <cstdint>
#include <optional>

#include <boost/url/parse.hpp>

namespace mostik::messengers::mattermost {
namespace {

constexpr auto default_api = "/api/v4";
constexpr auto default_websocket = "/api/v4/websocket";

/// What one key says about a server.
struct Server {
    bool secure = true;
    bool websocket = false;
    bool scheme_given = false;
    std::string host;  ///< small letters
    std::string port;  ///< empty: the scheme's own
    std::string path;  ///< without a trailing slash
};

void drop_suffix(std::string& text, std::string_view suffix) {
    if (!suffix.empty() && text.ends_with(suffix)) text.erase(text.size() - suffix.size());
}

std::string without_trailing_slashes(std::string path) {
    path.erase(path.find_last_not_of('/') + 1);
    return path;
}

bool is_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    return failure == std::errc{} && stop == text.data() + text.size() && port != 0;
}

/// Reads "https://host:port/path" of any of the four schemes, or the same without a scheme. What is wrong
/// goes into `wrong`.
std::optional<Server> read_server(const std::string& text, std::string& wrong) {
    Server server;
    server.scheme_given = text.find("://") != std::string::npos;
    const std::string whole = server.scheme_given ? text : "https://" + text;
    const auto url = boost::urls::parse_uri(whole);
    if (!url || url->encoded_host().empty()) {
        wrong = "no server's address";
        return std::nullopt;
    }
    using boost::urls::scheme;
    const scheme kind = url->scheme_id();
    if (kind != scheme::https && kind != scheme::wss && kind != scheme::http && kind != scheme::ws) {
        wrong = "an address of another kind";
    } else if (url->has_userinfo()) {
        wrong = "an address with a user name in it (the bot's token belongs into the key \"token\")";
    } else if (url->has_query() || url->has_fragment()) {
        wrong = "an address with \"?\" or \"#\" in it";
    } else if (url->has_port() && !is_port(url->port())) {
        wrong = "an address with a wrong port";
    }
    if (!wrong.empty()) return std::nullopt;
    server.secure = kind == scheme::https || kind == scheme::wss;
    server.websocket = kind == scheme::wss || kind == scheme::ws;
    server.host = url->encoded_host();
    for (char& c : server.host) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    server.port = url->port();
    if (server.port == (server.secure ? "443" : "80")) server.port.clear();
    server.path = without_trailing_slashes(std::string(url->encoded_path()));
    return server;
}

std::string origin(const Server& server, const std::string& scheme) {
    return scheme + (server.secure ? "s://" : "://") + server.host +
           (server.port.empty() ? "" : ":" + server.port);
}

/// `base` + `path`, unless the path has the base in it already.
std::string under(const std::string& base, const std::string& path) {
    return path.starts_with(base + "/") ? path : base + path;
}

class Reader {
  public:
    Reader(const Settings& settings, const core::ConfigNode& section, core::Diagnostics& out)
        : settings_(settings), section_(section), out_(out) {}

    std::optional<Endpoints> from_url() {
        constexpr auto expected =
            "; expected the address as in the browser, such as https://chat.example.com";
        std::string wrong;
        std::optional<Server> server = read_server(settings_.url, wrong);
        if (!server) return refuse("url", wrong + expected);
        if (!server->scheme_given) {
            return refuse("url", "an address without https://" + std::string(expected) + "; did you mean " +
                                     core::quoted("https://" + settings_.url) + "?");
        }
        const std::string site = origin(*server, "http") + server->path;
        for (const std::string_view location : {default_websocket, default_api}) {
            if (!server->path.ends_with(location)) continue;
            return refuse("url", "the address of the API" + std::string(expected) + "; did you mean " +
                                     core::quoted(site.substr(0, site.size() - location.size())) + "?");
        }
        if (server->websocket) {
            return refuse("url", "the address of a websocket" + std::string(expected) + "; did you mean " +
                                     core::quoted(site) + "?");
        }
        return Endpoints{.api = site + default_api,
                         .websocket = origin(*server, "ws") + server->path + default_websocket,
                         .site = site};
    }

    /// From the four old keys; `host` stands for http_host.
    std::optional<Endpoints> from_old_keys(const char* host_key, const std::string& host) {
        std::optional<Server> http = server_of(host_key, host);
        const auto api_location = path_of("api_location", settings_.api_location, default_api);
        if (!http || !api_location) return std::nullopt;
        const auto ws_location =
            path_of("ws_api_location", settings_.ws_api_location, *api_location + "/websocket");
        if (!ws_location) return std::nullopt;
        reduce_to_base(*http, *api_location, *ws_location);

        Server websocket = *http;
        if (!settings_.ws_host.empty()) {
            std::optional<Server> own = server_of("ws_host", settings_.ws_host);
            if (!own) return std::nullopt;
            reduce_to_base(*own, *api_location, *ws_location);
            if (!own->scheme_given) {
                own->secure = http->secure;
                if (own->port.empty() && own->host == http->host) own->port = http->port;
            }
            if (own->path.empty() && own->host == http->host) own->path = http->path;
            websocket = *own;
        }
        const std::string site = origin(*http, "http");
        return Endpoints{.api = site + under(http->path, *api_location),
                         .websocket = origin(websocket, "ws") + under(websocket.path, *ws_location),
                         .site = site + http->path};
    }

    std::nullopt_t refuse(const char* key, const std::string& what) {
        const core::ConfigNode* node = section_.find(key);
        if (node == nullptr) {
            out_.error(section_.mark, std::string(key) + ": " + what);
        } else {
            out_.error(node->mark, std::string(key) + " is " + core::quoted(*node) + ": " + what);
        }
        return std::nullopt;
    }

    /// Is there a value that was reported as wrong when the section was read?
    bool has_unread_host() const {
        for (const char* key : {"url", "http_host", "ws_host"}) {
            const core::ConfigNode* node = section_.find(key);
            if (node == nullptr || node->kind == core::ConfigNode::Kind::null) continue;
            if (node->kind != core::ConfigNode::Kind::scalar || !node->unset_variable.empty()) return true;
        }
        return false;
    }

    void report_missing() {
        const core::ConfigNode* url = section_.find("url");
        out_.error(
            url == nullptr ? section_.mark : url->mark,
            "the key \"url\" is missing; expected the server's address, such as https://chat.example.com");
    }

  private:
    std::optional<Server> server_of(const char* key, const std::string& text) {
        std::string wrong;
        std::optional<Server> server = read_server(text, wrong);
        if (!server)
            refuse(key, wrong + "; expected a host such as chat.example.com, or https://… or wss://… of it");
        return server;
    }

    std::optional<std::string> path_of(const char* key, const std::string& text,
                                       const std::string& standard) {
        if (text.empty()) return standard;
        if (text.find("://") != std::string::npos || text.find_first_of(" ?#") != std::string::npos) {
            return refuse(key, "no path; expected one such as " + standard);
        }
        return without_trailing_slashes(text.starts_with('/') ? text : "/" + text);
    }

    /// A host's key may hold the address of the API or of the websocket: what remains is where the server
    /// lives.
    static void reduce_to_base(Server& server, const std::string& api, const std::string& websocket) {
        drop_suffix(server.path, websocket);
        drop_suffix(server.path, default_websocket);
        drop_suffix(server.path, api);
        drop_suffix(server.path, default_api);
    }

    const Settings& settings_;
    const core::ConfigNode& section_;
    core::Diagnostics& out_;
};

}  // namespace

Endpoints read_endpoints(const Settings& settings, const core::ConfigNode& section, core::Diagnostics& out) {
    Reader reader(settings, section, out);
    if (!settings.url.empty()) {
        const std::optional<Endpoints> endpoints = reader.from_url();
        if (!endpoints) return {};
        const bool has_old = !settings.http_host.empty() || !settings.api_location.empty() ||
                             !settings.ws_host.empty() || !settings.ws_api_location.empty();
        if (!has_old) return *endpoints;
        const bool own_host = !settings.http_host.empty();
        const std::optional<Endpoints> old = reader.from_old_keys(
            own_host ? "http_host" : "url", own_host ? settings.http_host : settings.url);
        if (!old) return {};
        if (old->api == endpoints->api && old->websocket == endpoints->websocket) return *endpoints;
        reader.refuse("url",
                      "another server than http_host, api_location, ws_host and ws_api_location name (" +
                          core::quoted(old->api) + "); expected one of the two: remove those four keys");
        return {};
    }
    for (const auto& [key, host] :
         {std::pair{"http_host", &settings.http_host}, {"ws_host", &settings.ws_host}}) {
        if (!host->empty()) return reader.from_old_keys(key, *host).value_or(Endpoints{});
    }
    if (!reader.has_unread_host()) reader.report_missing();
    return {};
}

}  // namespace mostik::messengers::mattermost
