#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace mostik::service_tests {

/// One look at /metrics of the bot on this port; fails the test when there is none.
class Scraped {
  public:
    explicit Scraped(std::uint16_t port);

    /// The value of a series, written as in the text: `name{label="value"}`. 0 when there is none.
    double operator[](const std::string& series) const;
    bool has(const std::string& series) const { return series_.contains(series); }
    /// Is there any series of this name, or at least its help?
    bool knows(const std::string& name) const;

    std::string text;

  private:
    std::map<std::string, double> series_;
};

}  // namespace mostik::service_tests
