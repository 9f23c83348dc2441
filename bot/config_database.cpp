#include "bot/config_database.hpp"

#include <optional>
#include <system_error>

namespace mostik::bot {
namespace {

namespace fs = std::filesystem;

constexpr auto default_file = "data/mostik.db";
constexpr auto no_postgresql =
    "PostgreSQL is not in this build yet; expected SQLite: leave username, password, name, host and port "
    "empty, or "
    "replace them by url: sqlite:data/mostik.db";

core::Mark mark_of(const core::ConfigNode& section, const char* key) {
    const core::ConfigNode* node = section.find(key);
    return node == nullptr ? section.mark : node->mark;
}

/// The first key in the file that only PostgreSQL needs.
const core::ConfigNode* postgresql_key(const DbSettings& settings, const core::ConfigNode& section) {
    for (const auto& [key, value] : section.entries) {
        const bool filled = (key.scalar == "username" && !settings.username.empty()) ||
                            (key.scalar == "password" && !settings.password.empty()) ||
                            (key.scalar == "name" && !settings.name.empty()) ||
                            (key.scalar == "host" && !settings.host.empty());
        if (filled) return &value;
    }
    return nullptr;
}

/// The path in `url`; what is wrong with it is reported.
std::optional<fs::path> path_of(const std::string& url, core::Mark mark, core::Diagnostics& out) {
    constexpr std::string_view sqlite = "sqlite:";
    if (url.starts_with("postgresql:") || url.starts_with("postgres:")) {
        out.error(
            mark,
            "url: PostgreSQL is not in this build yet; expected sqlite:PATH, such as sqlite:data/mostik.db");
        return std::nullopt;
    }
    const std::string path = url.starts_with(sqlite) ? url.substr(sqlite.size()) : std::string{};
    const bool two_slashes = path.starts_with("//") && !path.starts_with("///");
    if (path.empty() || two_slashes || path.starts_with(':')) {
        const bool bare_path = url.find(':') == std::string::npos;
        out.error(mark, "url is " + core::quoted(url) +
                            "; expected sqlite:PATH, such as sqlite:data/mostik.db" +
                            (bare_path ? "; did you mean " + core::quoted("sqlite:" + url) + "?" : ""));
        return std::nullopt;
    }
    return path;
}

}  // namespace

fs::path database_file(const DbSettings& settings, const core::ConfigNode& section, const fs::path& base,
                       core::Diagnostics& out) {
    if (const core::ConfigNode* key = postgresql_key(settings, section)) {
        out.error(key->mark, settings.url.empty()
                                 ? no_postgresql
                                 : "url and the keys of PostgreSQL contradict each other; expected "
                                   "one of the two: leave username, password, name and host empty");
        return {};
    }
    if (!settings.port.empty()) {
        out.warning(mark_of(section, "port"), "port without host: ignored, the database is SQLite");
    }
    fs::path path = default_file;
    if (!settings.url.empty()) {
        const std::optional<fs::path> named = path_of(settings.url, mark_of(section, "url"), out);
        if (!named) return {};
        path = *named;
    }
    path = (base / path).lexically_normal();
    std::error_code ignored;
    if (!path.has_filename() || fs::is_directory(path, ignored)) {
        out.error(mark_of(section, "url"), "url is " + core::quoted(settings.url) +
                                               ": a folder; expected a file, such as sqlite:data/mostik.db");
        return {};
    }
    return path;
}

}  // namespace mostik::bot
