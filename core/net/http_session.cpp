#include "core/net/http_session.hpp"

#include "core/net/http_date.hpp"
#include "core/net/signal.hpp"
#include "core/net/timed_socket.hpp"

#include <algorithm>
#include <cctype>
#include <exception>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using namespace std::chrono_literals;

namespace mostik::core::net {

namespace {

/// A client that is still sending when it is refused gets so long, and so much is read, before its connection
/// is closed: closed with unread bytes, it would be reset, and the client might not see the answer.
constexpr auto linger_time = 1s;
constexpr std::size_t linger_bytes = 1U << 20U;
/// A 503 at the end of the server must not hold it up.
constexpr auto last_words_time = 1s;
constexpr auto retry_after = "1";

using Parser = http::request_parser<http::string_body>;

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    return result;
}

std::string_view view(beast::string_view text) {
    return {text.data(), text.size()};
}

Reply unavailable(std::string_view detail) {
    return problem_reply(503, detail).with("Retry-After", retry_after);
}

/// What a broken request is answered with; nothing: the client has gone.
std::optional<Reply> answer_to(const error_code& error, bool timed_out) {
    if (timed_out) return problem_reply(408, "The request did not arrive in time.");
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
        return problem_reply(431, "The request's headers are too large.");
    if (error == http::error::body_limit) return problem_reply(413, "The request's body is too large.");
    if (error == http::error::bad_version)
        return problem_reply(505, "This server speaks HTTP/1.1 and HTTP/1.0 only.");
    const bool parsing = error.category() == http::make_error_code(http::error::bad_method).category();
    const bool cut_off = error == http::error::end_of_stream || error == http::error::partial_message;
    if (!parsing || cut_off) return std::nullopt;
    return problem_reply(400, "This is no HTTP request: " + error.message() + ".");
}

/// What is wrong with a request whose headers can be read.
std::optional<Reply> objection(const Parser& parser) {
    const auto& message = parser.get();
    if (message.version() >= 11 && message.count(http::field::host) != 1)
        return problem_reply(400, "Exactly one Host header is expected.");
    const auto encoding = message.find(http::field::transfer_encoding);
    const bool plain =
        encoding == message.end() || (parser.chunked() && beast::iequals(encoding->value(), "chunked"));
    // Its end would be somewhere else than where it is looked for.
    if (!plain || message.count(http::field::transfer_encoding) > 1)
        return problem_reply(501, "Of transfer encodings only \"chunked\" is understood.");
    return std::nullopt;
}

bool has_body(const Parser& parser) {
    return parser.chunked() || parser.content_length().value_or(0) > 0;
}

/// A handler at work.
struct Work {
    explicit Work(const asio::any_io_executor& executor) : ended(executor) {}
    asio::cancellation_signal cancel;
    Signal ended;
    std::optional<Reply> reply;
    std::exception_ptr failure;
    bool done = false;
    bool cancelled = false;
};

void cancel(Work& work) {
    work.cancelled = true;
    work.cancel.emit(asio::cancellation_type::terminal);
}

std::string words_of(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "something that is no std::exception";
    }
}

}  // namespace

struct HttpSession::Connection {
    Connection(asio::ip::tcp::socket socket, const HttpRoutes& all_routes, const HttpServerOptions& chosen,
               BodyRoom& room)
        : routes(all_routes),
          options(chosen),
          bodies(room),
          stream(std::move(socket)),
          buffer(buffer_limit(chosen)) {
        error_code ignored;
        stream.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
        remote = stream.socket().remote_endpoint(ignored).address().to_string();
    }

    static std::size_t buffer_limit(const HttpServerOptions& options) {
        return std::max<std::size_t>(64U << 10U, options.header_limit * 2);
    }

    asio::awaitable<bool> wait_for_bytes(bool first);
    asio::awaitable<error_code> read_header(Parser& parser);
    asio::awaitable<bool> exchange();
    asio::awaitable<bool> turn_down(const Parser& parser, Reply reply, bool head, bool persistent);
    std::size_t room_for_body(const Parser& parser, const HttpRoute& route) const;
    asio::awaitable<bool> read_body(Parser& parser, const HttpRoute& route);
    asio::awaitable<Reply> call(const HttpRoute& route, const IncomingRequest& request);
    asio::awaitable<bool> write(Reply reply, bool head, bool keep_alive);
    asio::awaitable<void> refuse(std::optional<Reply> reply, bool head);
    asio::awaitable<void> linger();

    const HttpRoutes& routes;
    const HttpServerOptions& options;
    BodyRoom& bodies;
    TimedSocket stream;
    beast::flat_buffer buffer;
    std::string remote;
    std::string method;                  ///< of the request under way, as it was sent
    const HttpRoute* matched = nullptr;  ///< its row
    std::chrono::steady_clock::time_point asked_at = std::chrono::steady_clock::now();
    bool finishing = false;
    bool aborted = false;
    bool answering = false;  ///< a handler is at work, or its answer is being written
    Work* work = nullptr;    ///< of the handler
};

/// False when none came: the client has gone, was silent for too long, or the server ends.
asio::awaitable<bool> HttpSession::Connection::wait_for_bytes(bool first) {
    if (finishing) co_return false;
    if (buffer.size() != 0) co_return true;
    stream.limit(first ? options.header_timeout : options.idle_timeout);
    error_code error;
    const auto room = buffer.prepare(4096);
    const std::size_t size =
        co_await stream.socket().async_read_some(room, asio::redirect_error(asio::use_awaitable, error));
    buffer.commit(size);
    co_return !error;
}

/// The parser's own limit counts anew with each piece that arrives.
asio::awaitable<error_code> HttpSession::Connection::read_header(Parser& parser) {
    parser.header_limit(static_cast<std::uint32_t>(options.header_limit));
    parser.body_limit(boost::none);  // not known before the route is
    parser.eager(false);
    stream.limit(options.header_timeout);
    error_code error;
    for (std::size_t size = 0; !error && !parser.is_header_done();) {
        size += co_await http::async_read_some(stream.socket(), buffer, parser,
                                               asio::redirect_error(asio::use_awaitable, error));
        if (size > options.header_limit) error = http::error::header_limit;
    }
    co_return error;
}

/// One request and its answer; false when no other may follow. Clients of HTTP/1.0 get a connection each.
asio::awaitable<bool> HttpSession::Connection::exchange() {
    Parser parser;
    method.clear();
    matched = nullptr;
    const error_code error = co_await read_header(parser);
    asked_at = std::chrono::steady_clock::now();
    if (finishing) co_return false;
    if (error) {
        co_await refuse(answer_to(error, stream.timed_out()), false);
        co_return false;
    }

    if (auto wrong = objection(parser)) {
        co_await refuse(std::move(wrong), false);
        co_return false;
    }
    const auto& message = parser.get();
    IncomingRequest request;
    request.method = method = std::string(view(message.method_string()));
    request.remote = remote;
    for (const auto& field : message) {
        request.headers.emplace_back(lower(view(field.name_string())), std::string(view(field.value())));
    }
    const bool head = request.method == "HEAD";
    const bool persistent = parser.keep_alive() && message.version() >= 11;
    if (!read_target(view(message.target()), request)) {
        co_await refuse(problem_reply(400, "The request's target is no path."), head);
        co_return false;
    }
    const HttpRoutes::Found found = routes.find(request);
    if (found.route == nullptr) {
        Reply reply =
            found.allowed.empty()
                ? problem_reply(404, "There is nothing under this path.")
                : problem_reply(405, "This path does not have this method.").with("Allow", found.allowed);
        const bool go_on = co_await turn_down(parser, std::move(reply), head, persistent);
        co_return go_on;
    }
    matched = found.route;
    request.method = found.route->method;
    std::optional<Reply> turned_down;
    if (found.route->gate) turned_down = found.route->gate(request);
    if (turned_down) {
        const bool go_on = co_await turn_down(parser, std::move(*turned_down), head, persistent);
        co_return go_on;
    }

    // Until the answer is written.
    const auto room = bodies.take(room_for_body(parser, *found.route));
    if (!room) {
        co_await refuse(unavailable("Too many large requests are under way; try again."), head);
        co_return false;
    }
    const bool whole = co_await read_body(parser, *found.route);
    if (!whole || finishing) co_return false;
    stream.no_limit();
    request.body = std::move(parser.get().body());
    answering = true;
    Reply reply = co_await call(*found.route, request);
    const bool go_on = persistent && !finishing;
    const bool written = co_await write(std::move(reply), head, go_on);
    co_return go_on ? written : false;
}

/// Answers without the body, which nobody wants: it is not waited for. False when no other request may
/// follow.
asio::awaitable<bool> HttpSession::Connection::turn_down(const Parser& parser, Reply reply, bool head,
                                                         bool persistent) {
    if (has_body(parser)) {
        co_await refuse(std::move(reply), head);
        co_return false;
    }
    const bool written = co_await write(std::move(reply), head, persistent);
    co_return persistent ? written : false;
}

/// What may come; nothing when it is refused without being read.
std::size_t HttpSession::Connection::room_for_body(const Parser& parser, const HttpRoute& route) const {
    const std::size_t limit = route.body_limit.value_or(options.body_limit);
    if (parser.chunked()) return limit;
    const std::uint64_t length = parser.content_length().value_or(0);
    return length > limit ? 0 : static_cast<std::size_t>(length);
}

/// False when it is refused, or the client has gone.
asio::awaitable<bool> HttpSession::Connection::read_body(Parser& parser, const HttpRoute& route) {
    if (!has_body(parser)) co_return true;
    const std::size_t limit = route.body_limit.value_or(options.body_limit);
    parser.body_limit(limit);
    error_code error;
    if (parser.content_length().value_or(0) > limit) {
        error = http::error::body_limit;
    } else {
        stream.limit(options.body_timeout);
        if (beast::iequals(parser.get()[http::field::expect], "100-continue") && buffer.size() == 0) {
            static constexpr std::string_view go_ahead = "HTTP/1.1 100 Continue\r\n\r\n";
            co_await asio::async_write(stream.socket(), asio::buffer(go_ahead),
                                       asio::redirect_error(asio::use_awaitable, error));
            if (error) co_return false;
        }
        co_await http::async_read(stream.socket(), buffer, parser,
                                  asio::redirect_error(asio::use_awaitable, error));
    }
    if (!error) co_return true;
    co_await refuse(answer_to(error, stream.timed_out()), false);
    co_return false;
}

/// The handler's answer, or what stands in for it.
asio::awaitable<Reply> HttpSession::Connection::call(const HttpRoute& route, const IncomingRequest& request) {
    const auto executor = co_await asio::this_coro::executor;
    const auto current = std::make_shared<Work>(executor);
    work = current.get();
    auto on_end = [current](std::exception_ptr failure, Reply reply) {
        current->failure = failure;
        current->reply = std::move(reply);
        current->done = true;
        current->ended.notify();
    };
    const auto begin = [&route, &request] { return route.handler(request); };
    asio::co_spawn(executor, begin, asio::bind_cancellation_slot(current->cancel.slot(), std::move(on_end)));
    const auto deadline = std::chrono::steady_clock::now() + route.time_limit;
    while (!current->done && !current->cancelled) {
        const bool in_time = co_await current->ended.wait_until(deadline);
        if (!in_time && !current->done) cancel(*current);
    }
    while (!current->done) co_await current->ended.wait();
    work = nullptr;
    if (!current->failure) co_return std::move(*current->reply);
    if (current->cancelled)
        co_return unavailable(finishing ? "Mostik is about to stop." : "This took too long; try again.");
    if (options.report) options.report(route.method + " " + route.path + ": " + words_of(current->failure));
    co_return problem_reply(500, "Something went wrong here; the log of the service says what.");
}

/// False when the connection is of no use any more.
asio::awaitable<bool> HttpSession::Connection::write(Reply reply, bool head, bool keep_alive) {
    http::response<http::string_body> message;
    message.result(static_cast<unsigned>(reply.status));
    message.reason(beast::string_view(status_name(reply.status).data(), status_name(reply.status).size()));
    message.set(http::field::date, http_date(std::chrono::system_clock::now()));
    for (const auto& [name, value] : reply.headers) {
        const bool clean = value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
        if (clean) message.insert(name, value);
    }
    const bool bodiless = reply.status == 204 || reply.status == 304;
    if (!bodiless) {
        message.body() = std::move(reply.body);
        message.prepare_payload();
    }
    message.keep_alive(keep_alive);
    answering = true;
    stream.limit(aborted ? std::min<std::chrono::milliseconds>(options.write_timeout, last_words_time)
                         : options.write_timeout);
    error_code error;
    http::response_serializer<http::string_body> serializer(message);
    if (head) {
        co_await http::async_write_header(stream.socket(), serializer,
                                          asio::redirect_error(asio::use_awaitable, error));
    } else {
        co_await http::async_write(stream.socket(), serializer,
                                   asio::redirect_error(asio::use_awaitable, error));
    }
    answering = false;
    if (options.answered) {
        const auto took = std::chrono::steady_clock::now() - asked_at;
        const std::string_view path = matched == nullptr ? std::string_view{} : matched->path;
        options.answered({.method = method, .route = path, .status = reply.status, .took = took});
    }
    co_return !error;
}

/// Answers, if there is something to say, and ends the connection, though the client may still be sending.
asio::awaitable<void> HttpSession::Connection::refuse(std::optional<Reply> reply, bool head) {
    if (!reply || finishing) co_return;
    const bool written = co_await write(std::move(*reply), head, false);
    if (written) co_await linger();
}

asio::awaitable<void> HttpSession::Connection::linger() {
    error_code error;
    stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
    stream.limit(linger_time);
    for (std::size_t read = 0; !error && !finishing && read < linger_bytes;) {
        buffer.consume(buffer.size());
        const auto room = buffer.prepare(16U << 10U);
        read +=
            co_await stream.socket().async_read_some(room, asio::redirect_error(asio::use_awaitable, error));
    }
}

HttpSession::HttpSession(asio::ip::tcp::socket socket, const HttpRoutes& routes,
                         const HttpServerOptions& options, BodyRoom& bodies)
    : connection_(std::make_unique<Connection>(std::move(socket), routes, options, bodies)) {}

HttpSession::~HttpSession() = default;

asio::awaitable<void> HttpSession::run() {
    Connection& connection = *connection_;
    bool go_on = co_await connection.wait_for_bytes(true);
    while (go_on && !connection.finishing) {
        go_on = co_await connection.exchange();
        if (!go_on || connection.finishing) break;
        go_on = co_await connection.wait_for_bytes(false);
    }
    connection.stream.close();
}

asio::awaitable<void> HttpSession::turn_away() {
    co_await connection_->refuse(unavailable("There are too many connections; try again."), false);
    connection_->stream.close();
}

void HttpSession::finish() {
    connection_->finishing = true;
    if (!connection_->answering) connection_->stream.close();
}

void HttpSession::abort() {
    connection_->finishing = true;
    connection_->aborted = true;
    if (connection_->work != nullptr) {
        cancel(*connection_->work);
    } else {
        connection_->stream.close();
    }
}

}  // namespace mostik::core::net
