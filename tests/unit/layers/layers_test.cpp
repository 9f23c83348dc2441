#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace fs = std::filesystem;

namespace {

struct Include {
    std::string from;  // path in the repository
    std::string what;  // the included path
};

// What each folder may include beside itself. Nothing includes upwards, and storage and messengers know
// nothing of each other.
const std::map<std::string, std::set<std::string>> allowed = {
    {"core", {}},
    {"storage", {"core"}},
    {"messengers", {"core"}},
    {"processors", {"core", "storage"}},
    {"bot", {"core", "storage", "messengers", "processors"}},
};

std::string folder_of(const std::string& path) {
    return path.substr(0, path.find('/'));
}

std::vector<Include> includes_below(const fs::path& root) {
    static const std::regex line_pattern("^\\s*#\\s*include\\s*\"([^\"]+)\"");
    std::vector<Include> includes;
    for (const auto& [folder, below] : allowed) {
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            const auto extension = entry.path().extension();
            if (extension != ".cpp" && extension != ".hpp") continue;
            std::ifstream file(entry.path());
            for (std::string line; std::getline(file, line);) {
                std::smatch match;
                if (std::regex_search(line, match, line_pattern)) {
                    includes.push_back({fs::relative(entry.path(), root).generic_string(), match[1]});
                }
            }
        }
    }
    return includes;
}

std::vector<std::string> violations(const std::vector<Include>& includes) {
    std::vector<std::string> found;
    for (const Include& include : includes) {
        const std::string from = folder_of(include.from);
        const std::string to = folder_of(include.what);
        if (from == to || allowed.at(from).contains(to)) continue;
        found.push_back(include.from + " includes " + include.what);
    }
    return found;
}

}  // namespace

TEST_CASE("A folder includes only folders below it") {
    const auto includes = includes_below(MOSTIK_SOURCE_DIR);
    REQUIRE(includes.size() > 100);
    CHECK(violations(includes) == std::vector<std::string>{});
}

TEST_CASE("Upward and sideways includes are noticed") {
    CHECK(violations({{"core/event.cpp", "storage/posts.hpp"}}).size() == 1);
    CHECK(violations({{"storage/posts.hpp", "messengers/messenger.hpp"}}).size() == 1);
    CHECK(violations({{"processors/log.cpp", "messengers/messenger.hpp"}}).size() == 1);
    CHECK(violations({{"processors/log.cpp", "bot/config.hpp"}}).size() == 1);
    CHECK(violations({{"bot/service.cpp", "messengers/messenger.hpp"}}).empty());
}

TEST_CASE("Only the composition root and the registry name a concrete messenger or database") {
    std::vector<std::string> found;
    for (const Include& include : includes_below(MOSTIK_SOURCE_DIR)) {
        const bool concrete = include.what.rfind("messengers/mattermost/", 0) == 0;
        const bool own = include.from.rfind("messengers/", 0) == 0;
        if (concrete && !own) found.push_back(include.from + " includes " + include.what);
    }
    CHECK(found == std::vector<std::string>{});
}
