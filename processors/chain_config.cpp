// Reading `target_events_processors`.
#include "processors/chain.hpp"

#include <algorithm>
#include <map>

namespace mostik::processors {

namespace {

using core::ConfigNode;
using core::Diagnostics;
using Kind = ConfigNode::Kind;

std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates) {
    const std::string near = core::nearest(word, candidates);
    return near.empty() ? "" : "; did you mean " + core::quoted(near) + "?";
}

/// Every name that may stand in a chain, the usual ones only or all that are understood.
std::vector<std::string> names(bool all) {
    std::vector<std::string> list;
    for (const ProcessorType& type : registry()) list.emplace_back(type.name);
    if (!all) return list;
    for (const ProcessorType& type : registry())
        list.insert(list.end(), type.aliases.begin(), type.aliases.end());
    return list;
}

bool is_entry_key(const std::string& name) {
    const auto& keys = entry_section().keys();
    return std::any_of(keys.begin(), keys.end(), [&](const core::KeyInfo& key) { return key.name == name; });
}

/// Takes the keys that the chain itself understands out of an entry's settings.
EntrySettings take_entry_settings(ConfigNode& settings, Diagnostics& out) {
    EntrySettings own;
    if (settings.kind != Kind::map) return own;
    ConfigNode common;
    common.kind = Kind::map;
    common.mark = settings.mark;
    ConfigNode rest = common;
    for (auto& entry : settings.entries) {
        (is_entry_key(entry.first.scalar) ? common : rest).entries.push_back(std::move(entry));
    }
    settings = std::move(rest);
    entry_section().read_into(own, common, out);
    return own;
}

/// An entry of a chain as it is written: a name, or {name: settings}.
struct Entry {
    std::string name;
    core::Mark mark;
    ConfigNode settings;
};

std::optional<Entry> read_entry(const ConfigNode& node, Diagnostics& out) {
    if (node.kind == Kind::map && node.entries.size() == 1) {
        const auto& [key, settings] = node.entries.front();
        return Entry{key.scalar, key.mark, settings};
    }
    if (node.kind == Kind::map && node.entries.size() > 1) {
        const std::string first = core::quoted(node.entries[0].first.scalar);
        out.error(node.entries[1].first.mark,
                  core::quoted(node.entries[1].first.scalar) + " stands beside " + first +
                      "; expected one processor an entry: indent its settings deeper than " + first +
                      ", or begin another entry with \"- \"");
        return std::nullopt;
    }
    if (node.kind == Kind::scalar) {
        std::string name;
        if (!core::read_value(node, {}, name, out)) return std::nullopt;
        return Entry{std::move(name), node.mark, {}};
    }
    out.error(node.mark,
              core::quoted(node) + " in a chain; expected a processor's name or {name: its settings}");
    return std::nullopt;
}

/// Finds the type that an entry names; says what is wrong when there is none.
const ProcessorType* find_type(const Entry& entry, Diagnostics& out) {
    if (const ProcessorType* type = find_processor(entry.name)) return type;
    out.error(entry.mark, "unknown processor " + core::quoted(entry.name) + "; expected one of " +
                              core::listed(names(false)) + did_you_mean(entry.name, names(true)));
    return nullptr;
}

Chain read_chain(const ConfigNode& node, const Ingredients& ingredients, Diagnostics& out) {
    std::vector<Chain::Step> steps;
    std::map<const ProcessorType*, int> seen;
    const auto read_step = [&](const ConfigNode& item) {
        std::optional<Entry> entry = read_entry(item, out);
        const ProcessorType* type = entry ? find_type(*entry, out) : nullptr;
        if (type == nullptr) return;

        Ingredients own = ingredients;
        own.earlier = seen[type]++;
        if (type->once && own.earlier > 0) {
            out.warning(entry->mark, core::quoted(entry->name) +
                                         " stands in this chain already; a second one does nothing");
        }
        ConfigNode written = entry->settings;
        const EntrySettings common = take_entry_settings(entry->settings, out);
        auto processor = type->build(entry->settings, own, out);
        if (!processor) return;
        steps.push_back({.type = type,
                         .takes_history = common.history.value_or(type->takes_history),
                         .processor = std::move(processor),
                         .settings = std::move(written)});
    };

    switch (node.kind) {
        case Kind::null:  // "posted:" alone: an empty chain
            break;
        case Kind::scalar:  // "posted: log"
            read_step(node);
            break;
        case Kind::list:
            std::for_each(node.items.begin(), node.items.end(), read_step);
            break;
        case Kind::map:
            out.error(
                node.mark,
                "a map for a chain; expected a list of processors: [log, save], or a line \"- name\" each");
            break;
    }
    return Chain(std::move(steps));
}

/// The {type: chain} pairs, whichever of the two forms they are written in.
using Pairs = std::vector<std::pair<ConfigNode, ConfigNode>>;

Pairs read_pairs(const ConfigNode& node, Diagnostics& out) {
    constexpr const char* expected = "expected an event type with its chain, such as posted: [log, save]";
    Pairs pairs;
    if (node.kind == Kind::map) return node.entries;
    if (node.kind == Kind::scalar) out.error(node.mark, core::quoted(node) + " for the chains; " + expected);
    for (const ConfigNode& item : node.items) {
        if (item.kind == Kind::map) {
            pairs.insert(pairs.end(), item.entries.begin(), item.entries.end());
        } else {
            out.error(item.mark, core::quoted(item) + " names no chain; " + expected);
        }
    }
    return pairs;
}

}  // namespace

Chains Chains::read(const ConfigNode& node, const std::vector<std::string>& known_types,
                    const Ingredients& ingredients, Diagnostics& out) {
    Chains chains;
    std::map<std::string, core::Mark> seen;
    for (const auto& [key, value] : read_pairs(node, out)) {
        const std::string& type = key.scalar;
        const auto [first, is_new] = seen.emplace(type, key.mark);
        if (!is_new) {
            out.error(key.mark, "a second chain for " + core::quoted(type) +
                                    "; expected one: the first is in line " +
                                    std::to_string(first->second.line));
            continue;
        }
        if (type != "*" && std::find(known_types.begin(), known_types.end(), type) == known_types.end()) {
            out.warning(key.mark, "unknown event type " + core::quoted(type) +
                                      ": its chain runs only if the server sends such events" +
                                      did_you_mean(type, known_types));
        }
        chains.chains_.emplace(type, read_chain(value, ingredients, out));
    }
    return chains;
}

}  // namespace mostik::processors
