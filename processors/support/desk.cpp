#include "processors/support/desk.hpp"

#include "processors/carried.hpp"
#include "processors/support/words.hpp"

#include <algorithm>

namespace mostik::processors::support {

namespace {

using namespace std::chrono_literals;
using storage::Operation;
using storage::Ticket;
using storage::TicketMessage;
using storage::TicketState;

constexpr std::string_view own_messenger = "mostik";

/// Reading what was missed hardly takes longer; answers that are heard meanwhile leave after it.
constexpr core::Milliseconds catching_up = 5s;

}  // namespace

std::optional<Ticket> Desk::ticket_of_root(const core::MessageRef& post) {
    const auto link = unit.links().origin_of(post);
    if (!link) return std::nullopt;
    const auto number = ticket_of(link->origin.message);
    if (!number) return std::nullopt;
    return unit.tickets().find(*number);
}

storage::OutboxDraft Desk::draft(const core::Address& to, std::string_view what,
                                 std::optional<storage::TicketNumber> about) const {
    storage::OutboxDraft draft;
    draft.dedupe_key = event.type + ":" + event.identity + ":support:" + std::string(what);
    draft.caused_at = event.happened_at;
    draft.to = to;
    draft.ticket = about;
    return draft;
}

void Desk::tell_person(const core::Address& person, core::Message message, std::string_view what,
                       std::optional<storage::TicketNumber> about) {
    if (person.messenger.empty()) return;
    storage::OutboxDraft told = draft(person, what, about);
    told.message = std::move(message);
    unit.outbox().enqueue(told, context.now);
}

/// Where its thread is, or will be: the channel may have been set to another one since.
std::optional<storage::CopyPlace> Desk::root_place(storage::TicketNumber number) {
    const std::vector<storage::CopyPlace> places = places_of(root_ref(number));
    if (places.empty()) return std::nullopt;
    return places.front();
}

std::vector<storage::CopyPlace> Desk::places_of(const core::MessageRef& source) {
    std::vector<storage::CopyPlace> places = unit.outbox().pending_copies(source);
    for (const storage::Link& link : unit.links().copies_of(source)) {
        if (std::find(places.begin(), places.end(), link.place) == places.end()) places.push_back(link.place);
    }
    return places;
}

storage::OutboxDraft Desk::to_thread(const Ticket& ticket, std::string_view what) {
    auto place = root_place(ticket.number);
    if (!place) {
        // It was deleted while nobody needed it.
        recreate_thread(ticket);
        place = root_place(ticket.number);
    }
    storage::OutboxDraft posted = draft(place ? place->to : policy.channel(), what, ticket.number);
    posted.order_key = line_of(ticket.number);
    posted.message.reply_to = root_ref(ticket.number);
    posted.message.only_in_reply = true;
    return posted;
}

void Desk::tell_thread(const Ticket& ticket, const std::string& text, std::string_view what) {
    storage::OutboxDraft told = to_thread(ticket, what);
    told.message.text = text;
    told.message.carried = true;  // there may be a person's name in it
    unit.outbox().enqueue(told, context.now);
}

core::Message Desk::root_message(const Ticket& ticket) {
    const std::vector<TicketMessage> messages = unit.tickets().messages(ticket.number);
    core::Message message;
    message.text = root_text(translator(), ticket, messages.empty() ? "" : messages.front().text);
    message.carried = true;
    return message;
}

void Desk::send_root(const Ticket& ticket, std::string_view what, const core::Address& to,
                     const std::string& order_key) {
    storage::OutboxDraft root = draft(to, what, ticket.number);
    root.order_key = order_key;
    root.source = root_ref(ticket.number);
    root.message = root_message(ticket);
    unit.outbox().enqueue(root, context.now);
}

Ticket Desk::open(const storage::Contact& contact, const TicketMessage& first) {
    Ticket ticket;
    ticket.person = contact.address;
    ticket.person_name = contact.name;
    ticket.person_login = contact.login;
    ticket.language = contact.language;
    ticket.source = contact.source;
    ticket.created_at = event.happened_at;
    ticket.changed_at = event.happened_at;
    const std::vector<Ticket> earlier = unit.tickets().all_of(contact.address, 1);
    if (!earlier.empty()) ticket.previous = earlier.front().number;
    ticket.number = unit.tickets().open(ticket);
    unit.tickets().note(ticket.number, {event.happened_at, "person", "opened"});
    TicketMessage message = first;
    message.ticket = ticket.number;
    unit.tickets().add_message(message);
    send_root(ticket, "root", policy.channel(), line_of(ticket.number));
    return ticket;
}

core::Message Desk::message_of_person(const std::string& text, std::vector<core::File> files) const {
    core::Message message;
    message.text = text;
    message.carried = true;
    message.author = name_of(event.author);
    message.byline = "**" + escaped(message.author) + ":** ";
    message.files = std::move(files);
    return message;
}

void Desk::carry_to_thread(const Ticket& ticket, const core::Post& post, const std::string& text,
                           std::vector<core::File> files) {
    storage::OutboxDraft carried = to_thread(ticket, "inbound");
    const auto reply_to = carried.message.reply_to;
    carried.message = message_of_person(text, std::move(files));
    carried.message.reply_to = reply_to;
    carried.message.only_in_reply = true;
    carried.source = ref_of(event, post.id);
    carried.album = album_of(event, post);
    if (!carried.album.empty()) carried.gather = album_pause;
    carried.owner = owner_inbound;
    unit.outbox().enqueue(carried, context.now);
}

void Desk::change_in_thread(const Ticket& ticket, const core::Post& post, const std::string& text,
                            std::vector<core::File> files) {
    core::Message message = message_of_person(text, files);
    message.reply_to = root_ref(ticket.number);
    const bool changed =
        change_copies(ticket.number, ref_of(event, post.id), Operation::edit, "changed", message);
    // Its thread was deleted, or it never arrived.
    if (!changed) carry_to_thread(ticket, post, text, std::move(files));
}

void Desk::answer(const Ticket& ticket, const core::Post& post, const std::string& text,
                  std::vector<core::File> files) {
    storage::OutboxDraft answer = draft(ticket.person, "answer", ticket.number);
    answer.message.text = text;
    answer.message.files = std::move(files);
    answer.source = ref_of(event, post.id);
    answer.owner = owner_answer;
    answer.tell_delivered = true;
    answer.not_before = waits_for_older_answers();
    unit.outbox().enqueue(answer, context.now);
}

/// While posts of the channel that were missed are still to be read, and some of them may be older answers:
/// when the answers that are heard meanwhile may leave. Those that are heard after that do not overtake them.
std::optional<core::Time> Desk::waits_for_older_answers() {
    if (event.origin != core::Origin::live) return std::nullopt;
    const std::string fact = "support/catching_up/" + event.messenger + "/" + event.channel.id;
    const std::vector<storage::Span> spans = unit.cursors().open_spans(event.messenger);
    const bool being_read = std::any_of(spans.begin(), spans.end(), [&](const storage::Span& span) {
        return span.channel_id == event.channel.id;
    });
    if (being_read || !unit.cursors().find(event.messenger, event.channel.id)) {
        const core::Time until = context.now + catching_up;
        unit.cursors().set_value(fact, core::to_rfc3339(until));
        return until;
    }
    const auto until = core::parse_time(unit.cursors().value(fact).value_or(""));
    return until && *until > context.now ? until : std::nullopt;
}

void Desk::change_answer(const Ticket& ticket, const core::Post& post, const std::string& text,
                         std::vector<core::File> files) {
    core::Message message;
    message.text = text;
    message.files = files;
    const bool changed = change_copies(ticket.number, ref_of(event, post.id), Operation::edit, "changed",
                                       message, owner_answer);
    // It was internal until now, or could not be delivered.
    if (!changed) answer(ticket, post, text, std::move(files));
}

void Desk::take_answer_back(storage::TicketNumber ticket, const core::MessageRef& post) {
    change_copies(ticket, post, Operation::remove, "removed", {});
}

/// What is there of `source`, or will be, is changed; false when nothing is.
bool Desk::change_copies(storage::TicketNumber ticket, const core::MessageRef& source, Operation operation,
                         std::string_view what, const core::Message& message, std::string_view owner) {
    const std::vector<storage::CopyPlace> places = places_of(source);
    for (const storage::CopyPlace& place : places) {
        storage::OutboxDraft change =
            draft(place.to, std::string(what) + ":" + core::to_string(place.to), ticket);
        change.operation = operation;
        change.order_key = place.order_key;
        change.source = source;
        change.message = message;
        change.owner = owner;
        unit.outbox().enqueue(change, context.now);
    }
    return !places.empty();
}

void Desk::note(Ticket& ticket, const std::string& who, std::string_view what) {
    ++ticket.turn;
    unit.tickets().note(ticket.number, {event.happened_at, who, std::string(what)});
    unit.tickets().update(ticket);
}

void Desk::change_state(Ticket& ticket, TicketState state, const std::string& who, std::string_view what) {
    ticket.state = state;
    ticket.changed_at = event.happened_at;
    if (state == TicketState::closed) {
        ticket.closed_at = event.happened_at;
        ticket.closed_by = who;
    } else {
        ticket.closed_at.reset();
        ticket.closed_by.clear();
    }
    note(ticket, who, what);
    refresh_root(ticket);
    if (state == TicketState::waiting) set_timers(ticket);
}

void Desk::close(Ticket& ticket, const std::string& who) {
    change_state(ticket, TicketState::closed, who, "closed");
    const core::Translator& theirs = policy.translator(ticket.language);
    tell_person(ticket.person, closed(theirs, ticket, who == "person", policy.settings().rating), "closed",
                ticket.number);
}

void Desk::refresh_root(const Ticket& ticket) {
    // Of several changes by one event the last counts.
    change_copies(ticket.number, root_ref(ticket.number), Operation::edit,
                  "root " + std::to_string(ticket.turn), root_message(ticket));
}

void Desk::forget_root(const Ticket& ticket) {
    for (const storage::Link& link : unit.links().copies_of(root_ref(ticket.number))) {
        unit.links().forget_copy(link.copy.message);
    }
    // The server took the replies with it.
    for (const TicketMessage& message : unit.tickets().messages(ticket.number)) {
        if (message.side != storage::TicketSide::person) continue;
        for (const storage::Link& link : unit.links().copies_of(message.ref)) {
            unit.links().forget_copy(link.copy.message);
        }
    }
}

void Desk::recreate_thread(const Ticket& ticket) {
    // Not in the ticket's line: what waits there for a thread must not hold up its beginning.
    send_root(ticket, "root again", policy.channel(), line_of(ticket.number) + " root");
    if (!root_place(ticket.number)) return;  // this event has begun it before
    const std::vector<TicketMessage> messages = unit.tickets().messages(ticket.number);
    tell_thread(ticket, transcript(translator(), messages), "transcript");
}

void Desk::set_timers(const Ticket& ticket) {
    const Settings& settings = policy.settings();
    if (settings.auto_close.count() == 0) return;
    const auto add = [&](std::string_view owner, core::Time due_at) {
        core::Event timer;
        timer.messenger = own_messenger;
        timer.type = "timer";
        timer.happened_at = due_at;
        timer.body = core::TimerDue{std::string(owner),
                                    std::to_string(ticket.number) + ":" + std::to_string(ticket.turn)};
        unit.own_events().add(std::move(timer), due_at);
    };
    const core::Time end = context.now + settings.auto_close;
    const bool warned = settings.warn_before.count() > 0 && settings.warn_before < settings.auto_close;
    if (warned) add(owner_warn, end - settings.warn_before);
    add(owner_close, end);
}

}  // namespace mostik::processors::support
