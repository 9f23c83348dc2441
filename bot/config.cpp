#include "bot/config.hpp"

#include "bot/config_database.hpp"
#include "bot/config_sections.hpp"
#include "core/digest.hpp"
#include "core/translator.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

namespace mostik::bot {
namespace {

namespace fs = std::filesystem;
using core::ConfigNode;

/// The section `name`, or a null node.
const ConfigNode& section_of(const ConfigNode& root, const char* name) {
    static const ConfigNode nothing;
    const ConfigNode* node = root.find(name);
    return node == nullptr ? nothing : *node;
}

/// What is wrong with an address of a messenger that the file has to configure; empty: nothing.
std::string problem_with(const core::Address& address, const ConfigNode& root,
                         const std::vector<LeftOut>& left_out) {
    for (const messengers::MessengerType& type : messengers::registry()) {
        if (type.name != address.messenger) continue;
        if (root.find(type.name) == nullptr) return no_section(address.messenger, left_out);
        return type.check_address(address.target);
    }
    return "there is no messenger \"" + address.messenger + "\"";
}

/// A route does nothing when no chain of its messenger hands messages to `forward`.
void warn_of_idle_routes(const Config& config, const ConfigNode& node, core::Diagnostics& out) {
    for (const MessengerPlan& plan : config.messengers) {
        const auto& routes = config.routes->all();
        const bool begins = std::any_of(routes.begin(), routes.end(), [&](const processors::Route& route) {
            return route.from.messenger == plan.type->name;
        });
        if (!begins || plan.chains->has("forward")) continue;
        out.warning(node.mark, "routes begin in " + std::string(plan.type->name) +
                                   ", and no chain there has the processor `forward`: nothing is carried");
    }
}

/// What is said to the desk is not to be answered, or carried, by others as well.
void warn_of_late_support(const MessengerPlan& plan, const core::Mark& mark, core::Diagnostics& out) {
    for (const auto& [type, chain] : plan.chains->all()) {
        std::string_view earlier;
        for (const processors::Chain::Step& step : chain.steps()) {
            const std::string_view name = step.type->name;
            if (name == "respond" || name == "forward") earlier = name;
            if (name != "support" || earlier.empty()) continue;
            out.warning(mark, std::string(plan.type->name) + ", " + type + ": `support` stands after `" +
                                  std::string(earlier) +
                                  "`: expected it before, or both deal with what people say");
        }
    }
}

/// The desk hears people and specialists only through `support` in the chains of both.
void warn_of_deaf_support(const Config& config, const ConfigNode& root, core::Diagnostics& out) {
    if (!config.support) {
        for (const MessengerPlan& plan : config.messengers) {
            if (!plan.chains->has("support")) continue;
            const ConfigNode* const section = root.find(plan.type->name);
            out.warning(section->mark, "the processor `support` does nothing without the section `support`");
        }
        return;
    }
    const core::Mark mark = section_of(root, "support").mark;
    bool people = false;
    for (const MessengerPlan& plan : config.messengers) {
        const bool has = plan.chains->has("support");
        const bool specialists = plan.type->name == config.support->channel().messenger;
        if (specialists && !has) {
            out.warning(mark, "no chain of " + std::string(plan.type->name) +
                                  " has the processor `support`: answers are not heard");
        }
        people = people || (has && !specialists);
        warn_of_late_support(plan, mark, out);
    }
    if (!people) out.warning(mark, "no other messenger's chain has the processor `support`: nobody is heard");
}

/// Who sends for others, and what happens to what they hand in.
void read_notifications(Config& config, const ConfigNode& node, core::Diagnostics& out) {
    std::vector<const messengers::MessengerType*> types;
    for (const MessengerPlan& plan : config.messengers) types.push_back(plan.type);
    config.notifications = NotificationRules::read(node, config.locale, types, out);
    ConfigNode chains = config.notifications->settings().target_events_processors;
    core::Diagnostics none("");
    if (chains.kind == ConfigNode::Kind::null)
        chains = core::parse_config("notification: [log, notify]", none);
    const processors::Ingredients ingredients{.routes = config.routes, .support = config.support};
    config.notification_chains = std::make_shared<const processors::Chains>(
        processors::Chains::read(chains, notification_event_types(), ingredients, out));
    if (!config.notification_chains->has("notify")) {
        out.warning(chains.mark,
                    "no chain of notifications has the processor `notify`: whatever is handed in is refused");
    }
}

/// Each messenger of the registry whose section is there, with its chains.
void read_messengers(Config& config, const ConfigNode& root, const fs::path& base, core::Diagnostics& out) {
    const auto check = [&](const core::Address& address) {
        return problem_with(address, root, config.left_out);
    };
    config.routes = std::make_shared<const processors::Routes>(
        processors::Routes::read(section_of(root, "routes"), check, out));
    config.support =
        processors::support::Policy::read(section_of(root, "support"), config.locale, check, out);
    for (const messengers::MessengerType& type : messengers::registry()) {
        const ConfigNode* const section = root.find(type.name);
        const bool is_section = section != nullptr && (section->kind == ConfigNode::Kind::map ||
                                                       section->kind == ConfigNode::Kind::null);
        if (!is_section) continue;
        std::shared_ptr<const messengers::ConfiguredMessenger> messenger = type.read(*section, base, out);
        // One that only sends notifications needs none.
        const bool only_sends = root.find("notifications") != nullptr;
        if (messenger->chains().kind == ConfigNode::Kind::null && !only_sends) {
            out.warning(section->mark,
                        "no target_events_processors: events are heard and nothing happens to them");
        }
        const processors::Ingredients ingredients{
            .filter = core::TextFilter(messenger->filter()),
            .post_link =
                [messenger](const std::string& channel_id, const std::string& post_id) {
                    return messenger->post_link(channel_id, post_id);
                },
            .routes = config.routes,
            .support = config.support,
            .tells_in_chat = type.tells_in_chat};
        auto chains = processors::Chains::read(messenger->chains(), type.event_types(), ingredients, out);
        config.messengers.push_back(
            {&type, std::move(messenger), std::make_shared<const processors::Chains>(std::move(chains))});
    }
    read_notifications(config, section_of(root, "notifications"), out);
    std::vector<std::shared_ptr<const processors::Chains>> all;
    for (const MessengerPlan& plan : config.messengers) all.push_back(plan.chains);
    config.own_chains = std::make_shared<const processors::Chains>(
        processors::Chains::of_own_events(all, {.routes = config.routes, .support = config.support}));
    warn_of_idle_routes(config, section_of(root, "routes"), out);
    warn_of_deaf_support(config, root, out);
}

/// The messengers as far as they can be read; what is wrong with them is `mostik check`'s to tell.
void read_messengers_for_links(Config& config, const ConfigNode& root, const fs::path& base) {
    core::Diagnostics ignored("");
    for (const messengers::MessengerType& type : messengers::registry()) {
        const ConfigNode* const section = root.find(type.name);
        if (section == nullptr || section->kind != ConfigNode::Kind::map) continue;
        config.messengers.push_back({&type, type.read(*section, base, ignored), nullptr});
    }
}

void read_everything(Config& config, ConfigNode& root, const fs::path& base, core::Diagnostics& out) {
    config.left_out = leave_out_messengers(root);
    expect_messenger(root, config.left_out, out);
    config_section().read_into(config, root, out);
    check_api_keys(config.backend.api_keys, section_of(section_of(root, "backend"), "api_keys"), out);
    if (config.backend.host.empty()) config.backend.host = BackendSettings{}.host;
    config.database_file = database_file(config.db, section_of(root, "db"), base, out);
    read_messengers(config, root, base, out);
}

}  // namespace

std::optional<std::string> read_config_text(const fs::path& file, core::Diagnostics& out) {
    std::error_code ignored;
    std::string reason;
    if (fs::is_directory(file, ignored)) {
        reason = "it is a folder";
    } else {
        std::ifstream stream(file, std::ios::binary);
        if (stream)
            return std::string{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
        reason = std::strerror(errno);
    }
    out.error({}, "the file cannot be read: " + reason +
                      "; expected the configuration: name another file with --config");
    return std::nullopt;
}

std::optional<Config> parse_config_text(const std::string& text, const fs::path& file, Need need,
                                        core::Diagnostics& out) {
    ConfigNode root = core::parse_config(text, out);
    // What a broken file does not say is not missing.
    if (root.kind == ConfigNode::Kind::null && out.has_errors()) return std::nullopt;

    const fs::path base = file.parent_path();
    Config config;
    if (need != Need::everything) {
        const ConfigNode& db = section_of(root, "db");
        db_section().read_into(config.db, db, out);
        config.database_file = database_file(config.db, db, base, out);
        if (need != Need::database_only) read_messengers_for_links(config, root, base);
        if (need == Need::notifications) {
            if (const ConfigNode* const locale = root.find("locale"))
                core::read_value(*locale, {.one_of = core::Translator::languages()}, config.locale, out);
            read_notifications(config, section_of(root, "notifications"), out);
        }
    } else {
        read_everything(config, root, base, out);
    }
    if (out.has_errors()) return std::nullopt;
    config.digest = core::sha256(text);
    return config;
}

std::optional<Config> load_config(const fs::path& file, Need need, core::Diagnostics& out) {
    std::optional<std::string> text = read_config_text(file, out);
    if (!text) return std::nullopt;
    return parse_config_text(*text, file, need, out);
}

}  // namespace mostik::bot
