#include "processors/registry.hpp"
#include "processors/respond/builtin.hpp"
#include "processors/respond/rule.hpp"
#include "processors/respond/settings.hpp"
#include "processors/shorten.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace mostik::processors {

namespace respond {

namespace {

/// A Mattermost post holds so many code points; nobody's message may be longer.
constexpr std::size_t max_answer = 16'383;

/// The post, when it is a person speaking. Machines are never answered, ourselves least of all: two bots that
/// answer each other never stop.
const core::Post* speech_of(const core::Event& event) {
    const auto* posted = std::get_if<core::Posted>(&event.body);
    if (posted == nullptr || posted->post.system || posted->post.own) return nullptr;
    const core::Person& author = event.author;
    return author.self || author.bot || author.id.empty() ? nullptr : &posted->post;
}

/// What is to be said, and where the rule that says it wants it.
struct Answer {
    core::Message message;
    std::optional<Place> place;
};

class Respond final : public Processor {
  public:
    Respond(std::vector<Rule> rules, bool commands, std::optional<Place> place,
            const Ingredients& ingredients)
        : rules_(std::move(rules)),
          builtins_(commands),
          place_(place),
          post_link_(ingredients.post_link),
          index_(ingredients.earlier) {
        for (const Rule& rule : rules_) {
            const std::string& name = rule.command();
            if (!name.empty() &&
                std::find(configured_.begin(), configured_.end(), name) == configured_.end()) {
                configured_.push_back(name);
            }
        }
    }

    Verdict process(const core::Event& event, storage::UnitOfWork& unit, const Context& context) override {
        const core::Post* post = speech_of(event);
        if (post == nullptr) return Verdict::pass_on;
        const Speech speech{event, *post, read_command(*post)};
        const std::optional<Answer> answer = find_answer(speech, unit, context);
        if (!answer || trimmed(answer->message.text).empty()) return Verdict::pass_on;
        unit.outbox().enqueue(to_draft(speech, *answer), context.now);
        return Verdict::pass_on;
    }

  private:
    std::optional<Answer> find_answer(const Speech& speech, storage::UnitOfWork& unit,
                                      const Context& context) const {
        const auto rule =
            std::find_if(rules_.begin(), rules_.end(), [&](const Rule& r) { return r.matches(speech); });
        if (rule != rules_.end()) {
            return Answer{{.text = rule->reply(speech)}, rule->place() ? rule->place() : place_};
        }
        if (!builtins_) return std::nullopt;
        auto message = builtin_answer({speech, configured_, post_link_, unit, context});
        if (message) return Answer{std::move(*message), place_};
        // An unknown "!word" that is not addressed to us may be meant for another bot.
        if (trimmed(speech.post.addressed).empty()) return std::nullopt;
        return Answer{{.text = hint(context)}, place_};
    }

    storage::OutboxDraft to_draft(const Speech& speech, const Answer& answer) const {
        const core::Event& event = speech.event;
        const core::Post& post = speech.post;
        const bool in_thread = !post.thread_id.empty();

        // In a direct conversation a thread for every answer would be a nuisance, unless the person opened
        // one.
        const Place usual = event.channel.direct && !in_thread ? Place::channel : Place::thread;
        Place place = answer.place.value_or(usual);
        if (place == Place::direct && event.channel.direct) place = usual;

        storage::OutboxDraft draft;
        draft.dedupe_key = event.type + ":" + (event.identity.empty() ? post.id : event.identity) +
                           ":respond:" + std::to_string(index_);
        draft.caused_at = event.happened_at;
        draft.to = {event.messenger, event.channel.id};
        draft.message = answer.message;
        draft.message.text = shorten(answer.message.text, max_answer);
        if (place == Place::direct) {
            // Said in the channel instead, it would be read by those it is not for.
            if (event.author.name.empty()) {
                throw std::runtime_error("the author's name is not known: no direct answer to " +
                                         event.author.id);
            }
            draft.to.target = "@" + event.author.name;
        } else if (place == Place::thread) {
            draft.message.reply_to = {event.messenger, event.channel.id,
                                      in_thread ? post.thread_id : post.id};
        }
        draft.order_key = core::to_string(draft.to);
        // It may have to wait until the server tells who may read what: no other answer waits behind it.
        if (draft.message.excerpts) draft.order_key += ":" + post.id;
        return draft;
    }

    std::vector<Rule> rules_;
    bool builtins_;
    std::optional<Place> place_;
    PostLink post_link_;
    int index_;
    std::vector<std::string> configured_;
};

std::vector<core::MenuCommand> commands(const core::Translator& tr) {
    return {{"help", tr("what I can do")},
            {"id", tr("the address of this chat, for the configuration")},
            {"ping", tr("whether I am here")},
            {"status", tr("how I am doing")}};
}

std::unique_ptr<Processor> build(const core::ConfigNode& node, const Ingredients& ingredients,
                                 core::Diagnostics& out) {
    const Settings settings = read_settings(node, out);
    std::vector<Rule> rules;
    for (const RuleSettings& rule : settings.rules) {
        auto made = Rule::make(rule);
        if (!made) return nullptr;  // reported where it stands
        rules.push_back(std::move(*made));
    }
    std::optional<Place> place;
    if (settings.reply_in) place = to_place(*settings.reply_in);
    return std::make_unique<Respond>(std::move(rules), settings.commands, place, ingredients);
}

}  // namespace

}  // namespace respond

ProcessorType respond_type() {
    return {.name = "respond",
            .aliases = {"response"},
            .help = "Answers people by rules, and the built-in commands help, id, ping, search and status.",
            .takes_direct = true,
            .commands = respond::commands,
            .keys = respond::settings_section().keys(),
            .build = respond::build};
}

}  // namespace mostik::processors
