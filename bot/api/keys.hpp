#pragma once

#include "core/config_section.hpp"

#include <string>
#include <vector>

namespace mostik::bot {

/// Somebody who may use the HTTP API.
struct ApiKeySettings {
    std::string name;
    core::Secret key;  ///< once check_api_keys() is through: its SHA-256
    std::vector<std::string> scopes;
    std::string rate = "100/s";
};

/// Who hands something in without a key: on the command line, or over HTTP where no key is configured. No key
/// has these names.
inline constexpr const char* command_line_name = "command-line";
inline constexpr const char* local_name = "local";

/// The scopes that a key may have.
const std::vector<std::string>& api_scopes();

const core::Section<ApiKeySettings>& api_key_section();

/// Puts the digest of each key in its place, so that the keys themselves are kept nowhere, leaves out keys
/// that are empty (with a warning), and reports what is wrong with them. `node`: as they are written.
void check_api_keys(std::vector<ApiKeySettings>& keys, const core::ConfigNode& node, core::Diagnostics& out);

}  // namespace mostik::bot
