#pragma once

#include "bot/ticket_json.hpp"
#include "core/clock.hpp"
#include "storage/tickets.hpp"

#include <string>
#include <vector>

namespace mostik::bot {

/// How tickets look on the command line. Others' words come without control characters.

/// A line for people: number, state, age, person, language, assignee.
std::string ticket_line(const storage::Ticket& ticket, core::Time now);

/// The columns of ticket_cells().
const std::vector<std::string>& ticket_columns();
/// A row for a spreadsheet: moments by RFC 3339, waits in seconds; what is not known is empty.
std::vector<std::string> ticket_cells(const storage::Ticket& ticket);

/// A ticket with its history and its conversation, for people.
std::string whole_ticket_text(const WholeTicket& whole);

}  // namespace mostik::bot
