#include "tests/service/stripping_proxy.hpp"

#include <array>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace mostik::service_tests {

namespace {

constexpr std::string_view authorization = "\r\nAuthorization:";

/// The first request's head, without what a proxy should have left in it.
std::string stripped(std::string request) {
    const std::size_t head = request.find("\r\n\r\n");
    const bool upgrades = request.find("\r\nUpgrade: websocket") < head;
    const std::size_t begin = request.find(authorization);
    if (upgrades && begin < head) request.erase(begin, request.find("\r\n", begin + 2) - begin);
    return request;
}

asio::awaitable<void> copy(std::shared_ptr<tcp::socket> from, std::shared_ptr<tcp::socket> to) {
    std::array<char, 16'384> chunk{};
    error_code error;
    while (!error) {
        const std::size_t size = co_await from->async_read_some(
            asio::buffer(chunk), asio::redirect_error(asio::use_awaitable, error));
        const auto bytes = asio::buffer(chunk.data(), size);
        if (!error) co_await asio::async_write(*to, bytes, asio::redirect_error(asio::use_awaitable, error));
    }
    error_code ignored;
    to->shutdown(tcp::socket::shutdown_send, ignored);
}

asio::awaitable<void> serve(std::shared_ptr<tcp::socket> client, tcp::endpoint server_endpoint) {
    const auto executor = co_await asio::this_coro::executor;
    const auto server = std::make_shared<tcp::socket>(executor);
    error_code error;
    std::string request;
    co_await asio::async_read_until(*client, asio::dynamic_buffer(request), "\r\n\r\n",
                                    asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    co_await server->async_connect(server_endpoint, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    request = stripped(std::move(request));
    const auto bytes = asio::buffer(request);
    co_await asio::async_write(*server, bytes, asio::redirect_error(asio::use_awaitable, error));
    asio::co_spawn(executor, copy(server, client), asio::detached);
    co_await copy(client, server);
}

}  // namespace

class StrippingProxy::Implementation {
  public:
    explicit Implementation(std::uint16_t server_port)
        : server_(asio::ip::address_v4::loopback(), server_port),
          acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          port_(acceptor_.local_endpoint().port()) {
        asio::co_spawn(io_, accept(), asio::detached);
        thread_ = std::thread([this] { io_.run(); });
    }
    ~Implementation() {
        io_.stop();
        thread_.join();
    }
    Implementation(const Implementation&) = delete;
    Implementation& operator=(const Implementation&) = delete;

    std::uint16_t port() const { return port_; }

  private:
    asio::awaitable<void> accept() {
        for (;;) {
            const auto client = std::make_shared<tcp::socket>(io_);
            co_await acceptor_.async_accept(*client, asio::use_awaitable);
            asio::co_spawn(io_, serve(client, server_), asio::detached);
        }
    }

    asio::io_context io_{1};
    tcp::endpoint server_;
    tcp::acceptor acceptor_;
    std::uint16_t port_;
    std::thread thread_;
};

StrippingProxy::StrippingProxy(std::uint16_t server_port)
    : implementation_(std::make_unique<Implementation>(server_port)) {}

StrippingProxy::~StrippingProxy() = default;

std::string StrippingProxy::url() const {
    return "http://127.0.0.1:" + std::to_string(implementation_->port());
}

}  // namespace mostik::service_tests
