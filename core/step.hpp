#pragma once

#include "core/message.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mostik::core {

/// One request of a delivery, as a sender planned it. What `payload` says only that sender understands.
struct Step {
    Operation operation = Operation::send;
    int part = 0;           ///< of the message: the first one that the step makes or changes
    std::string remote_id;  ///< of what is changed
    std::string payload;
    std::vector<int> files;  ///< that the step sends: their places in Message::files
    int messages = 1;        ///< as how many the far side counts it

    friend bool operator==(const Step&, const Step&) = default;
};

/// A message on the far side that a step made.
struct Made {
    std::string message_id;
    int part = 0;           ///< of the message that was sent
    std::string thread_id;  ///< the root of the thread that it went to; empty: none
    std::string kind;       ///< the sender's own word, for later changes ("text", "caption", …)

    friend bool operator==(const Made&, const Made&) = default;
};

/// JSON text and back; from_json throws std::runtime_error on what to_json did not write.
std::string to_json(const Step& step);
Step step_from_json(std::string_view json);
std::string to_json(const std::vector<Made>& made);
std::vector<Made> made_from_json(std::string_view json);

}  // namespace mostik::core
