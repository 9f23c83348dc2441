#include "processors/respond/settings.hpp"

#include "core/template.hpp"
#include "processors/respond/rule.hpp"

#include <algorithm>

namespace mostik::processors::respond {

namespace {

using core::ConfigNode;
using core::Diagnostics;

const std::vector<std::string> places = {"thread", "channel", "direct"};

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

const core::Section<RuleSettings>& rule_section() {
    static const auto section =
        core::Section<RuleSettings>{}
            .section("when", &RuleSettings::when, when::conditions_section(),
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

void check_conditions(const ConfigNode& rule, Diagnostics& out) {
    if (rule.kind != ConfigNode::Kind::map) return;
    const ConfigNode* when = rule.find("when");
    if (when == nullptr || when::is_blank(*when)) {
        out.warning(when == nullptr ? rule.mark : when->mark, "a rule without `when` answers every message");
        return;
    }
    when::check_blank_conditions(*when, out);
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
                 {.help = "Whether the built-in commands are answered: help, id, ping, search, status. A "
                          "rule for a "
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
