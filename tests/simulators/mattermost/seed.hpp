// The `demo` scene: team dev with town-square, alerts and ops; bot mostik; alice, bob and carol, whose
// password is "password"; and a history of `posts` messages as a team that deploys would have left it:
// every tenth speaks of "deploy" or "Деплой", some are replies, edited, deleted, carry files, or share a
// millisecond. The same in every run but for ids and times.
#pragma once

#include "tests/simulators/mattermost/world.hpp"

#include <string>

namespace mostik::simulators::mattermost {

// Returns the bot's session; its token is the same in every run.
const Session& seed_demo(World& world, int posts);

}  // namespace mostik::simulators::mattermost
