#pragma once

#include "bot/api/parts.hpp"
#include "core/net/http_routes.hpp"

#include <string_view>
#include <vector>

namespace mostik::bot::api {

/// A row of the API's table: who may call it, and what answers.
struct ApiRoute {
    std::string_view method;
    std::string_view path;
    std::string_view scope;  ///< that a key needs; empty: any key will do
    boost::asio::awaitable<core::net::Reply> (*handle)(const Parts&, const core::net::IncomingRequest&,
                                                       const Caller&) = nullptr;
    std::size_t body_limit = 0;  ///< bytes
};
const std::vector<ApiRoute>& api_routes();

/// What Mostik answers over HTTP, a row each; messengers add what they are called with. `parts` has to
/// outlive the rows.
std::vector<core::net::HttpRoute> routes(const Parts& parts);

}  // namespace mostik::bot::api
