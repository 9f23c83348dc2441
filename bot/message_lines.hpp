#pragma once

#include "bot/group.hpp"
#include "core/log_subject.hpp"
#include "messengers/messenger.hpp"
#include "storage/outbox.hpp"

/// What the log says of messages of the outbox; each line has the message's id. Never what a message says.
namespace mostik::bot {

/// The message, and its ticket where it belongs to one.
core::LogSubject subject_of(const storage::OutboxRow& row);

/// What the chains of a group have asked for. To be called after the commit.
void tell_written(const GroupResult& group);

/// What a request of the row came to, and that it was the last one; `after`: the row with that written down.
void tell_outcome(const storage::OutboxRow& row, messengers::WhenUncertain when_uncertain,
                  const messengers::SendOutcome& outcome, const storage::OutboxRow& after);

/// A row whose attempt has ended without an outcome.
void tell_lapsed(const storage::OutboxRow& row);

/// A row that has ended without an attempt.
void tell_over(const storage::OutboxRow& row);

}  // namespace mostik::bot
