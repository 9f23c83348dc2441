#pragma once

#include <chrono>
#include <memory>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

namespace mostik::core::net {

/// A connected socket whose operations end when their time is over. The socket stays open then, so that the
/// other side can still be told. One thread.
class TimedSocket {
  public:
    explicit TimedSocket(boost::asio::ip::tcp::socket socket);
    ~TimedSocket();
    TimedSocket(const TimedSocket&) = delete;
    TimedSocket& operator=(const TimedSocket&) = delete;

    /// What follows has to be over after so long, all of it together; then it is cancelled
    /// (asio::error::operation_aborted), and timed_out() says why. Ends an earlier limit.
    void limit(std::chrono::milliseconds duration);
    void no_limit();
    bool timed_out() const;

    /// Operations under way and later ones end with an error.
    void close();

    boost::asio::ip::tcp::socket& socket();

  private:
    struct State;
    static void watch(const std::shared_ptr<State>& state);
    std::shared_ptr<State> state_;
};

}  // namespace mostik::core::net
