#include "bot/commands.hpp"
#include "bot/csv.hpp"
#include "bot/open_database.hpp"
#include "bot/ticket_output.hpp"

#include <algorithm>
#include <functional>
#include <iostream>
#include <limits>

namespace mostik::bot {

namespace {

using storage::Ticket;

/// Tickets that fit, newest first, in transactions short enough for a running service; returns how many.
int for_each_ticket(storage::Database& database, storage::TicketFilter filter, int limit,
                    const std::function<void(const Ticket&)>& print) {
    constexpr int at_once = 500;
    int printed = 0;
    while (printed < limit) {
        filter.limit = std::min(at_once, limit - printed);
        std::vector<Ticket> tickets;
        database.transact_blocking(
            [&](storage::UnitOfWork& unit) { tickets = unit.tickets().latest(filter); });
        for (const Ticket& ticket : tickets) print(ticket);
        printed += static_cast<int>(tickets.size());
        if (static_cast<int>(tickets.size()) < filter.limit) break;
        filter.before = tickets.back().number;
    }
    return printed;
}

int print_tickets(storage::Database& database, const storage::TicketFilter& filter, int limit,
                  TicketFormat format) {
    const core::Time now = core::SystemClock().now();
    if (format == TicketFormat::csv) std::cout << csv_line(ticket_columns());
    return for_each_ticket(database, filter, limit, [&](const Ticket& ticket) {
        switch (format) {
            case TicketFormat::text:
                std::cout << ticket_line(ticket, now) << '\n';
                break;
            case TicketFormat::json:
                std::cout << ticket_json(ticket) << '\n';
                break;
            case TicketFormat::csv:
                std::cout << csv_line(ticket_cells(ticket));
                break;
        }
    });
}

}  // namespace

int list_tickets(const std::filesystem::path& config_file, const TicketListOptions& options) {
    storage::TicketFilter filter;
    if (!options.state.empty()) {
        filter.state = storage::ticket_state_from(options.state);
    } else {
        filter.unclosed_only = !options.all;
    }
    int exit_code = 0;
    const auto database = open_database(config_file, exit_code);
    if (!database) return exit_code;
    const int printed = print_tickets(*database, filter, options.limit, options.format);
    if (options.format != TicketFormat::text) return 0;
    if (printed == 0) std::cout << "no tickets\n";
    if (printed == options.limit) std::cout << "there may be more: --limit\n";
    return 0;
}

int show_ticket(const std::filesystem::path& config_file, std::int64_t number, bool json) {
    int exit_code = 0;
    const auto database = open_database(config_file, exit_code);
    if (!database) return exit_code;
    std::optional<WholeTicket> whole;
    database->transact_blocking([&](storage::UnitOfWork& unit) {
        storage::Tickets& tickets = unit.tickets();
        if (const auto ticket = tickets.find(number)) {
            whole = WholeTicket{*ticket, tickets.notes(number), tickets.messages(number)};
        }
    });
    if (!whole) {
        std::cerr << "mostik: there is no ticket " << number << "; see `mostik tickets list --all`\n";
        return 1;
    }
    std::cout << (json ? whole_ticket_json(*whole) + '\n' : whole_ticket_text(*whole));
    return 0;
}

int export_tickets(const std::filesystem::path& config_file, TicketFormat format) {
    int exit_code = 0;
    const auto database = open_database(config_file, exit_code);
    if (!database) return exit_code;
    print_tickets(*database, {}, std::numeric_limits<int>::max(), format);
    return 0;
}

}  // namespace mostik::bot
