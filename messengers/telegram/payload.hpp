#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace mostik::messengers::telegram {

/// A call as it was planned: what stands in core::Step::payload.
struct Payload {
    std::string method;
    std::string chat;                                      ///< empty: the call names none
    nlohmann::json parameters = nlohmann::json::object();  ///< without the chat
    std::vector<std::string> kinds;    ///< of the messages that it makes: "text", "caption", "media"
    std::string document = {};         ///< words that are sent as a file
    std::vector<std::string> uploads;  ///< the part of the form for each file of the step
};

std::string to_json(const Payload& payload);
/// Throws nlohmann::json::exception on what to_json did not write.
Payload payload_from_json(std::string_view json);

}  // namespace mostik::messengers::telegram
