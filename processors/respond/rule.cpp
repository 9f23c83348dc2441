#include "processors/respond/rule.hpp"

#include "core/text_filter.hpp"
#include "processors/respond/expression.hpp"

#include <algorithm>
#include <map>

namespace mostik::processors::respond {

namespace {

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

const std::string& or_else(const std::string& text, const std::string& otherwise) {
    return text.empty() ? otherwise : text;
}

/// What a template's fields stand for. Everything that a person could have chosen is silenced.
std::map<std::string, std::string> values_of(const Speech& speech) {
    const core::Channel& channel = speech.event.channel;
    const std::string& name = or_else(channel.name, channel.id);
    return {
        {"author", silenced(or_else(speech.event.author.name, speech.event.author.id))},
        {"text", silenced(speech.post.text)},
        {"args", speech.command ? silenced(speech.command->args) : ""},
        {"command", speech.command ? silenced(speech.command->name) : ""},
        {"channel", silenced(name)},
        {"channel_name", silenced(or_else(channel.display_name, name))},
        {"team", silenced(channel.team)},
        {"time", core::to_rfc3339(speech.event.happened_at)},
        {"post_id", speech.post.id},
    };
}

}  // namespace

core::Result<Rule> Rule::make(const RuleSettings& settings) {
    auto reply = core::Template::parse(settings.reply);
    if (!reply) return tl::unexpected(reply.error());
    Rule rule(std::move(*reply));
    if (settings.reply_in) rule.place_ = to_place(*settings.reply_in);

    const WhenSettings& when = settings.when;
    const auto require = [&rule](Condition condition) { rule.conditions_.push_back(std::move(condition)); };
    if (when.mention) {
        require([want = *when.mention](const Speech& speech) { return speech.post.mentions_bot == want; });
    }
    if (when.direct) {
        require([want = *when.direct](const Speech& speech) { return speech.event.channel.direct == want; });
    }
    if (!when.command.empty()) {
        const auto begin = when.command.starts_with('!') ? std::size_t{1} : std::size_t{0};
        rule.command_ = when.command.substr(begin);
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
    return rule;
}

bool Rule::matches(const Speech& speech) const {
    return std::all_of(conditions_.begin(), conditions_.end(),
                       [&](const Condition& holds) { return holds(speech); });
}

std::string Rule::reply(const Speech& speech) const {
    return reply_.render(values_of(speech));
}

const std::vector<std::string>& reply_fields() {
    static const std::vector<std::string> names = {"author",       "text", "args", "command", "channel",
                                                   "channel_name", "team", "time", "post_id"};
    return names;
}

std::string silenced(std::string_view text) {
    constexpr std::string_view zero_width_space = "\u200b";
    std::string silent;
    silent.reserve(text.size());
    for (const char c : text) {
        silent += c;
        if (c == '@') silent += zero_width_space;
    }
    return silent;
}

}  // namespace mostik::processors::respond
