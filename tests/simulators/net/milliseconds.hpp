// Time as simulators keep it: milliseconds since 1970 (UTC).
#pragma once

#include <cstdint>

namespace mostik::simulators::net {

using Milliseconds = std::int64_t;

}  // namespace mostik::simulators::net
