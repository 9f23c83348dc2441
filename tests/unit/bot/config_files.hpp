#pragma once

#include "bot/config.hpp"
#include "messengers/mattermost/mattermost.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>

namespace mostik::tests {

/// Sets an environment variable while it lives.
class Variable {
  public:
    Variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
    ~Variable() { ::unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

  private:
    const char* name_;
};

/// A folder of its own with a config.yaml in it; gone afterwards.
class ConfigFile {
  public:
    explicit ConfigFile(std::string_view text) {
        std::string name = (std::filesystem::temp_directory_path() / "mostik-config-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        folder_ = name;
        add("config.yaml", text);
    }
    ~ConfigFile() { std::filesystem::remove_all(folder_); }
    ConfigFile(const ConfigFile&) = delete;
    ConfigFile& operator=(const ConfigFile&) = delete;

    void add(const std::string& name, std::string_view text) const { std::ofstream(folder_ / name) << text; }
    const std::filesystem::path& folder() const { return folder_; }
    std::filesystem::path path() const { return folder_ / "config.yaml"; }

  private:
    std::filesystem::path folder_;
};

struct Loaded {
    std::optional<bot::Config> config;
    std::string problems;
};

/// The `mattermost` section of a configuration that was loaded.
inline const messengers::mattermost::ConfiguredMattermost& mattermost_of(const Loaded& loaded) {
    return dynamic_cast<const messengers::mattermost::ConfiguredMattermost&>(
        *loaded.config->messengers.front().messenger);
}

inline Loaded load(const std::filesystem::path& file, bot::Need need = bot::Need::everything) {
    core::Diagnostics out("config.yaml");
    Loaded loaded;
    loaded.config = bot::load_config(file, need, out);
    loaded.problems = out.to_string();
    return loaded;
}

inline Loaded load_text(std::string_view text, bot::Need need = bot::Need::everything) {
    const ConfigFile file(text);
    return load(file.path(), need);
}

inline std::string contents(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace mostik::tests
