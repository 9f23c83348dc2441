#pragma once

#include "core/event.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mostik::processors::when {

/// A word said to the bot, and what follows it.
struct Command {
    std::string name;  ///< as command_name() writes it
    std::string args;  ///< trimmed
};

/// A command's name in the form in which names are compared: without a leading "!" or "/" and trailing
/// punctuation, folded. Empty when `word` has no name in it.
std::string command_name(std::string_view word);

/// The command in a post: the first word of what is addressed to the bot ("@mostik ping", "ping" as a direct
/// message), or of a text that begins with "!" ("!ping now"). Says nothing about whether anybody knows it.
std::optional<Command> read_command(const core::Post& post);

/// `text` without white space at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace mostik::processors::when
