#include "bot/read_config.hpp"

#include <iostream>

namespace mostik::bot {

std::optional<Config> read_config(const std::filesystem::path& file, Need need) {
    core::Diagnostics diagnostics(file.string());
    std::optional<Config> config = load_config(file, need, diagnostics);
    std::cerr << diagnostics.to_string();
    return config;
}

}  // namespace mostik::bot
