#pragma once

#include "core/message.hpp"
#include "processors/registry.hpp"
#include "processors/respond/rule.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mostik::processors::respond {

/// Who asks, and what an answer may be made of.
struct Inquiry {
    const Speech& speech;
    const std::vector<std::string>& configured;  ///< the commands that rules answer
    const PostLink& post_link;
    storage::UnitOfWork& unit;
    const Context& context;
};

/// The answer to a built-in command (help, ping, search, status), in the context's language; nothing when the
/// speech is none.
std::optional<core::Message> builtin_answer(const Inquiry& inquiry);

/// What is said to a person whose words nobody understood.
std::string hint(const Context& context);

}  // namespace mostik::processors::respond
