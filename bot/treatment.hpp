#pragma once

#include "bot/config.hpp"
#include "bot/group.hpp"

#include <memory>

namespace mostik::bot {

/// What the configuration says of how events are treated, as far as it was read.
std::shared_ptr<const Treatment> treatment_of(const Config& config);

}  // namespace mostik::bot
