#pragma once

#include "bot/api/keys.hpp"
#include "core/net/http_exchange.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace mostik::bot::api {

/// Who makes a request.
struct Caller {
    std::string name;    ///< the key's, or local_name
    bool admin = false;  ///< may see and change everything
    /// Of its key; an admin has them all.
    bool has(std::string_view scope) const;
    std::vector<std::string> scopes;
    /// What a rate limit lets him do after this one (RateLimit-Limit, -Remaining, -Reset).
    std::vector<std::pair<std::string, std::string>> headers;
};

/// Who may use the API. With keys, whoever has one with the right scope, as often as its rate allows; without
/// any, programs on this machine, and not what a proxy or a web page makes them send. One thread.
class Access {
  public:
    /// `exposed`: something on this machine passes on what comes from elsewhere (a webhook needs that), and
    /// proxies need not say so. Without a key nobody is let in then.
    explicit Access(std::vector<ApiKeySettings> keys, bool exposed = false);

    /// Other keys from now on; rates begin anew where they are other ones.
    void use(std::vector<ApiKeySettings> keys);

    /// Who is let in without a key, in words for the log; empty: nobody, because there are keys.
    std::string_view without_keys() const;

    /// Judges a request by its headers, `Authorization: Bearer …` or `X-API-Key: …`. `scope`: what it needs;
    /// empty: any key will do. The error is the answer: 401, 403 or 429. Counts against the rate.
    tl::expected<Caller, core::net::Reply> admit(const core::net::IncomingRequest& request,
                                                 std::string_view scope);
    /// The caller of a request that was admitted; counts nothing.
    Caller caller_of(const core::net::IncomingRequest& request) const;

  private:
    using Moment = std::chrono::steady_clock::time_point;

    struct Key {
        ApiKeySettings settings;
        double capacity = 0;
        double per_second = 0;
        double tokens = 0;
        Moment filled_at{};
    };

    Key* find(const core::net::IncomingRequest& request);
    static void fill(Key& key);
    static Caller caller(const Key& key);

    std::vector<Key> keys_;
    bool exposed_;
};

}  // namespace mostik::bot::api
