#pragma once

#include "core/result.hpp"

#include <string>

namespace mostik::bot::api {

/// Why HttpServer::listen() did not succeed, and what to do about it in the configuration.
std::string listening_failure(const core::Error& error);

}  // namespace mostik::bot::api
