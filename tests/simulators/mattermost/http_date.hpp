// Dates as HTTP headers write them.
#pragma once

#include "tests/simulators/mattermost/model.hpp"

#include <string>

namespace mostik::simulators::mattermost {

// "Sat, 21 Nov 2026 11:25:02 GMT"
std::string http_date(Milliseconds time);

}  // namespace mostik::simulators::mattermost
