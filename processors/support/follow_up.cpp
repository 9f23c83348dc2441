#include "processors/support/follow_up.hpp"

#include "processors/carried.hpp"
#include "processors/support/words.hpp"

#include <charconv>

#include <spdlog/fmt/fmt.h>

namespace mostik::processors::support {

namespace {

using storage::Ticket;
using storage::TicketState;

void mark(Desk& desk, const core::MessageRef& post, storage::TicketNumber ticket, const std::string& emoji) {
    storage::OutboxDraft draft;
    draft.dedupe_key = "outcome:" + desk.event.identity + ":support:" + emoji;
    draft.caused_at = desk.event.happened_at;
    draft.operation = storage::Operation::react;
    draft.to = {post.messenger, post.channel_id};
    draft.order_key = core::to_string(draft.to) + " marks";
    draft.message.reply_to = post;
    draft.message.emoji = emoji;
    draft.ticket = ticket;
    desk.unit.outbox().enqueue(draft, desk.context.now);
}

void hear_of_answer(Desk& desk, const core::Outcome& outcome, const Ticket& ticket) {
    if (outcome.delivered) {
        if (outcome.operation == storage::Operation::send)
            mark(desk, *outcome.source, ticket.number, "white_check_mark");
        return;
    }
    mark(desk, *outcome.source, ticket.number, "warning");
    const auto chat = desk.unit.chats().find(outcome.to.messenger, outcome.to.target);
    const bool unreachable = chat && chat->unreachable_since;
    const core::Translator& tr = desk.translator();
    const std::string pattern =
        unreachable ? tr("⚠️ Not delivered: the person has blocked the bot or cannot be reached ({})")
                    : tr("⚠️ Not delivered: {}");
    desk.tell_thread(ticket, fmt::format(fmt::runtime(pattern), escaped(outcome.reason)), "failed");
}

/// The ticket that the timer was set for, when nothing has happened to it since.
std::optional<Ticket> unchanged_ticket(Desk& desk, const std::string& subject) {
    const auto colon = subject.find(':');
    if (colon == std::string::npos) return std::nullopt;
    storage::TicketNumber number = 0;
    std::int64_t turn = 0;
    std::from_chars(subject.data(), subject.data() + colon, number);
    std::from_chars(subject.data() + colon + 1, subject.data() + subject.size(), turn);
    auto ticket = desk.unit.tickets().find(number);
    if (!ticket || ticket->state != TicketState::waiting || ticket->turn != turn) return std::nullopt;
    return ticket;
}

}  // namespace

void hear_outcome(Desk& desk, const core::Outcome& outcome) {
    if (!outcome.source) return;
    const auto message = desk.unit.tickets().find_message(*outcome.source);
    if (!message) return;
    const auto ticket = desk.unit.tickets().find(message->ticket);
    if (!ticket) return;
    if (outcome.owner == owner_answer) hear_of_answer(desk, outcome, *ticket);
    if (outcome.owner != owner_inbound || outcome.delivered) return;
    const core::Translator& tr = desk.policy.translator(ticket->language);
    desk.tell_person(ticket->person,
                     {.text = tr("What you wrote could not be passed on. Please try again later.")},
                     "not passed on", ticket->number);
}

void hear_timer(Desk& desk, const core::TimerDue& timer) {
    auto ticket = unchanged_ticket(desk, timer.subject);
    if (!ticket) return;
    if (timer.owner == owner_warn) {
        desk.tell_person(ticket->person, closing_soon(desk.policy.translator(ticket->language), *ticket),
                         "closing soon", ticket->number);
    } else if (timer.owner == owner_close) {
        desk.close(*ticket, "timer");
    }
}

}  // namespace mostik::processors::support
