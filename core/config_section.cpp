#include "core/config_section.hpp"

#include <algorithm>

namespace mostik::core {
namespace {

std::string names_of(const std::vector<KeyInfo>& keys) {
    std::string text;
    for (const KeyInfo& key : keys) {
        if (!key.deprecated) text += (text.empty() ? "" : ", ") + key.name;
    }
    return text;
}

void report_unknown_keys(const ConfigNode& map, const std::vector<KeyInfo>& keys, Diagnostics& out) {
    std::vector<std::string> names;
    names.reserve(keys.size());
    for (const KeyInfo& key : keys) names.push_back(key.name);
    for (const auto& [key, value] : map.entries) {
        if (std::find(names.begin(), names.end(), key.scalar) != names.end()) continue;
        const std::string near = nearest(key.scalar, names);
        out.error(key.mark, "unknown key " + core::quoted(key.scalar) + "; expected one of " +
                                names_of(keys) + (near.empty() ? "" : "; did you mean \"" + near + "\"?"));
    }
}

void report_missing_keys(const ConfigNode& map, const std::vector<KeyInfo>& keys, Diagnostics& out) {
    for (const KeyInfo& key : keys) {
        if (!key.required) continue;
        const ConfigNode* value = map.find(key.name);
        if (value == nullptr) {
            out.error(map.mark, "the key \"" + key.name + "\" is missing; expected " + key.type);
        } else if (value->kind == ConfigNode::Kind::null &&
                   key.keys.empty()) {  // a section says what it lacks
            out.error(value->mark, key.name + " has no value; expected " + key.type);
        }
    }
}

}  // namespace

bool expect_list(const ConfigNode& node, Diagnostics& out) {
    if (node.kind == ConfigNode::Kind::list || node.kind == ConfigNode::Kind::null) return true;
    out.error(node.mark, core::quoted(node) + " where a list belongs; expected a line \"- …\" for each item");
    return false;
}

bool expect_map(const ConfigNode& node, const std::vector<KeyInfo>& keys, Diagnostics& out) {
    if (node.kind == ConfigNode::Kind::scalar || node.kind == ConfigNode::Kind::list) {
        out.error(node.mark, core::quoted(node) + " where a section belongs; expected the keys " +
                                 names_of(keys) + ", a line \"key: value\" each");
        return false;
    }
    report_unknown_keys(node, keys, out);
    report_missing_keys(node, keys, out);
    return true;
}

}  // namespace mostik::core
