#pragma once

#include "bot/api/parts.hpp"
#include "core/net/http_exchange.hpp"

#include <boost/asio/awaitable.hpp>

namespace mostik::bot::api {

/// GET /ready: 200 when every part of the service does its work, else 503; both name the parts.
boost::asio::awaitable<core::net::Reply> show_readiness(const Parts& parts);

}  // namespace mostik::bot::api
