// The envelope of every answer.
#pragma once

#include "tests/simulators/net/request.hpp"
#include "tests/simulators/telegram/refusal.hpp"

namespace mostik::simulators::telegram {

// `description` is for people; empty: left out.
net::Response succeeded(const Json& result, const std::string& description = {});
// With a Retry-After header where the parameters say so.
net::Response refused(const Refusal& refusal);

}  // namespace mostik::simulators::telegram
