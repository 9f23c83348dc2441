#pragma once

#include <cstdint>

namespace mostik::service_tests {

/// A port of 127.0.0.1 that the system gives to nobody else while this lives, and on which a server that asks
/// for it by its number can listen, one after another.
class ReservedPort {
  public:
    ReservedPort();
    ~ReservedPort();
    ReservedPort(const ReservedPort&) = delete;
    ReservedPort& operator=(const ReservedPort&) = delete;

    std::uint16_t number() const { return number_; }

  private:
    int socket_;
    std::uint16_t number_ = 0;
};

}  // namespace mostik::service_tests
