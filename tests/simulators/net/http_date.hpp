// Dates as HTTP headers write them.
#pragma once

#include "tests/simulators/net/milliseconds.hpp"

#include <string>

namespace mostik::simulators::net {

// "Sat, 21 Nov 2026 11:25:02 GMT"
std::string http_date(Milliseconds time);

}  // namespace mostik::simulators::net
