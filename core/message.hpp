#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::core {

/// A message of some messenger, named where it came from.
struct MessageRef {
    std::string messenger;
    std::string channel_id;
    std::string message_id;

    friend bool operator==(const MessageRef&, const MessageRef&) = default;
};

/// Words out of a channel that not everybody may read.
struct Excerpt {
    std::string channel_id;
    std::string text;  ///< Markdown

    friend bool operator==(const Excerpt&, const Excerpt&) = default;
};

/// Excerpts for somebody who asked for them. Who may read them is decided when the message is sent, not when
/// it is written: memberships change. A sender shows an excerpt only when the reader belongs to its channel
/// at that moment, and everybody who will see the message may read that channel too.
struct Excerpts {
    std::string reader;               ///< an account of the messenger that the message goes to
    std::vector<Excerpt> candidates;  ///< best first
    int shown = 5;                    ///< so many of them at most
    std::string otherwise;            ///< what the message says when none can be shown
    std::string withheld;  ///< said after the rest when some are for the reader and not for all who see it

    friend bool operator==(const Excerpts&, const Excerpts&) = default;
};

/// What is to be said, in no messenger's own terms.
struct Message {
    std::string text;                    ///< Markdown
    std::optional<MessageRef> reply_to;  ///< the root of the thread that the message belongs to
    std::optional<Excerpts> excerpts;    ///< follow the text
};

/// The text of a message that has excerpts: with `shown` of them. `withheld`: others were left out because of
/// who else would see them.
std::string text_with(const Message& message, const std::vector<Excerpt>& shown, bool withheld);

/// One JSON object and back. from_json throws std::runtime_error on text that to_json did not write.
std::string to_json(const Excerpts& excerpts);
Excerpts excerpts_from_json(std::string_view json);

}  // namespace mostik::core
