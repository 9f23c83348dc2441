#pragma once

#include "core/config_node.hpp"

namespace mostik::core {

/// Replaces the environment variables in a scalar, as ConfigNode describes it. A malformed "${…}" is reported
/// and stays as it is.
void replace_variables(ConfigNode& scalar, Diagnostics& diagnostics);

}  // namespace mostik::core
