#include "bot/api/metrics.hpp"

#include "core/metrics.hpp"

namespace mostik::bot::api {

boost::asio::awaitable<core::net::Reply> show_metrics(const Parts& parts) {
    core::net::Reply reply;
    reply.body = co_await parts.metrics();
    reply.headers.emplace_back("Content-Type", std::string(core::metrics_media_type));
    reply.headers.emplace_back("Cache-Control", "no-store");
    co_return reply;
}

}  // namespace mostik::bot::api
