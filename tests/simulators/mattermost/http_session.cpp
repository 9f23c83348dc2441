#include "tests/simulators/mattermost/http_session.hpp"

#include "tests/simulators/mattermost/control.hpp"
#include "tests/simulators/mattermost/http_message.hpp"
#include "tests/simulators/mattermost/identifier.hpp"
#include "tests/simulators/mattermost/upgrade.hpp"
#include "tests/simulators/mattermost/websocket_session.hpp"
#include "tests/simulators/net/write_message.hpp"

#include <optional>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

namespace mostik::simulators::mattermost {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::redirect_error;
using asio::use_awaitable;
using boost::system::error_code;

namespace {

constexpr std::chrono::seconds idle_timeout{60};
constexpr std::size_t logged_body = 65'536;
constexpr std::string_view create_post_path = "/api/v4/posts";

using Parser = http::request_parser<http::string_body>;

class HttpSession final : public Peer, public std::enable_shared_from_this<HttpSession> {
  public:
    HttpSession(Server& server, asio::ip::tcp::socket socket)
        : server_(server), stream_(std::move(socket)), delay_(server.io) {
        server_.add(*this);
    }
    ~HttpSession() override { server_.remove(*this); }
    HttpSession(const HttpSession&) = delete;
    HttpSession& operator=(const HttpSession&) = delete;

    asio::awaitable<void> run();
    void cut(Cut how) override;

  private:
    // Each returns whether the connection goes on.
    asio::awaitable<bool> serve_one();
    asio::awaitable<bool> read_body(Parser& parser);
    asio::awaitable<bool> handle(Request request, bool keep_alive);
    asio::awaitable<bool> upgrade(Request request, UpgradeRequest message);
    asio::awaitable<bool> write(Request request, Response response, bool keep_alive,
                                std::optional<Fault> fault = std::nullopt);
    asio::awaitable<void> wait(std::chrono::milliseconds delay);
    std::optional<Response> limited(const Request& request);
    Server::Ordinal log(const Request& request);

    Server& server_;
    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
    asio::steady_timer delay_;
    RateLimiter::Decision rate_;
    bool closed_ = false;
};

// That of a request to create a post; else empty.
std::string pending_post_id(const Request& request) {
    if (request.method != "POST" || request.path != create_post_path) return {};
    const auto body = nlohmann::json::parse(request.body, nullptr, false);
    if (!body.is_object() || !body.contains("pending_post_id")) return {};
    return body["pending_post_id"].is_string() ? body["pending_post_id"].get<std::string>() : std::string();
}

asio::awaitable<void> HttpSession::run() {
    const auto self = shared_from_this();
    bool goes_on = true;
    while (goes_on && !closed_) goes_on = co_await serve_one();
    cut(Cut::fin);
}

void HttpSession::cut(Cut how) {
    if (closed_) return;
    closed_ = true;
    auto& socket = stream_.socket();
    error_code ignored;
    if (how == Cut::rst) {
        socket.set_option(asio::socket_base::linger(true, 0), ignored);
    } else {
        socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    }
    socket.close(ignored);
    delay_.cancel();
}

asio::awaitable<bool> HttpSession::serve_one() {
    Parser parser;
    parser.body_limit(boost::none);  // looked at below
    parser.header_limit(64 * 1024);
    stream_.expires_after(idle_timeout);
    error_code error;
    co_await http::async_read_header(stream_, buffer_, parser, redirect_error(use_awaitable, error));
    if (error) co_return false;
    stream_.expires_never();

    const auto length = parser.content_length();
    if (length && *length > max_file_size) {
        // Refused from the header alone (errors_413.json).
        auto request = net::read_request(parser.get());
        const auto name = request.parameter("filename");
        auto response = error_response(errors::file_too_large(name, *length, max_file_size), new_id());
        co_await write(std::move(request), std::move(response), false);
        co_return false;
    }
    parser.body_limit(max_file_size + 512);
    const bool complete = co_await read_body(parser);
    if (!complete) co_return false;

    auto message = parser.release();
    error_code no_address;
    auto request = net::read_request(message);
    request.remote_address = stream_.socket().remote_endpoint(no_address).address().to_string();
    if (is_control(request)) {
        request.body = std::move(message.body());
        auto response = control(request, server_);
        const bool goes_on = co_await write(std::move(request), std::move(response), message.keep_alive());
        co_return goes_on;
    }
    if (auto refusal = limited(request)) {
        const bool goes_on = co_await write(std::move(request), std::move(*refusal), message.keep_alive());
        co_return goes_on;
    }
    if (is_websocket_path(request)) {
        const bool goes_on = co_await upgrade(std::move(request), std::move(message));
        co_return goes_on;
    }
    const bool keep_alive = message.keep_alive();
    request.body = std::move(message.body());
    const bool goes_on = co_await handle(std::move(request), keep_alive);
    co_return goes_on;
}

asio::awaitable<bool> HttpSession::read_body(Parser& parser) {
    error_code error;
    if (parser.get()[http::field::expect] == "100-continue") {
        const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await asio::async_write(stream_, asio::buffer(go_on), redirect_error(use_awaitable, error));
        if (error) co_return false;
    }
    co_await http::async_read(stream_, buffer_, parser, redirect_error(use_awaitable, error));
    co_return !error;
}

std::optional<Response> HttpSession::limited(const Request& request) {
    if (!server_.rate_limit_on) return std::nullopt;
    rate_ = server_.limiter.decide(request.remote_address, server_.clock.now());
    if (rate_.allowed) return std::nullopt;
    server_.answered(log(request), 429);
    Response response;
    response.status = 429;
    response.content_type = "text/plain; charset=utf-8";
    response.headers = {{"Retry-After", std::to_string(rate_.retry_after_seconds)},
                        {"X-Content-Type-Options", "nosniff"}};
    response.body = "limit exceeded\n";
    return response;
}

Server::Ordinal HttpSession::log(const Request& request) {
    RequestRecord record;
    record.method = request.method;
    record.path = request.path;
    record.query = request.query_text;
    record.body = request.body.substr(0, logged_body);
    record.at = server_.clock.now();
    const auto* session = server_.world.find_session(given_token(request).token);
    if (session != nullptr) record.user_id = session->user_id;
    return server_.log(std::move(record));
}

asio::awaitable<bool> HttpSession::handle(Request request, bool keep_alive) {
    using Action = Fault::Action;
    const auto fault = server_.faults.take(request.method, request.path, request.body);
    const auto ordinal = log(request);
    if (fault && fault->action == Action::delay_processing) {
        const auto pending = pending_post_id(request);
        server_.world.begin_pending(pending);
        co_await wait(fault->delay);
        server_.world.end_pending(pending);
        if (closed_) co_return false;
    }
    Response response;
    if (fault && fault->action == Action::answer) {
        response.status = fault->status;
        response.body = fault->body;
        for (const auto& [name, value] : fault->headers) {
            if (name == "Content-Type") {
                response.content_type = value;
            } else {
                response.headers.emplace_back(name, value);
            }
        }
    } else if (!fault || fault->processes()) {
        response = respond(request, server_.world, server_.hub);
    }
    const bool waits = fault && fault->action != Action::delay_processing &&
                       fault->action != Action::trickle && fault->delay.count() > 0;
    if (waits) {
        co_await wait(fault->delay);
        if (closed_) co_return false;
    }
    if (fault && !fault->answers()) {
        server_.changed();
        const bool silent = fault->action == Action::silence_after_processing ||
                            fault->action == Action::silence_before_processing;
        if (silent) co_await wait(std::chrono::hours(1));  // until it is cut
        co_return false;
    }
    server_.answered(ordinal, response.status);
    const bool goes_on = co_await write(std::move(request), std::move(response), keep_alive, fault);
    co_return goes_on;
}

asio::awaitable<bool> HttpSession::upgrade(Request request, UpgradeRequest message) {
    const auto fault = server_.faults.take(request.method, request.path, {});
    const auto ordinal = log(request);
    if (fault) {
        if (fault->delay.count() > 0) co_await wait(fault->delay);
        if (closed_ || !fault->answers()) co_return false;
        if (fault->action == Fault::Action::answer) {
            Response response;
            response.status = fault->status;
            response.body = fault->body;
            server_.answered(ordinal, response.status);
            co_await write(std::move(request), std::move(response), false);
            co_return false;
        }
    }
    auto decision = decide_upgrade(request, server_.world);
    if (decision.refusal) {
        server_.answered(ordinal, decision.refusal->status);
        const bool goes_on =
            co_await write(std::move(request), std::move(*decision.refusal), message.keep_alive());
        co_return goes_on;
    }
    server_.answered(ordinal, 101);
    auto session = std::make_shared<WebsocketSession>(server_, stream_.release_socket(), std::move(request),
                                                      std::move(decision.session));
    asio::co_spawn(
        server_.io,
        [session, taken = std::move(message)]() mutable { return session->run(std::move(taken)); },
        asio::detached);
    closed_ = true;  // the socket is no longer this object's
    co_return false;
}

asio::awaitable<bool> HttpSession::write(Request request, Response response, bool keep_alive,
                                         std::optional<Fault> fault) {
    if (server_.rate_limit_on && !is_control(request)) {
        response.headers.emplace_back("X-Ratelimit-Limit", std::to_string(rate_.limit));
        response.headers.emplace_back("X-Ratelimit-Remaining", std::to_string(rate_.remaining));
        response.headers.emplace_back("X-Ratelimit-Reset", std::to_string(rate_.reset_seconds));
    }
    auto message = make_message(request, std::move(response), keep_alive);
    const bool goes_on = co_await net::write_message(stream_, std::move(message), std::move(fault));
    co_return goes_on;
}

asio::awaitable<void> HttpSession::wait(std::chrono::milliseconds delay) {
    error_code ignored;
    delay_.expires_after(delay);
    co_await delay_.async_wait(redirect_error(use_awaitable, ignored));
}

}  // namespace

void start_http_session(Server& server, asio::ip::tcp::socket socket) {
    auto session = std::make_shared<HttpSession>(server, std::move(socket));
    asio::co_spawn(
        server.io, [session] { return session->run(); }, asio::detached);
}

}  // namespace mostik::simulators::mattermost
