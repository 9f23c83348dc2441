#pragma once

#include "core/config_node.hpp"

#include <string>
#include <vector>

namespace mostik::bot {

/// A messenger's section that counts as not written.
struct LeftOut {
    std::string section;
    std::string reason;  ///< "its token, ${TG_BOT_TOKEN:-}, is empty"
};

/// Takes out of the file the sections of messengers whose token is a variable that may be empty (`${NAME:-}`)
/// and is: so one file serves with either messenger and with both. Nothing else in them is looked at. A token
/// that is a plain `${NAME}`, or is missing, stays what it is: a mistake.
std::vector<LeftOut> leave_out_messengers(core::ConfigNode& root);

/// Reports a file in which no messenger is left.
void expect_messenger(const core::ConfigNode& root, const std::vector<LeftOut>& left_out,
                      core::Diagnostics& out);

/// What is wrong with a mention of a messenger that has no section: it was left out, or never written.
std::string no_section(const std::string& messenger, const std::vector<LeftOut>& left_out);

}  // namespace mostik::bot
