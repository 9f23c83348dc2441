#pragma once

#include "bot/api/parts.hpp"
#include "core/net/http_exchange.hpp"

#include <boost/asio/awaitable.hpp>

/// What becomes of messages. Who is no admin sees, and changes, only what was handed in as notifications:
/// conversations that are carried are not everybody's.
namespace mostik::bot::api {

/// GET /api/v1/messages.
boost::asio::awaitable<core::net::Reply> list_messages(const Parts& parts,
                                                       const core::net::IncomingRequest& request,
                                                       const Caller& caller);
/// GET /api/v1/messages/{id}.
boost::asio::awaitable<core::net::Reply> show_message(const Parts& parts,
                                                      const core::net::IncomingRequest& request,
                                                      const Caller& caller);
/// POST /api/v1/messages/{id}/retry.
boost::asio::awaitable<core::net::Reply> retry_message(const Parts& parts,
                                                       const core::net::IncomingRequest& request,
                                                       const Caller& caller);
/// POST /api/v1/messages/{id}/cancel.
boost::asio::awaitable<core::net::Reply> cancel_message(const Parts& parts,
                                                        const core::net::IncomingRequest& request,
                                                        const Caller& caller);

}  // namespace mostik::bot::api
