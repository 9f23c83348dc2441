#pragma once

#include "core/net/http_server.hpp"
#include "core/net/signal.hpp"
#include "tests/contract/wire_client.hpp"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>

namespace mostik::core::net::testing {

/// A handler that takes its time: who calls it waits until open() is called.
class Gate {
  public:
    explicit Gate(boost::asio::io_context& io) : io_(io), opened_(io.get_executor()) {}

    /// For routes.
    boost::asio::awaitable<Reply> pass();
    /// Any thread. Everybody who waits then goes on.
    void open();
    /// Returns when so many have come; false when they do not.
    bool wait_for_callers(int count);
    /// Of them, those that were cancelled.
    int cancelled() const;

  private:
    boost::asio::io_context& io_;
    Signal opened_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    int callers_ = 0;
    int cancelled_ = 0;
    bool is_open_ = false;
};

/// A server on a thread of its own, and clients that send bytes.
class HttpStage {
  public:
    explicit HttpStage(HttpServerOptions options = {});
    ~HttpStage();
    HttpStage(const HttpStage&) = delete;
    HttpStage& operator=(const HttpStage&) = delete;

    std::uint16_t port() const { return port_; }
    contract::Socket connect() const { return contract::Socket(port_); }
    /// What comes back for these bytes on a connection of their own, until the server closes it.
    std::string exchange(const std::string& bytes) const;
    contract::Answer get(const std::string& path) const;

    /// Asks the server to stop.
    void stop();
    /// Returns once it has; false when it does not.
    bool wait_for_end();
    /// False when it is not so many connections that are open, soon.
    bool wait_for_connections(std::size_t count);

    std::vector<std::string> reports() const;

    boost::asio::io_context io{1};
    Gate gate{io};

  private:
    void add_routes();

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> reports_;
    std::size_t connections_ = 0;
    HttpServer server_;
    std::uint16_t port_ = 0;
    bool ended_ = false;
    std::thread thread_;
};

/// A request with these further lines of its head.
std::string request(const std::string& method, const std::string& path, const std::string& lines = {},
                    const std::string& body = {});

}  // namespace mostik::core::net::testing
