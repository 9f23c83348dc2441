#pragma once

#include "core/net/http_exchange.hpp"

#include <boost/asio/awaitable.hpp>

namespace mostik::bot::api {

/// The process lives and works off what comes in; of Mattermost, Telegram and the database it says nothing: a
/// restart would mend none of them.
boost::asio::awaitable<core::net::Reply> health_check(const core::net::IncomingRequest& request);

}  // namespace mostik::bot::api
