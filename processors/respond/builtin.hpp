#pragma once

#include "processors/processor.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mostik::processors::respond {

/// The answer to a built-in command (help, ping, status), in the context's language; nothing when `name`, as
/// command_name() writes it, is none. `configured`: the commands that rules answer, for `help`.
std::optional<std::string> builtin_answer(const std::string& name, const std::vector<std::string>& configured,
                                          const Context& context);

/// What is said to a person whose words nobody understood.
std::string hint(const Context& context);

}  // namespace mostik::processors::respond
