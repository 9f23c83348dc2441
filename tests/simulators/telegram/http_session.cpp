#include "tests/simulators/telegram/http_session.hpp"

#include "tests/simulators/net/write_message.hpp"
#include "tests/simulators/telegram/answers.hpp"
#include "tests/simulators/telegram/control.hpp"
#include "tests/simulators/telegram/faults.hpp"
#include "tests/simulators/telegram/methods.hpp"
#include "tests/simulators/telegram/routing.hpp"

#include <memory>
#include <optional>
#include <sys/socket.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

namespace mostik::simulators::telegram {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::redirect_error;
using asio::use_awaitable;
using boost::system::error_code;
using net::Request;
using net::Response;

namespace {

constexpr std::chrono::seconds idle_timeout{75};
constexpr std::uint64_t max_body = 50ULL * 1024 * 1024 + 1024 * 1024;  // a file and the rest
constexpr std::uint64_t max_body_self_hosted = 2000ULL * 1024 * 1024;

using Parser = http::request_parser<http::string_body>;

Response empty_answer(int status) {
    Response response;
    response.status = status;
    response.content_type = "text/html";
    return response;
}

Response from(const net::Fault& fault) {
    Response response;
    response.status = fault.status;
    response.body = fault.body;
    for (const auto& [name, value] : fault.headers) {
        if (name == "Content-Type") {
            response.content_type = value;
        } else {
            response.headers.emplace_back(name, value);
        }
    }
    return response;
}

class HttpSession final : public net::Peer, public std::enable_shared_from_this<HttpSession> {
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
    asio::awaitable<bool> write(Response response, bool keep_alive,
                                std::optional<net::Fault> fault = std::nullopt);
    asio::awaitable<void> wait(std::chrono::milliseconds delay);
    asio::awaitable<Response> process(const Route& route, const Parameters& parameters);
    asio::awaitable<Response> poll(const Parameters& parameters);
    Server::Ordinal log(const Request& request, const std::string& method, const Parameters& parameters);
    void notice_hangup();

    Server& server_;
    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
    asio::steady_timer delay_;
    std::optional<Response> polled_;
    bool is_waiting_ = false;
    bool closed_ = false;
};

asio::awaitable<void> HttpSession::run() {
    const auto self = shared_from_this();
    bool goes_on = true;
    while (goes_on && !closed_) goes_on = co_await serve_one();
    cut(Cut::fin);
}

void HttpSession::cut(Cut how) {
    if (closed_) return;
    closed_ = true;
    if (is_waiting_) {
        server_.poller.drop(this);
        server_.end_poll(*this);
    }
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

    const auto limit = server_.options.self_hosted ? max_body_self_hosted : max_body;
    const auto length = parser.content_length();
    if (length && *length > limit) {
        co_await write(from(too_large({})), false);
        co_return false;
    }
    parser.body_limit(limit);
    const bool complete = co_await read_body(parser);
    if (!complete) co_return false;

    auto message = parser.release();
    auto request = net::read_request(message);
    request.body = std::move(message.body());
    const bool keep_alive = message.keep_alive();
    if (is_control(request)) {
        auto response = control(request, server_);
        const bool goes_on = co_await write(std::move(response), keep_alive);
        co_return goes_on;
    }
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

Server::Ordinal HttpSession::log(const Request& request, const std::string& method,
                                 const Parameters& parameters) {
    RequestRecord record;
    record.method = method;
    record.verb = request.method;
    record.path = request.path;
    for (const auto& [name, value] : parameters.all()) record.parameters[name] = value;
    for (const auto& upload : parameters.uploads()) {
        record.files.push_back({upload.field, upload.name, upload.content_type, upload.bytes.size()});
    }
    record.at = server_.clock.now();
    return server_.log(std::move(record));
}

asio::awaitable<bool> HttpSession::handle(Request request, bool keep_alive) {
    using Action = net::Fault::Action;
    if (request.method != "GET" && request.method != "POST") {
        co_await write(empty_answer(501), false);
        co_return false;
    }
    if (!decompress(request)) {
        co_await write(empty_answer(415), false);
        co_return false;
    }
    std::optional<Parameters> parameters;
    try {
        parameters = Parameters::read(request);
    } catch (const Refusal&) {
    }
    if (!parameters) {
        co_await write(empty_answer(413), false);
        co_return false;
    }
    auto route = route_of(request.path);
    auto method = std::string(method_named(route.rest));
    if (route.kind == Route::Kind::file) method = "file";
    if (method.empty()) method = request.path;
    const auto fault = server_.faults.take(method, request.path, request.body);
    const auto ordinal = log(request, method, *parameters);
    if (fault && fault->action == Action::delay_processing) co_await wait(fault->delay);
    if (closed_) co_return false;

    Response response;
    if (fault && fault->action == Action::answer) {
        response = from(*fault);
    } else if (!fault || fault->processes()) {
        response = co_await process(route, *parameters);
        if (closed_) co_return false;
    }
    const bool waits = fault && fault->action != Action::delay_processing &&
                       fault->action != Action::trickle && fault->delay.count() > 0;
    if (waits) co_await wait(fault->delay);
    if (closed_) co_return false;
    if (fault && !fault->answers()) {
        server_.changed();
        const bool silent = fault->action == Action::silence_after_processing ||
                            fault->action == Action::silence_before_processing;
        if (silent) co_await wait(std::chrono::hours(1));  // until it is cut
        co_return false;
    }
    const auto json = nlohmann::json::parse(response.status == 200 ? "" : response.body, nullptr, false);
    server_.answered(ordinal, response.status, json.is_object() ? json.value("description", "") : "");
    const bool goes_on = co_await write(std::move(response), keep_alive, fault);
    co_return goes_on;
}

asio::awaitable<Response> HttpSession::process(const Route& route, const Parameters& parameters) {
    if (route.kind == Route::Kind::unknown) co_return refused(Refusal(404, "Not Found"));
    const auto refusal = token_refusal(route.token, server_.options.bot.token, server_.is_token_revoked);
    if (refusal) co_return refused(*refusal);
    if (route.kind == Route::Kind::file) {
        const auto* file = server_.world.find_file_by_path(route.rest);
        if (file == nullptr) co_return refused(Refusal(404, "Not Found"));
        Response response;
        response.content_type = "application/octet-stream";
        response.body = file->bytes;
        co_return response;
    }
    const auto method = method_named(route.rest);
    if (method == "getUpdates") {
        auto response = co_await poll(parameters);
        co_return response;
    }
    auto response = run_method(server_, method, parameters);
    server_.changed();
    co_return response;
}

asio::awaitable<Response> HttpSession::poll(const Parameters& parameters) {
    constexpr int max_timeout = 50;
    constexpr int max_limit = 100;
    polled_.reset();
    const auto self = shared_from_this();
    const auto answer = [self](Response response) {
        self->polled_ = std::move(response);
        self->delay_.cancel();
    };
    if (server_.webhook.settings()) {
        server_.poller.refuse(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook "
            "first",
            answer);
    } else {
        if (parameters.has("allowed_updates")) server_.updates.allow(parameters.text("allowed_updates"));
        Poll poll;
        poll.offset = parameters.integer("offset");
        poll.limit = static_cast<std::size_t>(parameters.integer("limit", max_limit, 1, max_limit));
        poll.timeout = static_cast<int>(parameters.integer("timeout", 0, 0, max_timeout));
        server_.poller.poll(poll, this, answer);
    }
    if (!polled_) {
        server_.begin_poll(*this);
        is_waiting_ = true;
        notice_hangup();
        while (!polled_ && !closed_) co_await wait(std::chrono::hours(1));
        is_waiting_ = false;
        server_.end_poll(*this);
    }
    co_return polled_ ? std::move(*polled_) : Response{};
}

void HttpSession::notice_hangup() {
    stream_.socket().async_wait(asio::socket_base::wait_read, [self = shared_from_this()](error_code error) {
        if (error || !self->is_waiting_ || self->closed_) return;
        char byte = 0;
        const auto count = ::recv(self->stream_.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        if (count == 0) self->cut(Cut::fin);
    });
}

asio::awaitable<bool> HttpSession::write(Response response, bool keep_alive,
                                         std::optional<net::Fault> fault) {
    auto message = net::make_message(std::move(response), keep_alive);
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

}  // namespace mostik::simulators::telegram
