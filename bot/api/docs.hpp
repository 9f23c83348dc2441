#pragma once

#include "core/net/http_routes.hpp"

#include <vector>

namespace mostik::bot::api {

/// `/openapi.yaml`, the description of what this server answers, and `/docs`, where people read it in a
/// browser (Swagger UI). Everything is in the program, so that it works without any other host; a browser
/// that has a file already is answered 304. Without Swagger UI in the build `/docs` is a page that says so.
std::vector<core::net::HttpRoute> docs_routes();

}  // namespace mostik::bot::api
