#pragma once

#include "bot/notifications/field_problem.hpp"
#include "bot/notifications/rules.hpp"
#include "core/address.hpp"

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>
#include <tl/expected.hpp>

namespace mostik::bot {

/// Where a message goes: `to` is an address, a list of them, or nullptr for the sender's own. An address is
/// whole ("telegram:123") or, where a sender is named, without its messenger ("123"). The same address twice
/// is one. Nothing is guessed: what does not fit is a problem.
tl::expected<std::vector<core::Address>, FieldProblems> resolve_recipients(
    const std::optional<std::string>& sender, const nlohmann::json* to, const NotificationRules& rules);

}  // namespace mostik::bot
