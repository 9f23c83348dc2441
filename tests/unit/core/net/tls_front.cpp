#include "tests/unit/core/net/tls_front.hpp"

#include "tests/unit/core/net/relay.hpp"
#include "tests/unit/core/net/scripted_server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;

namespace mostik::core::net::testing {

struct TlsFront::State {
    State(const asio::any_io_executor& executor, const Identity& identity, std::uint16_t plain_port)
        : destination(asio::ip::address_v4::loopback(), plain_port),
          server(executor, [this](ServerConnection& connection) { return serve(connection); }) {
        context.use_certificate(asio::buffer(identity.certificate), ssl::context::pem);
        context.use_private_key(asio::buffer(identity.key), ssl::context::pem);
    }

    asio::awaitable<void> serve(ServerConnection& connection) {
        boost::system::error_code error;
        auto token = asio::redirect_error(asio::use_awaitable, error);
        ssl::stream<tcp::socket&> outside(connection.socket(), context);
        co_await outside.async_handshake(ssl::stream_base::server, token);
        if (error) co_return;
        tcp::socket inside(connection.socket().get_executor());
        co_await inside.async_connect(destination, token);
        if (error) co_return;
        co_await relay(outside, inside);
    }

    ssl::context context{ssl::context::tls_server};
    tcp::endpoint destination;
    ScriptedServer server;
};

TlsFront::TlsFront(const asio::any_io_executor& executor, const Identity& identity, std::uint16_t plain_port)
    : state_(std::make_unique<State>(executor, identity, plain_port)) {}

TlsFront::~TlsFront() = default;

std::uint16_t TlsFront::port() const {
    return state_->server.port();
}

}  // namespace mostik::core::net::testing
