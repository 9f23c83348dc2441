// Why the server refuses a call: the description is the exact text on the wire.
#pragma once

#include "tests/simulators/telegram/model.hpp"

#include <stdexcept>
#include <string>

namespace mostik::simulators::telegram {

class Refusal : public std::invalid_argument {
  public:
    Refusal(int code, const std::string& description, Json parameters = nullptr)
        : std::invalid_argument(description), code_(code), parameters_(std::move(parameters)) {}

    int code() const { return code_; }
    const Json& parameters() const { return parameters_; }  // null, or an object

  private:
    int code_;
    Json parameters_;
};

inline Refusal bad_request(const std::string& text) {
    return {400, "Bad Request: " + text};
}
inline Refusal forbidden(const std::string& text) {
    return {403, "Forbidden: " + text};
}
inline Refusal too_many_requests(int seconds) {
    return {429, "Too Many Requests: retry after " + std::to_string(seconds), {{"retry_after", seconds}}};
}
// What the real server can and this one cannot: a test that meets it has to fail visibly.
inline Refusal not_simulated(const std::string& what) {
    return {501, "Not Implemented: the simulator does not know " + what};
}

}  // namespace mostik::simulators::telegram
