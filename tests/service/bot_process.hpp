#pragma once

#include "tests/service/patience.hpp"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <sys/types.h>
#include <thread>
#include <vector>

namespace mostik::service_tests {

/// The program `mostik` as a person starts it. Killed when this goes out of scope; its output is shown when a
/// test fails.
class BotProcess {
  public:
    using Environment = std::map<std::string, std::string>;

    /// `arguments` without the program's name; `environment` in addition to the test's own.
    explicit BotProcess(const std::vector<std::string>& arguments, const Environment& environment = {});
    ~BotProcess();
    BotProcess(const BotProcess&) = delete;
    BotProcess& operator=(const BotProcess&) = delete;

    /// Waits for `text` in what it printed so far or will print; false when it ended, or `limit` passed,
    /// without it.
    bool wait_for_output(const std::string& text, std::chrono::milliseconds limit = patience);
    /// Standard output and standard error, as far as printed.
    std::string output() const;

    void signal(int number) const;
    /// Waits for the end; the exit code, or minus the signal that ended it. Nothing after `limit`.
    std::optional<int> wait(std::chrono::milliseconds limit = patience);

  private:
    void read_output();

    pid_t pid_ = -1;
    int pipe_ = -1;
    int failures_before_;
    mutable std::mutex mutex_;
    std::condition_variable read_;
    std::string output_;
    bool closed_ = false;
    std::optional<int> ended_with_;
    std::thread reader_;
};

/// Runs a command to its end and returns its exit code; `output` gets what it printed. Throws when it does
/// not end.
int run_mostik(const std::vector<std::string>& arguments, const BotProcess::Environment& environment,
               std::string& output);

}  // namespace mostik::service_tests
