#pragma once

#include "bot/config.hpp"

#include <string>
#include <vector>

namespace mostik::bot {

/// The whole of config.yaml: every section with its keys.
const core::Section<Config>& config_section();

/// The section `db` alone.
const core::Section<DbSettings>& db_section();

/// Sections that the design names and this build does not have: they are ignored with a warning.
const std::vector<std::string>& later_sections();

}  // namespace mostik::bot
