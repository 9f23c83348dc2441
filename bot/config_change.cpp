#include "bot/config_change.hpp"

#include "bot/config_sections.hpp"

#include <algorithm>

namespace mostik::bot {

namespace {

/// Longer values than this say no more in a line of the log than that they have changed.
constexpr std::size_t most_shown = 100;

bool can_be_shown(const std::string& value) {
    return value.size() <= most_shown && std::none_of(value.begin(), value.end(), [](char c) {
               return static_cast<unsigned char>(c) < 0x20;
           });
}

std::string in_words(const std::string& key, const core::KeyChange& change) {
    const bool shown = can_be_shown(change.before) && can_be_shown(change.after) &&
                       !(change.before.empty() && change.after.empty());
    if (!shown) return key + " changed";
    const auto value = [](const std::string& text) { return text.empty() ? "\"\"" : text; };
    return key + ": " + value(change.before) + " -> " + value(change.after);
}

void sort_in(const std::vector<core::KeyChange>& changes, const std::string& prefix, ConfigChange& result) {
    for (const core::KeyChange& change : changes) {
        const std::string key = prefix + change.key;
        if (change.live) {
            result.differences.push_back(in_words(key, change));
        } else {
            result.refused.push_back(key);
        }
    }
}

const MessengerPlan* plan_of(const Config& config, const messengers::MessengerType* type) {
    const auto found = std::find_if(config.messengers.begin(), config.messengers.end(),
                                    [type](const MessengerPlan& plan) { return plan.type == type; });
    return found == config.messengers.end() ? nullptr : &*found;
}

}  // namespace

ConfigChange compare(const Config& running, const Config& next) {
    ConfigChange result;
    sort_in(config_section().changes(running, next), "", result);
    if (running.support && next.support) {
        const auto& section = processors::support::settings_section();
        sort_in(section.changes(running.support->settings(), next.support->settings()), "support.", result);
    } else if (running.support || next.support) {
        result.differences.emplace_back(next.support ? "support: begins" : "support: ends");
    }
    sort_in(
        notifications_section().changes(running.notifications->settings(), next.notifications->settings()),
        "notifications.", result);
    for (const messengers::MessengerType& type : messengers::registry()) {
        const MessengerPlan* const before = plan_of(running, &type);
        const MessengerPlan* const after = plan_of(next, &type);
        const std::string name(type.name);
        if (before == nullptr && after == nullptr) continue;
        if (before == nullptr || after == nullptr) {
            result.refused.push_back(name);
            continue;
        }
        sort_in(before->messenger->changes(*after->messenger), name + ".", result);
        for (const std::string& line : processors::differences(*before->chains, *after->chains)) {
            result.differences.emplace_back(name).append(" ").append(line);
        }
    }
    return result;
}

}  // namespace mostik::bot
