#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace mostik::service_tests {

/// A proxy in front of a server on this machine that takes the Authorization header out of websocket
/// requests, as some do. Works on a thread of its own while it lives.
class StrippingProxy {
  public:
    explicit StrippingProxy(std::uint16_t server_port);
    ~StrippingProxy();
    StrippingProxy(const StrippingProxy&) = delete;
    StrippingProxy& operator=(const StrippingProxy&) = delete;

    std::string url() const;

  private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace mostik::service_tests
