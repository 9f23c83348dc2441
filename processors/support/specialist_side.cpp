#include "processors/support/specialist_side.hpp"

#include "processors/carried.hpp"
#include "processors/support/words.hpp"
#include "processors/when/command.hpp"

#include <algorithm>
#include <array>

#include <spdlog/fmt/fmt.h>

namespace mostik::processors::support {

namespace {

using storage::Ticket;
using storage::TicketMessage;
using storage::TicketState;

constexpr int tickets_listed = 50;

std::string login_of(const core::Person& person) {
    return person.name.empty() ? person.id : person.name;
}

/// "!take", "!canned hello", "@mostik take": what begins with "!" and a letter, or with the bot's name, never
/// leaves.
bool is_command(const core::Post& post) {
    const std::string& text = post.text;
    if (!post.addressed.empty()) return true;
    if (text.size() < 2 || text[0] != '!') return false;
    const auto first = static_cast<unsigned char>(text[1]);
    return first >= 0x80 || (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
}

std::string list_of(Desk& desk) {
    std::vector<ListedTicket> listed;
    for (const Ticket& ticket :
         desk.unit.tickets().latest({.unclosed_only = true, .limit = tickets_listed})) {
        ListedTicket& row = listed.emplace_back(ListedTicket{ticket, ""});
        const auto links = desk.unit.links().copies_of(root_ref(ticket.number));
        if (links.empty() || !desk.post_link) continue;
        const core::MessageRef& root = links.front().copy.message;
        row.link = desk.post_link(root.channel_id, root.message_id);
    }
    return ticket_table(desk.translator(), listed, desk.context.now);
}

class SpecialistSide {
  public:
    SpecialistSide(Desk& desk, Ticket ticket) : desk_(desk), ticket_(std::move(ticket)) {}

    Verdict hear(const core::Post& post) {
        TicketMessage message = message_of(post);
        const bool internal = is_command(post) || shared_part(post).nothing;
        message.internal = internal;
        // What is read from the past may have been dealt with already.
        if (!desk_.unit.tickets().add_message(message)) return Verdict::taken;
        if (is_command(post)) {
            run(post);
        } else if (!internal) {
            send(post);
        }
        return Verdict::taken;
    }

    Verdict hear_change(const core::Post& post) {
        auto known = desk_.unit.tickets().find_message(ref_of(desk_.event, post.id));
        if (!known) return hear(post);
        const Shared shared = shared_part(post);
        const bool internal = is_command(post) || shared.nothing;
        const bool was_internal = known->internal;
        if (known->text == core::markdown_of(post) && known->internal == internal) return Verdict::taken;
        *known = [&] {
            TicketMessage changed = message_of(post);
            changed.internal = internal;
            changed.edited_at = desk_.event.happened_at;
            return changed;
        }();
        desk_.unit.tickets().update_message(*known);
        if (internal) {
            if (!was_internal) desk_.take_answer_back(ticket_.number, known->ref);
        } else if (may_be_sent()) {
            desk_.change_answer(ticket_, post, shared.text, shared.files);
            if (was_internal) answered();
        }
        return Verdict::taken;
    }

    void react(const std::string& emoji) {
        const ReactionSettings& names = desk_.policy.settings().reactions;
        if (emoji == names.take) take();
        if (emoji == names.close) close();
        if (emoji == names.reopen) reopen();
        if (emoji == names.block) block();
    }

  private:
    struct Shared {
        std::string text;
        std::vector<core::File> files;
        bool nothing = true;  ///< nothing is for the person
    };

    /// Files go with a text, or alone; under a note they are part of the note.
    Shared shared_part(const core::Post& post) const {
        const std::string& text = core::markdown_of(post);
        Shared shared{.text = public_part(text), .files = {}};
        const bool only_notes = shared.text.empty() && !when::trimmed(text).empty();
        if (!only_notes) shared.files = files_of(desk_.event, post, desk_.post_link);
        shared.nothing = shared.text.empty() && shared.files.empty();
        return shared;
    }

    TicketMessage message_of(const core::Post& post) const {
        TicketMessage message{.ticket = ticket_.number,
                              .ref = ref_of(desk_.event, post.id),
                              .side = storage::TicketSide::specialist,
                              .author = login_of(desk_.event.author),
                              .text = core::markdown_of(post),
                              .written_at = post.created_at};
        for (const core::Attachment& file : post.attachments) message.files.push_back(file.name);
        return message;
    }

    std::string who() const { return login_of(desk_.event.author); }
    std::string tr(const char* english) const { return desk_.translator()(english); }

    void tell(const std::string& text) { desk_.tell_thread(ticket_, text, "said"); }

    bool is_blocked() const {
        const auto contact = desk_.unit.contacts().find(ticket_.person);
        return contact && contact->blocked;
    }

    /// Says why not, too.
    bool may_be_sent() {
        if (ticket_.person.messenger.empty()) {
            tell("⚠️ " + tr("Not sent: the person's data were deleted."));
            return false;
        }
        if (is_blocked()) {
            tell("⚠️ " + tr("Not sent: the person is blocked here; `!unblock` lets him write again."));
            return false;
        }
        return true;
    }

    void send(const core::Post& post) {
        if (!may_be_sent()) return;
        Shared shared = shared_part(post);
        desk_.answer(ticket_, post, shared.text, std::move(shared.files));
        answered();
    }

    /// It is the person's turn.
    void answered() {
        if (!ticket_.first_answer_at) ticket_.first_answer_at = desk_.event.happened_at;
        const bool taken = !ticket_.assignee_id.empty();
        if (!taken) {
            ticket_.assignee_id = desk_.event.author.id;
            ticket_.assignee_name = who();
        }
        const bool shown = ticket_.state == TicketState::closed || ticket_.state == TicketState::waiting;
        if (!shown) {
            desk_.change_state(ticket_, TicketState::waiting, who(), "answered");
            return;
        }
        desk_.note(ticket_, who(), "answered");
        if (!taken) desk_.refresh_root(ticket_);
        if (ticket_.state == TicketState::waiting) desk_.set_timers(ticket_);
    }

    void run(const core::Post& post) {
        const auto command = when::read_command(post);
        const std::string name = command ? command->name : "";
        if (name == "take") {
            take();
        } else if (name == "close") {
            close();
        } else if (name == "reopen") {
            reopen();
        } else if (name == "block") {
            block();
        } else if (name == "unblock") {
            unblock();
        } else if (name == "canned") {
            send_canned(post, command->args);
        } else if (name == "tickets") {
            tell(list_of(desk_));
        } else {
            tell(
                tr("Not sent. Commands in a thread: `!take`, `!close`, `!reopen`, `!block`, `!unblock`, "
                   "`!canned NAME`. Lines that begin with `//` stay here; everything else goes to the "
                   "person."));
        }
    }

    void take() {
        if (ticket_.assignee_id == desk_.event.author.id && ticket_.state != TicketState::fresh) return;
        ticket_.assignee_id = desk_.event.author.id;
        ticket_.assignee_name = who();
        if (ticket_.state == TicketState::fresh) {
            desk_.change_state(ticket_, TicketState::open, who(), "taken");
            return;
        }
        desk_.note(ticket_, who(), "taken");
        desk_.refresh_root(ticket_);
    }

    void close() {
        if (ticket_.state != TicketState::closed) desk_.close(ticket_, who());
    }

    void reopen() {
        if (ticket_.state != TicketState::closed) return;
        const auto other = desk_.unit.tickets().unclosed_of(ticket_.person);
        if (other) {
            tell(fmt::format(fmt::runtime(tr("Not reopened: the person has another open request, #{}.")),
                             other->number));
            return;
        }
        if (!may_be_sent()) return;
        desk_.change_state(ticket_, TicketState::open, who(), "reopened");
        desk_.tell_person(ticket_.person, reopened(desk_.policy.translator(ticket_.language), ticket_),
                          "reopened", ticket_.number);
    }

    void set_blocked(bool blocked) {
        auto contact = desk_.unit.contacts().find(ticket_.person);
        if (!contact) return;
        contact->blocked = blocked;
        desk_.unit.contacts().put(*contact, desk_.context.now);
    }

    void block() {
        if (ticket_.person.messenger.empty() || is_blocked()) return;
        set_blocked(true);
        if (ticket_.state == TicketState::closed) {
            desk_.note(ticket_, who(), "blocked");
        } else {
            desk_.change_state(ticket_, TicketState::closed, who(), "blocked");
        }
        tell("⛔ " + tr("The person is blocked: what he writes is not taken any more. `!unblock` ends that."));
    }

    void unblock() {
        if (!is_blocked()) return;
        set_blocked(false);
        desk_.note(ticket_, who(), "unblocked");
        tell(tr("The person can write again."));
    }

    void send_canned(const core::Post& post, const std::string& name) {
        const core::Template* const text = desk_.policy.canned(name, ticket_.language);
        if (text == nullptr) {
            std::string names;
            for (const std::string& each : desk_.policy.canned_names()) names += " `" + each + "`";
            tell(names.empty() ? tr("The configuration has no canned answers (`support.canned`).")
                               : tr("There is no canned answer of this name. There are:") + names);
            return;
        }
        if (!may_be_sent()) return;
        const std::string words = text->render({{"number", std::to_string(ticket_.number)},
                                                {"person", escaped(ticket_.person_name)},
                                                {"specialist", escaped(who())}});
        desk_.answer(ticket_, post, words, {});
        tell("> " + words);
        answered();
    }

    Desk& desk_;
    Ticket ticket_;
};

bool is_machine(const core::Event& event, const core::Post& post) {
    return event.author.self || event.author.bot || post.own || post.system;
}

std::optional<Ticket> ticket_of_thread(Desk& desk, const core::Post& post) {
    if (post.thread_id.empty()) return std::nullopt;
    return desk.ticket_of_root(ref_of(desk.event, post.thread_id));
}

/// "@mostik tickets", in the specialists' channel only.
Verdict list_tickets(Desk& desk, const core::Post& post) {
    const auto command = when::read_command(post);
    const bool asked = command && command->name == "tickets" && desk.event.origin != core::Origin::history;
    if (!asked || !happened_at(desk.policy.channel(), desk.event, desk.unit.chats())) return Verdict::pass_on;
    storage::OutboxDraft answer;
    answer.dedupe_key = desk.event.type + ":" + desk.event.identity + ":support:list";
    answer.caused_at = desk.event.happened_at;
    answer.to = {desk.event.messenger, desk.event.channel.id};
    answer.message.text = list_of(desk);
    answer.message.carried = true;
    answer.message.reply_to = ref_of(desk.event, post.thread_id.empty() ? post.id : post.thread_id);
    desk.unit.outbox().enqueue(answer, desk.context.now);
    return Verdict::taken;
}

}  // namespace

std::string public_part(const std::string& text) {
    std::string shared;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line(text.data() + begin, end - begin);
        if (!when::trimmed(line).starts_with("//")) shared.append(line).append("\n");
        begin = end + 1;
    }
    return std::string(when::trimmed(shared));
}

Verdict hear_specialist(Desk& desk, const core::Post& post) {
    if (is_machine(desk.event, post)) return Verdict::pass_on;
    if (auto ticket = ticket_of_thread(desk, post))
        return SpecialistSide(desk, std::move(*ticket)).hear(post);
    return list_tickets(desk, post);
}

Verdict hear_change_of_specialist(Desk& desk, const core::Post& post) {
    if (is_machine(desk.event, post)) return Verdict::pass_on;
    auto ticket = ticket_of_thread(desk, post);
    if (!ticket) return Verdict::pass_on;
    return SpecialistSide(desk, std::move(*ticket)).hear_change(post);
}

Verdict hear_deletion(Desk& desk, const core::Post& post) {
    const core::MessageRef ref = ref_of(desk.event, post.id);
    if (const auto ticket = desk.ticket_of_root(ref)) {
        desk.forget_root(*ticket);
        // One that is closed gets a thread again when there is something to be said in it.
        if (ticket->state != TicketState::closed) desk.recreate_thread(*ticket);
        return Verdict::taken;
    }
    auto known = desk.unit.tickets().find_message(ref);
    if (!known || known->side != storage::TicketSide::specialist) return Verdict::pass_on;
    if (known->deleted_at) return Verdict::taken;
    known->deleted_at = desk.event.happened_at;
    desk.unit.tickets().update_message(*known);
    desk.take_answer_back(known->ticket, ref);
    return Verdict::taken;
}

Verdict hear_reaction(Desk& desk, const core::ReactionChanged& reaction) {
    if (!reaction.added || desk.event.author.self || desk.event.author.bot) return Verdict::pass_on;
    auto ticket = desk.ticket_of_root(ref_of(desk.event, reaction.post_id));
    if (!ticket) return Verdict::pass_on;
    // What is read from the past has had its effect, when the state is newer.
    if (desk.event.origin == core::Origin::history && desk.event.happened_at <= ticket->changed_at)
        return Verdict::taken;
    SpecialistSide(desk, std::move(*ticket)).react(reaction.emoji);
    return Verdict::taken;
}

}  // namespace mostik::processors::support
