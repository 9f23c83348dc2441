#pragma once

#include "bot/api/parts.hpp"
#include "core/net/http_exchange.hpp"

#include <boost/asio/awaitable.hpp>

namespace mostik::bot::api {

/// GET /api/v1/posts: stored posts that answer a query, the best first, of all channels.
boost::asio::awaitable<core::net::Reply> find_posts(const Parts& parts,
                                                    const core::net::IncomingRequest& request,
                                                    const Caller& caller);

}  // namespace mostik::bot::api
