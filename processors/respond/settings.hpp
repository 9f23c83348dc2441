#pragma once

#include "core/config_section.hpp"
#include "processors/when/conditions.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mostik::processors::respond {

/// Where an answer goes.
enum class Place { thread, channel, direct };

struct RuleSettings {
    when::ConditionSettings when;
    std::string reply;
    std::optional<std::string> reply_in;
};

struct Settings {
    std::vector<RuleSettings> rules;
    bool commands = true;
    std::optional<std::string> reply_in;
};

const core::Section<Settings>& settings_section();

/// Reads {rules: …, commands: …, reply_in: …}, or a bare list of rules. Templates, expressions and commands
/// are checked: when nothing was reported, everything in the settings can be built.
Settings read_settings(const core::ConfigNode& node, core::Diagnostics& out);

/// "thread", "channel", "direct".
Place to_place(const std::string& name);

}  // namespace mostik::processors::respond
