#pragma once

#include "processors/support/desk.hpp"

namespace mostik::processors::support {

/// What became of a message that the desk sent: the specialist's post gets a mark, and the reason is told.
void hear_outcome(Desk& desk, const core::Outcome& outcome);

/// A ticket has waited for its person for long.
void hear_timer(Desk& desk, const core::TimerDue& timer);

}  // namespace mostik::processors::support
