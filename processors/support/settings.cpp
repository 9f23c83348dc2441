#include "processors/support/settings.hpp"

#include <algorithm>

namespace mostik::processors::support {

namespace {

using core::ConfigNode;

std::string check_syntax(const std::string& text) {
    const auto address = core::parse_address(text);
    return address ? "" : address.error().message;
}

std::string check_emoji(const std::string& name) {
    const bool word = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-';
    });
    return word ? "" : "expected the name of an emoji without colons, such as white_check_mark";
}

std::ptrdiff_t errors_in(const core::Diagnostics& out) {
    return std::count_if(out.problems().begin(), out.problems().end(), [](const core::Problem& problem) {
        return problem.severity == core::Problem::Severity::error;
    });
}

const core::Section<ReactionSettings>& reactions_section() {
    static const auto section =
        core::Section<ReactionSettings>{}
            .key("take", &ReactionSettings::take, {.help = "As `!take`.", .check = check_emoji, .live = true})
            .key("close", &ReactionSettings::close,
                 {.help = "As `!close`.", .check = check_emoji, .live = true})
            .key("reopen", &ReactionSettings::reopen,
                 {.help = "As `!reopen`.", .check = check_emoji, .live = true})
            .key("block", &ReactionSettings::block,
                 {.help = "As `!block`.", .check = check_emoji, .live = true});
    return section;
}

const core::Section<LimitSettings>& limit_section() {
    static const auto section =
        core::Section<LimitSettings>{}
            .key("messages", &LimitSettings::messages,
                 {.help = "So many messages of one person are taken …", .min = 1, .live = true})
            .key("per", &LimitSettings::per,
                 {.help =
                      "… within so long. Who writes more is told so once, and what is too much is left out.",
                  .min = 1000,
                  .live = true})
            .key("file_mb", &LimitSettings::file_mb,
                 {.help =
                      "Larger files of a person are left out, and he is told so. Telegram's own server gives "
                      "bots files up to 20 MB.",
                  .min = 1,
                  .live = true});
    return section;
}

const std::vector<std::string>& canned_fields() {
    static const std::vector<std::string> fields = {"number", "person", "specialist"};
    return fields;
}

std::optional<core::Template> read_template(const ConfigNode& node, core::Diagnostics& out) {
    if (node.kind != ConfigNode::Kind::scalar) {
        out.error(node.mark, "expected a text, or a map of texts by language");
        return std::nullopt;
    }
    auto parsed = core::Template::parse(node.scalar);
    if (!parsed) {
        out.error(node.mark, parsed.error().message);
        return std::nullopt;
    }
    for (const std::string& name : parsed->names()) {
        const auto& known = canned_fields();
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        out.error(node.mark,
                  "there is no field {{" + name + "}}; expected one of number, person, specialist");
        return std::nullopt;
    }
    return std::move(*parsed);
}

std::map<std::string, core::Template> read_canned(const ConfigNode& node, core::Diagnostics& out) {
    std::map<std::string, core::Template> texts;
    if (node.kind != ConfigNode::Kind::map) {
        if (auto text = read_template(node, out)) texts.emplace("", std::move(*text));
        return texts;
    }
    const std::vector<std::string> languages = core::Translator::languages();
    for (const auto& [language, value] : node.entries) {
        if (std::find(languages.begin(), languages.end(), language.scalar) == languages.end()) {
            out.error(language.mark, "there is no language " + core::quoted(language.scalar) +
                                         " here; expected one of " + core::listed(languages));
            continue;
        }
        if (auto text = read_template(value, out)) texts.emplace(language.scalar, std::move(*text));
    }
    return texts;
}

}  // namespace

const core::Section<Settings>& settings_section() {
    static const auto section =
        core::Section<Settings>{}
            .key("channel", &Settings::channel,
                 {.help = "The specialists' channel: a thread in it for each ticket. It has to be among the "
                          "channels that are listened to.",
                  .required = true,
                  .check = check_syntax,
                  .live = true,
                  .type = "address"})
            .key("any_message", &Settings::any_message,
                 {.help = "Whether just any private message opens a ticket. Otherwise people say /report, or "
                          "press the button, first.",
                  .live = true})
            .key(
                "reopen_window", &Settings::reopen_window,
                {.help = "A message within so long after closing reopens the ticket; a later one opens a new "
                         "ticket that names the earlier one.",
                 .min = 0,
                 .live = true})
            .key("auto_close", &Settings::auto_close,
                 {.help =
                      "A ticket that has been answered is closed when the person says nothing for so long. "
                      "0s: never.",
                  .min = 0,
                  .live = true})
            .key("warn_before", &Settings::warn_before,
                 {.help = "So long before that the person is asked whether there is anything else. 0s: not.",
                  .min = 0,
                  .live = true})
            .key("rating", &Settings::rating,
                 {.help = "Whether people are asked for a rating from 1 to 5 when a ticket is closed.",
                  .live = true})
            .section("limit", &Settings::limit, limit_section(), {.help = "Against floods."})
            .section("reactions", &Settings::reactions, reactions_section(),
                     {.help = "Reactions to a ticket's first post that do what commands do: names of emoji."})
            .key(
                "canned", &Settings::canned,
                {.help = "Ready answers for `!canned NAME`: texts by name, or by name and language. Mustache "
                         "templates; fields: number (of the ticket), person, specialist.",
                 .live = true,
                 .type = "map"});
    return section;
}

std::shared_ptr<const Policy> Policy::read(const ConfigNode& node, const std::string& locale,
                                           const CheckAddress& check, core::Diagnostics& out) {
    if (node.kind == ConfigNode::Kind::null) return nullptr;
    const std::ptrdiff_t errors = errors_in(out);
    auto policy = std::make_shared<Policy>();
    policy->written_ = node;
    policy->locale_ = locale;
    settings_section().read_into(policy->settings_, node, out);
    if (errors_in(out) > errors) return nullptr;
    policy->channel_ = *core::parse_address(policy->settings_.channel);
    const ConfigNode* const channel = node.find("channel");
    const std::string wrong = check(policy->channel_);
    if (!wrong.empty()) out.error(channel->mark, core::quoted(policy->settings_.channel) + ": " + wrong);
    for (const std::string& language : core::Translator::languages()) {
        policy->translators_.emplace(language, core::Translator(language));
    }
    const ConfigNode& canned = policy->settings_.canned;
    if (canned.kind != ConfigNode::Kind::null && canned.kind != ConfigNode::Kind::map) {
        out.error(canned.mark, "expected a map: names, and the texts that they stand for");
    }
    for (const auto& [name, value] : canned.entries) {
        policy->canned_[name.scalar] = read_canned(value, out);
    }
    if (policy->settings_.warn_before >= policy->settings_.auto_close &&
        policy->settings_.auto_close.count() > 0) {
        if (const ConfigNode* const warn = node.find("warn_before")) {
            out.warning(warn->mark, "warn_before is not shorter than auto_close: nobody is warned");
        }
    }
    return errors_in(out) > errors ? nullptr : policy;
}

std::string Policy::language_for(const std::string& wanted) const {
    const std::string base = wanted.substr(0, wanted.find_first_of("-_"));
    if (translators_.contains(wanted)) return wanted;
    return translators_.contains(base) ? base : locale_;
}

const core::Translator& Policy::translator(const std::string& language) const {
    const auto found = translators_.find(language);
    return found == translators_.end() ? translators_.at(locale_) : found->second;
}

const core::Template* Policy::canned(const std::string& name, const std::string& language) const {
    const auto found = canned_.find(name);
    if (found == canned_.end() || found->second.empty()) return nullptr;
    for (const std::string& wanted : {language, std::string{}, locale_}) {
        const auto text = found->second.find(wanted);
        if (text != found->second.end()) return &text->second;
    }
    return &found->second.begin()->second;
}

std::vector<std::string> Policy::canned_names() const {
    std::vector<std::string> names;
    for (const auto& [name, texts] : canned_) names.push_back(name);
    return names;
}

}  // namespace mostik::processors::support
