#pragma once

#include "processors/support/desk.hpp"

namespace mostik::processors::support {

// What people do who write to the bot in private. `taken` when it was for the desk.

/// A message: a command, or words for a ticket.
Verdict hear_person(Desk& desk, const core::Post& post);

/// He has changed a message.
Verdict hear_change_of_person(Desk& desk, const core::Post& post);

/// He has pressed a button of ours.
Verdict hear_button(Desk& desk, const core::ButtonPressed& pressed);

/// He has blocked the bot, or lets it write again.
Verdict hear_membership(Desk& desk, const core::MembershipChanged& change);

}  // namespace mostik::processors::support
