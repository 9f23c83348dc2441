#pragma once

#include "storage/tickets.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace mostik::bot {

/// From the ticket's beginning to that moment; never negative: clocks of messengers differ.
std::optional<std::chrono::seconds> wait_until(const storage::Ticket& ticket,
                                               const std::optional<core::Time>& moment);

/// Empty when he was forgotten.
std::string person_address(const storage::Ticket& ticket);

/// A ticket with its history and its conversation.
struct WholeTicket {
    storage::Ticket ticket;
    std::vector<storage::TicketNote> notes;
    std::vector<storage::TicketMessage> messages;
};

/// As JSON objects in one line: for the command line and the HTTP API (`Ticket` and `TicketWithConversation`
/// in bot/api/openapi.yaml).
std::string ticket_json(const storage::Ticket& ticket);
std::string whole_ticket_json(const WholeTicket& whole);

}  // namespace mostik::bot
