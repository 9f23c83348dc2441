#pragma once

#include <string>

namespace mostik::core {

/// What is wrong with a proxy's address of the configuration, and what was expected; empty: nothing.
std::string check_proxy(const std::string& text);

}  // namespace mostik::core
