#include "tests/simulators/mattermost/websocket_session.hpp"

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>

namespace mostik::simulators::mattermost {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::redirect_error;
using asio::use_awaitable;
using boost::system::error_code;

namespace {
constexpr std::size_t max_client_message = 8192;
constexpr Milliseconds mute_for = 1000;
constexpr std::chrono::milliseconds grace{50};
}  // namespace

WebsocketSession::WebsocketSession(Server& server, asio::ip::tcp::socket socket, Request request,
                                   std::optional<Session> session)
    : server_(server),
      stream_(std::move(socket)),
      request_(std::move(request)),
      session_(std::move(session)),
      signal_(server.io, asio::steady_timer::time_point::max()),
      mute_(server.take_upgrade_without_hello()) {
    server_.add(static_cast<Peer&>(*this));
    server_.add(*this);
}

WebsocketSession::~WebsocketSession() {
    finish();
}

asio::awaitable<void> WebsocketSession::run(UpgradeRequest upgrade) {
    const auto self = shared_from_this();
    websocket::stream_base::timeout none{websocket::stream_base::none(), websocket::stream_base::none(),
                                         false};
    stream_.set_option(none);
    stream_.auto_fragment(false);
    stream_.read_message_max(max_client_message);
    stream_.text(true);
    stream_.control_callback([this](websocket::frame_type kind, beast::string_view) {
        if (kind == websocket::frame_type::pong) expect_pong();
        if (kind == websocket::frame_type::close) leave_hub();  // the echo and the FIN are still to come
    });
    // Before the client can know that it is connected, so that a test may advance the clock at once.
    ping_later();
    expect_pong();
    if (mute_ || !session_) {
        const auto patience = mute_ ? mute_for : server_.options.authentication_deadline.count();
        authentication_deadline_ =
            server_.schedule.at(server_.clock.now() + patience, [this] { cut(Cut::fin); });
    }
    error_code error;
    co_await stream_.async_accept(upgrade, redirect_error(use_awaitable, error));
    if (error || finished_) {
        finish();
        co_return;
    }
    if (session_ && !mute_) open_connection(*session_, true);
    asio::co_spawn(
        server_.io, [self] { return self->write_frames(); }, asio::detached);
    co_await read_frames();
}

void WebsocketSession::open_connection(const Session& session, bool may_resume) {
    const auto wake_up = [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->wake();
    };
    if (may_resume && request_.query.count("connection_id") != 0) {
        connection_ = server_.hub.resume(session, request_.parameter("connection_id"),
                                         request_.parameter("sequence_number"), wake_up);
    } else {
        connection_ = server_.hub.open(session, wake_up);
    }
    server_.schedule.cancel(authentication_deadline_);
    if (connection_) {
        server_.websocket_opened();
    } else {
        cut(Cut::fin);
    }
}

asio::awaitable<void> WebsocketSession::read_frames() {
    while (!finished_ && !frozen_) {
        beast::flat_buffer buffer;
        error_code error;
        co_await stream_.async_read(buffer, redirect_error(use_awaitable, error));
        if (frozen_) co_return;
        const bool binary = stream_.got_binary();
        if (error || !handle(beast::buffers_to_string(buffer.data()), binary)) break;
    }
    if (!frozen_) cut(Cut::fin);
}

bool WebsocketSession::handle(const std::string& payload, bool binary) {
    const auto request = parse_action(payload, binary);
    if (!request) return false;
    if (mute_) return true;
    if (!connection_) return authenticate_by_challenge(*request);
    if (auto reply = reply_to(*request, server_.world, *connection_))
        connection_->push_reply(std::move(*reply));
    return true;
}

bool WebsocketSession::authenticate_by_challenge(const ActionRequest& request) {
    if (request.action != "authentication_challenge" || request.seq <= 0) return true;
    const auto& data = request.data;
    const auto token = data.contains("token") && data["token"].is_string() ? data["token"].get<std::string>()
                                                                           : std::string();
    const auto* session = server_.world.find_session(token);
    if (session == nullptr) return false;
    open_connection(*session, false);
    connection_->push_reply(ok_reply(request.seq));
    return true;
}

asio::awaitable<void> WebsocketSession::write_frames() {
    const auto self = shared_from_this();
    while (!finished_) {
        const bool wrote = co_await write_one();
        if (wrote || finished_) continue;
        error_code ignored;
        signal_.expires_at(asio::steady_timer::time_point::max());
        co_await signal_.async_wait(redirect_error(use_awaitable, ignored));
    }
}

asio::awaitable<bool> WebsocketSession::write_one() {
    if (frozen_) co_return false;
    if (!texts_.empty()) {
        auto text = std::move(texts_.front());
        texts_.pop_front();
        co_return co_await write_text(std::move(text));
    }
    if (truncate_) {
        // A text frame that announces 100 bytes and brings 20.
        const std::string start = std::string("\x81\x64", 2) + R"({"event":"posted","d)";
        co_await write_raw(start);
        cut(Cut::fin);
        co_return false;
    }
    if (ping_due_) {
        ping_due_ = false;
        error_code error;
        co_await stream_.async_ping({}, redirect_error(use_awaitable, error));
        co_return !error;
    }
    if (connection_) {
        auto frame = connection_->next();
        if (frame && frame->lost) co_return true;
        if (frame) co_return co_await write_text(std::move(frame->text));
    }
    if (evicted_) {
        const std::string close_without_code("\x88\x00", 2);
        co_await write_raw(close_without_code);
        cut(Cut::fin);
    }
    co_return false;
}

asio::awaitable<bool> WebsocketSession::write_text(std::string text) {
    const auto deadline = server_.schedule.at(server_.clock.now() + server_.options.write_deadline.count(),
                                              [this] { cut_if_blocked(); });
    ++writes_begun_;
    error_code error;
    co_await stream_.async_write(asio::buffer(text), redirect_error(use_awaitable, error));
    ++writes_ended_;
    server_.schedule.cancel(deadline);
    if (error && !frozen_) cut(Cut::fin);
    co_return !error;
}

void WebsocketSession::cut_if_blocked() {
    // A clock that was advanced in the middle of an ordinary write must not make it a blocked one.
    const auto timer = std::make_shared<asio::steady_timer>(server_.io, grace);
    const auto write = writes_begun_;
    timer->async_wait([timer, write, weak = weak_from_this()](const error_code&) {
        const auto self = weak.lock();
        if (self && self->writes_ended_ < write) self->cut(Cut::fin);
    });
}

asio::awaitable<bool> WebsocketSession::write_raw(std::string bytes) {
    error_code error;
    co_await asio::async_write(beast::get_lowest_layer(stream_), asio::buffer(bytes),
                               redirect_error(use_awaitable, error));
    co_return !error;
}

void WebsocketSession::ping_later() {
    ping_ = server_.schedule.at(server_.clock.now() + server_.options.ping_interval.count(), [this] {
        ping_due_ = true;
        wake();
        ping_later();
    });
}

void WebsocketSession::expect_pong() {
    if (finished_) return;
    server_.schedule.cancel(pong_deadline_);
    pong_deadline_ = server_.schedule.at(server_.clock.now() + server_.options.pong_deadline.count(),
                                         [this] { cut(Cut::fin); });
}

void WebsocketSession::cut(Cut how) {
    if (finished_) return;
    const auto self = weak_from_this().lock();  // finish() may drop the last owner
    auto& socket = beast::get_lowest_layer(stream_).socket();
    error_code ignored;
    if (how == Cut::rst) {
        socket.set_option(asio::socket_base::linger(true, 0), ignored);
    } else {
        socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    }
    finish();
}

void WebsocketSession::finish() {
    if (finished_) return;
    finished_ = true;
    for (const auto id : {ping_, pong_deadline_, authentication_deadline_}) server_.schedule.cancel(id);
    error_code ignored;
    beast::get_lowest_layer(stream_).socket().close(ignored);
    signal_.cancel();
    server_.remove(*this);
    server_.remove(static_cast<Peer&>(*this));
    leave_hub();
}

void WebsocketSession::leave_hub() {
    if (const auto connection = std::exchange(connection_, nullptr)) server_.hub.detach(connection);
    server_.changed();
}

void WebsocketSession::freeze() {
    frozen_ = true;
    error_code ignored;
    beast::get_lowest_layer(stream_).socket().cancel(ignored);
}

void WebsocketSession::lose_next(int count) {
    if (connection_) connection_->lose_next(count);
}

void WebsocketSession::send_text(std::string payload) {
    texts_.push_back(std::move(payload));
    wake();
}

void WebsocketSession::send_truncated_frame() {
    truncate_ = true;
    wake();
}

void WebsocketSession::evict() {
    if (connection_) server_.hub.forget(connection_);
    evicted_ = true;
    wake();
}

}  // namespace mostik::simulators::mattermost
