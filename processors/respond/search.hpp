#pragma once

#include "core/message.hpp"
#include "processors/registry.hpp"
#include "processors/respond/rule.hpp"

namespace mostik::processors::respond {

/// What `search` answers: how it is used when there is nothing to look for; else the best of the stored posts
/// that have it, as excerpts for the one who asks. Nobody is notified by what they quote, and no more stands
/// in the answer than a message can hold, however many of them are shown.
core::Message search_answer(const Speech& speech, storage::UnitOfWork& unit, const Context& context,
                            const PostLink& post_link);

}  // namespace mostik::processors::respond
