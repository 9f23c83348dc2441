#pragma once

#include <string>
#include <vector>

namespace mostik::storage::sqlite {

/// A list of texts as a column holds it: JSON, and back. list_from_json() throws std::runtime_error on what
/// list_to_json() did not write.
std::string list_to_json(const std::vector<std::string>& texts);
std::vector<std::string> list_from_json(const std::string& json);

}  // namespace mostik::storage::sqlite
