// Inside Simulator: the server on its thread.
#pragma once

#include "tests/simulators/net/server_thread.hpp"
#include "tests/simulators/telegram/server.hpp"
#include "tests/simulators/telegram/simulator.hpp"

namespace mostik::simulators::telegram {

class Simulator::Implementation : public net::ServerThread<Server, Options> {
  public:
    using ServerThread::ServerThread;
};

}  // namespace mostik::simulators::telegram
