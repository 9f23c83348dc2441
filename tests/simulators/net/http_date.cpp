#include "tests/simulators/net/http_date.hpp"

#include <ctime>

namespace mostik::simulators::net {

std::string http_date(Milliseconds time) {
    const auto seconds = static_cast<std::time_t>(time / 1000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[64];
    const auto length = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text, length};
}

}  // namespace mostik::simulators::net
