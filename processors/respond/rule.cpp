#include "processors/respond/rule.hpp"

#include <map>

namespace mostik::processors::respond {

namespace {

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

    rule.command_ = settings.when.command.substr(settings.when.command.starts_with('!') ? 1 : 0);
    auto conditions = when::Conditions::make(settings.when);
    if (!conditions) return tl::unexpected(conditions.error());
    rule.conditions_ = std::move(*conditions);
    return rule;
}

bool Rule::matches(const Speech& speech) const {
    return conditions_.hold(speech);
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
