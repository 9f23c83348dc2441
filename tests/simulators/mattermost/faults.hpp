// Misbehaviour on request for single HTTP requests: which requests, how often, and what happens to them.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace mostik::simulators::mattermost {

struct Fault {
    enum class Action {
        delay,                     // process at once, answer after `delay`
        delay_processing,          // as on a busy server: meanwhile a repeated pending_post_id is refused
        answer,                    // do not process; answer `status`, `headers`, `body`
        swallow_after_processing,  // process, then close the connection without an answer
        swallow_before_processing  // read the request, then close the connection without processing it
    };

    Action action = Action::answer;
    std::string method;                  // empty: any
    std::string path_prefix;             // of the path without the query, e.g. "/api/v4/posts"
    std::string body_contains;           // empty: any body
    int count = 1;                       // how many matching requests are concerned; 0: all until cleared
    std::chrono::milliseconds delay{0};  // real time, before whatever is answered or closed
    int status = 500;
    std::map<std::string, std::string> headers{{"Content-Type", "application/json"}};
    std::string body;
};

// A 5xx as a proxy in front of the server gives it.
Fault server_error(std::string method, std::string path_prefix, int status, int count = 1);
// 429 as recorded in tests/fixtures/mattermost/rate_limit_429.json.
Fault too_many_requests(std::string method, std::string path_prefix, int retry_after_seconds, int count = 1);
// 200 whose body is not JSON.
Fault garbage(std::string method, std::string path_prefix, int count = 1);
Fault delayed(std::string method, std::string path_prefix, std::chrono::milliseconds delay, int count = 0);
Fault swallowed_after_processing(std::string method, std::string path_prefix, int count = 1);
Fault swallowed_before_processing(std::string method, std::string path_prefix, int count = 1);

// Reads a fault from the control API's JSON; its keys are the names of Fault's members.
// Throws std::invalid_argument naming the wrong key.
Fault fault_from_json(const nlohmann::json& json);

// The waiting faults, oldest first. Not thread-safe.
class FaultPlan {
  public:
    void add(Fault fault) { faults_.push_back(std::move(fault)); }
    void clear() { faults_.clear(); }
    // The first fault that concerns this request, its count used up by one; faults of count 0 stay.
    std::optional<Fault> take(std::string_view method, std::string_view path, std::string_view body);

  private:
    std::deque<Fault> faults_;
};

}  // namespace mostik::simulators::mattermost
