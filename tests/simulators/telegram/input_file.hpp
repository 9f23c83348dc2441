// How a call names the file that it sends.
#pragma once

#include "tests/simulators/telegram/call.hpp"

#include <optional>
#include <string>

namespace mostik::simulators::telegram {

// A field may hold a file of the request, attach://NAME of one, a file_id, or an address to fetch.
// Nothing: the field is missing, or names a file that the request does not have.
// Throws Refusal for everything else that is wrong.
std::optional<Media> read_media(const Call& call, const std::string& kind, const std::string& field,
                                const std::string& value);

}  // namespace mostik::simulators::telegram
