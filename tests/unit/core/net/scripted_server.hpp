#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>

namespace mostik::core::net::testing {

struct ReceivedRequest {
    std::string method;
    std::string target;
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
};

/// The server's end of one connection.
class ServerConnection {
  public:
    using Record = std::function<void(const ReceivedRequest&)>;

    ServerConnection(boost::asio::ip::tcp::socket socket, Record record)
        : socket_(std::move(socket)), record_(std::move(record)) {}

    /// The next request, read to its end; nothing when the client has closed.
    boost::asio::awaitable<std::optional<ReceivedRequest>> read_request();
    boost::asio::awaitable<void> write(std::string bytes);
    /// Returns when the client has closed its end.
    boost::asio::awaitable<void> wait_for_end();
    void close();
    /// Closes as a crashed machine's router does, with RST.
    void reset();

    boost::asio::ip::tcp::socket& socket() { return socket_; }

  private:
    boost::asio::ip::tcp::socket socket_;
    boost::beast::flat_buffer buffer_;
    Record record_;
};

/// A TCP server on 127.0.0.1 and any free port that does to each connection what the test's script says; the
/// connection is closed when the script ends.
class ScriptedServer {
  public:
    using Script = std::function<boost::asio::awaitable<void>(ServerConnection&)>;

    ScriptedServer(const boost::asio::any_io_executor& executor, Script script);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    std::uint16_t port() const;
    std::string url(const std::string& path = "/") const;  ///< http://127.0.0.1:PORT/…

    /// Those that were read whole, on all connections, in the order of their arrival.
    const std::vector<ReceivedRequest>& requests() const;
    std::size_t connections() const;

  private:
    struct State;
    static boost::asio::awaitable<void> accept(std::shared_ptr<State> state);
    static boost::asio::awaitable<void> serve(std::shared_ptr<State> state,
                                              boost::asio::ip::tcp::socket socket);

    std::shared_ptr<State> state_;
};

/// An HTTP answer as bytes; `header_lines` without line ends.
std::string answer(int status, const std::string& body = {},
                   const std::vector<std::string>& header_lines = {});

/// Gives every request the same bytes.
ScriptedServer::Script always(std::string bytes);

/// A port of 127.0.0.1 on which nobody listens.
std::uint16_t closed_port(const boost::asio::any_io_executor& executor);

}  // namespace mostik::core::net::testing
