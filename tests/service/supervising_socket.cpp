#include "tests/service/supervising_socket.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

namespace mostik::service_tests {

SupervisingSocket::SupervisingSocket(std::filesystem::path file)
    : file_(std::move(file)), socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = file_.string();
    if (path.size() >= sizeof(address.sun_path))
        throw std::system_error(ENAMETOOLONG, std::generic_category(), path);
    std::memcpy(address.sun_path, path.data(), path.size());
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
        throw std::system_error(errno, std::generic_category(), path);
}

SupervisingSocket::~SupervisingSocket() {
    ::close(socket_);
    ::unlink(file_.c_str());
}

std::optional<std::string> SupervisingSocket::next(std::chrono::milliseconds limit) {
    pollfd ready{.fd = socket_, .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, static_cast<int>(limit.count())) <= 0) return std::nullopt;
    std::array<char, 4096> buffer{};
    const ssize_t size = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (size < 0) throw std::system_error(errno, std::generic_category(), "recv");
    return std::string(buffer.data(), static_cast<std::size_t>(size));
}

std::optional<std::string> SupervisingSocket::next_with(std::string_view line,
                                                        std::chrono::milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (;;) {
        const auto left = deadline - std::chrono::steady_clock::now();
        const auto notification =
            next(std::max(std::chrono::milliseconds{0}, std::chrono::ceil<std::chrono::milliseconds>(left)));
        if (!notification || says(*notification, line)) return notification;
    }
}

bool says(const std::string& notification, std::string_view beginning) {
    for (std::size_t at = 0; at != std::string::npos; at = notification.find('\n', at)) {
        if (at > 0) ++at;
        if (std::string_view(notification).substr(at).starts_with(beginning)) return true;
    }
    return false;
}

}  // namespace mostik::service_tests
