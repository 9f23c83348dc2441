#include "core/net/http_server.hpp"

#include "core/net/http_session.hpp"
#include "core/net/signal.hpp"
#include "core/net/task_group.hpp"

#include <algorithm>
#include <exception>
#include <set>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

namespace mostik::core::net {

namespace {

/// So many beyond the limit are told so; more are only closed.
constexpr std::size_t told_to_come_later = 32;
/// Out of descriptors, say: trying at once again would only turn in circles.
constexpr auto pause_after_failure = 100ms;
constexpr auto complaint_every = 60s;

std::string shown(const std::string& host, std::uint16_t port) {
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Errc code_of(const error_code& error) {
    if (error == asio::error::access_denied) return Errc::forbidden;
    if (error == asio::error::address_in_use) return Errc::unavailable;
    return Errc::not_found;
}

/// A place in a set for as long as this lives.
template <class T>
class Listed {
  public:
    Listed(std::set<T*>& all, T* one) : all_(all), one_(one) { all_.insert(one_); }
    ~Listed() { all_.erase(one_); }
    Listed(const Listed&) = delete;
    Listed& operator=(const Listed&) = delete;

  private:
    std::set<T*>& all_;
    T* one_;
};

}  // namespace

class HttpServer::Implementation {
  public:
    Implementation(const asio::any_io_executor& executor, HttpServerOptions options)
        : executor_(executor),
          options_(std::move(options)),
          bodies_(options_.bodies_limit),
          stop_(executor),
          doors_(executor, on_failure()),
          connections_(executor, on_failure()) {}

    asio::awaitable<Result<void>> listen() {
        const std::string where = shown(options_.host, options_.port);
        tcp::resolver resolver(executor_);
        error_code error;
        const auto places = co_await resolver.async_resolve(options_.host, std::to_string(options_.port),
                                                            tcp::resolver::passive,
                                                            asio::redirect_error(asio::use_awaitable, error));
        if (error) {
            acceptors_.clear();
            co_return failure(Errc::not_found, "cannot listen on " + where + ": " + error.message());
        }
        for (const auto& place : places) {
            // With port 0 the first address chooses for all of a name.
            tcp::endpoint endpoint = place.endpoint();
            if (!acceptors_.empty()) endpoint.port(port());
            error = open(endpoint, places.size() > 1);
            if (!error) continue;
            acceptors_.clear();
            co_return failure(code_of(error), "cannot listen on " + where + ": " + error.message());
        }
        co_return Result<void>{};
    }

    asio::awaitable<void> run() {
        std::exception_ptr cancelled;
        for (tcp::acceptor& acceptor : acceptors_) doors_.spawn("accepting", accept(acceptor));
        try {
            while (!stopping_) co_await stop_.wait();
        } catch (const boost::system::system_error&) {
            cancelled = std::current_exception();
        }
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        co_await end();
        if (cancelled) std::rethrow_exception(cancelled);
    }

    void stop() {
        stopping_ = true;
        stop_.notify();
    }

    bool route(HttpRoute row) { return routes_.add(std::move(row)); }

    std::uint16_t port() const {
        if (acceptors_.empty()) return 0;
        error_code ignored;
        return acceptors_.front().local_endpoint(ignored).port();
    }

    std::string address() const { return "http://" + shown(options_.host, port()); }
    std::size_t connections() const { return sessions_.size(); }

  private:
    TaskGroup::OnFailure on_failure() {
        return [this](const std::string& task, const std::exception_ptr& error) {
            try {
                std::rethrow_exception(error);
            } catch (const std::exception& e) {
                report(task + ": " + e.what());
            }
        };
    }

    void report(const std::string& words) const {
        if (options_.report) options_.report(words);
    }

    error_code open(const tcp::endpoint& endpoint, bool one_of_several) {
        error_code error;
        tcp::acceptor acceptor(executor_);
        acceptor.open(endpoint.protocol(), error);
        if (error) return error;
        // A restart need not wait until the connections of the last run are forgotten.
        acceptor.set_option(tcp::acceptor::reuse_address(true), error);
        // Else "::" would take the place of 0.0.0.0, too.
        if (one_of_several && endpoint.protocol() == tcp::v6())
            acceptor.set_option(asio::ip::v6_only(true), error);
        acceptor.bind(endpoint, error);
        if (error) return error;
        acceptor.listen(tcp::acceptor::max_listen_connections, error);
        if (error) return error;
        acceptors_.push_back(std::move(acceptor));
        return {};
    }

    asio::awaitable<void> accept(tcp::acceptor& acceptor) {
        auto complain_at = std::chrono::steady_clock::now();
        for (;;) {
            error_code error;
            tcp::socket socket =
                co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
            if (stopping_ || error == asio::error::operation_aborted) co_return;
            if (!error) {
                welcome(std::move(socket));
                continue;
            }
            if (error == asio::error::connection_aborted) continue;
            if (std::chrono::steady_clock::now() >= complain_at) {
                complain_at = std::chrono::steady_clock::now() + complaint_every;
                report("connections cannot be accepted: " + error.message());
            }
            co_await pause(pause_after_failure);
        }
    }

    void welcome(tcp::socket socket) {
        const bool room = sessions_.size() < options_.max_connections;
        if (!room && turned_away_.size() >= told_to_come_later) return;
        const auto session = std::make_shared<HttpSession>(std::move(socket), routes_, options_, bodies_);
        if (room) {
            connections_.spawn("a connection", serve(session));
        } else {
            connections_.spawn("a connection", turn_away(session));
        }
    }

    asio::awaitable<void> serve(std::shared_ptr<HttpSession> session) {
        {
            const Listed listed(sessions_, session.get());
            tell_connections();
            if (stopping_) session->finish();
            co_await session->run();
        }
        tell_connections();
    }

    void tell_connections() const {
        if (options_.connections_changed) options_.connections_changed(sessions_.size());
    }

    asio::awaitable<void> turn_away(std::shared_ptr<HttpSession> session) {
        const Listed listed(turned_away_, session.get());
        if (stopping_) session->finish();
        co_await session->turn_away();
    }

    /// Softly, then hard.
    asio::awaitable<void> end() {
        stopping_ = true;
        doors_.stop();
        for (tcp::acceptor& acceptor : acceptors_) {
            error_code ignored;
            acceptor.close(ignored);
        }
        co_await doors_.join();
        for (HttpSession* session : sessions_) session->finish();
        for (HttpSession* session : turned_away_) session->finish();
        const auto deadline = std::chrono::steady_clock::now() + options_.stop_within;
        while (connections_.running() != 0 && std::chrono::steady_clock::now() < deadline) {
            co_await connections_.one_ended_until(deadline);
        }
        for (HttpSession* session : sessions_) session->abort();
        for (HttpSession* session : turned_away_) session->abort();
        co_await connections_.join();
    }

    asio::any_io_executor executor_;
    HttpServerOptions options_;
    BodyRoom bodies_;
    HttpRoutes routes_;
    std::vector<tcp::acceptor> acceptors_;
    std::set<HttpSession*> sessions_;
    std::set<HttpSession*> turned_away_;
    Signal stop_;
    TaskGroup doors_;
    TaskGroup connections_;
    bool stopping_ = false;
};

HttpServer::HttpServer(const asio::any_io_executor& executor, HttpServerOptions options)
    : implementation_(std::make_unique<Implementation>(executor, std::move(options))) {}

HttpServer::~HttpServer() = default;

bool HttpServer::route(HttpRoute row) {
    return implementation_->route(std::move(row));
}

asio::awaitable<Result<void>> HttpServer::listen() {
    return implementation_->listen();
}

std::uint16_t HttpServer::port() const {
    return implementation_->port();
}

std::string HttpServer::address() const {
    return implementation_->address();
}

std::size_t HttpServer::connections() const {
    return implementation_->connections();
}

asio::awaitable<void> HttpServer::run() {
    return implementation_->run();
}

void HttpServer::stop() {
    implementation_->stop();
}

}  // namespace mostik::core::net
