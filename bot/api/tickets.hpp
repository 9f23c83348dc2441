#pragma once

#include "bot/api/parts.hpp"
#include "core/net/http_exchange.hpp"

#include <boost/asio/awaitable.hpp>

namespace mostik::bot::api {

/// GET /api/v1/tickets: what people reported, newest first.
boost::asio::awaitable<core::net::Reply> list_tickets(const Parts& parts,
                                                      const core::net::IncomingRequest& request,
                                                      const Caller& caller);
/// GET /api/v1/tickets/{id}: one with its history and its conversation, internal notes too.
boost::asio::awaitable<core::net::Reply> show_ticket(const Parts& parts,
                                                     const core::net::IncomingRequest& request,
                                                     const Caller& caller);

}  // namespace mostik::bot::api
