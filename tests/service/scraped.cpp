#include "tests/service/scraped.hpp"

#include "tests/contract/wire_client.hpp"

#include <sstream>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

Scraped::Scraped(std::uint16_t port) {
    const contract::Answer answer = contract::fetch(port, "GET", "/metrics");
    REQUIRE(answer.status == 200);
    CHECK(answer.headers.at("content-type") == "text/plain; version=0.0.4; charset=utf-8");
    text = answer.body;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.front() == '#') continue;
        const auto space = line.rfind(' ');
        series_[line.substr(0, space)] = std::stod(line.substr(space + 1));
    }
}

double Scraped::operator[](const std::string& series) const {
    const auto found = series_.find(series);
    return found == series_.end() ? 0 : found->second;
}

bool Scraped::knows(const std::string& name) const {
    return text.find("# HELP " + name + " ") != std::string::npos;
}

}  // namespace mostik::service_tests
