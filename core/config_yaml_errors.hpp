#pragma once

#include <string>

namespace mostik::core {

/// yaml-cpp's message for someone who has never seen its terms: what is wrong; what was expected.
std::string yaml_error_in_plain_words(const std::string& message);

}  // namespace mostik::core
