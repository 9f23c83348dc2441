// Something with a socket that can be cut.
#pragma once

namespace mostik::simulators::net {

enum class Cut { fin, rst };

class Peer {
  public:
    virtual ~Peer() = default;
    virtual void cut(Cut how) = 0;
};

}  // namespace mostik::simulators::net
