#include "processors/respond/settings.hpp"

#include "core/template.hpp"
#include "core/text_filter.hpp"
#include "processors/respond/command.hpp"
#include "processors/respond/expression.hpp"
#include "processors/respond/rule.hpp"

#include <algorithm>

namespace mostik::processors::respond {

namespace {

using core::ConfigNode;
using core::Diagnostics;

const std::vector<std::string> places = {"thread", "channel", "direct"};

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

std::string check_reply(const std::string& text) {
    const auto parsed = core::Template::parse(text);
    if (!parsed) return parsed.error().message;
    const auto& known = reply_fields();
    const auto& asked = parsed->names();
    const auto unknown = std::find_if(asked.begin(), asked.end(), [&](const std::string& name) {
        return std::find(known.begin(), known.end(), name) == known.end();
    });
    if (unknown == asked.end()) return "";

    std::string wrong = "there is no field {{" + *unknown + "}}; expected one of";
    for (const std::string& field : known) wrong.append(field == known.front() ? " " : ", ").append(field);
    const std::string near = core::nearest(*unknown, known);
    if (!near.empty()) wrong.append("; did you mean {{").append(near).append("}}?");
    return wrong;
}

const core::Section<WhenSettings>& when_section() {
    static const auto section =
        core::Section<WhenSettings>{}
            .key("contains", &WhenSettings::contains,
                 {.help = "A text or a list of them, one of which is in the message; case, ё/е and stress "
                          "marks make no "
                          "difference.",
                  .check = check_needle})
            .key("matches", &WhenSettings::matches,
                 {.help = "A regular expression (RE2) that matches somewhere in the message; begin it with "
                          "(?i) to "
                          "ignore case.",
                  .check = check_expression})
            .key(
                "command", &WhenSettings::command,
                {.help =
                     "One word: `ping` is said as `!ping`, as `@bot ping`, or as `ping` in a direct message.",
                 .check = check_command})
            .key("mention", &WhenSettings::mention, {.help = "Whether the message mentions the bot."})
            .key("direct", &WhenSettings::direct, {.help = "Whether it is a direct message to the bot."})
            .key("from", &WhenSettings::from, {.help = "The author's login or id, or a list of them."})
            .key("channel", &WhenSettings::channel,
                 {.help = "The channel as name, team/name or id, or a list of them."});
    return section;
}

const core::Section<RuleSettings>& rule_section() {
    static const auto section =
        core::Section<RuleSettings>{}
            .section("when", &RuleSettings::when, when_section(),
                     {.help = "What must hold for the rule to answer; all that is given."})
            .key("reply", &RuleSettings::reply,
                 {.help = "The answer, a mustache template. Fields: author, text, args (what follows the "
                          "command), command, "
                          "channel, channel_name, team, time, post_id.",
                  .required = true,
                  .check = check_reply})
            .key("reply_in", &RuleSettings::reply_in,
                 {.help = "Where this rule answers; else as the whole processor does.", .one_of = places});
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

void check_conditions(const ConfigNode& rule, Diagnostics& out) {
    if (rule.kind != ConfigNode::Kind::map) return;
    const ConfigNode* when = rule.find("when");
    if (when == nullptr || is_blank(*when)) {
        out.warning(when == nullptr ? rule.mark : when->mark, "a rule without `when` answers every message");
        return;
    }
    if (when->kind != ConfigNode::Kind::map) return;
    for (const core::KeyInfo& condition : when_section().keys()) {
        const ConfigNode* value = when->find(condition.name);
        if (value == nullptr || !is_blank(*value)) continue;
        out.error(value->mark, core::quoted(condition.name) +
                                   " is empty; expected a value: leave the key out when it does not matter");
    }
}

}  // namespace

const core::Section<Settings>& settings_section() {
    static const auto section =
        core::Section<Settings>{}
            .list(
                "rules", &Settings::rules, rule_section(),
                {.help =
                     "The answers: the first rule whose `when` holds gives it. A bare list may stand for the "
                     "whole settings."})
            .key("commands", &Settings::commands,
                 {.help =
                      "Whether the built-in commands are answered: help, ping, search, status. A rule for a "
                      "command of the "
                      "same name goes first."})
            .key("reply_in", &Settings::reply_in,
                 {.help = "Where answers go. Left out: into the message's thread; in a direct conversation "
                          "plainly.",
                  .one_of = places});
    return section;
}

Settings read_settings(const ConfigNode& node, Diagnostics& out) {
    ConfigNode map = node;
    if (node.kind == ConfigNode::Kind::list) {
        ConfigNode key;
        key.kind = ConfigNode::Kind::scalar;
        key.mark = node.mark;
        key.scalar = "rules";
        map = {};
        map.kind = ConfigNode::Kind::map;
        map.mark = node.mark;
        map.entries.emplace_back(std::move(key), node);
    }
    Settings settings;
    settings_section().read_into(settings, map, out);
    if (const ConfigNode* rules = map.find("rules")) {
        for (const ConfigNode& rule : rules->items) check_conditions(rule, out);
    }
    return settings;
}

Place to_place(const std::string& name) {
    if (name == "channel") return Place::channel;
    return name == "direct" ? Place::direct : Place::thread;
}

}  // namespace mostik::processors::respond
