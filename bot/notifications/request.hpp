#pragma once

#include "bot/notifications/rules.hpp"
#include "core/clock.hpp"
#include "core/event.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>
#include <tl/expected.hpp>

namespace mostik::bot {

/// What is wrong with one field of a request.
struct FieldProblem {
    std::string pointer;  ///< where, as a JSON pointer (RFC 6901): "/to/0"; empty: the whole
    std::string detail;   ///< what is wrong, and what was expected; for people
};
using FieldProblems = std::vector<FieldProblem>;

/// Who asks for a notification, and when.
struct NotificationCircumstances {
    std::string source;           ///< letters, digits, "-", "_"
    std::string idempotency_key;  ///< given beside the request, which may have one itself; empty: none
    core::Time now{};
};

/// The fields of a request, as they are documented: {name, JSON type}.
const std::vector<std::string>& notification_fields();

/// Turns a request into the event of a notification: one message to each address in `to`. Every field that is
/// wrong or unknown is reported. The event has a reference of its own unless the request has an idempotency
/// key: then the reference is of source and key, and the fingerprint of everything else that was asked for.
tl::expected<core::Event, FieldProblems> read_notification(const nlohmann::json& request,
                                                           const NotificationRules& rules,
                                                           const NotificationCircumstances& circumstances);

}  // namespace mostik::bot
