// The server as a whole, on one thread: the world, the bot's updates, who is connected, what misbehaves.
//
// Everything here runs on the io_context's thread; Simulator brings calls from other threads there.
#pragma once

#include "tests/simulators/net/clock.hpp"
#include "tests/simulators/net/faults.hpp"
#include "tests/simulators/net/listener.hpp"
#include "tests/simulators/net/peer.hpp"
#include "tests/simulators/telegram/flood_guard.hpp"
#include "tests/simulators/telegram/options.hpp"
#include "tests/simulators/telegram/poller.hpp"
#include "tests/simulators/telegram/update_queue.hpp"
#include "tests/simulators/telegram/webhook.hpp"
#include "tests/simulators/telegram/world.hpp"

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>

#include <boost/asio/io_context.hpp>

namespace mostik::simulators::telegram {

using net::Cut;

class Server {
  public:
    // `changed` is called after everything that a waiting test may want to look at.
    Server(boost::asio::io_context& io, Options options, std::function<void()> changed);

    // Throws boost::system::system_error if the port cannot be had.
    void listen() { listener_.listen(); }
    void stop_listening() { listener_.stop_listening(); }
    void refuse_connections_for(std::chrono::milliseconds real_time) { listener_.refuse_for(real_time); }
    std::uint16_t port() const { return listener_.port(); }
    std::string url() const { return "http://" + options.address + ":" + std::to_string(port()); }
    // Closes everything, so that the io_context runs out of work.
    void shutdown();

    // ---- the log of requests
    using Ordinal = std::uint64_t;
    Ordinal log(RequestRecord record);
    void answered(Ordinal ordinal, int status, const std::string& description);
    const std::deque<RequestRecord>& requests() const { return requests_; }
    void forget_requests();

    // ---- connections
    void add(net::Peer& peer) { peers_.insert(&peer); }
    void remove(net::Peer& peer);
    void begin_poll(net::Peer& peer);
    void end_poll(net::Peer& peer);
    bool has_waiting_poll() const { return !polling_.empty(); }
    void cut_polls(Cut how);
    void cut_everything(Cut how);

    void changed() const { changed_(); }
    // Queues an update, or loses it when the bot does not want its kind.
    void happened(Happening happening);

    // The collaborators are public: sessions, methods, control and the direct API all work on them.
    boost::asio::io_context& io;
    const Options options;
    net::Clock clock;
    net::Schedule schedule;
    World world;
    UpdateQueue updates;
    Poller poller;
    Webhook webhook;
    FloodGuard flood;
    net::FaultPlan faults;
    std::map<std::string, Json> commands;  // by scope and language
    bool is_token_revoked = false;

  private:
    void call_by_webhook(const std::string& body, const std::string& content_type);

    std::function<void()> changed_;
    net::Listener listener_;
    std::deque<RequestRecord> requests_;
    Ordinal first_request_ = 0;
    std::set<net::Peer*> peers_;
    std::set<net::Peer*> polling_;
};

}  // namespace mostik::simulators::telegram
