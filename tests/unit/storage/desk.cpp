#include "tests/unit/storage/desk.hpp"

#include "tests/unit/storage/drafts.hpp"

namespace mostik::storage::testing {

using namespace std::chrono_literals;

Contact contact_of(const core::Address& address) {
    return {.address = address,
            .name = "Name " + address.target,
            .login = "login" + address.target,
            .language = "ru",
            .language_chosen = true,
            .asked = true,
            .source = "landing-page",
            .counted_since = noon,
            .counted = 7,
            .warned = true};
}

Ticket ticket_of(const core::Address& person) {
    return {.person = person,
            .person_name = "Name " + person.target,
            .person_login = "login" + person.target,
            .language = "ru",
            .source = "landing-page",
            .turn = 1,
            .created_at = noon,
            .changed_at = noon};
}

TicketMessage message_of(TicketNumber ticket, const core::Address& person, const std::string& number) {
    return {.ticket = ticket,
            .ref = {person.messenger, person.target, person.target + ":" + number},
            .author = "Name " + person.target,
            .text = "it does not open " + number,
            .files = {"screen-" + number + ".png", "log \"1\".txt"},
            .written_at = after(1min)};
}

}  // namespace mostik::storage::testing
