#pragma once

#include "core/net/http_routes.hpp"

#include <vector>

namespace mostik::bot::api {

/// What Mostik answers over HTTP, a row each; messengers add what they are called with.
std::vector<core::net::HttpRoute> routes();

}  // namespace mostik::bot::api
