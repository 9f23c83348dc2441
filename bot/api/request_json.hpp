#pragma once

#include "core/result.hpp"

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace mostik::bot::api {

/// Reads the body of a request. Errors (Errc::invalid): what is not JSON in UTF-8, is nested deeper than 16,
/// or has an object that names a member twice, where nobody knows which one was meant.
core::Result<nlohmann::json> read_json(const std::string& body);

}  // namespace mostik::bot::api
