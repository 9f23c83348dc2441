#pragma once

#include "storage/sqlite/connection.hpp"
#include "storage/tickets.hpp"

namespace mostik::storage::sqlite {

class SqliteTickets final : public Tickets {
  public:
    explicit SqliteTickets(Connection& connection) : connection_(connection) {}

    TicketNumber open(const Ticket& ticket) override;
    void update(const Ticket& ticket) override;
    std::optional<Ticket> find(TicketNumber number) override;
    std::optional<Ticket> unclosed_of(const core::Address& person) override;
    std::vector<Ticket> all_of(const core::Address& person, int limit) override;
    std::vector<Ticket> latest(const TicketFilter& filter) override;

    std::map<TicketState, std::int64_t> counts() override;

    void note(TicketNumber number, const TicketNote& note) override;
    std::vector<TicketNote> notes(TicketNumber number) override;

    bool add_message(const TicketMessage& message) override;
    void update_message(const TicketMessage& message) override;
    std::optional<TicketMessage> find_message(const core::MessageRef& ref) override;
    std::vector<TicketMessage> messages(TicketNumber number) override;

  private:
    Connection& connection_;
};

}  // namespace mostik::storage::sqlite
