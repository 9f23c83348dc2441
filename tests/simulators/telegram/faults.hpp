// Misbehaviour as the Bot API, or a proxy in front of it, shows it. `method` is a method of the Bot API
// ("sendMessage", in any case), "file" for downloads, or empty for any.
#pragma once

#include "tests/simulators/net/faults.hpp"

#include <string>

namespace mostik::simulators::telegram {

using net::Fault;

// The Bot API's own errors, in its envelope.
Fault api_error(std::string method, int code, const std::string& description, int count = 1);
Fault flood(std::string method, int retry_after_seconds, int count = 1);
// A 502 (or 413) with an HTML body, as the front end gives it.
Fault bad_gateway(std::string method, int count = 1);
// Every request gets one during so much real time.
Fault bad_gateway_for(std::chrono::milliseconds real_time);
Fault too_large(std::string method, int count = 1);
// 200 whose body is no JSON.
Fault garbage(std::string method, int count = 1);
Fault delayed(std::string method, std::chrono::milliseconds delay, int count = 1);
// The connection is closed without an answer: the call was carried out, or was not.
Fault lost_answer(std::string method, int count = 1);
Fault lost_request(std::string method, int count = 1);
// Half-open: nothing comes any more, and the connection stays.
Fault silent(std::string method, bool processed, int count = 1);
// Half of the answer, then the end.
Fault truncated(std::string method, int count = 1);
// The whole answer in pieces, during so much time.
Fault slow(std::string method, std::chrono::milliseconds delay, int count = 1);

}  // namespace mostik::simulators::telegram
