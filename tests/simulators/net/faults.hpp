// Misbehaviour on request for single HTTP requests: which requests, how often, and what happens to them.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace mostik::simulators::net {

struct Fault {
    enum class Action {
        delay,                      // process at once, answer after `delay`
        delay_processing,           // as on a busy server: process and answer after `delay`
        answer,                     // do not process; answer `status`, `headers`, `body`
        swallow_after_processing,   // process, then close the connection without an answer
        swallow_before_processing,  // read the request, then close the connection without processing it
        silence_after_processing,   // half-open: process, never answer, keep the connection
        silence_before_processing,  // the same without processing
        truncate,                   // process, then send half of the answer and close
        trickle                     // process, then send the answer in sixteen pieces during `delay`
    };

    Action action = Action::answer;
    std::string method;                  // empty: any
    std::string path_prefix;             // of the path without the query, e.g. "/api/v4/posts"
    std::string body_contains;           // empty: any body
    int count = 1;                       // how many matching requests are concerned; 0: all until cleared
    std::chrono::milliseconds lasts{0};  // real time after which it is over; 0: when counted down
    std::chrono::milliseconds delay{0};  // real time, before whatever is answered or closed
    int status = 500;
    std::map<std::string, std::string> headers{{"Content-Type", "application/json"}};
    std::string body;

    bool processes() const;
    bool answers() const;
};

// Reads a fault from the control API's JSON; its keys are the names of Fault's members.
// Throws std::invalid_argument naming the wrong key.
Fault fault_from_json(const nlohmann::json& json);

// The waiting faults, oldest first. Not thread-safe.
class FaultPlan {
  public:
    void add(Fault fault);
    void clear() { faults_.clear(); }
    // The first fault that concerns this request, its count used up by one; faults of count 0 stay.
    // Methods are compared without regard to case.
    std::optional<Fault> take(std::string_view method, std::string_view path, std::string_view body);

  private:
    using Time = std::chrono::steady_clock::time_point;
    struct Waiting {
        Fault fault;
        Time until;
    };
    std::deque<Waiting> faults_;
};

}  // namespace mostik::simulators::net
