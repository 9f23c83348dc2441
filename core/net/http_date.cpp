#include "core/net/http_date.hpp"

#include <date/date.h>

namespace mostik::core::net {

std::string http_date(std::chrono::system_clock::time_point moment) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(moment);
    return date::format(std::locale::classic(), "%a, %d %b %Y %H:%M:%S GMT", seconds);
}

}  // namespace mostik::core::net
