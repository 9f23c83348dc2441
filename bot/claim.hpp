#pragma once

#include "core/clock.hpp"
#include "messengers/messenger.hpp"
#include "storage/unit_of_work.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

/// Which rows of the outbox may leave now. Everything here runs on the storage thread.
namespace mostik::bot {

/// A row that was claimed, with all that its sending needs of the database.
struct ClaimedRow {
    storage::OutboxRow row;
    messengers::Outgoing outgoing;  ///< with the address by now, and references resolved
    std::vector<storage::OutboxPart> parts;
};

/// Whether a messenger may be used at all.
struct Gate {
    messengers::AddressRules rules;
    messengers::WhenUncertain when_uncertain = messengers::WhenUncertain::ask;
    std::optional<core::Time> closed_until;  ///< its configuration is broken: nothing before that …
    bool probe = false;                      ///< … and then one message, to see
};

/// A snapshot of what the sending side knows, to be used in one transaction.
struct ClaimOptions {
    core::Time now{};
    core::Milliseconds lease{};
    int room = 0;  ///< rows at most
    std::map<std::string, Gate> gates;
};

struct ClaimResult {
    std::vector<ClaimedRow> rows;
    std::vector<storage::OutboxRow> over;  ///< failed or expired without an attempt
    std::optional<core::Time> look_again;
};

/// Claims what is due and within its limits; tokens are taken in the same transaction. Rows whose address is
/// dead fail, and who owns them is told.
ClaimResult claim(storage::UnitOfWork& unit, const ClaimOptions& options);

/// Attempts whose lease is over, which nobody will end any more: they may have arrived, and are uncertain
/// from now on. Returns them.
std::vector<storage::OutboxRow> take_back_lapsed(storage::UnitOfWork& unit, const ClaimOptions& options);

/// Tells the processor that owns the row what became of it, when that is final.
void tell_owner(storage::UnitOfWork& unit, const storage::OutboxRow& row, core::Time now);

/// How many tokens the row's next request takes.
int price_of(const storage::OutboxRow& row, const std::vector<storage::OutboxPart>& parts);

}  // namespace mostik::bot
