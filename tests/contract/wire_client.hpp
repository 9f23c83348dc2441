// The contract tests' own HTTP and websocket client: sockets and bytes, so that a test sees what a server
// really sends, a FIN as well as a frame, and may send what no library would.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mostik::contract {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Answer {
    int status = 0;                              // 0: the connection ended without an answer
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
};

// A connection to 127.0.0.1. Reading ends with an error after 5 s of silence.
class Socket {
  public:
    // `receive_buffer` in bytes; 0: the system's.
    explicit Socket(std::uint16_t port, int receive_buffer = 0);
    ~Socket();
    Socket(Socket&& other) noexcept;
    Socket& operator=(Socket&&) = delete;

    void send(std::string_view bytes) const;
    enum class End { none, fin, rst, timeout };
    // Appends what arrives next to `buffer`.
    End read_some(std::string& buffer) const;
    // Nothing more will be sent; answers can still be read.
    void finish() const;
    void close();
    // Closes with a TCP reset.
    void reset();

  private:
    int descriptor_;
};

// One request on a connection of its own.
Answer fetch(std::uint16_t port, const std::string& method, const std::string& path,
             const Headers& headers = {}, std::string_view body = {});
// Reads one answer; what follows it stays in `buffer`.
Answer read_answer(const Socket& socket, std::string& buffer);

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

class Websocket {
  public:
    Websocket(std::uint16_t port, const std::string& path, const Headers& headers, int receive_buffer = 0);

    const Answer& handshake() const { return handshake_; }
    void send(Opcode opcode, std::string_view payload, bool masked = true, bool last = true) const;
    void send_text(std::string_view payload) const { send(Opcode::text, payload); }

    struct Received {
        Socket::End end = Socket::End::none;  // else the socket has ended, and there is no frame
        Opcode opcode = Opcode::text;
        bool last = true;
        std::string payload;
    };
    Received receive();
    Socket& socket() { return socket_; }

  private:
    Socket socket_;
    std::string buffer_;
    Answer handshake_;
};

}  // namespace mostik::contract
