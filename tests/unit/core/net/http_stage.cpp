#include "tests/unit/core/net/http_stage.hpp"

#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace mostik::core::net::testing {

namespace {

constexpr auto patience = 20s;

/// What a handler was told, as text.
asio::awaitable<Reply> mirror(const IncomingRequest& request) {
    std::string words = request.method + " " + request.path + "\n";
    for (const auto& [name, value] : request.query) words += "?" + name + "=" + value + "\n";
    for (const auto& [name, value] : request.in_path) words += name + ":" + value + "\n";
    words += "from " + request.remote + "\n";
    if (const auto colour = request.header("x-colour")) words += "colour " + std::string(*colour) + "\n";
    words += request.body;
    co_return Reply{200, {{"Content-Type", "text/plain"}}, std::move(words)};
}

HttpServerOptions told(HttpServerOptions options, std::function<void(const std::string&)> report,
                       std::function<void(std::size_t)> connections_changed) {
    options.report = std::move(report);
    options.connections_changed = std::move(connections_changed);
    return options;
}

}  // namespace

asio::awaitable<Reply> Gate::pass() {
    {
        const std::lock_guard lock(mutex_);
        ++callers_;
        changed_.notify_all();
    }
    try {
        while (!is_open_) co_await opened_.wait();
    } catch (...) {
        const std::lock_guard lock(mutex_);
        ++cancelled_;
        throw;
    }
    co_return Reply{200, {}, "through"};
}

void Gate::open() {
    asio::post(io_, [this] {
        is_open_ = true;
        opened_.notify();
    });
}

bool Gate::wait_for_callers(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return callers_ >= count; });
}

int Gate::cancelled() const {
    const std::lock_guard lock(mutex_);
    return cancelled_;
}

HttpStage::HttpStage(HttpServerOptions options)
    : server_(io.get_executor(), told(
                                     std::move(options),
                                     [this](const std::string& words) {
                                         const std::lock_guard lock(mutex_);
                                         reports_.push_back(words);
                                     },
                                     [this](std::size_t connections) {
                                         const std::lock_guard lock(mutex_);
                                         connections_ = connections;
                                         changed_.notify_all();
                                     })) {
    add_routes();
    std::optional<Result<void>> listening;
    asio::co_spawn(io, server_.listen(),
                   [&](const std::exception_ptr&, Result<void> result) { listening = std::move(result); });
    io.run();
    if (!listening || !*listening) throw std::runtime_error("the server does not listen");
    port_ = server_.port();
    asio::co_spawn(io, server_.run(), [this](const std::exception_ptr&) {
        const std::lock_guard lock(mutex_);
        ended_ = true;
        changed_.notify_all();
    });
    io.restart();
    thread_ = std::thread([this] { io.run(); });
}

HttpStage::~HttpStage() {
    gate.open();
    stop();
    thread_.join();
}

void HttpStage::add_routes() {
    server_.route({"GET", "/mirror", &mirror});
    server_.route({"POST", "/mirror", &mirror});
    server_.route({"POST", "/small", &mirror, 10});
    server_.route({"GET", "/things/{id}/parts/{part}", &mirror});
    server_.route({"GET", "/gate", [this](const IncomingRequest&) { return gate.pass(); }});
    server_.route({"GET", "/hurried", [this](const IncomingRequest&) { return gate.pass(); }, {}, 50ms});
    server_.route({"GET", "/empty", [](const IncomingRequest&) -> asio::awaitable<Reply> {
                       co_return Reply{204, {}, ""};
                   }});
    server_.route({"GET", "/broken", [](const IncomingRequest&) -> asio::awaitable<Reply> {
                       throw std::runtime_error("no cheese");
                       co_return Reply{};
                   }});
    server_.route({"GET", "/broken/at-once", [](const IncomingRequest&) -> asio::awaitable<Reply> {
                       throw std::runtime_error("no bread");
                   }});
    server_.route({"GET", "/large", [](const IncomingRequest&) -> asio::awaitable<Reply> {
                       co_return Reply{200, {}, std::string(32U << 20U, 'x')};
                   }});
}

std::string HttpStage::exchange(const std::string& bytes) const {
    const contract::Socket socket = connect();
    socket.send(bytes);
    std::string answer;
    while (socket.read_some(answer) == contract::Socket::End::none) {
    }
    return answer;
}

contract::Answer HttpStage::get(const std::string& path) const {
    return contract::fetch(port_, "GET", path);
}

void HttpStage::stop() {
    asio::post(io, [this] { server_.stop(); });
}

bool HttpStage::wait_for_end() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [this] { return ended_; });
}

bool HttpStage::wait_for_connections(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return connections_ == count; });
}

std::vector<std::string> HttpStage::reports() const {
    const std::lock_guard lock(mutex_);
    return reports_;
}

std::string request(const std::string& method, const std::string& path, const std::string& lines,
                    const std::string& body) {
    return method + " " + path + " HTTP/1.1\r\nHost: here\r\n" + lines + "\r\n" + body;
}

}  // namespace mostik::core::net::testing
