#include "processors/when/conditions.hpp"

#include "core/text_filter.hpp"
#include "processors/when/expression.hpp"

#include <algorithm>

namespace mostik::processors::when {

namespace {

using core::ConfigNode;

std::string check_needle(const std::string& text) {
    return core::fold(text).empty() ? "there is nothing in it to look for" : "";
}

std::string check_expression(const std::string& text) {
    const auto expression = Expression::parse(text);
    return expression ? "" : expression.error().message;
}

std::string check_command(const std::string& text) {
    if (text.find_first_of(" \t\r\n") != std::string::npos)
        return "a command is one word; what follows it is {{args}}";
    return command_name(text).empty() ? "there is no command's name in it" : "";
}

/// Names as they are compared: folded, and without the "@" that may stand before a login.
class Names {
  public:
    explicit Names(const std::vector<std::string>& names) {
        for (const std::string& name : names)
            folded_.push_back(core::fold(name.starts_with('@') ? name.substr(1) : name));
    }
    bool has(const std::string& name) const {
        return !name.empty() && std::find(folded_.begin(), folded_.end(), core::fold(name)) != folded_.end();
    }

  private:
    std::vector<std::string> folded_;
};

}  // namespace

const core::Section<ConditionSettings>& conditions_section() {
    static const auto section =
        core::Section<ConditionSettings>{}
            .key("contains", &ConditionSettings::contains,
                 {.help = "A text or a list of them, one of which is in the message; case, ё/е and stress "
                          "marks make no "
                          "difference.",
                  .check = check_needle,
                  .live = true})
            .key("matches", &ConditionSettings::matches,
                 {.help = "A regular expression (RE2) that matches somewhere in the message; begin it with "
                          "(?i) to "
                          "ignore case.",
                  .check = check_expression,
                  .live = true})
            .key(
                "command", &ConditionSettings::command,
                {.help =
                     "One word: `ping` is said as `!ping`, as `@bot ping`, or as `ping` in a direct message.",
                 .check = check_command,
                 .live = true})
            .key("mention", &ConditionSettings::mention,
                 {.help = "Whether the message mentions the bot.", .live = true})
            .key("direct", &ConditionSettings::direct,
                 {.help = "Whether it is a direct message to the bot.", .live = true})
            .key("from", &ConditionSettings::from,
                 {.help = "The author's login or id, or a list of them.", .live = true})
            .key("channel", &ConditionSettings::channel,
                 {.help = "The channel as name, team/name or id, or a list of them.", .live = true});
    return section;
}

/// Was the key written, but with nothing in it? An emptied variable must not turn a condition off.
bool is_blank(const ConfigNode& node) {
    switch (node.kind) {
        case ConfigNode::Kind::null:
            return true;
        case ConfigNode::Kind::scalar:
            return node.scalar.empty() && node.unset_variable.empty();
        default:
            return node.items.empty() && node.entries.empty();
    }
}

void check_blank_conditions(const ConfigNode& when, core::Diagnostics& out) {
    if (when.kind != ConfigNode::Kind::map) return;
    for (const core::KeyInfo& condition : conditions_section().keys()) {
        const ConfigNode* value = when.find(condition.name);
        if (value == nullptr || !is_blank(*value)) continue;
        out.error(value->mark, core::quoted(condition.name) +
                                   " is empty; expected a value: leave the key out when it does not matter");
    }
}

core::Result<Conditions> Conditions::make(const ConditionSettings& when) {
    Conditions made;
    const auto require = [&made](Condition condition) { made.conditions_.push_back(std::move(condition)); };
    if (when.mention) {
        require([want = *when.mention](const Speech& speech) { return speech.post.mentions_bot == want; });
    }
    if (when.direct) {
        require([want = *when.direct](const Speech& speech) { return speech.event.channel.direct == want; });
    }
    if (!when.command.empty()) {
        require([name = command_name(when.command)](const Speech& speech) {
            return speech.command && speech.command->name == name;
        });
    }
    if (!when.from.empty()) {
        require([names = Names(when.from)](const Speech& speech) {
            return names.has(speech.event.author.name) || names.has(speech.event.author.id);
        });
    }
    if (!when.channel.empty()) {
        require([names = Names(when.channel)](const Speech& speech) {
            const core::Channel& channel = speech.event.channel;
            return names.has(channel.id) || names.has(channel.name) ||
                   (!channel.team.empty() && names.has(channel.team + "/" + channel.name));
        });
    }
    if (!when.contains.empty()) {
        require([filter = core::TextFilter(when.contains)](const Speech& speech) {
            return filter.matches(speech.post.text);
        });
    }
    if (!when.matches.empty()) {
        auto expression = Expression::parse(when.matches);
        if (!expression) return tl::unexpected(expression.error());
        require([expression = std::move(*expression)](const Speech& speech) {
            return expression.found_in(speech.post.text);
        });
    }
    return made;
}

bool Conditions::hold(const Speech& speech) const {
    return std::all_of(conditions_.begin(), conditions_.end(),
                       [&](const Condition& holds) { return holds(speech); });
}

}  // namespace mostik::processors::when
