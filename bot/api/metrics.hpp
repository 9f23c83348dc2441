#pragma once

#include "core/net/http_routes.hpp"

#include <functional>
#include <string>

#include <boost/asio/awaitable.hpp>

namespace mostik::bot::api {

/// GET /metrics: what Prometheus collects. `text` makes the page.
core::net::HttpRoute metrics_route(std::function<boost::asio::awaitable<std::string>()> text);

}  // namespace mostik::bot::api
