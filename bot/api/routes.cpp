#include "bot/api/routes.hpp"

#include "bot/api/health_check.hpp"

namespace mostik::bot::api {

std::vector<core::net::HttpRoute> routes() {
    return {
        {.method = "GET", .path = "/health_check", .handler = &health_check},
    };
}

}  // namespace mostik::bot::api
