#pragma once

#include <optional>
#include <string>

namespace mostik::core {

/// A message of some messenger, named where it came from.
struct MessageRef {
    std::string messenger;
    std::string channel_id;
    std::string message_id;

    friend bool operator==(const MessageRef&, const MessageRef&) = default;
};

/// What is to be said, in no messenger's own terms.
struct Message {
    std::string text;                    ///< Markdown
    std::optional<MessageRef> reply_to;  ///< the root of the thread that the message belongs to
};

}  // namespace mostik::core
