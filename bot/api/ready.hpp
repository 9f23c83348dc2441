#pragma once

#include "bot/readiness.hpp"
#include "core/net/http_routes.hpp"

namespace mostik::bot::api {

/// GET /ready: 200 when every part of the service does its work, else 503; both name the parts.
/// `readiness` has to outlive the server.
core::net::HttpRoute ready_route(Readiness& readiness);

}  // namespace mostik::bot::api
