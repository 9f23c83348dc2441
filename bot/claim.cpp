#include "bot/claim.hpp"

#include <algorithm>

namespace mostik::bot {

namespace {

/// The part that is to be done next, or nullptr.
const storage::OutboxPart* next_part(const std::vector<storage::OutboxPart>& parts) {
    const auto next = std::find_if(parts.begin(), parts.end(),
                                   [](const storage::OutboxPart& part) { return part.attempt == 0; });
    return next == parts.end() ? nullptr : &*next;
}

/// The address as it is by now.
core::Address live_address(storage::UnitOfWork& unit, const Gate& gate, const core::Address& to) {
    const std::string chat = gate.rules.chat_of(to);
    const std::string current = unit.chats().current_id(to.messenger, chat);
    if (current == chat) return to;
    // What follows the chat (a topic) did not move with it.
    return {to.messenger, current};
}

class Gatekeeper {
  public:
    Gatekeeper(storage::UnitOfWork& unit, const ClaimOptions& options)
        : unit_(unit), options_(options), gates_(options.gates) {}

    storage::Admission operator()(const storage::OutboxRow& row) {
        const core::Address& to = row.draft.to;
        const auto found = gates_.find(to.messenger);
        if (found == gates_.end()) {
            return storage::NeverAdmitted{"the configuration has no section \"" + to.messenger + "\""};
        }
        Gate& gate = found->second;
        if (gate.closed_until && (*gate.closed_until > options_.now || !gate.probe)) {
            return storage::NotBefore{std::max(*gate.closed_until, options_.now + std::chrono::seconds(1)),
                                      true};
        }
        const core::Address live = live_address(unit_, gate, to);
        const auto chat = unit_.chats().find(live.messenger, gate.rules.chat_of(live));
        if (chat && chat->unreachable_since && !row.insisted) {
            return storage::NeverAdmitted{
                "nothing can be sent there since " + core::to_rfc3339(*chat->unreachable_since) + ": " +
                chat->reason +
                "; when something is heard from there, messages leave again, and this one "
                "after `mostik outbox retry`"};
        }
        const auto buckets = gate.rules.buckets(live);
        const auto refusal =
            unit_.rate_limits().take(buckets, price_of(row, unit_.outbox().parts(row.id)), options_.now);
        if (refusal) return storage::NotBefore{refusal->at, refusal->bucket == buckets.front().name};
        gate.probe = false;  // one is enough
        return storage::Admitted{};
    }

  private:
    storage::UnitOfWork& unit_;
    const ClaimOptions& options_;
    std::map<std::string, Gate> gates_;
};

std::vector<core::LinkedMessage> counterparts_at(storage::UnitOfWork& unit, const core::MessageRef& message,
                                                 const core::Address& to) {
    std::vector<core::LinkedMessage> all = unit.links().counterparts(message, to);
    std::erase_if(all,
                  [&](const core::LinkedMessage& each) { return each.message.messenger != to.messenger; });
    return all;
}

std::vector<core::LinkedMessage> copies_at(storage::UnitOfWork& unit, const core::MessageRef& source,
                                           const core::Address& to) {
    std::vector<core::LinkedMessage> copies;
    for (const storage::Link& link : unit.links().copies_of(source)) {
        if (link.place.to != to) continue;
        core::LinkedMessage copy = link.copy;
        copy.part = link.origin.part;
        copies.push_back(std::move(copy));
    }
    return copies;
}

ClaimedRow complete(storage::UnitOfWork& unit, const ClaimOptions& options, storage::OutboxRow row) {
    ClaimedRow claimed;
    const storage::OutboxDraft& draft = row.draft;
    messengers::Outgoing& outgoing = claimed.outgoing;
    outgoing.token = row.token;
    outgoing.operation = draft.operation;
    outgoing.to = live_address(unit, options.gates.at(draft.to.messenger), draft.to);
    outgoing.message = draft.message;
    if (draft.message.reply_to) {
        outgoing.answered = counterparts_at(unit, *draft.message.reply_to, draft.to);
    }
    if (draft.source && draft.operation != core::Operation::send) {
        outgoing.copies = copies_at(unit, *draft.source, draft.to);
    }
    claimed.parts = unit.outbox().parts(row.id);
    claimed.row = std::move(row);
    return claimed;
}

}  // namespace

int price_of(const storage::OutboxRow& row, const std::vector<storage::OutboxPart>& parts) {
    const storage::OutboxPart* const next = next_part(parts);
    const core::Operation operation = next == nullptr ? row.draft.operation : next->step.operation;
    const bool free = operation != core::Operation::send && operation != core::Operation::edit;
    if (free) return 0;
    return next == nullptr ? 1 : next->step.messages;
}

void tell_owner(storage::UnitOfWork& unit, const storage::OutboxRow& row, core::Time now) {
    if (row.draft.owner.empty() || !storage::is_final(row.state)) return;
    if (row.state == storage::OutboxState::delivered && !row.draft.tell_delivered) return;
    if (row.state == storage::OutboxState::cancelled) return;  // somebody wanted that
    core::Event event;
    event.messenger = "mostik";
    event.type = "outcome";
    event.happened_at = now;
    event.body = core::Outcome{.outbox_id = row.id,
                               .owner = row.draft.owner,
                               .operation = row.draft.operation,
                               .delivered = row.state == storage::OutboxState::delivered,
                               .reason = row.reason,
                               .to = row.draft.to,
                               .source = row.draft.source};
    unit.own_events().add(std::move(event), now);
}

std::vector<storage::OutboxRow> take_back_lapsed(storage::UnitOfWork& unit, const ClaimOptions& options) {
    std::vector<storage::OutboxRow> lapsed = unit.outbox().lapsed(options.now);
    for (const storage::OutboxRow& row : lapsed) {
        const auto gate = options.gates.find(row.draft.to.messenger);
        const bool hold =
            gate == options.gates.end() || (gate->second.when_uncertain == messengers::WhenUncertain::hold &&
                                            row.draft.operation == core::Operation::send);
        unit.outbox().uncertain(row.id, row.attempt, options.now, hold,
                                "the attempt ended without an outcome: it may have arrived", options.now);
    }
    return lapsed;
}

ClaimResult claim(storage::UnitOfWork& unit, const ClaimOptions& options) {
    storage::Claim taken = unit.outbox().claim_due(options.now, options.now + options.lease, options.room,
                                                   Gatekeeper(unit, options));
    ClaimResult result{.over = std::move(taken.over), .look_again = taken.look_again};
    for (const storage::OutboxRow& row : result.over) tell_owner(unit, row, options.now);
    for (storage::OutboxRow& row : taken.rows) {
        result.rows.push_back(complete(unit, options, std::move(row)));
    }
    return result;
}

}  // namespace mostik::bot
