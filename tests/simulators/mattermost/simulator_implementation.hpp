// Inside Simulator: the server on its thread.
#pragma once

#include "tests/simulators/mattermost/server.hpp"
#include "tests/simulators/mattermost/simulator.hpp"
#include "tests/simulators/net/server_thread.hpp"

namespace mostik::simulators::mattermost {

class Simulator::Implementation : public net::ServerThread<Server, Options> {
  public:
    using ServerThread::ServerThread;
};

}  // namespace mostik::simulators::mattermost
