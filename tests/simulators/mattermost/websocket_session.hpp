// One websocket's socket: frames in and out, deadlines, and ways to end (ws_authentication.json,
// ws_keepalive.json, ws_requests.json). What outlives it is in Connection.
#pragma once

#include "tests/simulators/mattermost/rest.hpp"
#include "tests/simulators/mattermost/server.hpp"
#include "tests/simulators/mattermost/websocket_actions.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>

namespace mostik::simulators::mattermost {

using UpgradeRequest = boost::beast::http::request<boost::beast::http::string_body>;

class WebsocketSession final : public Peer, public std::enable_shared_from_this<WebsocketSession> {
  public:
    // `session` is that of the header or cookie; without one the client has to authenticate.
    WebsocketSession(Server& server, boost::asio::ip::tcp::socket socket, Request request,
                     std::optional<Session> session);
    ~WebsocketSession() override;
    WebsocketSession(const WebsocketSession&) = delete;
    WebsocketSession& operator=(const WebsocketSession&) = delete;

    // Answers the upgrade and serves until the end of the socket.
    boost::asio::awaitable<void> run(UpgradeRequest upgrade);

    bool is_authenticated() const { return connection_ != nullptr; }
    bool belongs_to(std::string_view user_id) const {
        return connection_ && connection_->user_id() == user_id;
    }
    bool serves(const Connection& connection) const { return connection_.get() == &connection; }

    void cut(Cut how) override;
    void freeze();
    void lose_next(int count);
    void send_text(std::string payload);
    void send_truncated_frame();
    // Sends what waits, then a close frame without a code; the state is forgotten.
    void evict();

  private:
    void open_connection(const Session& session, bool may_resume);
    boost::asio::awaitable<void> read_frames();
    boost::asio::awaitable<void> write_frames();
    boost::asio::awaitable<bool> write_one();
    boost::asio::awaitable<bool> write_raw(std::string bytes);
    boost::asio::awaitable<bool> write_text(std::string text);
    // False: the socket must be closed.
    bool handle(const std::string& payload, bool binary);
    bool authenticate_by_challenge(const ActionRequest& request);
    void cut_if_blocked();
    void wake() { signal_.cancel(); }
    void ping_later();
    void expect_pong();
    void leave_hub();
    void finish();

    Server& server_;
    boost::beast::websocket::stream<boost::beast::tcp_stream> stream_;
    Request request_;
    std::optional<Session> session_;
    std::shared_ptr<Connection> connection_;
    boost::asio::steady_timer signal_;
    std::uint64_t writes_begun_ = 0;
    std::uint64_t writes_ended_ = 0;
    std::deque<std::string> texts_;  // to send as they are
    Schedule::Id ping_ = 0;
    Schedule::Id pong_deadline_ = 0;
    Schedule::Id authentication_deadline_ = 0;
    bool ping_due_ = false;
    bool truncate_ = false;
    bool evicted_ = false;
    bool frozen_ = false;
    bool mute_ = false;  // the moment of a restart: no hello, no replies
    bool finished_ = false;
};

}  // namespace mostik::simulators::mattermost
