#include "bot/api/routes.hpp"

#include "bot/api/docs.hpp"
#include "bot/api/health_check.hpp"

#include <iterator>
#include <utility>

namespace mostik::bot::api {

std::vector<core::net::HttpRoute> routes() {
    std::vector<core::net::HttpRoute> routes = {
        {.method = "GET", .path = "/health_check", .handler = &health_check},
    };
    std::vector<core::net::HttpRoute> docs = docs_routes();
    std::move(docs.begin(), docs.end(), std::back_inserter(routes));
    return routes;
}

}  // namespace mostik::bot::api
