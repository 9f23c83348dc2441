#pragma once

#include "tests/unit/core/net/certificates.hpp"

#include <cstdint>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

namespace mostik::core::net::testing {

/// Speaks TLS before a plain server of 127.0.0.1: `identity` is what it shows to clients.
class TlsFront {
  public:
    TlsFront(const boost::asio::any_io_executor& executor, const Identity& identity,
             std::uint16_t plain_port);
    ~TlsFront();
    TlsFront(const TlsFront&) = delete;
    TlsFront& operator=(const TlsFront&) = delete;

    std::uint16_t port() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace mostik::core::net::testing
