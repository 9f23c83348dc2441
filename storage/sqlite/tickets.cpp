#include "storage/sqlite/tickets.hpp"

#include "storage/sqlite/query.hpp"
#include "storage/sqlite/text_list.hpp"

#include <limits>
#include <stdexcept>

namespace mostik::storage::sqlite {

namespace {

// The columns that read_ticket() reads, in its order; open() and update() write them.
#define TICKET_COLUMNS                                                                                 \
    "number, person_messenger, person_target, person_name, person_login, language, source, state, "    \
    "assignee_id, assignee_name, previous, turn, created_at, changed_at, first_answer_at, closed_at, " \
    "closed_by, rating"

#define MESSAGE_COLUMNS                                                                            \
    "ticket, messenger, channel_id, message_id, side, internal, author, text, files, written_at, " \
    "edited_at, deleted_at"

Ticket read_ticket(const Query& query) {
    Ticket ticket{.number = query.integer(0),
                  .person = {query.text(1), query.text(2)},
                  .person_name = query.text(3),
                  .person_login = query.text(4),
                  .language = query.text(5),
                  .source = query.text(6),
                  .assignee_id = query.text(8),
                  .assignee_name = query.text(9),
                  .turn = query.integer(11),
                  .created_at = query.time(12),
                  .changed_at = query.time(13),
                  .first_answer_at = query.optional_time(14),
                  .closed_at = query.optional_time(15),
                  .closed_by = query.text(16),
                  .rating = static_cast<int>(query.integer(17))};
    const auto state = ticket_state_from(query.text(7));
    if (!state) throw StorageError("the tickets hold an unknown state: " + query.text(7));
    ticket.state = *state;
    if (!query.is_null(10)) ticket.previous = query.integer(10);
    return ticket;
}

std::vector<Ticket> read_tickets(Query& query) {
    std::vector<Ticket> tickets;
    while (query.next()) tickets.push_back(read_ticket(query));
    return tickets;
}

std::optional<Ticket> read_one(Query& query) {
    if (!query.next()) return std::nullopt;
    return read_ticket(query);
}

std::string_view to_string(TicketSide side) {
    return side == TicketSide::person ? "person" : "specialist";
}

TicketMessage read_message(const Query& query) {
    TicketMessage message{
        .ticket = query.integer(0),
        .ref = {query.text(1), query.text(2), query.text(3)},
        .side = query.text(4) == to_string(TicketSide::person) ? TicketSide::person : TicketSide::specialist,
        .internal = query.boolean(5),
        .author = query.text(6),
        .text = query.text(7),
        .written_at = query.time(9),
        .edited_at = query.optional_time(10),
        .deleted_at = query.optional_time(11)};
    try {
        message.files = list_from_json(query.text(8));
    } catch (const std::runtime_error& error) {
        throw StorageError("ticket " + std::to_string(message.ticket) +
                           " holds a message with files that are " + error.what());
    }
    return message;
}

}  // namespace

TicketNumber SqliteTickets::open(const Ticket& ticket) {
    Query query(connection_,
                "INSERT INTO tickets (person_messenger, person_target, person_name, person_login, language, "
                "source, state, assignee_id, assignee_name, previous, turn, created_at, changed_at, "
                "first_answer_at, closed_at, closed_by, rating) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
                ticket.person.messenger, ticket.person.target, ticket.person_name, ticket.person_login,
                ticket.language, ticket.source, to_string(ticket.state), ticket.assignee_id,
                ticket.assignee_name, ticket.previous, ticket.turn, ticket.created_at, ticket.changed_at,
                ticket.first_answer_at, ticket.closed_at, ticket.closed_by, ticket.rating);
    query.next();
    return query.integer(0);
}

void SqliteTickets::update(const Ticket& ticket) {
    Query(connection_,
          "UPDATE tickets SET person_name = ?, person_login = ?, language = ?, source = ?, state = ?, "
          "assignee_id = ?, assignee_name = ?, previous = ?, turn = ?, created_at = ?, changed_at = ?, "
          "first_answer_at = ?, closed_at = ?, closed_by = ?, rating = ? WHERE number = ?",
          ticket.person_name, ticket.person_login, ticket.language, ticket.source, to_string(ticket.state),
          ticket.assignee_id, ticket.assignee_name, ticket.previous, ticket.turn, ticket.created_at,
          ticket.changed_at, ticket.first_answer_at, ticket.closed_at, ticket.closed_by, ticket.rating,
          ticket.number)
        .run();
}

std::optional<Ticket> SqliteTickets::find(TicketNumber number) {
    Query query(connection_, "SELECT " TICKET_COLUMNS " FROM tickets WHERE number = ?", number);
    return read_one(query);
}

std::optional<Ticket> SqliteTickets::unclosed_of(const core::Address& person) {
    // The last condition is the index's own: without it SQLite would not take it.
    Query query(connection_,
                "SELECT " TICKET_COLUMNS
                " FROM tickets WHERE person_messenger = ? AND person_target = ? "
                "AND state <> 'closed' AND person_target <> ''",
                person.messenger, person.target);
    return read_one(query);
}

std::vector<Ticket> SqliteTickets::all_of(const core::Address& person, int limit) {
    Query query(connection_,
                "SELECT " TICKET_COLUMNS
                " FROM tickets WHERE person_messenger = ? AND person_target = ? AND person_target <> '' "
                "ORDER BY number DESC LIMIT ?",
                person.messenger, person.target, limit);
    return read_tickets(query);
}

std::vector<Ticket> SqliteTickets::latest(const TicketFilter& filter) {
    std::optional<std::string_view> state;
    if (filter.state) state = to_string(*filter.state);
    Query query(connection_,
                "SELECT " TICKET_COLUMNS
                " FROM tickets WHERE number < ?1 AND (?2 IS NULL OR state = ?2) "
                "AND (NOT ?3 OR state <> 'closed') ORDER BY number DESC LIMIT ?4",
                filter.before.value_or(std::numeric_limits<TicketNumber>::max()), state, filter.unclosed_only,
                filter.limit);
    return read_tickets(query);
}

void SqliteTickets::note(TicketNumber number, const TicketNote& note) {
    Query(connection_, "INSERT INTO ticket_notes (ticket, at, who, what) VALUES (?, ?, ?, ?)", number,
          note.at, note.who, note.what)
        .run();
}

std::map<TicketState, std::int64_t> SqliteTickets::counts() {
    std::map<TicketState, std::int64_t> counts = {
        {TicketState::fresh, 0}, {TicketState::open, 0}, {TicketState::waiting, 0}, {TicketState::closed, 0}};
    Query query(connection_, "SELECT state, count(*) FROM tickets GROUP BY state");
    while (query.next()) {
        if (const auto state = ticket_state_from(query.text(0))) counts[*state] = query.integer(1);
    }
    return counts;
}

std::vector<TicketNote> SqliteTickets::notes(TicketNumber number) {
    Query query(connection_, "SELECT at, who, what FROM ticket_notes WHERE ticket = ? ORDER BY id", number);
    std::vector<TicketNote> notes;
    while (query.next()) notes.push_back({query.time(0), query.text(1), query.text(2)});
    return notes;
}

bool SqliteTickets::add_message(const TicketMessage& message) {
    return Query(connection_,
                 "INSERT INTO ticket_messages (" MESSAGE_COLUMNS
                 ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                 "ON CONFLICT (message_id, channel_id, messenger) DO NOTHING",
                 message.ticket, message.ref.messenger, message.ref.channel_id, message.ref.message_id,
                 to_string(message.side), message.internal, message.author, message.text,
                 list_to_json(message.files), message.written_at, message.edited_at, message.deleted_at)
               .run() > 0;
}

void SqliteTickets::update_message(const TicketMessage& message) {
    Query(connection_,
          "UPDATE ticket_messages SET internal = ?, text = ?, files = ?, edited_at = ?, deleted_at = ? "
          "WHERE message_id = ? AND channel_id = ? AND messenger = ?",
          message.internal, message.text, list_to_json(message.files), message.edited_at, message.deleted_at,
          message.ref.message_id, message.ref.channel_id, message.ref.messenger)
        .run();
}

std::optional<TicketMessage> SqliteTickets::find_message(const core::MessageRef& ref) {
    Query query(connection_,
                "SELECT " MESSAGE_COLUMNS
                " FROM ticket_messages WHERE message_id = ? AND channel_id = ? AND messenger = ?",
                ref.message_id, ref.channel_id, ref.messenger);
    if (!query.next()) return std::nullopt;
    return read_message(query);
}

std::vector<TicketMessage> SqliteTickets::messages(TicketNumber number) {
    Query query(connection_, "SELECT " MESSAGE_COLUMNS " FROM ticket_messages WHERE ticket = ? ORDER BY id",
                number);
    std::vector<TicketMessage> messages;
    while (query.next()) messages.push_back(read_message(query));
    return messages;
}

}  // namespace mostik::storage::sqlite
