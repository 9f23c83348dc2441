#include "bot/notifications/rules.hpp"

#include "core/translator.hpp"

#include <algorithm>

namespace mostik::bot {

namespace {

using core::ConfigNode;
using Kind = ConfigNode::Kind;
using Texts = std::map<std::string, core::Template>;

/// Is there such a messenger, configured or not?
bool exists(const std::string& messenger) {
    const auto& all = messengers::registry();
    return std::any_of(all.begin(), all.end(), [&](const auto& type) { return type.name == messenger; });
}

bool expect_map_of(const ConfigNode& node, const char* what, core::Diagnostics& out) {
    if (node.kind == Kind::map) return true;
    if (node.kind != Kind::null) out.error(node.mark, std::string("expected a map: ") + what);
    return false;
}

std::optional<core::Template> read_text(const ConfigNode& node, core::Diagnostics& out) {
    if (node.kind != Kind::scalar) {
        out.error(node.mark, "expected a text, or a map of texts by language");
        return std::nullopt;
    }
    auto parsed = core::Template::parse(node.scalar);
    if (parsed) return std::move(*parsed);
    out.error(node.mark, parsed.error().message);
    return std::nullopt;
}

Texts read_texts(const ConfigNode& node, core::Diagnostics& out) {
    Texts texts;
    if (node.kind != Kind::map) {
        if (auto text = read_text(node, out)) texts.emplace("", std::move(*text));
        return texts;
    }
    for (const auto& [language, value] : node.entries) {
        if (auto text = read_text(value, out)) texts.emplace(language.scalar, std::move(*text));
    }
    return texts;
}

std::optional<MessageTemplate> read_template(const ConfigNode& node, core::Diagnostics& out) {
    MessageTemplate result;
    if (node.kind != Kind::map) {
        out.error(node.mark, "expected a map with body, and perhaps title and format");
        return std::nullopt;
    }
    for (const auto& [key, value] : node.entries) {
        if (key.scalar == "title") {
            result.titles = read_texts(value, out);
        } else if (key.scalar == "body") {
            result.bodies = read_texts(value, out);
        } else if (key.scalar == "format") {
            result.markdown = value.scalar == "markdown";
            if (value.scalar != "markdown" && value.scalar != "text")
                out.error(value.mark, core::quoted(value) + " for format; expected text or markdown");
        } else {
            out.error(key.mark,
                      "unknown key " + core::quoted(key.scalar) + "; expected one of title, body, format");
        }
    }
    if (result.bodies.empty()) {
        out.error(node.mark, "a template without a body; expected one");
        return std::nullopt;
    }
    return result;
}

}  // namespace

const core::Section<NotificationSettings>& notifications_section() {
    static const auto section =
        core::Section<NotificationSettings>{}
            .key(
                "senders", &NotificationSettings::senders,
                {.help = "Names for whom messages are sent by, each with the address that a message goes to "
                         "which names none (`telegram:` alone: none). The messengers' own names (`telegram`, "
                         "`mattermost`) are senders, too.",
                 .live = true,
                 .type = "map of addresses"})
            .key(
                "templates", &NotificationSettings::templates,
                {.help = "Messages that others fill in, by name: `title` and `body`, each a text or texts by "
                         "language, and `format` (`text` or `markdown`). Mustache templates.",
                 .live = true,
                 .type = "map"})
            .key("target_events_processors", &NotificationSettings::target_events_processors,
                 {.help =
                      "What happens to a notification: its chain. Left out: `notification: [log, notify]`.",
                  .live = true,
                  .type = "chains"});
    return section;
}

const std::vector<std::string>& notification_event_types() {
    static const std::vector<std::string> types = {"notification"};
    return types;
}

const core::Template* MessageTemplate::pick(const Texts& texts, const std::string& language,
                                            const std::string& locale) {
    if (texts.empty()) return nullptr;
    for (const std::string& wanted : {language, std::string{}, locale}) {
        const auto found = texts.find(wanted);
        if (found != texts.end()) return &found->second;
    }
    return &texts.begin()->second;
}

std::shared_ptr<const NotificationRules> NotificationRules::read(
    const ConfigNode& node, const std::string& locale,
    const std::vector<const messengers::MessengerType*>& messengers, core::Diagnostics& out) {
    auto rules = std::make_shared<NotificationRules>();
    rules->locale_ = locale;
    rules->messengers_ = messengers;
    notifications_section().read_into(rules->settings_, node, out);
    rules->read_senders(out);
    rules->read_templates(out);
    return rules;
}

void NotificationRules::read_senders(core::Diagnostics& out) {
    const ConfigNode& senders = settings_.senders;
    if (!expect_map_of(senders, "names, and the address that each sends to", out)) return;
    for (const auto& [key, value] : senders.entries) {
        const std::string& name = key.scalar;
        std::string text;
        if (value.kind == Kind::null || !core::read_value(value, {}, text, out)) {
            out.error(key.mark, core::quoted(name) +
                                    " has no address; expected one, such as telegram:123, or telegram: for "
                                    "none in particular");
            continue;
        }
        const auto colon = text.find(':');
        const std::string type = text.substr(0, colon);
        const messengers::MessengerType* const found = messenger(type);
        if (colon != std::string::npos && found == nullptr && exists(type)) {
            out.warning(value.mark, "the configuration has no section " + core::quoted(type) +
                                        ": the sender " + core::quoted(name) + " is left out");
            continue;
        }
        if (colon == std::string::npos || found == nullptr) {
            std::vector<std::string> types;
            for (const auto* each : messengers_) types.push_back(std::string(each->name) + ":");
            out.error(value.mark, core::quoted(text) +
                                      " begins with no messenger of this configuration; expected one of " +
                                      core::listed(types));
            continue;
        }
        if (messenger(name) != nullptr && name != type) {
            out.error(key.mark, core::quoted(name) + " is a messenger's own name; expected another one");
            continue;
        }
        const std::string target = text.substr(colon + 1);
        if (!target.empty()) {
            const auto address = core::parse_address(text);
            const std::string wrong = address ? found->check_address(target) : address.error().message;
            if (!wrong.empty()) {
                out.error(value.mark, core::quoted(text) + ": " + wrong);
                continue;
            }
        }
        senders_[name] = {found, target};
    }
}

void NotificationRules::read_templates(core::Diagnostics& out) {
    const ConfigNode& templates = settings_.templates;
    if (!expect_map_of(templates, "names, and what each says", out)) return;
    for (const auto& [name, value] : templates.entries) {
        if (auto message = read_template(value, out)) templates_.emplace(name.scalar, std::move(*message));
    }
}

std::optional<NotificationRules::Sender> NotificationRules::sender(const std::string& name) const {
    const auto found = senders_.find(name);
    if (found != senders_.end()) return found->second;
    const messengers::MessengerType* const type = messenger(name);
    if (type == nullptr) return std::nullopt;
    return Sender{type, {}};
}

std::vector<std::string> NotificationRules::sender_names() const {
    std::vector<std::string> names;
    for (const auto& [name, sender] : senders_) names.push_back(name);
    for (const auto* type : messengers_) {
        if (!senders_.contains(std::string(type->name))) names.emplace_back(type->name);
    }
    return names;
}

std::vector<core::Address> NotificationRules::default_addresses() const {
    std::vector<core::Address> addresses;
    for (const auto& [name, sender] : senders_) {
        if (!sender.default_target.empty())
            addresses.push_back({std::string(sender.messenger->name), sender.default_target});
    }
    return addresses;
}

const messengers::MessengerType* NotificationRules::messenger(const std::string& type) const {
    const auto found = std::find_if(messengers_.begin(), messengers_.end(),
                                    [&](const auto* each) { return each->name == type; });
    return found == messengers_.end() ? nullptr : *found;
}

const MessageTemplate* NotificationRules::message_template(const std::string& name) const {
    const auto found = templates_.find(name);
    return found == templates_.end() ? nullptr : &found->second;
}

std::vector<std::string> NotificationRules::template_names() const {
    std::vector<std::string> names;
    for (const auto& [name, message] : templates_) names.push_back(name);
    return names;
}

}  // namespace mostik::bot
