#include "bot/commands.hpp"
#include "bot/open_database.hpp"
#include "bot/printable.hpp"

#include <algorithm>
#include <iostream>
#include <sstream>

namespace mostik::bot {

namespace {

struct Known {
    std::optional<storage::Contact> contact;
    std::optional<storage::Chat> chat;
    storage::Forgotten would_be;  ///< removed
};

/// Ends a transaction without keeping what it did.
struct TakenBack {};

/// What is known of the person, and what forgetting him would remove: tried, and taken back.
Known look_at(storage::Database& database, const core::Address& person, core::Time now) {
    Known known;
    try {
        database.transact_blocking([&](storage::UnitOfWork& unit) {
            known.contact = unit.contacts().find(person);
            known.chat = unit.chats().find(person.messenger, person.target);
            known.would_be = unit.contacts().forget(person, now);
            throw TakenBack{};
        });
    } catch (const TakenBack&) {
    }
    return known;
}

/// A group or a channel is nobody: forgetting it would remove what others said there. Of a chat of which
/// nothing is known (any more) only a plain number is taken for a person: groups have negative ones, and
/// channels are no numbers.
bool may_be_a_person(const Known& known, const core::Address& address) {
    if (known.contact) return true;
    if (known.chat) {
        const std::string& kind = known.chat->kind;
        return kind.empty() || kind == "private" || kind == "direct";
    }
    return std::all_of(address.target.begin(), address.target.end(),
                       [](unsigned char c) { return c >= '0' && c <= '9'; });
}

std::string counts(const storage::Forgotten& forgotten) {
    const auto of = [](std::int64_t count, const char* one, const char* many) {
        return std::to_string(count) + ' ' + (count == 1 ? one : many);
    };
    std::ostringstream text;
    text << "  " << of(forgotten.tickets, "ticket", "tickets") << " (closed, and without the person)\n  "
         << of(forgotten.messages, "message", "messages") << " in tickets\n  "
         << of(forgotten.posts, "stored post", "stored posts") << "\n  "
         << of(forgotten.outbox, "message", "messages") << " of the outbox, sent or waiting\n";
    if (forgotten.under_way > 0) {
        text << "  " << of(forgotten.under_way, "message", "messages")
             << " being sent at this moment: removed when that has ended\n";
    }
    return text.str();
}

constexpr const char* not_ours =
    "Mostik cannot remove what is not its own: copies in Mattermost's threads, the person's own chat with "
    "the "
    "bot,\nbackups of the database, and logs. What the person wrote in groups is not looked for.\n";

}  // namespace

int forget_person(const std::filesystem::path& config_file, const ForgetOptions& options, const Ask& ask) {
    const auto person = core::parse_address(options.person);
    if (!person) {
        std::cerr << "mostik: " << options.person << ": " << person.error().message << '\n';
        return 2;
    }
    int exit_code = 0;
    const auto database = open_database(config_file, exit_code);
    if (!database) return exit_code;
    const core::SystemClock clock;
    const std::string name = printable(core::to_string(*person));
    const Known known = look_at(*database, *person, clock.now());
    if (!may_be_a_person(known, *person)) {
        std::cerr << "mostik: " << name
                  << " is no conversation with a person, as far as is known here; expected "
                  << "for instance telegram:123456789 (see `mostik tickets show`)\n";
        return 2;
    }
    if (!options.yes) {
        std::string who = name;
        if (known.contact && !known.contact->name.empty()) who += ", " + printable(known.contact->name);
        std::cout << "This would be removed of " << who << ":\n"
                  << counts(known.would_be) << not_ours << std::flush;
        const std::optional<bool> answer = ask("Forget " + who + "? This cannot be undone.");
        if (!answer) {
            std::cerr << "mostik: nothing is removed: there is no terminal to ask on; say --yes\n";
            return 2;
        }
        if (!*answer) {
            std::cout << "nothing is removed\n";
            return 1;
        }
    }
    storage::Forgotten forgotten;
    database->transact_blocking(
        [&](storage::UnitOfWork& unit) { forgotten = unit.contacts().forget(*person, clock.now()); });
    std::cout << name << " is forgotten:\n" << counts(forgotten);
    if (known.contact && known.contact->blocked) std::cout << "  (is still blocked)\n";
    if (options.yes) std::cout << not_ours;
    return 0;
}

}  // namespace mostik::bot
