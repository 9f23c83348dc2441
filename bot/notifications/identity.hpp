#pragma once

#include "bot/notifications/field_problem.hpp"
#include "core/clock.hpp"

#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>
#include <tl/expected.hpp>

namespace mostik::bot {

/// Who asks for a notification, and when.
struct NotificationCircumstances {
    std::string source;  ///< letters, digits, "-", "_"
    /// Given beside the request, which may have one itself.
    std::optional<std::string> idempotency_key;
    core::Time now{};
};

/// Which notification a request asks for: the same one again, or another one.
struct NotificationIdentity {
    std::string reference;    ///< of source and idempotency key; without a key, one that no other has
    std::string fingerprint;  ///< of everything that is asked for
    bool repeatable = false;  ///< it has a key, so it may be there already
};

/// `request` has to be an object, its texts UTF-8. What is wrong with the rest of it makes no difference: a
/// request that was right once is the same one later, when its moments are over or the configuration is
/// another.
tl::expected<NotificationIdentity, FieldProblems> identify(const nlohmann::json& request,
                                                           const NotificationCircumstances& circumstances);

}  // namespace mostik::bot
