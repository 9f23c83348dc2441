#pragma once

#include <chrono>
#include <string>

namespace mostik::core::net {

/// "Sat, 21 Nov 2026 08:49:37 GMT": a moment as HTTP's headers write it (IMF-fixdate, RFC 9110, 5.6.7).
std::string http_date(std::chrono::system_clock::time_point moment);

}  // namespace mostik::core::net
