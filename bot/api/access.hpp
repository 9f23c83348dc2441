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
    std::string name;    ///< the key's; "local" where no key is configured
    bool admin = false;  ///< may see, and change, what others have handed in too, and all else
    /// What a rate limit lets him do after this one (RateLimit-Limit, -Remaining, -Reset).
    std::vector<std::pair<std::string, std::string>> headers;
};

/// Who may use the API. With keys, whoever has one with the right scope, as often as its rate allows; without
/// any, programs on this machine, and not what a proxy or a web page makes them send. One thread.
class Access {
  public:
    explicit Access(std::vector<ApiKeySettings> keys);

    /// Other keys from now on; rates begin anew where they are other ones.
    void use(std::vector<ApiKeySettings> keys);

    /// Is no key configured?
    bool local_only() const { return keys_.empty(); }

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
};

}  // namespace mostik::bot::api
