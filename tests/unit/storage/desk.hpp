#pragma once

#include "storage/database.hpp"

#include <string>

namespace mostik::storage::testing {

/// Somebody who writes to the support desk, and somebody else who does.
inline const core::Address anna{"telegram", "4200000017"};
inline const core::Address boris{"telegram", "4300000018"};

/// A contact with every field set.
Contact contact_of(const core::Address& address);

/// A new ticket of a person, opened at noon, with every field set that a new one has.
Ticket ticket_of(const core::Address& person);

/// What the person said in his chat: the message with this number there.
TicketMessage message_of(TicketNumber ticket, const core::Address& person, const std::string& number);

}  // namespace mostik::storage::testing
