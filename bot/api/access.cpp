#include "bot/api/access.hpp"

#include "core/digest.hpp"
#include "core/rate.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include <boost/asio/ip/address.hpp>

namespace mostik::bot::api {

namespace {

using core::net::IncomingRequest;
using core::net::problem_reply;
using core::net::Reply;

bool is_loopback(const std::string& address) {
    boost::system::error_code error;
    const auto ip = boost::asio::ip::make_address(address, error);
    if (error) return false;
    if (ip.is_v6() && ip.to_v6().is_v4_mapped())
        return make_address_v4(boost::asio::ip::v4_mapped, ip.to_v6()).is_loopback();
    return ip.is_loopback();
}

/// The host in "localhost:8765", "127.0.0.1" or "[::1]:8765" is this machine's inside.
bool names_loopback(std::string_view host) {
    if (host.starts_with('[')) return is_loopback(std::string(host.substr(1, host.find(']') - 1)));
    const std::string_view name = host.substr(0, host.find(':'));
    return name == "localhost" || is_loopback(std::string(name));
}

/// Browsers say which page makes them ask, but for a GET, whose answer they keep from other pages.
bool from_another_page(const IncomingRequest& request) {
    const std::string_view site = request.header("sec-fetch-site").value_or("none");
    if (site != "none" && site != "same-origin") return true;
    const auto origin = request.header("origin");
    return origin && *origin != "http://" + std::string(request.header("host").value_or(""));
}

/// A proxy on this machine speaks for others, and a page in a browser reaches this machine, also under
/// another name (DNS rebinding): both come from a loopback address.
bool from_this_machine(const IncomingRequest& request) {
    constexpr std::array proxied{"forwarded",         "x-forwarded-for", "x-forwarded-host",
                                 "x-forwarded-proto", "x-real-ip",       "via"};
    const bool through_a_proxy = std::any_of(
        proxied.begin(), proxied.end(), [&](const char* name) { return request.header(name).has_value(); });
    return is_loopback(request.remote) && !through_a_proxy && !from_another_page(request) &&
           names_loopback(request.header("host").value_or("localhost"));
}

std::string key_in(const IncomingRequest& request) {
    constexpr std::string_view scheme = "bearer ";
    const std::string_view authorization = request.header("authorization").value_or("");
    const bool bearer = authorization.size() > scheme.size() &&
                        std::equal(scheme.begin(), scheme.end(), authorization.begin(), [](char l, char r) {
                            return l == std::tolower(static_cast<unsigned char>(r));
                        });
    if (bearer) return std::string(authorization.substr(scheme.size()));
    return std::string(request.header("x-api-key").value_or(""));
}

std::string seconds_up(double seconds) {
    return std::to_string(static_cast<std::int64_t>(std::ceil(std::max(0.0, seconds))));
}

}  // namespace

bool Caller::has(std::string_view scope) const {
    return admin || std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

Access::Access(std::vector<ApiKeySettings> keys, bool exposed) : exposed_(exposed) {
    use(std::move(keys));
}

std::string_view Access::without_keys() const {
    if (!keys_.empty()) return {};
    return exposed_ ? "nobody may use the API, since the webhook's proxy lets others in: see backend.api_keys"
                    : "the API answers only programs on this machine, and all of these";
}

void Access::use(std::vector<ApiKeySettings> keys) {
    std::vector<Key> next;
    for (ApiKeySettings& settings : keys) {
        const auto same = std::find_if(keys_.begin(), keys_.end(), [&](const Key& key) {
            return key.settings.name == settings.name && key.settings.rate == settings.rate;
        });
        const core::Rate rate =
            core::parse_rate(settings.rate).value_or(core::Rate{1, std::chrono::seconds(1)});
        Key key;
        key.capacity = rate.count;
        key.per_second = rate.count / std::chrono::duration<double>(rate.per).count();
        key.tokens = same == keys_.end() ? key.capacity : same->tokens;
        key.filled_at = same == keys_.end() ? std::chrono::steady_clock::now() : same->filled_at;
        key.settings = std::move(settings);
        next.push_back(std::move(key));
    }
    keys_ = std::move(next);
}

Access::Key* Access::find(const IncomingRequest& request) {
    const std::string digest = core::sha256(key_in(request));
    Key* found = nullptr;
    // All of them are compared, so that the time does not tell which one it is.
    for (Key& key : keys_) {
        if (core::equal_in_constant_time(key.settings.key.reveal(), digest)) found = &key;
    }
    return found;
}

void Access::fill(Key& key) {
    const Moment now = std::chrono::steady_clock::now();
    const double passed = std::chrono::duration<double>(now - key.filled_at).count();
    key.tokens = std::min(key.capacity, key.tokens + passed * key.per_second);
    key.filled_at = now;
}

Caller Access::caller(const Key& key) {
    const std::vector<std::string>& scopes = key.settings.scopes;
    const auto remaining = static_cast<std::int64_t>(std::max(0.0, std::floor(key.tokens)));
    return {.name = key.settings.name,
            .admin = std::find(scopes.begin(), scopes.end(), "admin") != scopes.end(),
            .scopes = scopes,
            .headers = {{"RateLimit-Limit", std::to_string(static_cast<std::int64_t>(key.capacity))},
                        {"RateLimit-Remaining", std::to_string(remaining)},
                        {"RateLimit-Reset", seconds_up((key.capacity - key.tokens) / key.per_second)}}};
}

tl::expected<Caller, Reply> Access::admit(const IncomingRequest& request, std::string_view scope) {
    if (keys_.empty()) {
        if (!exposed_ && from_this_machine(request)) return caller_of(request);
        return tl::unexpected(problem_reply(
            403, exposed_
                     ? "No API key is configured, and the webhook's proxy lets others in, so the API answers "
                       "nobody: see backend.api_keys."
                     : "No API key is configured, so the API answers only programs on its own machine, "
                       "without a proxy or another web page in between: see backend.api_keys."));
    }
    Key* const key = find(request);
    if (key == nullptr) {
        const bool none = key_in(request).empty();
        return tl::unexpected(
            problem_reply(401,
                          none ? "An API key is needed: \"Authorization: Bearer KEY\" or \"X-API-Key: KEY\"."
                               : "There is no such API key.")
                .with("WWW-Authenticate", none ? "Bearer" : "Bearer error=\"invalid_token\""));
    }
    fill(*key);
    if (key->tokens < 1) {
        Reply reply = problem_reply(429, "Too many requests with this key; try again later.")
                          .with("Retry-After", seconds_up((1 - key->tokens) / key->per_second));
        for (auto& [name, value] : caller(*key).headers) reply.headers.emplace_back(name, value);
        return tl::unexpected(std::move(reply));
    }
    key->tokens -= 1;
    Caller who = caller(*key);
    if (!scope.empty() && !who.has(scope)) {
        return tl::unexpected(
            problem_reply(403, "This API key does not have the scope " + std::string(scope) + ".")
                .with("WWW-Authenticate",
                      "Bearer error=\"insufficient_scope\", scope=\"" + std::string(scope) + "\""));
    }
    return who;
}

Caller Access::caller_of(const IncomingRequest& request) const {
    if (keys_.empty()) return {.name = local_name, .admin = true, .scopes = {}, .headers = {}};
    const std::string digest = core::sha256(key_in(request));
    for (const Key& key : keys_) {
        if (core::equal_in_constant_time(key.settings.key.reveal(), digest)) return caller(key);
    }
    return {};
}

}  // namespace mostik::bot::api
