#pragma once

#include "bot/api/parts.hpp"
#include "core/net/http_exchange.hpp"

#include <boost/asio/awaitable.hpp>

namespace mostik::bot::api {

/// GET /api/v1/status: what the running service knows of itself.
boost::asio::awaitable<core::net::Reply> show_status(const Parts& parts,
                                                     const core::net::IncomingRequest& request,
                                                     const Caller& caller);

}  // namespace mostik::bot::api
