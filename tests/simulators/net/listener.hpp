// A port that can stop listening and listen again. Not thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

namespace mostik::simulators::net {

class Listener {
  public:
    // Port 0: any free one, kept afterwards. `accept` gets each new connection.
    Listener(boost::asio::io_context& io, std::string address, std::uint16_t port,
             std::function<void(boost::asio::ip::tcp::socket)> accept);

    // Throws boost::system::system_error if the port cannot be had.
    void listen();
    void stop_listening();
    // Listens again after so much real time.
    void refuse_for(std::chrono::milliseconds real_time);
    // For ever, so that the io_context runs out of work.
    void shutdown();
    std::uint16_t port() const { return port_; }

  private:
    void accept_next();

    std::string address_;
    std::uint16_t port_;
    std::function<void(boost::asio::ip::tcp::socket)> accept_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer listen_again_;
    bool shut_down_ = false;
};

}  // namespace mostik::simulators::net
