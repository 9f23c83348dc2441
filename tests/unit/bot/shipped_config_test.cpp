// deploy/config.yaml: what the package and the container run.
#include "config_files.hpp"

#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::tests;
using Catch::Contains;

namespace {

const std::filesystem::path file = std::filesystem::path(MOSTIK_SOURCE_DIR) / "deploy/config.yaml";

std::vector<std::string> messengers_of(const Loaded& loaded) {
    std::vector<std::string> names;
    for (const auto& plan : loaded.config->messengers) names.emplace_back(plan.type->name);
    return names;
}

}  // namespace

TEST_CASE("the installed configuration needs nothing but one messenger's token") {
    std::optional<Variable> telegram, url, token, channel;
    SECTION("Telegram alone") {
        telegram.emplace("TG_BOT_TOKEN", "1:abc");
        const Loaded loaded = load(file);
        CAPTURE(loaded.problems);
        CHECK_THAT(loaded.problems, !Contains("error"));
        REQUIRE(loaded.config);
        CHECK(messengers_of(loaded) == std::vector<std::string>{"telegram"});
        CHECK(loaded.config->backend.host == "127.0.0.1");
        CHECK(loaded.config->backend.port == 8765);
        CHECK(loaded.config->database_file == "/var/lib/mostik/mostik.db");
    }
    SECTION("Mattermost alone, and both") {
        const bool both = GENERATE(false, true);
        if (both) telegram.emplace("TG_BOT_TOKEN", "1:abc");
        url.emplace("MATTERMOST_URL", "https://chat.example.com");
        token.emplace("MATTERMOST_TOKEN", "abc");
        channel.emplace("MATTERMOST_CHANNEL", "team/town-square");
        const Variable host("SERVER_HOST", "0.0.0.0");
        const Variable port("SERVER_PORT", "9000");
        const Loaded loaded = load(file);
        CAPTURE(loaded.problems);
        CHECK_THAT(loaded.problems, !Contains("error") && !Contains("listen_channels"));
        REQUIRE(loaded.config);
        CHECK(loaded.config->messengers.size() == (both ? 2 : 1));
        CHECK(mattermost_of(loaded).settings().listen_channels ==
              std::vector<std::string>{"team/town-square"});
        CHECK(loaded.config->backend.host == "0.0.0.0");
        CHECK(loaded.config->backend.port == 9000);
    }
    SECTION("without any it says which there are, and which variables are empty") {
        const Loaded loaded = load(file);
        CHECK_FALSE(loaded.config);
        CHECK_THAT(loaded.problems, Contains("there is no messenger") && Contains("${MATTERMOST_TOKEN:-}") &&
                                        Contains("${TG_BOT_TOKEN:-}"));
    }
}
