#pragma once

#include "tests/service/patience.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <spdlog/logger.h>

namespace mostik::service_tests {

/// Takes over what this process logs while it lives, instead of the terminal; shows it when a test fails. Any
/// thread.
class LogLines {
  public:
    LogLines();
    ~LogLines();
    LogLines(const LogLines&) = delete;
    LogLines& operator=(const LogLines&) = delete;

    /// How many lines hold `text`.
    std::size_t count(const std::string& text) const;
    /// False when fewer than `lines` lines hold `text` after `limit`.
    bool wait_for(const std::string& text, std::size_t lines = 1,
                  std::chrono::milliseconds limit = patience) const;

  private:
    class Sink;
    std::shared_ptr<Sink> sink_;
    std::shared_ptr<spdlog::logger> before_;
    int failures_before_;
};

}  // namespace mostik::service_tests
