#pragma once

#include "bot/config.hpp"

namespace mostik::bot {

/// The whole of config.yaml: every section with its keys.
const core::Section<Config>& config_section();

/// The section `db` alone.
const core::Section<DbSettings>& db_section();

}  // namespace mostik::bot
