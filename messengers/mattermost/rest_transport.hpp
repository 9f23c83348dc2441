#pragma once

#include "core/net/http_client.hpp"
#include "core/secret.hpp"
#include "messengers/mattermost/wire.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

namespace mostik::messengers::mattermost {

/// Why a call did not succeed. Decide by `code` and `id`; `message` is for people.
struct RestError {
    core::Errc code = core::Errc::unavailable;
    int status = 0;  ///< HTTP status; 0: no answer
    std::string id;  ///< the server's error id; empty when the body was no API error
    std::string message;
    std::optional<std::chrono::milliseconds> retry_after;  ///< of a 429
};

template <class T>
using RestResult = tl::expected<T, RestError>;

core::Error to_error(const RestError& error);

/// What to do about an error, by its id and status; empty when there is no advice.
std::string advice(const RestError& error);

/// Is it an answer that Mattermost does not give: another server's, or a proxy's?
bool is_foreign(const RestError& error);

/// Does Mattermost say that there is no such thing, or that we may not see it?
bool is_hidden(const RestError& error);

/// May a call be sent again after a failure of unknown outcome?
enum class Repeat {
    safe,   ///< reading, or an effect that a second time changes nothing
    never,  ///< creating something: one attempt, the caller decides
};

/// How long a caller is willing to wait.
struct Patience {
    std::chrono::milliseconds timeout{30'000};  ///< of one attempt; also the longest wait for a rate limit
    int attempts = 5;                           ///< of a call that may be repeated
};

struct RestCall {
    std::string method = "GET";
    std::string path;  ///< after /api/v4, with the query
    std::string body;
    std::filesystem::path body_file;  ///< instead of `body`: is read while it is sent
    std::string content_type = "application/json";
    std::filesystem::path answer_to;  ///< where the answer's body goes instead of being returned
    std::size_t max_answer = 64UL << 20U;
    Repeat repeat = Repeat::safe;
    Patience patience{};
};

/// Mattermost's REST API as a means of transport: authorisation, deadlines, retries with capped exponential
/// backoff and jitter (5xx, connection failures), the rate limit's 429 (text/plain;
/// tests/fixtures/mattermost/rate_limit_429.json). A 401 is final: it is told to `on_refused` once, and every
/// later call fails at once. io thread only.
class RestTransport {
  public:
    struct Options {
        std::string api;  ///< "https://host/api/v4"
        core::Secret token;
        std::chrono::milliseconds first_backoff{250};
        std::chrono::milliseconds backoff_cap{10'000};
    };

    RestTransport(core::net::HttpClient& http, Options options);

    boost::asio::awaitable<RestResult<std::string>> call(RestCall call);

    /// Called when the token turns out to be refused.
    void on_refused(std::function<void()> listener) { on_refused_ = std::move(listener); }
    bool refused() const { return refused_; }

    const core::Secret& token() const { return options_.token; }

  private:
    boost::asio::awaitable<RestResult<std::string>> attempt(const RestCall& call);
    RestError read_failure(const core::net::HttpResponse& response);

    core::net::HttpClient& http_;
    Options options_;
    std::function<void()> on_refused_;
    bool refused_ = false;
    std::chrono::steady_clock::time_point paused_until_{};
};

}  // namespace mostik::messengers::mattermost
