#include "processors/registry.hpp"
#include "processors/support/follow_up.hpp"
#include "processors/support/person_side.hpp"
#include "processors/support/specialist_side.hpp"

namespace mostik::processors {

namespace support {

namespace {

/// Lets people report errors in private conversations with the bot, and specialists answer them in threads.
class Support final : public Processor {
  public:
    explicit Support(const Ingredients& ingredients)
        : policy_(ingredients.support), post_link_(ingredients.post_link) {}

    Verdict process(const core::Event& event, storage::UnitOfWork& unit, const Context& context) override {
        if (!policy_) return Verdict::pass_on;
        Desk desk(*policy_, post_link_, event, unit, context);
        if (const auto* const outcome = std::get_if<core::Outcome>(&event.body)) {
            hear_outcome(desk, *outcome);
            return Verdict::pass_on;
        }
        if (const auto* const timer = std::get_if<core::TimerDue>(&event.body)) {
            hear_timer(desk, *timer);
            return Verdict::pass_on;
        }
        // Of the messenger that the specialists are in, all else is theirs.
        if (event.messenger == policy_->channel().messenger) return hear_specialists(desk);
        return event.channel.direct ? hear_people(desk) : Verdict::pass_on;
    }

  private:
    static Verdict hear_specialists(Desk& desk) {
        const core::EventBody& body = desk.event.body;
        if (const auto* const posted = std::get_if<core::Posted>(&body)) {
            return hear_specialist(desk, posted->post);
        }
        if (const auto* const edited = std::get_if<core::PostEdited>(&body)) {
            return hear_change_of_specialist(desk, edited->post);
        }
        if (const auto* const deleted = std::get_if<core::PostDeleted>(&body)) {
            return hear_deletion(desk, deleted->post);
        }
        const auto* const reaction = std::get_if<core::ReactionChanged>(&body);
        return reaction == nullptr ? Verdict::pass_on : hear_reaction(desk, *reaction);
    }

    static Verdict hear_people(Desk& desk) {
        const core::Person& author = desk.event.author;
        if (author.self || author.bot || desk.event.origin == core::Origin::history) return Verdict::pass_on;
        const core::EventBody& body = desk.event.body;
        if (const core::Post* const post = core::post_of(desk.event)) {
            if (post->own || post->system) return Verdict::pass_on;
            if (std::holds_alternative<core::Posted>(body)) return hear_person(desk, *post);
            if (std::holds_alternative<core::PostEdited>(body)) return hear_change_of_person(desk, *post);
            return Verdict::pass_on;
        }
        if (const auto* const pressed = std::get_if<core::ButtonPressed>(&body)) {
            return hear_button(desk, *pressed);
        }
        const auto* const change = std::get_if<core::MembershipChanged>(&body);
        if (change == nullptr || !change->member.self) return Verdict::pass_on;
        return hear_membership(desk, *change);
    }

    std::shared_ptr<const Policy> policy_;
    PostLink post_link_;
};

std::vector<core::MenuCommand> commands(const core::Translator& tr) {
    return {{"report", tr("report an error")},       {"status", tr("your requests")},
            {"close", tr("close the open request")}, {"new", tr("begin another request")},
            {"language", tr("choose the language")}, {"help", tr("what I can do")}};
}

}  // namespace

}  // namespace support

ProcessorType support_type() {
    return {.name = "support",
            .help =
                "Lets people who write to the bot in private report errors, and specialists answer them in "
                "threads of `support.channel`.",
            // An answer that was written while Mostik was away is to arrive, however long that was.
            .takes_history = true,
            .takes_direct = true,
            .once = true,
            .takes_own = true,
            .commands = support::commands,
            .direct_only = true,
            .build = [](const core::ConfigNode& node, const Ingredients& ingredients,
                        core::Diagnostics& out) -> std::unique_ptr<Processor> {
                if (!core::expect_map(node, {}, out)) return nullptr;
                return std::make_unique<support::Support>(ingredients);
            }};
}

}  // namespace mostik::processors
