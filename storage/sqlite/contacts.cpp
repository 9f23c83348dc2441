#include "storage/sqlite/contacts.hpp"

#include "storage/sqlite/forgetting.hpp"
#include "storage/sqlite/query.hpp"

namespace mostik::storage::sqlite {

std::optional<Contact> SqliteContacts::find(const core::Address& address) {
    Query query(connection_,
                "SELECT name, login, language, language_chosen, blocked, asked, source, counted_since, "
                "counted, warned FROM contacts WHERE messenger = ? AND target = ?",
                address.messenger, address.target);
    if (!query.next()) return std::nullopt;
    return Contact{.address = address,
                   .name = query.text(0),
                   .login = query.text(1),
                   .language = query.text(2),
                   .language_chosen = query.boolean(3),
                   .blocked = query.boolean(4),
                   .asked = query.boolean(5),
                   .source = query.text(6),
                   .counted_since = query.time(7),
                   .counted = query.integer(8),
                   .warned = query.boolean(9)};
}

void SqliteContacts::put(const Contact& contact, core::Time now) {
    Query(connection_,
          "INSERT OR REPLACE INTO contacts (messenger, target, name, login, language, language_chosen, "
          "blocked, asked, source, counted_since, counted, warned, changed_at) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          contact.address.messenger, contact.address.target, contact.name, contact.login, contact.language,
          contact.language_chosen, contact.blocked, contact.asked, contact.source, contact.counted_since,
          contact.counted, contact.warned, now)
        .run();
}

Forgotten SqliteContacts::forget(const core::Address& address, core::Time now) {
    const std::optional<Contact> known = find(address);
    const Forgotten forgotten = forget_person(connection_, address, now);
    Query(connection_, "DELETE FROM contacts WHERE messenger = ? AND target = ?", address.messenger,
          address.target)
        .run();
    if (known && known->blocked) put({.address = address, .blocked = true}, now);
    return forgotten;
}

}  // namespace mostik::storage::sqlite
