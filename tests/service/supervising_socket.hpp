#pragma once

#include "tests/service/patience.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace mostik::service_tests {

/// What systemd holds out to a service: a datagram socket that NOTIFY_SOCKET names.
class SupervisingSocket {
  public:
    /// A file of that name is made, and removed at the end.
    explicit SupervisingSocket(std::filesystem::path file);
    ~SupervisingSocket();
    SupervisingSocket(const SupervisingSocket&) = delete;
    SupervisingSocket& operator=(const SupervisingSocket&) = delete;

    const std::filesystem::path& file() const { return file_; }
    /// The next notification: lines NAME=value. Nothing when none comes within `limit`.
    std::optional<std::string> next(std::chrono::milliseconds limit = patience);
    /// Skips what comes before one that has this line; nothing when there is none within `limit`.
    std::optional<std::string> next_with(std::string_view line, std::chrono::milliseconds limit = patience);

  private:
    std::filesystem::path file_;
    int socket_;
};

/// Whether a notification has a line that begins so.
bool says(const std::string& notification, std::string_view beginning);

}  // namespace mostik::service_tests
