#pragma once

#include "bot/api/parts.hpp"
#include "core/net/http_exchange.hpp"

#include <boost/asio/awaitable.hpp>

namespace mostik::bot::api {

/// POST /api/v1/messages: one notification. 202 once it is durable.
boost::asio::awaitable<core::net::Reply> hand_in(const Parts& parts,
                                                 const core::net::IncomingRequest& request,
                                                 const Caller& caller);

/// POST /api/v1/messages/batch: up to 1000 of them, each judged alone. 202 when all are durable, else 207,
/// with the outcome of each.
boost::asio::awaitable<core::net::Reply> hand_in_batch(const Parts& parts,
                                                       const core::net::IncomingRequest& request,
                                                       const Caller& caller);

}  // namespace mostik::bot::api
