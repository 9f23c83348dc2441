#pragma once

#include "core/clock.hpp"
#include "core/net/websocket_client.hpp"
#include "messengers/mattermost/directory.hpp"
#include "messengers/mattermost/frame_queue.hpp"
#include "messengers/mattermost/subscription.hpp"
#include "messengers/registry.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace mostik::messengers::mattermost {

struct ListenerOptions {
    std::string websocket_url;
    std::string expected_id;  ///< login or user id that the token must belong to; empty: any
    ReceiverTiming timing;
};

/// Listens on Mattermost's websocket (tests/fixtures/mattermost/ws_*.json). Connects for ever; resumes where
/// the server still knows the connection, and marks a gap where it does not. io thread only.
class Listener final : public Receiver {
  public:
    Listener(core::net::HttpClient& http, RestTransport& transport, RestApi& api, Directory& directory,
             Subscription& subscription, const core::Clock& clock, ListenerOptions options);

    boost::asio::awaitable<core::Error> listen(Inlet& inlet) override;
    ReceiverStatus status() const override { return status_; }

  private:
    /// How the server is told who connects.
    enum class Authentication {
        header,
        challenge,  ///< for proxies that strip the Authorization header; cannot resume
    };

    boost::asio::awaitable<core::Error> connect_for_ever();
    boost::asio::awaitable<RestResult<void>> prepare();
    boost::asio::awaitable<std::string> run_connection();
    boost::asio::awaitable<core::Result<void>> greet(core::net::Websocket& socket, bool resuming);
    void note_frame(std::string text);
    void note_hello(const WireFrame& frame);
    void note_event(const WireFrame& frame);
    void note_authenticated();
    void forget_connection();
    boost::asio::awaitable<core::Error> explain_refusal();

    boost::asio::awaitable<void> dispatch(Inlet& inlet);
    boost::asio::awaitable<std::optional<core::Event>> understand(std::string text);

    core::net::HttpClient& http_;
    RestTransport& transport_;
    RestApi& api_;
    Directory& directory_;
    Subscription& subscription_;
    const core::Clock& clock_;
    ListenerOptions options_;

    ReceiverStatus status_;
    std::unique_ptr<FrameQueue> queue_;
    core::net::Websocket* socket_ = nullptr;  ///< the connection in use, to end it from outside
    Authentication authentication_ = Authentication::header;
    bool authenticated_ = false;  ///< in the connection in use
    bool ever_connected_ = false;
    std::string connection_id_;  ///< empty: nothing to resume
    std::int64_t expected_seq_ = 0;
    bool channels_changed_ = false;  ///< there may be one more to listen to
    std::optional<core::Error> fatal_;
};

}  // namespace mostik::messengers::mattermost
