#include "bot/config_left_out.hpp"

#include "messengers/registry.hpp"

#include <algorithm>

namespace mostik::bot {

using core::ConfigNode;

std::vector<LeftOut> leave_out_messengers(ConfigNode& root) {
    std::vector<LeftOut> left_out;
    for (const messengers::MessengerType& type : messengers::registry()) {
        const ConfigNode* const section = root.find(type.name);
        const ConfigNode* const token = section == nullptr ? nullptr : section->find(type.needed_key);
        const bool empty_variable = token != nullptr && !token->written.empty() && token->scalar.empty() &&
                                    token->unset_variable.empty();
        if (!empty_variable) continue;
        left_out.push_back({std::string(type.name),
                            "its " + std::string(type.needed_key) + ", " + token->written + ", is empty"});
        std::erase_if(root.entries, [&](const auto& entry) { return entry.first.scalar == type.name; });
    }
    return left_out;
}

void expect_messenger(const ConfigNode& root, const std::vector<LeftOut>& left_out, core::Diagnostics& out) {
    const bool is_map = root.kind == ConfigNode::Kind::map || root.kind == ConfigNode::Kind::null;
    std::string possible;
    for (const messengers::MessengerType& type : messengers::registry()) {
        if (!is_map || root.find(type.name) != nullptr) return;
        possible += (possible.empty() ? "\"" : ", \"") + std::string(type.name) + '"';
    }
    std::string text = "there is no messenger; expected at least one of the sections " + possible;
    for (const LeftOut& each : left_out) text += "; " + each.section + " is left out: " + each.reason;
    out.error({}, text);
}

std::string no_section(const std::string& messenger, const std::vector<LeftOut>& left_out) {
    for (const LeftOut& each : left_out) {
        if (each.section == messenger)
            return "the section \"" + messenger + "\" is left out: " + each.reason + "; expected a value";
    }
    return "the configuration has no section \"" + messenger + "\"; expected one";
}

}  // namespace mostik::bot
