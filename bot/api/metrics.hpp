#pragma once

#include "bot/api/parts.hpp"
#include "core/net/http_exchange.hpp"

#include <boost/asio/awaitable.hpp>

namespace mostik::bot::api {

/// GET /metrics: what Prometheus collects.
boost::asio::awaitable<core::net::Reply> show_metrics(const Parts& parts);

}  // namespace mostik::bot::api
