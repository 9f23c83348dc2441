#include "tests/simulators/net/listener.hpp"

#include <utility>

namespace mostik::simulators::net {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

Listener::Listener(asio::io_context& io, std::string address, std::uint16_t port,
                   std::function<void(tcp::socket)> accept)
    : address_(std::move(address)),
      port_(port),
      accept_(std::move(accept)),
      acceptor_(io),
      listen_again_(io) {}

void Listener::listen() {
    if (acceptor_.is_open() || shut_down_) return;
    const tcp::endpoint endpoint(asio::ip::make_address(address_), port_);
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address(true));
    acceptor_.bind(endpoint);
    acceptor_.listen();
    port_ = acceptor_.local_endpoint().port();
    accept_next();
}

void Listener::stop_listening() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
}

void Listener::refuse_for(std::chrono::milliseconds real_time) {
    stop_listening();
    listen_again_.expires_after(real_time);
    listen_again_.async_wait([this](const boost::system::error_code& error) {
        if (!error) listen();
    });
}

void Listener::shutdown() {
    shut_down_ = true;
    stop_listening();
    listen_again_.cancel();
}

void Listener::accept_next() {
    acceptor_.async_accept([this](const boost::system::error_code& error, tcp::socket socket) {
        if (error == asio::error::operation_aborted || !acceptor_.is_open()) return;
        if (!error) accept_(std::move(socket));
        accept_next();
    });
}

}  // namespace mostik::simulators::net
