#include "bot/api/metrics.hpp"

#include "core/metrics.hpp"

namespace asio = boost::asio;

namespace mostik::bot::api {

namespace {

asio::awaitable<core::net::Reply> answer(std::function<asio::awaitable<std::string>()> text) {
    core::net::Reply reply;
    reply.body = co_await text();
    reply.headers.emplace_back("Content-Type", std::string(core::metrics_media_type));
    reply.headers.emplace_back("Cache-Control", "no-store");
    co_return reply;
}

}  // namespace

core::net::HttpRoute metrics_route(std::function<asio::awaitable<std::string>()> text) {
    return {.method = "GET",
            .path = "/metrics",
            .handler = [text = std::move(text)](const core::net::IncomingRequest&) { return answer(text); }};
}

}  // namespace mostik::bot::api
