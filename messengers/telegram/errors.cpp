#include "messengers/telegram/errors.hpp"

#include <algorithm>
#include <array>

namespace mostik::messengers::telegram {

namespace {

using core::Operation;

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

template <std::size_t size>
bool says_any(const std::string& description, const std::array<std::string_view, size>& all) {
    return std::any_of(all.begin(), all.end(),
                       [&](std::string_view words) { return description.find(words) != std::string::npos; });
}

// Refusals that mean that it is as it was wanted.
constexpr std::array<std::string_view, 4> done_already{
    "message is not modified", "message to delete not found", "topic_not_modified", "query is too old"};

// Nothing can be sent to this address until something is heard from there.
constexpr std::array<std::string_view, 6> dead{"chat not found",         "user not found",
                                               "peer_id_invalid",        "chat_id is empty",
                                               "group chat was deleted", "group is deactivated"};

// The chat is there, and what we may do in it is not enough.
constexpr std::array<std::string_view, 8> not_allowed{"have no write access",     "need administrator rights",
                                                      "not enough rights",        "chat_write_forbidden",
                                                      "chat_admin_required",      "topic_closed",
                                                      "message thread not found", "method is available only"};

// The server may do better the next time.
constexpr std::array<std::string_view, 3> passing{"file is temporarily unavailable",
                                                  "failed to get http url content", "group send failed"};

SendOutcome judge_refusal(const ApiError& error, const std::string& reason) {
    const std::string description = lower(error.description);
    if (says_any(description, dead)) return Rejected{RejectionClass::dead_address, reason};
    if (says_any(description, not_allowed)) return Rejected{RejectionClass::forbidden, reason};
    if (says_any(description, passing)) return Retry{.reason = reason};
    if (description.find("logged out") != std::string::npos)
        return Rejected{RejectionClass::broken_config, reason};
    return Rejected{RejectionClass::bad_message, reason};
}

}  // namespace

bool says(const ApiError& error, std::string_view words) {
    return lower(error.description).find(words) != std::string::npos;
}

SendOutcome judge(const ApiError& error, Operation operation, const core::Address& to) {
    const std::string reason = in_words(error);
    if (error.status == 0) {
        if (error.unsent) return Retry{.reason = reason, .counts = false};
        return Unknown{reason};
    }
    // Something was done, and what, nobody can read any more.
    if (error.foreign && error.status >= 200 && error.status < 300) return Unknown{reason};
    if (error.moved_to) return Moved{{to.messenger, std::to_string(*error.moved_to)}};
    if (says_any(lower(error.description), done_already) && operation != Operation::send) return Delivered{};
    switch (error.status) {
        case 400:
            if (error.foreign) return Rejected{RejectionClass::broken_config, reason};
            return judge_refusal(error, reason);
        case 401:
        case 404:
        case 421:
            return Rejected{RejectionClass::broken_config, reason};
        case 403:
            // Somebody in between may refuse as well, and that says nothing about the chat.
            return Rejected{error.foreign ? RejectionClass::broken_config : RejectionClass::dead_address,
                            reason};
        case 409:
            return Retry{.reason = reason, .counts = false};
        case 413:
            return Rejected{RejectionClass::bad_message, reason};
        case 429:
            return Retry{.after = error.retry_after, .reason = reason, .scope = RetryScope::chat};
        default:
            break;
    }
    if (error.status >= 500) {
        // "was immediately deleted": it was sent, and is gone. Sending it again would be wrong.
        if (says(error, "immediately deleted")) return Delivered{};
        // A server that says that it restarts has not begun; a front end's word is nobody's.
        if (says(error, "restart") && !error.foreign) return Retry{.reason = reason, .counts = false};
        return Unknown{reason};
    }
    return Rejected{error.foreign ? RejectionClass::broken_config : RejectionClass::bad_message, reason};
}

}  // namespace mostik::messengers::telegram
