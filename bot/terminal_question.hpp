#pragma once

#include <optional>
#include <string>

namespace mostik::bot {

/// Asks whoever sits at the terminal; only "y" and "yes" are a yes. Nothing when standard input is no
/// terminal.
std::optional<bool> ask_on_terminal(const std::string& question);

}  // namespace mostik::bot
