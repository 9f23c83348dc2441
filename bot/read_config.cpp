#include "bot/read_config.hpp"

#include <iostream>
#include <system_error>

namespace mostik::bot {

std::optional<Config> read_config(const std::filesystem::path& file, Need need) {
    core::Diagnostics diagnostics(file.string());
    std::optional<Config> config = load_config(file, need, diagnostics);
    std::cerr << diagnostics.to_string();
    return config;
}

std::filesystem::path usual_config_file(const std::filesystem::path& folder,
                                        const std::filesystem::path& installed) {
    const std::filesystem::path here = folder / "config.yaml";
    std::error_code ignored;
    const bool is_here = std::filesystem::exists(here, ignored);
    return !is_here && std::filesystem::exists(installed, ignored) ? installed : here;
}

}  // namespace mostik::bot
