#pragma once

#include "bot/notifications/field_problem.hpp"
#include "bot/notifications/identity.hpp"
#include "bot/notifications/rules.hpp"
#include "core/event.hpp"

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>
#include <tl/expected.hpp>

namespace mostik::bot {

/// The fields of a request, as they are documented: {name, JSON type}.
const std::vector<std::string>& notification_fields();

/// Turns a request into the event of a notification: one message to each address in `to`. Every field that is
/// wrong or unknown is reported, a hundred of them at most. Reference and fingerprint are those of
/// identify().
tl::expected<core::Event, FieldProblems> read_notification(const nlohmann::json& request,
                                                           const NotificationRules& rules,
                                                           const NotificationCircumstances& circumstances);

}  // namespace mostik::bot
