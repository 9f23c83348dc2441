// All websocket connections, open and away: who gets an event, who may resume, who is forgotten.
// Not thread-safe. Facts: README section 10 of the recordings, ws_resume.json.
#pragma once

#include "tests/simulators/mattermost/connection.hpp"
#include "tests/simulators/mattermost/world.hpp"

#include <map>
#include <memory>
#include <string>

namespace mostik::simulators::mattermost {

class Hub {
  public:
    // Connections that are away are dropped when the reaper runs and their token was idle for this long.
    static constexpr Milliseconds reaper_interval = 300'000;

    explicit Hub(World& world) : world_(world) {}

    void broadcast(const Event& event);

    // Opens a connection: new, or resumed when `connection_id` and `sequence_number` allow it. Null: the
    // socket must be closed at once. `wake` is called whenever frames are waiting.
    std::shared_ptr<Connection> open(const Session& session, std::function<void()> wake);
    std::shared_ptr<Connection> resume(const Session& session, std::string_view connection_id,
                                       std::string_view sequence_number, std::function<void()> wake);

    // The socket is gone; the state stays for resuming.
    void detach(const std::shared_ptr<Connection>& connection);
    // The state goes too.
    void forget(const std::shared_ptr<Connection>& connection);
    void forget_all();

    // Called with each connection that overflowed; its session sends what waits and closes.
    std::function<void(Connection&)> evict;

    void touch(const std::string& token) { last_activity_[token] = world_.now(); }
    void reap();

  private:
    bool concerns(const Event& event, const Connection& connection);
    void come_online(const Connection& connection);
    void greet(Connection& connection);

    World& world_;
    std::map<std::string, std::shared_ptr<Connection>, std::less<>> connections_;
    std::map<std::string, Milliseconds> last_activity_;  // by token
};

}  // namespace mostik::simulators::mattermost
