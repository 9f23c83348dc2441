#include "messengers/mattermost/rest_transport.hpp"

#include "core/net/backoff.hpp"
#include "core/net/signal.hpp"

#include <algorithm>
#include <charconv>

#include <spdlog/spdlog.h>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using mostik::core::Errc;

namespace mostik::messengers::mattermost {

namespace {

// Waiting longer than this for a rate limit would outlast every caller's patience.
constexpr auto longest_pause = 60s;

std::chrono::milliseconds read_retry_after(const core::net::HttpResponse& response) {
    const std::string_view text = response.header("retry-after");
    long seconds = 1;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return std::clamp<std::chrono::milliseconds>(std::chrono::seconds(seconds), 100ms, longest_pause);
}

Errc code_of(int status) {
    switch (status) {
        case 401:
            return Errc::unauthorized;
        case 403:
            return Errc::forbidden;
        case 404:
            return Errc::not_found;
        case 429:
            return Errc::rate_limited;
        default:
            return status >= 500 ? Errc::unavailable : Errc::invalid;
    }
}

bool worth_repeating(const RestError& error, Repeat repeat) {
    // A rate limiter stands before everything: what it refuses was not done.
    if (error.code == Errc::rate_limited) return true;
    if (repeat == Repeat::never) return false;
    return error.code == Errc::unavailable || error.code == Errc::unknown;
}

}  // namespace

core::Error to_error(const RestError& error) {
    std::string text = error.message;
    if (error.status != 0) text += " (HTTP " + std::to_string(error.status) + ")";
    if (const std::string what = advice(error); !what.empty()) text += "; " + what;
    return {error.code, std::move(text)};
}

std::string advice(const RestError& error) {
    if (error.status == 401) {
        return "the token is wrong, revoked, or its account disabled: create a token for the bot "
               "(Integrations > Bot "
               "Accounts) and put it in mattermost.token";
    }
    if (error.id == "api.post.create_post.can_not_post_to_deleted.error") {
        return "the channel is archived: unarchive it or take it out of the configuration";
    }
    if (is_foreign(error)) return "this is no Mattermost API: check mattermost.url";
    if (error.status == 403) {
        return "add the bot to the channel (/invite @bot) or give its account the permission";
    }
    if (error.id == "app.channel.get.existing.app_error" ||
        error.id == "app.channel.get_by_name.missing.app_error") {
        return "check the channel's name or id; a private channel is visible only to its members: /invite "
               "the bot";
    }
    return {};
}

bool is_foreign(const RestError& error) {
    if (error.status < 300 || error.status >= 500) return false;
    // A proxy may refuse these for the server, and mean the same.
    if (error.status == 401 || error.status == 413 || error.status == 429) return false;
    return error.id.empty() || error.id == "api.context.404.app_error";
}

bool is_hidden(const RestError& error) {
    const bool refused = error.code == Errc::not_found || error.code == Errc::forbidden;
    return refused && !is_foreign(error);
}

RestTransport::RestTransport(core::net::HttpClient& http, Options options)
    : http_(http), options_(std::move(options)) {}

asio::awaitable<RestResult<std::string>> RestTransport::call(RestCall call) {
    core::net::Backoff backoff(options_.first_backoff, options_.backoff_cap);
    for (int attempt_number = 1;; ++attempt_number) {
        RestResult<std::string> result = co_await attempt(call);
        if (result || attempt_number >= call.patience.attempts ||
            !worth_repeating(result.error(), call.repeat)) {
            co_return result;
        }
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) co_return result;
        std::chrono::milliseconds wait = backoff.next();
        if (result.error().retry_after) {
            wait = *result.error().retry_after;
            if (wait > call.patience.timeout) co_return result;
        }
        spdlog::debug("mattermost: {} {}: {}; again in {} ms", call.method, call.path, result.error().message,
                      wait.count());
        co_await core::net::pause(wait);
    }
}

asio::awaitable<RestResult<std::string>> RestTransport::attempt(const RestCall& call) {
    if (refused_) {
        co_return tl::unexpected<RestError>(
            RestError{Errc::unauthorized, 401, "", "the token was refused before", {}});
    }
    const auto now = std::chrono::steady_clock::now();
    if (paused_until_ > now) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(paused_until_ - now);
        if (left > call.patience.timeout) {
            co_return tl::unexpected<RestError>(
                RestError{Errc::rate_limited, 429, "", "the server's rate limit is reached", left});
        }
        co_await core::net::pause(left);
    }
    core::net::HttpRequest request;
    request.method = call.method;
    request.url = options_.api + call.path;
    request.headers.emplace_back("Authorization", "Bearer " + options_.token.reveal());
    const bool has_body = !call.body.empty() || !call.body_file.empty();
    if (has_body) request.headers.emplace_back("Content-Type", call.content_type);
    request.body = call.body;
    if (!call.body_file.empty()) request.pieces.push_back({.file = call.body_file});
    request.response_file = call.answer_to;
    request.max_response_bytes = call.max_answer;
    request.timeout = call.patience.timeout;
    core::Result<core::net::HttpResponse> response = co_await http_.perform(std::move(request));
    if (!response) {
        co_return tl::unexpected<RestError>(
            RestError{response.error().code, 0, "", response.error().message, {}});
    }
    if (response->status >= 200 && response->status < 300) co_return std::move(response->body);
    co_return tl::unexpected<RestError>(read_failure(*response));
}

RestError RestTransport::read_failure(const core::net::HttpResponse& response) {
    WireError body = parse_error(response.body);
    RestError error{code_of(response.status), response.status, body.id, body.message, {}};
    if (error.message.empty()) error.message = "the server answered without an explanation";
    if (error.code == Errc::rate_limited) {
        error.message = "the server's rate limit is reached";
        error.retry_after = read_retry_after(response);
        paused_until_ = std::max(paused_until_, std::chrono::steady_clock::now() + *error.retry_after);
    }
    if (error.code == Errc::unauthorized && !refused_) {
        refused_ = true;
        if (on_refused_) on_refused_();
    }
    return error;
}

}  // namespace mostik::messengers::mattermost
