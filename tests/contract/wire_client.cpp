#include "tests/contract/wire_client.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cctype>
#include <cerrno>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <system_error>
#include <unistd.h>

namespace mostik::contract {

namespace {

constexpr int silence_seconds = 5;

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

void append_headers(std::string& request, const Headers& headers) {
    for (const auto& [name, value] : headers) request.append(name).append(": ").append(value).append("\r\n");
}

[[noreturn]] void throw_system(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

Socket::Socket(std::uint16_t port, int receive_buffer)
    : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (descriptor_ < 0) throw_system("socket");
    const timeval silence{silence_seconds, 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof silence);
    if (receive_buffer > 0) {
        setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        const int error = errno;
        ::close(descriptor_);
        errno = error;
        throw_system("connect");
    }
}

Socket::~Socket() {
    close();
}

Socket::Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

void Socket::finish() const {
    ::shutdown(descriptor_, SHUT_WR);
}

void Socket::close() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

void Socket::reset() {
    const linger abort{1, 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
    close();
}

void Socket::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;  // the reader will see the end
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

Socket::End Socket::read_some(std::string& buffer) const {
    char bytes[65536];
    const auto count = ::recv(descriptor_, bytes, sizeof bytes, 0);
    if (count > 0) {
        buffer.append(bytes, static_cast<std::size_t>(count));
        return End::none;
    }
    if (count == 0) return End::fin;
    return errno == EAGAIN || errno == EWOULDBLOCK ? End::timeout : End::rst;
}

Answer read_answer(const Socket& socket, std::string& buffer) {
    Answer answer;
    auto head_end = buffer.find("\r\n\r\n");
    while (head_end == std::string::npos) {
        if (socket.read_some(buffer) != Socket::End::none) return answer;
        head_end = buffer.find("\r\n\r\n");
    }
    const auto head = buffer.substr(0, head_end + 2);
    buffer.erase(0, head_end + 4);
    answer.status = std::stoi(head.substr(head.find(' ') + 1, 3));
    for (auto line = head.find("\r\n") + 2; line < head.size();) {
        const auto end = head.find("\r\n", line);
        const auto colon = head.find(": ", line);
        answer.headers[lower(head.substr(line, colon - line))] = head.substr(colon + 2, end - colon - 2);
        line = end + 2;
    }
    const auto length =
        answer.headers.count("content-length") != 0 ? std::stoul(answer.headers["content-length"]) : 0;
    while (buffer.size() < length && socket.read_some(buffer) == Socket::End::none) {
    }
    answer.body = buffer.substr(0, length);
    buffer.erase(0, length);
    return answer;
}

Answer fetch(std::uint16_t port, const std::string& method, const std::string& path, const Headers& headers,
             std::string_view body) {
    const Socket socket(port);
    std::string request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    append_headers(request, headers);
    if (!body.empty() || method != "GET")
        request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    request += "\r\n";
    socket.send(request);
    socket.send(body);
    std::string buffer;
    return read_answer(socket, buffer);
}

Websocket::Websocket(std::uint16_t port, const std::string& path, const Headers& headers, int receive_buffer)
    : socket_(port, receive_buffer) {
    std::string request = "GET " + path + " HTTP/1.1\r\nHost: mattermost.example\r\n";
    append_headers(request, headers);
    socket_.send(request + "\r\n");
    handshake_ = read_answer(socket_, buffer_);
}

void Websocket::send(Opcode opcode, std::string_view payload, bool masked, bool last) const {
    std::string frame;
    frame += static_cast<char>((last ? 0x80U : 0U) | static_cast<unsigned>(opcode));
    const unsigned mask_bit = masked ? 0x80U : 0U;
    if (payload.size() < 126) {
        frame += static_cast<char>(mask_bit | payload.size());
    } else {
        frame += static_cast<char>(mask_bit | 126U);
        frame += static_cast<char>(payload.size() >> 8U);
        frame += static_cast<char>(payload.size() & 0xFFU);
    }
    const std::string_view key = masked ? std::string_view("\x11\x22\x33\x44") : std::string_view();
    frame += key;
    for (std::size_t index = 0; index < payload.size(); ++index) {
        frame += static_cast<char>(masked ? payload[index] ^ key[index % 4] : payload[index]);
    }
    socket_.send(frame);
}

Websocket::Received Websocket::receive() {
    Received received;
    const auto need = [&](std::size_t count) {
        while (received.end == Socket::End::none && buffer_.size() < count)
            received.end = socket_.read_some(buffer_);
        return received.end == Socket::End::none;
    };
    const auto byte = [&](std::size_t index) -> std::size_t {
        return static_cast<unsigned char>(buffer_[index]);
    };
    if (!need(2)) return received;
    received.last = (byte(0) & 0x80U) != 0;
    received.opcode = static_cast<Opcode>(byte(0) & 0x0FU);
    std::size_t size = byte(1) & 0x7FU;
    std::size_t head = 2;
    const std::size_t extended = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (!need(head + extended)) return received;
    if (extended != 0) size = 0;
    for (std::size_t index = 0; index < extended; ++index) size = (size << 8U) | byte(head + index);
    head += extended;
    if (!need(head + size)) return received;
    received.payload = buffer_.substr(head, size);
    buffer_.erase(0, head + size);
    return received;
}

}  // namespace mostik::contract
