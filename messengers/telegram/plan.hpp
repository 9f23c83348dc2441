#pragma once

#include "messengers/formatting/split.hpp"
#include "messengers/messenger.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// Which calls a message takes. Pure functions.
namespace mostik::messengers::telegram {

/// Telegram's sizes: https://core.telegram.org/bots/api. Texts count code points, after the formatting was
/// read.
constexpr std::size_t longest_text = formatting::longest_message;
constexpr std::size_t longest_caption = formatting::longest_caption;
constexpr std::size_t longest_answer = 200;  ///< to a press
constexpr std::size_t largest_album = 10;
constexpr std::int64_t largest_photo = 10LL << 20U;

/// "-100123/7": the chat, and the topic or nothing.
std::string chat_of(const std::string& target);
std::string topic_of(const std::string& target);

struct PlanOptions {
    std::int64_t max_file_bytes = 0;
    bool long_texts_as_file = false;
};

/// The step's payload is {"method": …, "parameters": {…}, "kinds": [what each message that it makes is]};
/// "uploads" names the part of the form that each of the step's files becomes. A file larger than
/// `max_file_bytes` is named in the text, with its link, instead of being sent.
tl::expected<std::vector<core::Step>, SendOutcome> plan_message(const Outgoing& outgoing,
                                                                const PlanOptions& options);

/// The reaction that Telegram has for an emoji's short name; empty: none.
std::string reaction_for(const std::string& emoji_name);

}  // namespace mostik::messengers::telegram
