#pragma once

#include "tests/unit/storage/scratch_folder.hpp"

#include <memory>
#include <string>

#include <openssl/types.h>

namespace mostik::core::net::testing {

/// A key and a certificate for it, PEM.
struct Identity {
    std::string certificate;
    std::string key;
};

/// A certificate authority of a test's own, good for an hour.
class Authority {
  public:
    Authority();

    /// A file with the authority's certificate; lives as long as this object.
    std::string ca_file() const { return (folder_.path() / "authority.pem").string(); }

    /// What a server shows to be `host`: a DNS name or an IPv4 address.
    Identity issue(const std::string& host) const;

  private:
    storage::testing::ScratchFolder folder_;
    std::shared_ptr<EVP_PKEY> key_;
    std::shared_ptr<X509> certificate_;
};

}  // namespace mostik::core::net::testing
