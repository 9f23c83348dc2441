#include "tests/unit/core/net/scripted_server.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace mostik::core::net::testing {

namespace {

tcp::endpoint any_port() {
    return {asio::ip::address_v4::loopback(), 0};
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

}  // namespace

asio::awaitable<std::optional<ReceivedRequest>> ServerConnection::read_request() {
    http::request_parser<http::string_body> parser;
    parser.body_limit(boost::none);
    error_code error;
    co_await http::async_read(socket_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return std::nullopt;
    const auto& message = parser.get();
    ReceivedRequest request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    for (const auto& field : message) {
        request.headers[lower(std::string(field.name_string()))] = std::string(field.value());
    }
    request.body = message.body();
    record_(request);
    co_return request;
}

asio::awaitable<void> ServerConnection::write(std::string bytes) {
    error_code ignored;  // a client that went away is no fault of the server
    co_await asio::async_write(socket_, asio::buffer(bytes),
                               asio::redirect_error(asio::use_awaitable, ignored));
}

asio::awaitable<void> ServerConnection::wait_for_end() {
    std::array<char, 4096> discarded{};
    error_code error;
    while (!error) {
        co_await socket_.async_read_some(asio::buffer(discarded),
                                         asio::redirect_error(asio::use_awaitable, error));
    }
}

void ServerConnection::close() {
    error_code ignored;
    socket_.close(ignored);
}

void ServerConnection::reset() {
    error_code ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    socket_.close(ignored);
}

struct ScriptedServer::State {
    State(const asio::any_io_executor& executor, Script what)
        : acceptor(executor, any_port()), script(std::move(what)) {}

    tcp::acceptor acceptor;
    Script script;
    std::vector<ReceivedRequest> requests;
    std::size_t connections = 0;
};

ScriptedServer::ScriptedServer(const asio::any_io_executor& executor, Script script)
    : state_(std::make_shared<State>(executor, std::move(script))) {
    asio::co_spawn(executor, accept(state_), asio::detached);
}

ScriptedServer::~ScriptedServer() {
    error_code ignored;
    state_->acceptor.close(ignored);
}

asio::awaitable<void> ScriptedServer::accept(std::shared_ptr<State> state) {
    for (;;) {
        error_code error;
        tcp::socket socket(state->acceptor.get_executor());
        co_await state->acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
        if (error) co_return;
        ++state->connections;
        asio::co_spawn(state->acceptor.get_executor(), serve(state, std::move(socket)), asio::detached);
    }
}

asio::awaitable<void> ScriptedServer::serve(std::shared_ptr<State> state, tcp::socket socket) {
    ServerConnection connection(
        std::move(socket), [state](const ReceivedRequest& request) { state->requests.push_back(request); });
    co_await state->script(connection);
}

std::uint16_t ScriptedServer::port() const {
    return state_->acceptor.local_endpoint().port();
}

std::string ScriptedServer::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port()) + path;
}

const std::vector<ReceivedRequest>& ScriptedServer::requests() const {
    return state_->requests;
}

std::size_t ScriptedServer::connections() const {
    return state_->connections;
}

std::string answer(int status, const std::string& body, const std::vector<std::string>& header_lines) {
    std::string bytes = "HTTP/1.1 " + std::to_string(status) + " Answer\r\n";
    for (const std::string& line : header_lines) bytes += line + "\r\n";
    bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    return bytes;
}

ScriptedServer::Script always(std::string bytes) {
    return [bytes = std::move(bytes)](ServerConnection& connection) -> asio::awaitable<void> {
        for (;;) {
            const auto request = co_await connection.read_request();
            if (!request) co_return;
            co_await connection.write(bytes);
        }
    };
}

std::uint16_t closed_port(const asio::any_io_executor& executor) {
    const tcp::acceptor acceptor(executor, any_port());
    return acceptor.local_endpoint().port();
}

}  // namespace mostik::core::net::testing
