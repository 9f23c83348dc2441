#include "tests/contract/webhook_receiver.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cctype>
#include <chrono>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace mostik::contract {

WebhookReceiver::WebhookReceiver() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, length) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, generic, &length) != 0) {
        throw std::runtime_error("cannot listen");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
}

WebhookReceiver::~WebhookReceiver() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

void WebhookReceiver::answer_next(std::string head, std::string body) {
    const std::lock_guard lock(mutex_);
    replies_.push_back({std::move(head), std::move(body)});
}

std::vector<Received> WebhookReceiver::wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(10), [&] { return received_.size() >= count; });
    return received_;
}

void WebhookReceiver::run() {
    while (true) {
        const int connection = ::accept(listener_, nullptr, nullptr);
        if (connection < 0) return;
        serve(connection);
        ::close(connection);
    }
}

void WebhookReceiver::serve(int connection) {
    std::string text;
    char bytes[65536];
    std::size_t head_end = std::string::npos;
    std::size_t length = 0;
    Received request;
    while (head_end == std::string::npos || text.size() < head_end + length) {
        const auto count = ::recv(connection, bytes, sizeof bytes, 0);
        if (count <= 0) return;
        text.append(bytes, static_cast<std::size_t>(count));
        if (head_end != std::string::npos || text.find("\r\n\r\n") == std::string::npos) continue;
        head_end = text.find("\r\n\r\n") + 4;
        for (auto line = text.find("\r\n") + 2; line + 2 < head_end;) {
            const auto end = text.find("\r\n", line);
            const auto colon = text.find(": ", line);
            auto name = text.substr(line, colon - line);
            std::transform(name.begin(), name.end(), name.begin(),
                           [](unsigned char c) { return std::tolower(c); });
            request.headers[name] = text.substr(colon + 2, end - colon - 2);
            line = end + 2;
        }
        length = std::stoul(request.headers["content-length"]);
    }
    request.body = text.substr(head_end);
    Reply reply{"200 OK\r\n", {}};
    {
        const std::lock_guard lock(mutex_);
        received_.push_back(std::move(request));
        if (!replies_.empty()) {
            reply = std::move(replies_.front());
            replies_.pop_front();
        }
    }
    if (!reply.head.empty()) {
        const auto answer = "HTTP/1.1 " + reply.head + "Content-Type: application/json\r\nContent-Length: " +
                            std::to_string(reply.body.size()) + "\r\nConnection: close\r\n\r\n" + reply.body;
        ::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
    changed_.notify_all();
}

}  // namespace mostik::contract
