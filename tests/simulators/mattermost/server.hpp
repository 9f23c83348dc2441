// The server as a whole, on one thread: the world, who is connected, what misbehaves, and the listener.
//
// Everything here runs on the io_context's thread; Simulator brings calls from other threads there.
#pragma once

#include "tests/simulators/mattermost/hub.hpp"
#include "tests/simulators/mattermost/rate_limiter.hpp"
#include "tests/simulators/mattermost/simulator.hpp"
#include "tests/simulators/mattermost/world.hpp"
#include "tests/simulators/net/clock.hpp"
#include "tests/simulators/net/listener.hpp"
#include "tests/simulators/net/peer.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace mostik::simulators::mattermost {

class WebsocketSession;

using net::Clock;
using net::Peer;
using net::Schedule;

class Server {
  public:
    // `changed` is called after everything that a waiting test may want to look at.
    Server(boost::asio::io_context& io, Options options, std::function<void()> changed);

    // Throws boost::system::system_error if the port cannot be had.
    void listen();
    void stop_listening();
    std::uint16_t port() const { return listener_.port(); }
    // Closes everything, so that the io_context runs out of work.
    void shutdown();

    // ---- the log of requests
    using Ordinal = std::uint64_t;
    Ordinal log(RequestRecord record);
    void answered(Ordinal ordinal, int status);
    const std::deque<RequestRecord>& requests() const { return requests_; }
    void forget_requests();

    // ---- sockets
    void add(Peer& peer) { peers_.insert(&peer); }
    void remove(Peer& peer) { peers_.erase(&peer); }
    void add(WebsocketSession& session);
    void remove(WebsocketSession& session) { websockets_.erase(&session); }
    void websocket_opened();
    std::size_t websockets() const;
    std::size_t websockets_opened() const { return websockets_opened_; }
    // Whether this upgrade falls into the moment of a restart.
    bool take_upgrade_without_hello();

    // ---- misbehaviour; an empty user_id: everybody's sockets
    void cut_websockets(Cut how, std::string_view user_id);
    void cut_everything(Cut how);
    void freeze_websockets(std::string_view user_id);
    void drop_frames(int count, std::string_view user_id);
    void send_text(const std::string& payload, std::string_view user_id);
    void send_truncated_frame(std::string_view user_id);
    void evict(std::string_view user_id);
    void restart(const RestartOptions& restart);
    void refuse_connections_for(std::chrono::milliseconds real_time);

    void changed() const { changed_(); }

    // The collaborators are public: sessions, control and the direct API all work on them.
    boost::asio::io_context& io;
    const Options options;
    Clock clock;
    Schedule schedule;
    World world;
    Hub hub;
    FaultPlan faults;
    RateLimiter limiter;
    bool rate_limit_on;

  private:
    void accept(boost::asio::ip::tcp::socket socket);
    void reap_later();
    // Sessions may end while they are walked: works on a copy.
    void for_each_websocket(std::string_view user_id, const std::function<void(WebsocketSession&)>& function);

    std::function<void()> changed_;
    net::Listener listener_;
    std::deque<RequestRecord> requests_;
    Ordinal first_request_ = 0;
    std::set<Peer*> peers_;
    std::set<WebsocketSession*> websockets_;
    std::size_t websockets_opened_ = 0;
    int upgrades_without_hello_ = 0;
};

}  // namespace mostik::simulators::mattermost
