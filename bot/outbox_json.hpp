#pragma once

#include "storage/outbox.hpp"

#include <string>
#include <vector>

namespace mostik::bot {

/// A message of the outbox with all that is known of it.
struct WholeMessage {
    storage::OutboxRow row;
    std::vector<storage::OutboxAttempt> attempts;
    std::vector<storage::OutboxPart> parts;
};

/// As JSON objects in one line, the second one with attempts and parts: for the command line and the HTTP API
/// (`Message` and `MessageWithHistory` in bot/api/openapi.yaml).
std::string message_json(const storage::OutboxRow& row);
std::string whole_message_json(const WholeMessage& whole);

}  // namespace mostik::bot
