#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace mostik::storage::testing {

/// A program of the tests' own, whose output is read line by line. It is killed when this goes out of scope.
class ChildProcess {
  public:
    /// `environment`: "NAME=value", in addition to the own one.
    explicit ChildProcess(const std::vector<std::string>& command, const std::string& environment = {});
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    pid_t pid() const { return pid_; }
    /// Waits for the next line; nothing when the program has ended. What it wrote before is still read.
    std::optional<std::string> line();
    /// SIGKILL.
    void kill() const;
    /// Waits for the end; the exit code, or minus the signal.
    int wait();

  private:
    pid_t pid_ = -1;
    int output_ = -1;
    bool reaped_ = false;
    std::string buffer_;
};

}  // namespace mostik::storage::testing
