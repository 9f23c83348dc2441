#pragma once

#include "core/message.hpp"
#include "storage/tickets.hpp"

#include <optional>
#include <string>

namespace mostik::processors::support {

/// The line of the outbox (OutboxDraft::order_key) in which everything of a ticket stands.
std::string line_of(storage::TicketNumber number);

/// What a ticket's first post is a copy of, so that links tell which thread belongs to which ticket.
core::MessageRef root_ref(storage::TicketNumber number);

/// The ticket whose root_ref() this is; nothing: of none.
std::optional<storage::TicketNumber> ticket_of(const core::MessageRef& source);

}  // namespace mostik::processors::support
