#pragma once

#include "processors/support/desk.hpp"

#include <string>

namespace mostik::processors::support {

// What specialists do in their channel. `taken` when it was for the desk.

/// A post: an answer in a ticket's thread, a note, a command.
Verdict hear_specialist(Desk& desk, const core::Post& post);

/// He has changed a post.
Verdict hear_change_of_specialist(Desk& desk, const core::Post& post);

/// A post was deleted: an answer, or a ticket's first post.
Verdict hear_deletion(Desk& desk, const core::Post& post);

/// A reaction to a ticket's first post.
Verdict hear_reaction(Desk& desk, const core::ReactionChanged& reaction);

/// What of a post may go to the person: without the lines that begin with "//".
std::string public_part(const std::string& text);

}  // namespace mostik::processors::support
