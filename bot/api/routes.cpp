#include "bot/api/routes.hpp"

#include "bot/api/docs.hpp"
#include "bot/api/handing_in.hpp"
#include "bot/api/health_check.hpp"
#include "bot/api/messages.hpp"
#include "bot/api/metrics.hpp"
#include "bot/api/posts.hpp"
#include "bot/api/ready.hpp"
#include "bot/api/status.hpp"
#include "bot/api/tickets.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include <spdlog/spdlog.h>

namespace asio = boost::asio;

namespace mostik::bot::api {

namespace {

using core::net::HttpRoute;
using core::net::IncomingRequest;
using core::net::problem_reply;
using core::net::Reply;

constexpr std::size_t no_body = 1U << 10U;
constexpr std::size_t one_message = 16U << 20U;  // with its files
constexpr std::size_t a_batch = 32U << 20U;

/// What a body of another kind would mean is not guessed; and a page in a browser cannot send this kind to
/// another site unasked.
bool is_json(const IncomingRequest& request) {
    const std::string_view type = request.header("content-type").value_or("");
    const std::string_view essence = type.substr(0, type.find(';'));
    constexpr std::string_view wanted = "application/json";
    const auto end = essence.find_last_not_of(' ');
    const std::string_view trimmed = essence.substr(0, end == std::string_view::npos ? 0 : end + 1);
    return std::equal(trimmed.begin(), trimmed.end(), wanted.begin(), wanted.end(),
                      [](char l, char r) { return std::tolower(static_cast<unsigned char>(l)) == r; });
}

asio::awaitable<Reply> serve(const Parts& parts, const ApiRoute& row, const IncomingRequest& request) {
    const Caller caller = parts.access.caller_of(request);
    // The keys may have changed while the body was on its way.
    if (caller.name.empty())
        co_return problem_reply(401, "There is no such API key any more.")
            .with("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    Reply reply;
    std::string problem;
    try {
        reply = co_await row.handle(parts, request, caller);
    } catch (const storage::StorageError& error) {
        problem = error.what();
    }
    if (!problem.empty()) {
        spdlog::error("http: {} {}: storage: {}", row.method, row.path, problem);
        reply = problem_reply(503, "The database cannot be used now; try again.").with("Retry-After", "5");
    }
    for (const auto& header : caller.headers) reply.headers.push_back(header);
    reply.headers.emplace_back("Cache-Control", "no-store");
    co_return reply;
}

HttpRoute to_route(const Parts& parts, const ApiRoute& row) {
    HttpRoute route;
    route.method = row.method;
    route.path = row.path;
    route.body_limit = row.body_limit;
    route.gate = [&parts, &row](const IncomingRequest& request) -> std::optional<Reply> {
        auto caller = parts.access.admit(request, row.scope);
        if (!caller) return std::move(caller.error());
        if (row.body_limit > no_body && !is_json(request))
            return problem_reply(415, "Expected a body of the type application/json.");
        return std::nullopt;
    };
    route.handler = [&parts, &row](const IncomingRequest& request) { return serve(parts, row, request); };
    return route;
}

}  // namespace

const std::vector<ApiRoute>& api_routes() {
    static const std::vector<ApiRoute> rows = {
        {"POST", "/api/v1/messages", "messages:send", &hand_in, one_message},
        {"POST", "/api/v1/messages/batch", "messages:send", &hand_in_batch, a_batch},
        {"GET", "/api/v1/messages", "messages:read", &list_messages, no_body},
        {"GET", "/api/v1/messages/{id}", "messages:read", &show_message, no_body},
        {"POST", "/api/v1/messages/{id}/retry", "messages:send", &retry_message, no_body},
        {"POST", "/api/v1/messages/{id}/cancel", "messages:send", &cancel_message, no_body},
        {"GET", "/api/v1/posts", "posts:read", &find_posts, no_body},
        {"GET", "/api/v1/tickets", "tickets:read", &list_tickets, no_body},
        {"GET", "/api/v1/tickets/{id}", "tickets:read", &show_ticket, no_body},
        {"GET", "/api/v1/status", "", &show_status, no_body},
    };
    return rows;
}

std::vector<HttpRoute> routes(const Parts& parts) {
    std::vector<HttpRoute> rows = {
        {.method = "GET", .path = "/health_check", .handler = &health_check},
        {.method = "GET",
         .path = "/ready",
         .handler = [&parts](const auto&) { return show_readiness(parts); }},
        {.method = "GET",
         .path = "/metrics",
         .handler = [&parts](const auto&) { return show_metrics(parts); }},
    };
    for (HttpRoute& page : docs_routes()) rows.push_back(std::move(page));
    for (const ApiRoute& row : api_routes()) rows.push_back(to_route(parts, row));
    return rows;
}

}  // namespace mostik::bot::api
