// The life of a message, followed through the log alone by one word.
#include "tests/service/bridge_scene.hpp"
#include "tests/service/desk_scene.hpp"

#include <csignal>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace mostik::service_tests {

namespace {

using Catch::Contains;

using Lines = std::vector<std::string>;

/// What `grep -w` finds.
Lines grep(const std::string& output, const std::string& words) {
    Lines found;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        const auto at = line.find(words);
        if (at == std::string::npos) continue;
        const char next = at + words.size() < line.size() ? line[at + words.size()] : ' ';
        if (std::isalnum(static_cast<unsigned char>(next)) == 0) found.push_back(line);
    }
    return found;
}

std::size_t count(const Lines& lines, const std::string& words) {
    return static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), [&](const std::string& line) {
        return line.find(words) != std::string::npos;
    }));
}

}  // namespace

TEST_CASE("the life of a message is found by its id, and what caused it by the event's") {
    const std::string format = GENERATE(as<std::string>(), "text", "json");
    CAPTURE(format);
    const bool json = format == "json";
    BridgeScene scene;
    const auto file = scene.write_config();
    {
        std::stringstream text;
        text << std::ifstream(file).rdbuf();
        std::string config = text.str();
        const std::string chain = "[save, respond, forward]";
        config.replace(config.find(chain), chain.size(), "[log, save, respond, forward]");
        config.replace(0, config.find('\n'), "log: {format: " + format + "}");
        std::ofstream(file) << config;
    }
    BotProcess bot({"run", "--config", file.string()}, scene.environment());
    REQUIRE(scene.wait_until_ready());
    REQUIRE(bot.wait_for_output("posts read in"));
    scene.telegram.inject(tg::flood("sendMessage", 1));
    const Post post = scene.says_in_mattermost("a confidential greeting");
    REQUIRE(bot.wait_for_output("delivered as"));
    scene.mattermost.server.edit_as(scene.mattermost.alice.id, post.id, "a confidential farewell");
    REQUIRE(bot.wait_for_output("edit to telegram:" + std::to_string(scene.group) + " delivered ("));
    bot.signal(SIGTERM);
    CHECK(bot.wait() == 0);
    const std::string output = bot.output();
    CAPTURE(output);

    const auto message = [&](int id) {
        return grep(output, json ? "\"message_id\":" + std::to_string(id) : "message " + std::to_string(id));
    };
    const Lines first = message(1);
    REQUIRE(first.size() == 3);
    CHECK_THAT(first[0], Contains("send to telegram:") && Contains(" queued") &&
                             Contains("mattermost/posted/" + post.id));
    CHECK_THAT(first[1], Contains("not delivered yet (attempt 1): "));
    CHECK_THAT(first[2], Contains("send to telegram:") && Contains("delivered as"));
    const Lines second = message(2);
    REQUIRE(second.size() == 2);
    CHECK_THAT(second[0], Contains("edit to telegram:") && Contains("mattermost/post_edited/" + post.id));
    CHECK_THAT(second[1], Contains("edit to telegram:") && Contains("delivered (attempt 1)"));

    // What was heard, and what came of it.
    const Lines heard = grep(output, "mattermost/posted/" + post.id);
    REQUIRE(heard.size() == 2);
    CHECK_THAT(heard[0], Contains("confidential greeting"));
    CHECK_THAT(heard[1], Contains(" queued"));

    // No line about a message is without its id, and only the processor `log` says what people say.
    CHECK(count(grep(output, "queued"), json ? "\"message_id\":" : "message ") ==
          grep(output, "queued").size());
    CHECK(count(grep(output, "attempt"), json ? "\"message_id\":" : "message ") ==
          grep(output, "attempt").size());
    CHECK(grep(output, "confidential").size() == 1);
    if (json) {
        std::istringstream lines(output);
        for (std::string line; std::getline(lines, line);) CHECK_NOTHROW(nlohmann::json::parse(line));
        CHECK(nlohmann::json::parse(first[0])["event_id"] == "mattermost/posted/" + post.id);
    }
}

TEST_CASE("what is sent for a ticket is found by its number") {
    DeskScene scene;
    const tg::UserId person = scene.add_person("Vera");
    scene.run();
    scene.says(person, "/report");
    scene.says(person, "it does not start");
    const Post root = scene.root(1);
    scene.in_thread(root, "it does not start");
    // Its first post and what was said: queued, and delivered.
    REQUIRE(scene.mattermost.log.wait_for(" ticket 1: send to mattermost:", 4));
    // That his report has been taken, the answer, and what shows the specialist that it arrived.
    const std::string to_person = " ticket 1: send to telegram:" + std::to_string(person);
    REQUIRE(scene.mattermost.log.wait_for(to_person, 2));
    scene.marked(scene.answers(root, "try it again"), "white_check_mark");
    CHECK(scene.mattermost.log.wait_for(to_person, 4));
    CHECK(scene.mattermost.log.wait_for(" ticket 1: react to mattermost:", 2));
}

TEST_CASE("an event whose chain fails queues nothing, and the log does not say otherwise") {
    Scene scene;
    Wishes wishes;
    wishes.posted = "[respond, save]";
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    REQUIRE(scene.log.wait_for("posts read in"));
    bot.database().before_save([](const storage::StoredPost&) { throw std::runtime_error("it failed"); });
    const Post post = scene.server.post_as(scene.alice.id, scene.ops, "!ping deploy");
    REQUIRE(scene.log.wait_for("event mattermost/posted/" + post.id + ": failed in save"));
    bot.database().before_save({});
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));
    CHECK(bot.stop() == 0);
    CHECK(scene.log.count(" queued") == 1);
}

}  // namespace mostik::service_tests
