// Misbehaviour as a Mattermost server, or a proxy in front of one, shows it.
#pragma once

#include "tests/simulators/net/faults.hpp"

namespace mostik::simulators::mattermost {

// With delay_processing a repeated pending_post_id is refused meanwhile.
using net::Fault;
using net::fault_from_json;
using net::FaultPlan;

// A 5xx as a proxy in front of the server gives it.
Fault server_error(std::string method, std::string path_prefix, int status, int count = 1);
// 429 as recorded in tests/fixtures/mattermost/rate_limit_429.json.
Fault too_many_requests(std::string method, std::string path_prefix, int retry_after_seconds, int count = 1);
// 200 whose body is not JSON.
Fault garbage(std::string method, std::string path_prefix, int count = 1);
Fault delayed(std::string method, std::string path_prefix, std::chrono::milliseconds delay, int count = 0);
Fault swallowed_after_processing(std::string method, std::string path_prefix, int count = 1);
Fault swallowed_before_processing(std::string method, std::string path_prefix, int count = 1);

}  // namespace mostik::simulators::mattermost
