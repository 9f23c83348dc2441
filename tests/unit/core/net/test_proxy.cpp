#include "tests/unit/core/net/test_proxy.hpp"

#include "tests/unit/core/net/relay.hpp"

#include <boost/asio/read.hpp>

namespace asio = boost::asio;
using asio::ip::tcp;

namespace mostik::core::net::testing {

namespace {

constexpr char socks_version = 5;
constexpr char socks_name = 3;

asio::awaitable<std::string> read_bytes(tcp::socket& socket, std::size_t count) {
    std::string bytes(count, '\0');
    co_await asio::async_read(socket, asio::buffer(bytes), asio::use_awaitable);
    co_return bytes;
}

std::size_t byte_at(const std::string& bytes, std::size_t index) {
    return static_cast<unsigned char>(bytes.at(index));
}

}  // namespace

TestProxy::TestProxy(const asio::any_io_executor& executor, std::uint16_t destination_port)
    : destination_(asio::ip::address_v4::loopback(), destination_port),
      server_(executor, [this](ServerConnection& client) { return serve(client); }) {}

asio::awaitable<void> TestProxy::serve(ServerConnection& client) {
    char first = 0;
    auto& socket = client.socket();
    boost::system::error_code error;
    co_await socket.async_receive(asio::buffer(&first, 1), tcp::socket::message_peek,
                                  asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    if (first == socks_version) {
        co_await serve_socks(client);
    } else {
        co_await serve_http(client);
    }
}

asio::awaitable<void> TestProxy::serve_http(ServerConnection& client) {
    for (;;) {
        auto request = co_await client.read_request();
        if (!request) co_return;
        asked_.push_back(request->method + " " + request->target);
        if (request->method == "CONNECT") {
            // The header is the proxy's, and must not show in what the server behind it answers.
            std::string agreed = "HTTP/1.1 200 Connected\r\nX-Of-The-Proxy: yes\r\n\r\n";
            co_await tunnel(client, std::move(agreed));
            co_return;
        }
        co_await forward(client, std::move(*request));
    }
}

/// An absolute URL: asks the server for its path alone, and closes.
asio::awaitable<void> TestProxy::forward(ServerConnection& client, ReceivedRequest request) {
    const auto host_begin = request.target.find("//") + 2;
    const std::string path = request.target.substr(request.target.find('/', host_begin));
    std::string bytes =
        request.method + " " + path + " HTTP/1.1\r\nConnection: close\r\nHost: " + request.headers["host"] +
        "\r\nContent-Length: " + std::to_string(request.body.size()) + "\r\n\r\n" + request.body;
    co_await tunnel(client, std::move(bytes));
}

/// `agreed` goes to the client, or, when it is a request, to the server.
asio::awaitable<void> TestProxy::tunnel(ServerConnection& client, std::string agreed) {
    tcp::socket server(client.socket().get_executor());
    co_await server.async_connect(destination_, asio::use_awaitable);
    const bool to_client = agreed.rfind("HTTP/", 0) == 0 || agreed.front() == socks_version;
    tcp::socket& receiver = to_client ? client.socket() : server;
    co_await asio::async_write(receiver, asio::buffer(agreed), asio::use_awaitable);
    co_await relay(client.socket(), server);
    client.close();
}

asio::awaitable<void> TestProxy::serve_socks(ServerConnection& client) {
    auto& socket = client.socket();
    const std::string greeting = co_await read_bytes(socket, 2);
    co_await read_bytes(socket, byte_at(greeting, 1));
    const std::string no_authentication{socks_version, 0};
    co_await client.write(no_authentication);
    const std::string request = co_await read_bytes(socket, 4);
    if (request.at(3) == socks_name) {
        const std::string length = co_await read_bytes(socket, 1);
        const std::string name = co_await read_bytes(socket, byte_at(length, 0));
        const std::string port = co_await read_bytes(socket, 2);
        asked_.push_back("SOCKS5 name " + name + ":" +
                         std::to_string(byte_at(port, 0) * 256 + byte_at(port, 1)));
    } else {
        asked_.emplace_back("SOCKS5 address");
        co_await read_bytes(socket, 4 + 2);
    }
    std::string agreed{socks_version, 0, 0, 1, 127, 0, 0, 1, 0, 0};
    co_await tunnel(client, std::move(agreed));
}

}  // namespace mostik::core::net::testing
