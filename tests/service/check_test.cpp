// `mostik check`: what it says and how it exits.
#include "tests/service/scene.hpp"

#include <fstream>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

struct Outcome {
    int code = 0;
    std::string output;

    bool says(const std::string& text) const { return output.find(text) != std::string::npos; }
};

Outcome check(const Scene& scene, const std::filesystem::path& config,
              std::vector<std::string> options = {}) {
    options.insert(options.begin(), {"check", "--config", config.string()});
    Outcome outcome;
    outcome.code = run_mostik(options, scene.environment(), outcome.output);
    return outcome;
}

}  // namespace

TEST_CASE("check without network tells every mistake, with its place") {
    Scene scene;
    const auto config = scene.folder.path() / "config.yaml";
    std::ofstream(config) << "mattermost:\n"
                             "  url: nowhere\n"
                             "  token: x\n"
                             "  lisen_channels: []\n"
                             "  listen_channels: [\"Town Square\"]\n"
                             "  history: {limit: -1}\n"
                             "  target_events_processors:\n"
                             "    - posted: [sav]\n";
    const Outcome outcome = check(scene, config);
    INFO(outcome.output);
    CHECK(outcome.code == 2);
    CHECK(outcome.says("config.yaml:2:"));
    CHECK(outcome.says("config.yaml:4:3"));
    CHECK(outcome.says("listen_channels"));
    CHECK(outcome.says("config.yaml:5:"));
    CHECK(outcome.says("config.yaml:6:"));
    CHECK(outcome.says("config.yaml:8:"));
    CHECK(outcome.says("did you mean"));
    CHECK(scene.server.requests().empty());
}

TEST_CASE("check of a right configuration asks nobody") {
    Scene scene;
    const Outcome outcome = check(scene, scene.write_config());
    CHECK(outcome.code == 0);
    CHECK(outcome.says("the configuration is right"));
    CHECK(scene.server.requests().empty());
}

TEST_CASE("check --online of a right configuration says what it found, and posts nothing") {
    Scene scene;
    const Outcome outcome = check(scene, scene.write_config(), {"--online"});
    INFO(outcome.output);
    CHECK(outcome.code == 0);
    CHECK(outcome.says("it belongs to @mostik"));
    CHECK(outcome.says("dev/ops: exists, the bot is a member and may post"));
    CHECK(scene.server.posts_in(scene.ops).empty());
}

TEST_CASE("check --online tells each thing that is wrong") {
    Scene scene;
    scene.server.add_channel(scene.team, "foreign");
    scene.server.archive(scene.add_channel("archived"));
    Wishes wishes;
    wishes.channels = {"dev/missing", "dev/foreign", "dev/archived", "dev/ops"};
    wishes.more = "  id: somebody-else\n";
    const Outcome outcome = check(scene, scene.write_config(wishes), {"--online"});
    INFO(outcome.output);
    CHECK(outcome.code == 1);
    CHECK(outcome.says("FAILED mattermost.id"));
    CHECK(outcome.says("FAILED mattermost.listen_channels: dev/missing"));
    CHECK(outcome.says("FAILED mattermost.listen_channels: dev/foreign"));
    CHECK(outcome.says("FAILED mattermost.listen_channels: dev/archived"));
    CHECK(outcome.says("ok     mattermost.listen_channels: dev/ops"));
}

TEST_CASE("check --online with a wrong token says what to do, and not the token") {
    Scene scene;
    scene.server.revoke_token(scene.bot.token);
    const Outcome outcome = check(scene, scene.write_config(), {"--online"});
    INFO(outcome.output);
    CHECK(outcome.code == 1);
    CHECK(outcome.says("create a token for the bot"));
    CHECK_FALSE(outcome.says(scene.bot.token));
}

TEST_CASE("check --online --post says hello in the test channel") {
    Scene scene;
    Wishes wishes;
    wishes.more = "  test_channel_id: " + scene.ops + "\n";
    const Outcome outcome = check(scene, scene.write_config(wishes), {"--online", "--post"});
    INFO(outcome.output);
    CHECK(outcome.code == 0);
    const auto said = scene.answers_in(scene.ops);
    REQUIRE(said.size() == 1);
    CHECK(outcome.says(said[0].id));
}

TEST_CASE("check --post without a test channel, or without --online, is refused") {
    Scene scene;
    const auto config = scene.write_config();
    CHECK(check(scene, config, {"--post"}).code == 2);
    const Outcome outcome = check(scene, config, {"--online", "--post"});
    CHECK(outcome.code == 1);
    CHECK(outcome.says("mattermost.test_channel_id: is empty"));
}

}  // namespace mostik::service_tests
