// What has changed between two readings of the chains, for people.
#include "processors/chain.hpp"

#include <algorithm>
#include <set>

namespace mostik::processors {

namespace {

using core::ConfigNode;

std::string names_of(const Chain* chain) {
    if (chain == nullptr) return "none";
    std::string names;
    for (const Chain::Step& step : chain->steps()) {
        names += (names.empty() ? "" : ", ") + std::string(step.type->name);
    }
    return "[" + names + "]";
}

/// A key's value in a processor's settings. A bare list stands for the one key that takes a list of sections.
const ConfigNode* value_of(const ConfigNode& settings, const core::KeyInfo& key) {
    const bool bare_list = settings.kind == ConfigNode::Kind::list && key.list;
    return bare_list ? &settings : settings.find(key.name);
}

/// "rules", "commands, reply_in"; empty: nothing differs.
std::string changed_keys(const ProcessorType& type, const ConfigNode& before, const ConfigNode& after) {
    std::string names;
    for (const core::KeyInfo& key : type.keys) {
        const ConfigNode* const old = value_of(before, key);
        const ConfigNode* const now = value_of(after, key);
        const bool same = old == nullptr || now == nullptr ? old == now : *old == *now;
        if (!same) names += (names.empty() ? "" : ", ") + key.name;
    }
    return names;
}

/// The step of the same type with as many of that type before it, or nullptr.
const Chain::Step* counterpart(const Chain& chain, const ProcessorType* type, int earlier) {
    for (const Chain::Step& step : chain.steps()) {
        if (step.type == type && earlier-- == 0) return &step;
    }
    return nullptr;
}

void compare_settings(const std::string& event_type, const Chain& before, const Chain& after,
                      std::vector<std::string>& lines) {
    std::map<const ProcessorType*, int> seen;
    for (const Chain::Step& step : after.steps()) {
        const Chain::Step* const old = counterpart(before, step.type, seen[step.type]++);
        if (old == nullptr) continue;
        const std::string keys = changed_keys(*step.type, old->settings, step.settings);
        if (!keys.empty())
            lines.emplace_back(event_type)
                .append(": ")
                .append(keys)
                .append(" of ")
                .append(step.type->name)
                .append(" changed");
    }
}

}  // namespace

std::vector<std::string> differences(const Chains& before, const Chains& after) {
    std::set<std::string> types;
    for (const auto& entry : before.all()) types.insert(entry.first);
    for (const auto& entry : after.all()) types.insert(entry.first);

    const auto chain_of = [](const Chains& chains, const std::string& type) {
        const auto found = chains.all().find(type);
        return found == chains.all().end() ? nullptr : &found->second;
    };
    std::vector<std::string> lines;
    for (const std::string& type : types) {
        const Chain* const old = chain_of(before, type);
        const Chain* const now = chain_of(after, type);
        const std::string old_names = names_of(old);
        const std::string new_names = names_of(now);
        if (old_names != new_names)
            lines.emplace_back(type).append(": ").append(old_names).append(" -> ").append(new_names);
        if (old != nullptr && now != nullptr) compare_settings(type, *old, *now, lines);
    }
    return lines;
}

}  // namespace mostik::processors
