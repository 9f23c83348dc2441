#pragma once

#include "bot/claim.hpp"
#include "core/clock.hpp"
#include "messengers/messenger.hpp"
#include "storage/unit_of_work.hpp"

#include <optional>

namespace mostik::bot {

/// When an attempt that did not deliver is followed by the next: doubling from one second to one minute, with the far side's own wish as the least. `jitter` in [0, 1) shortens it by up to a quarter.
core::Milliseconds retry_delay(int attempt, std::optional<core::Milliseconds> asked, double jitter);

/// When an attempt that was not to blame is followed by the next: when the far side asked for it and a little
/// later, the more so the more often it had to; without its word as retry_delay().
core::Milliseconds pause_delay(int attempt, std::optional<core::Milliseconds> asked, double jitter);

/// What is known when a request has ended.
struct StepEnd {
    const ClaimedRow& claimed;
    const core::Step& step;
    int number = 0;     ///< of the step among the row's
    bool last = true;   ///< nothing is left to do when it succeeded
    const messengers::AddressRules& rules;
    messengers::WhenUncertain when_uncertain = messengers::WhenUncertain::ask;
    int max_attempts = 0;
    core::Milliseconds lease{};
    core::Time now{};
    double jitter = 0;  ///< in [0, 1)
};

/// What is to be done next with the row.
enum class Next {
    over,       ///< nothing by this attempt
    next_step,  ///< the next part of it may leave
    ignored,    ///< another attempt had begun: the outcome changed nothing
};

/// Writes down what a request led to: the row's state, the parts, the links, pauses, dead and moved addresses,
/// and the event for whoever owns the row. Guarded by the attempt's number. In one transaction, on the storage
/// thread.
Next record_outcome(storage::UnitOfWork& unit, const StepEnd& end, const messengers::SendOutcome& outcome);

}  // namespace mostik::bot
