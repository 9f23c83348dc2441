// The `demo` scene: Alice and Anna, who have started the bot; the group Ops room and the forum Acme Support,
// where it is an administrator, with the topic General questions; the channel Acme News. The ids are the same
// in every run.
#pragma once

#include "tests/simulators/telegram/world.hpp"

namespace mostik::simulators::telegram {

void seed_demo(World& world);

}  // namespace mostik::simulators::telegram
