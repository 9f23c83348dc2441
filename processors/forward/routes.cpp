#include "processors/forward/routes.hpp"

#include "processors/carried.hpp"

#include <algorithm>

namespace mostik::processors {

namespace {

using core::ConfigNode;

const std::vector<std::string>& author_fields() {
    static const std::vector<std::string> names = {"author", "login", "channel", "channel_name", "team"};
    return names;
}

std::string check_author(const std::string& text) {
    const auto parsed = core::Template::parse(text);
    if (!parsed) return parsed.error().message;
    for (const std::string& name : parsed->names()) {
        const auto& known = author_fields();
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            return "there is no field {{" + name +
                   "}}; expected one of author, login, channel, channel_name, team";
        }
    }
    return "";
}

std::string check_syntax(const std::string& text) {
    const auto address = core::parse_address(text);
    return address ? "" : address.error().message;
}

/// The node of a key, or the map itself.
const ConfigNode& node_of(const ConfigNode& map, const char* key) {
    const ConfigNode* const found = map.find(key);
    return found == nullptr ? map : *found;
}

}  // namespace

const core::Section<RouteSettings>& route_section() {
    static const auto section =
        core::Section<RouteSettings>{}
            .key("from", &RouteSettings::from,
                 {.help = "Where messages are taken from: an address such as `mattermost:team/channel`, "
                          "`telegram:-1001234567890`, or with a forum's topic `telegram:-1001234567890/7`.",
                  .required = true,
                  .check = check_syntax,
                  .live = true,
                  .type = "address"})
            .key("to", &RouteSettings::to,
                 {.help = "Where they are carried to.",
                  .required = true,
                  .check = check_syntax,
                  .live = true,
                  .type = "address or list of addresses"})
            .key("both_ways", &RouteSettings::both_ways,
                 {.help = "Whether messages are carried back, too.", .live = true})
            .section(
                "when", &RouteSettings::when, when::conditions_section(),
                {.help = "What must hold for a message to be carried; all that is given. Left out: every "
                         "message is."})
            .key("author", &RouteSettings::author,
                 {.help = "What stands before a message to tell who wrote it, a mustache template. Fields: "
                          "author (the person's name), login, channel, channel_name, team. Mattermost shows "
                          "the name in place of the bot's instead, where the server allows that "
                          "(EnablePostUsernameOverride).",
                  .check = check_author,
                  .live = true})
            .key("reactions", &RouteSettings::reactions,
                 {.help = "Whether reactions are carried, too.", .live = true})
            .key("marks", &RouteSettings::marks,
                 {.help = "Whether a reaction on the original tells that it was carried (✅) or could not be "
                          "(⚠️; `mostik outbox show` tells why).",
                  .live = true});
    return section;
}

Routes Routes::read(const ConfigNode& node, const CheckAddress& check, core::Diagnostics& out) {
    Routes routes;
    routes.written_ = node;
    if (!core::expect_list(node, out)) return routes;
    for (const ConfigNode& item : node.items) {
        RouteSettings settings;
        const std::size_t problems = out.problems().size();
        route_section().read_into(settings, item, out);
        if (const ConfigNode* const when = item.find("when")) when::check_blank_conditions(*when, out);
        if (out.problems().size() > problems) continue;

        const auto address = [&](const std::string& text, const ConfigNode& where) -> core::Address {
            core::Address parsed = *core::parse_address(text);
            const std::string wrong = check(parsed);
            if (!wrong.empty()) out.error(where.mark, core::quoted(text) + ": " + wrong);
            return parsed;
        };
        const core::Address from = address(settings.from, node_of(item, "from"));
        const auto conditions = when::Conditions::make(settings.when);
        const auto author = core::Template::parse(settings.author);
        if (!conditions || !author) continue;  // reported where they stand
        for (const std::string& text : settings.to) {
            const core::Address to = address(text, node_of(item, "to"));
            Route route{from, to, *conditions, *author, settings.reactions, settings.marks};
            routes.add(route, item, out);
            if (!settings.both_ways) continue;
            std::swap(route.from, route.to);
            routes.add(std::move(route), item, out);
        }
    }
    return routes;
}

void Routes::add(Route route, const ConfigNode& node, core::Diagnostics& out) {
    if (route.from == route.to) {
        out.error(node.mark, "a route from " + core::to_string(route.from) + " to itself");
        return;
    }
    const bool known = std::any_of(routes_.begin(), routes_.end(), [&](const Route& each) {
        return each.from == route.from && each.to == route.to;
    });
    if (known) {
        out.warning(node.mark, "a second route from " + core::to_string(route.from) + " to " +
                                   core::to_string(route.to) + ": left out");
        return;
    }
    routes_.push_back(std::move(route));
}

std::vector<const Route*> Routes::from(const core::Event& event, storage::Chats& chats) const {
    std::vector<const Route*> found;
    for (const Route& route : routes_) {
        if (happened_at(route.from, event, chats)) found.push_back(&route);
    }
    return found;
}

}  // namespace mostik::processors
