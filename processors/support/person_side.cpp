#include "processors/support/person_side.hpp"

#include "processors/carried.hpp"
#include "processors/support/words.hpp"
#include "processors/when/command.hpp"

#include <algorithm>
#include <charconv>

#include <spdlog/fmt/fmt.h>

namespace mostik::processors::support {

namespace {

using storage::Contact;
using storage::Ticket;
using storage::TicketMessage;
using storage::TicketState;

constexpr std::size_t max_source = 64;  // Telegram's own limit for what a deep link carries
constexpr int tickets_shown = 10;

/// The person who caused the event, and what he wants.
class PersonSide {
  public:
    explicit PersonSide(Desk& desk) : desk_(desk), contact_(read_contact()) {}

    Verdict hear(const core::Post& post) {
        // A specialist has said that nothing of his is taken.
        if (contact_.blocked) return Verdict::taken;
        if (is_flood()) return end();
        const auto command = command_in(post);
        if (command && run(command->name, command->args, post)) return end();
        // Another processor's command is one word; "/etc/hosts is gone" is a report.
        const bool is_one_word = command && command->args.empty() && post.attachments.empty() &&
                                 command->name.find('/') == std::string::npos;
        if (is_one_word) {
            store();
            return Verdict::pass_on;
        }
        take(post, core::markdown_of(post));
        return end();
    }

    Verdict hear_change(const core::Post& post) {
        const core::MessageRef ref = ref_of(desk_.event, post.id);
        auto known = desk_.unit.tickets().find_message(ref);
        if (!known || contact_.blocked) return Verdict::taken;
        const auto ticket = desk_.unit.tickets().find(known->ticket);
        if (!ticket) return Verdict::taken;
        const auto command = command_in(post);
        const bool is_report = command && opens_a_ticket(command->name);
        known->text = is_report ? command->args : core::markdown_of(post);
        known->edited_at = desk_.event.happened_at;
        desk_.unit.tickets().update_message(*known);
        desk_.change_in_thread(*ticket, post, known->text, files_of(desk_.event, post, desk_.post_link));
        return Verdict::taken;
    }

    Verdict press(const core::ButtonPressed& pressed) {
        if (!pressed.data.starts_with(button_prefix)) return Verdict::pass_on;
        answer_press(pressed);
        if (contact_.blocked) return Verdict::taken;
        const std::string wish = pressed.data.substr(button_prefix.size());
        const auto colon = wish.find(':');
        const std::string name = wish.substr(0, colon);
        const std::string args = colon == std::string::npos ? "" : wish.substr(colon + 1);
        if (name == "report") {
            ask();
        } else if (name == "mine") {
            show_own();
        } else if (name == "language") {
            choose_language(args);
        } else if (name == "close") {
            if (auto ticket = own_ticket(args); ticket && ticket->state != TicketState::closed) {
                desk_.close(*ticket, "person");
            }
        } else if (name == "rate") {
            rate(args);
        }
        return end();
    }

    Verdict change_membership(bool added) {
        const auto ticket = desk_.unit.tickets().unclosed_of(contact_.address);
        if (!ticket) return Verdict::pass_on;
        const core::Translator& tr = desk_.translator();
        desk_.tell_thread(*ticket,
                          added ? tr("ℹ️ The person lets the bot write again.")
                                : tr("⚠️ The person has blocked the bot: answers do not arrive."),
                          "membership");
        return Verdict::pass_on;
    }

  private:
    Contact read_contact() {
        const core::Event& event = desk_.event;
        const core::Address address{event.messenger, event.channel.id};
        Contact contact = desk_.unit.contacts().find(address).value_or(Contact{});
        contact.address = address;
        contact.name = name_of(event.author);
        contact.login = event.author.name;
        if (!contact.language_chosen) contact.language = desk_.policy.language_for(event.author.language);
        return contact;
    }

    void store() { desk_.unit.contacts().put(contact_, desk_.context.now); }

    Verdict end() {
        store();
        return Verdict::taken;
    }

    const core::Translator& translator() const { return desk_.policy.translator(contact_.language); }
    std::string tr(const char* english) const { return translator()(english); }

    void say(core::Message message, std::string_view what = "said") {
        desk_.tell_person(contact_.address, std::move(message), what);
    }
    void say_of(const Ticket& ticket, core::Message message, std::string_view what = "said") {
        desk_.tell_person(contact_.address, std::move(message), what, ticket.number);
    }

    /// Counts the message; what is too much is told once.
    bool is_flood() {
        const LimitSettings& limit = desk_.policy.settings().limit;
        // By the time of writing: what waited while Mostik was away comes all at once.
        const core::Time written = desk_.event.happened_at;
        if (written - contact_.counted_since >= limit.per) {
            contact_.counted_since = written;
            contact_.counted = 0;
            contact_.warned = false;
        }
        if (++contact_.counted <= limit.messages) return false;
        if (!contact_.warned) {
            say({.text = tr("That is too much at once: what you write now is not passed on. Please wait a "
                            "little.")},
                "flood");
        }
        contact_.warned = true;
        return true;
    }

    static std::optional<when::Command> command_in(const core::Post& post) {
        return post.text.starts_with('/') ? when::read_command(post) : std::nullopt;
    }

    static bool opens_a_ticket(const std::string& command) { return command == "report" || command == "new"; }

    /// False when it is nobody's command here.
    bool run(const std::string& name, const std::string& args, const core::Post& post) {
        if (name == "start") {
            start(args);
        } else if (opens_a_ticket(name)) {
            report(args, post);
        } else if (name == "language") {
            choose_language(args);
        } else {
            // "/close the window, it says" is none.
            return args.empty() && run_alone(name);
        }
        return true;
    }

    bool run_alone(const std::string& name) {
        if (name == "status") {
            show_own();
        } else if (name == "close") {
            close();
        } else if (name == "help") {
            help();
        } else {
            return false;
        }
        return true;
    }

    void start(const std::string& payload) {
        if (!payload.empty()) contact_.source = payload.substr(0, max_source);
        const auto ticket = unclosed();
        if (ticket) {
            say_of(*ticket, reminder(*ticket));
        } else {
            say(greeting(translator()));
        }
    }

    void help() {
        core::Message message = greeting(translator());
        message.text += "\n\n/report — " + tr("report an error") + "\n/status — " + tr("your requests") +
                        "\n/close — " + tr("close the open request") + "\n/new — " +
                        tr("begin another request") + "\n/language — " + tr("choose the language");
        say(std::move(message));
    }

    core::Message reminder(const Ticket& ticket) const {
        return {.text = fmt::format(fmt::runtime(tr("Your request **{}** is open: whatever you write here "
                                                    "belongs to it. For another one close it first: "
                                                    "/close")),
                                    number_of(ticket))};
    }

    void report(const std::string& words, const core::Post& post) {
        if (!words.empty() || !post.attachments.empty()) {
            contact_.asked = true;
            take(post, words);
            return;
        }
        ask();
    }

    void ask() {
        if (const auto ticket = unclosed()) {
            say_of(*ticket, reminder(*ticket));
            return;
        }
        contact_.asked = true;
        say(question(translator()));
    }

    void close() {
        auto ticket = unclosed();
        contact_.asked = false;
        if (ticket) {
            desk_.close(*ticket, "person");
        } else {
            say({.text = tr("You have no open request.")});
        }
    }

    void show_own() {
        say(own_tickets(translator(), desk_.unit.tickets().all_of(contact_.address, tickets_shown)));
    }

    void choose_language(const std::string& language) {
        const std::vector<std::string> known = core::Translator::languages();
        if (std::find(known.begin(), known.end(), language) == known.end()) {
            say(languages(translator()));
            return;
        }
        contact_.language = language;
        contact_.language_chosen = true;
        if (auto ticket = unclosed()) {
            ticket->language = language;
            desk_.unit.tickets().update(*ticket);
            desk_.refresh_root(*ticket);
        }
        say({.text = tr("I speak English now.")});
    }

    void rate(const std::string& args) {
        const auto colon = args.find(':');
        auto ticket = own_ticket(args.substr(0, colon));
        if (!ticket || colon == std::string::npos) return;
        int stars = 0;
        std::from_chars(args.data() + colon + 1, args.data() + args.size(), stars);
        if (stars < 1 || stars > 5 || ticket->rating == stars) return;
        ticket->rating = stars;
        desk_.note(*ticket, "person", "rated " + std::to_string(stars));
        desk_.refresh_root(*ticket);
        say_of(*ticket, {.text = tr("Thank you!")});
    }

    void answer_press(const core::ButtonPressed& pressed) {
        core::Message heard;
        heard.callback_query = pressed.query_id;
        storage::OutboxDraft draft;
        draft.dedupe_key = desk_.event.type + ":" + desk_.event.identity + ":support:heard";
        draft.caused_at = desk_.event.happened_at;
        draft.operation = storage::Operation::answer_callback;
        draft.to = contact_.address;
        draft.order_key = "callback:" + pressed.query_id;
        draft.message = std::move(heard);
        desk_.unit.outbox().enqueue(draft, desk_.context.now);
    }

    std::optional<Ticket> unclosed() { return desk_.unit.tickets().unclosed_of(contact_.address); }

    /// A button says which ticket; whose it is, only what is stored says.
    std::optional<Ticket> own_ticket(const std::string& digits) {
        storage::TicketNumber number = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
        auto ticket = desk_.unit.tickets().find(number);
        if (ticket && ticket->person != contact_.address) ticket.reset();
        return ticket;
    }

    bool may_reopen(const Ticket& last) const {
        if (contact_.asked || !last.closed_at) return false;
        return desk_.event.happened_at - *last.closed_at <= desk_.policy.settings().reopen_window;
    }

    /// His files, but for those that are too large.
    std::vector<core::File> acceptable_files(const core::Post& post) {
        std::vector<core::File> files = files_of(desk_.event, post, desk_.post_link);
        const std::int64_t limit = desk_.policy.settings().limit.file_mb;
        const auto too_large = [limit](const core::File& file) { return file.size > limit << 20; };
        if (std::erase_if(files, too_large) > 0) {
            say({.text = fmt::format(fmt::runtime(tr("The file is too large and was not passed on: at most "
                                                     "{} MB are possible.")),
                                     limit)},
                "too large");
        }
        return files;
    }

    /// What he writes goes to his ticket: the open one, the last one, or a new one.
    void take(const core::Post& post, const std::string& text) {
        std::vector<core::File> files = acceptable_files(post);
        if (text.empty() && files.empty()) return;
        TicketMessage message{.ref = ref_of(desk_.event, post.id),
                              .author = contact_.name,
                              .text = text,
                              .written_at = desk_.event.happened_at};
        for (const core::File& file : files) message.files.push_back(file.name);
        if (desk_.unit.tickets().find_message(message.ref)) return;

        auto ticket = unclosed();
        const std::vector<Ticket> earlier = desk_.unit.tickets().all_of(contact_.address, 1);
        if (!ticket && !earlier.empty() && may_reopen(earlier.front())) {
            ticket = earlier.front();
            desk_.change_state(*ticket, TicketState::open, "person", "reopened");
            say_of(*ticket, reopened(translator(), *ticket), "reopened");
        }
        if (ticket) {
            message.ticket = ticket->number;
            desk_.unit.tickets().add_message(message);
            go_on(*ticket);
        } else if (contact_.asked || desk_.policy.settings().any_message || !earlier.empty()) {
            ticket = desk_.open(contact_, message);
            say_of(*ticket, opened(translator(), *ticket), "opened");
        } else {
            say(greeting(translator()));
            return;
        }
        contact_.asked = false;
        desk_.carry_to_thread(*ticket, post, text, std::move(files));
    }

    /// It is the specialists' turn.
    void go_on(Ticket& ticket) {
        const bool renamed = ticket.person_name != contact_.name || ticket.person_login != contact_.login;
        ticket.person_name = contact_.name;
        ticket.person_login = contact_.login;
        if (ticket.state == TicketState::waiting) {
            desk_.change_state(ticket, TicketState::open, "person", "answered back");
            return;
        }
        ++ticket.turn;
        desk_.unit.tickets().update(ticket);
        if (renamed) desk_.refresh_root(ticket);
    }

    Desk& desk_;
    Contact contact_;
};

}  // namespace

Verdict hear_person(Desk& desk, const core::Post& post) {
    return PersonSide(desk).hear(post);
}

Verdict hear_change_of_person(Desk& desk, const core::Post& post) {
    return PersonSide(desk).hear_change(post);
}

Verdict hear_button(Desk& desk, const core::ButtonPressed& pressed) {
    return PersonSide(desk).press(pressed);
}

Verdict hear_membership(Desk& desk, const core::MembershipChanged& change) {
    return PersonSide(desk).change_membership(change.added);
}

}  // namespace mostik::processors::support
