// Tokens and channels that are not what the configuration promises: said once, clearly, and without secrets.
#include "tests/service/bot_in_process.hpp"
#include "tests/service/scene.hpp"

#include <csignal>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using namespace std::chrono_literals;

std::size_t lines_with(const std::string& text, const std::string& first, const std::string& second) {
    std::size_t lines = 0;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string line = text.substr(begin, end - begin);
        if (line.find(first) != std::string::npos && line.find(second) != std::string::npos) ++lines;
        begin = end + 1;
    }
    return lines;
}

}  // namespace

TEST_CASE("a wrong token ends the run with what to do about it") {
    Scene scene;
    const std::string wrong = "wrongwrongwrongwrongwrongw";
    BotProcess process({"run", "--config", scene.write_config().string()}, {{"MATTERMOST_TOKEN", wrong}});
    CHECK(process.wait() == 1);
    CHECK(process.output().find("create a token for the bot") != std::string::npos);
    CHECK(process.output().find("mattermost.token") != std::string::npos);
    CHECK(process.output().find(wrong) == std::string::npos);
    CHECK(scene.server.websockets_opened() == 0);
}

TEST_CASE("a token that is revoked while the bot runs ends the run, the websocket too") {
    Scene scene;
    BotInProcess bot(scene.folder.path(), scene.config());
    REQUIRE(scene.server.wait_for_websockets(1));
    REQUIRE(scene.log.wait_for("posts read in"));
    scene.server.revoke_token(scene.bot.token);
    // An open websocket goes on; what is answered by REST finds out.
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    CHECK(bot.wait_for_end() == 1);
    CHECK(scene.server.wait_for_websockets(0));
    CHECK(scene.log.count("create a token for the bot") > 0);
    CHECK(scene.log.count(scene.bot.token) == 0);
    const auto outbox = bot.remembered().outbox();
    REQUIRE(outbox.size() == 1);
    CHECK(outbox[0].state == storage::OutboxState::queued);
}

TEST_CASE("the token is in nothing that is printed, whatever happens to the connection") {
    Scene scene;
    BotProcess process({"run", "--config", scene.write_config().string()}, scene.environment());
    REQUIRE(scene.server.wait_for_websockets(1));
    scene.server.send_text(R"({"status":"FAIL","error":{"id":"x","message":"token=)" + scene.bot.token +
                           R"(","status_code":401},"seq_reply":1})");
    REQUIRE(process.wait_for_output("failed with status 401"));
    scene.server.cut_websockets();
    REQUIRE(scene.server.wait_for_websockets_opened(2));
    scene.server.restart();
    REQUIRE(scene.server.wait_for_websockets_opened(3));
    process.signal(SIGTERM);
    CHECK(process.wait() == 0);
    CHECK(process.output().find("not connected") != std::string::npos);
    CHECK(process.output().find(scene.bot.token) == std::string::npos);
}

TEST_CASE("a token of another account than mattermost.id names ends the run") {
    Scene scene;
    Wishes wishes;
    wishes.more = "  id: somebody-else\n";
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    CHECK(bot.wait_for_end() == 1);
    CHECK(scene.log.count("mattermost.id is \"somebody-else\" but the token belongs to \"mostik\"") == 1);
    CHECK(scene.server.websockets_opened() == 0);
}

TEST_CASE("mattermost.id may be the login or the user's id") {
    Scene scene;
    Wishes wishes;
    const bool by_login = GENERATE(true, false);
    wishes.more = "  id: " + (by_login ? "mostik" : scene.bot.id) + "\n";
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    CHECK(scene.server.wait_for_websockets(1));
}

TEST_CASE("channels that cannot be read are reported once each, and the others go on") {
    Scene scene;
    const std::string archived = scene.add_channel("archived");
    scene.server.archive(archived);
    scene.server.add_channel(scene.team, "foreign");
    scene.add_past(scene.ops, 20, 1'700'000'000'000, "deploy");
    Wishes wishes;
    wishes.channels = {"dev/missing", "dev/foreign", "dev/archived", "dev/ops"};
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    REQUIRE(scene.log.wait_for("posts read in"));
    scene.server.restart();
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));
    CHECK(bot.stop() == 0);
    CHECK(scene.log.count("dev/missing of listen_channels is skipped") == 1);
    CHECK(scene.log.count("dev/foreign of listen_channels is skipped") == 1);
    CHECK(scene.log.count("dev/archived of listen_channels is skipped") == 1);
    CHECK(scene.log.count("is skipped") == 3);
    CHECK(bot.remembered().post_ids() == scene.matching({scene.ops}, "deploy"));
}

TEST_CASE("a channel that the bot is removed from is reported once, and the others go on") {
    Scene scene;
    const std::string releases = scene.add_channel("releases");
    Wishes wishes;
    wishes.channels = {"dev/ops", "dev/releases"};
    BotProcess process({"run", "--config", scene.write_config(wishes).string()}, scene.environment());
    REQUIRE(process.wait_for_output("posts read in"));
    scene.server.leave(releases, scene.bot.id, true);
    scene.server.restart();
    REQUIRE(scene.server.wait_for_websockets_opened(2));
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));
    REQUIRE(process.wait_for_output("skipped"));
    process.signal(SIGTERM);
    CHECK(process.wait() == 0);
    CHECK(lines_with(process.output(), "dev/releases", "skipped") == 1);
}

TEST_CASE("a channel that the bot is added to while it runs is heard") {
    Scene scene;
    const std::string later = scene.server.add_channel(scene.team, "later");
    scene.server.join(later, scene.alice.id);
    scene.server.join(later, scene.bob.id);
    Wishes wishes;
    wishes.channels = {"dev/ops", later};
    scene.add_past(later, 250, 1'700'000'000'000, "deploy");
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    REQUIRE(scene.log.wait_for("is skipped"));
    REQUIRE(scene.server.wait_for_websockets(1));
    scene.server.join(later, scene.bot.id, true);
    scene.server.post_as(scene.alice.id, later, "!ping");
    CHECK(scene.wait_for_answers(later, "pong"));
    const auto past = scene.matching({later}, "deploy");
    CHECK(bot.wait_until([&] { return bot.remembered().post_ids() == past; }));
}

TEST_CASE("a private channel that the bot is added to while it runs is heard, and its past is read") {
    Scene scene;
    simulators::mattermost::ChannelOptions hidden;
    hidden.type = 'P';
    const std::string later = scene.server.add_channel(scene.team, "board", hidden);
    scene.server.join(later, scene.alice.id);
    scene.server.join(later, scene.bob.id);
    scene.add_past(later, 3, 1'700'000'000'000, "deploy");
    Wishes wishes;
    wishes.channels = {"dev/ops", "dev/board"};
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    REQUIRE(scene.log.wait_for("is skipped"));
    REQUIRE(scene.server.wait_for_websockets(1));
    scene.server.join(later, scene.bot.id, true);
    const auto past = scene.matching({later}, "deploy");
    REQUIRE(bot.wait_until([&] { return bot.remembered().post_ids() == past; }));
    scene.server.post_as(scene.alice.id, later, "!ping");
    CHECK(scene.wait_for_answers(later, "pong"));
}

}  // namespace mostik::service_tests
