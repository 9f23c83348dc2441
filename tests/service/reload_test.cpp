// A changed configuration is applied while the bot runs: whole or not at all, on the same websocket.
#include "tests/service/bot_in_process.hpp"
#include "tests/service/scene.hpp"

#include <csignal>
#include <fstream>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

namespace fs = std::filesystem;

constexpr auto applied = "config.yaml: applied";

/// Writes in place, as a shell does.
void save(const fs::path& file, const std::string& text) {
    std::ofstream(file) << text;
}

/// Puts another file in its place, as editors do.
void replace(const fs::path& file, const std::string& text) {
    const fs::path other = file.string() + ".new";
    save(other, text);
    fs::rename(other, file);
}

/// A chain that stores, and answers "!hello" so.
Wishes greeting(const std::string& reply) {
    Wishes wishes;
    wishes.posted = "[save, respond: [{when: {command: hello}, reply: \"" + reply + "\"}]]";
    return wishes;
}

bool hears(Scene& scene, const std::string& reply) {
    const std::size_t before = scene.count_answers(scene.ops, reply);
    scene.server.post_as(scene.alice.id, scene.ops, "!hello");
    return scene.wait_for_answers(scene.ops, reply, before + 1);
}

}  // namespace

TEST_CASE("a rule that is changed on save works with the next post, on the same websocket") {
    Scene scene;
    const fs::path file = scene.folder.path() / "config.yaml";
    BotInProcess bot(scene.folder.path(), scene.config(greeting("good morning")));
    REQUIRE(scene.server.wait_for_websockets(1));
    REQUIRE(hears(scene, "good morning"));

    save(file, scene.config(greeting("good evening")));
    REQUIRE(scene.log.wait_for(applied));
    CHECK(hears(scene, "good evening"));
    replace(file, scene.config(greeting("good night")));
    REQUIRE(scene.log.wait_for(applied, 2));
    CHECK(hears(scene, "good night"));

    CHECK(bot.stop() == 0);
    CHECK(scene.log.count("mattermost posted: rules of respond changed") == 2);
    CHECK(scene.count_answers(scene.ops, "good morning") == 1);
    CHECK(scene.answers_in(scene.ops).size() == 3);
    CHECK(scene.server.websockets_opened() == 1);
}

TEST_CASE("a configuration behind links is applied when a link leads elsewhere") {
    Scene scene;
    const fs::path folder = scene.folder.path();
    const auto add_version = [&](const std::string& name, const std::string& reply) {
        fs::create_directory(folder / name);
        save(folder / name / "config.yaml", scene.config(greeting(reply)));
    };
    add_version("first", "good morning");
    BotInProcess bot(folder, scene.config(greeting("good morning")));
    REQUIRE(scene.server.wait_for_websockets(1));
    fs::create_directory_symlink("first", folder / "now");
    fs::create_symlink("now/config.yaml", folder / "link");
    fs::rename(folder / "link", folder / "config.yaml");

    add_version("second", "good evening");
    fs::create_directory_symlink("second", folder / "next");
    fs::rename(folder / "next", folder / "now");
    REQUIRE(scene.log.wait_for(applied));
    CHECK(hears(scene, "good evening"));

    replace(folder / "second" / "config.yaml", scene.config(greeting("good night")));
    REQUIRE(scene.log.wait_for(applied, 2));
    CHECK(hears(scene, "good night"));
}

TEST_CASE("SIGHUP has the configuration read again, with the files that variables name") {
    Scene scene;
    const storage::testing::ScratchFolder elsewhere;
    const fs::path reply = elsewhere.path() / "reply";
    save(reply, "good morning");
    BotProcess::Environment environment = scene.environment();
    environment["REPLY_FILE"] = reply.string();
    BotProcess process({"run", "--config", scene.write_config(greeting("${REPLY_FILE}")).string()},
                       environment);
    REQUIRE(scene.server.wait_for_websockets(1));
    REQUIRE(hears(scene, "good morning"));

    save(reply, "good evening");
    process.signal(SIGHUP);
    REQUIRE(process.wait_for_output(applied));
    CHECK(hears(scene, "good evening"));
    process.signal(SIGHUP);
    CHECK(process.wait_for_output("read again, nothing has changed"));

    process.signal(SIGTERM);
    CHECK(process.wait() == 0);
    CHECK(scene.server.websockets_opened() == 1);
}

TEST_CASE("a file with mistakes is reported as `mostik check` does it, and changes nothing") {
    Scene scene;
    const fs::path file = scene.write_config(greeting("good morning"));
    BotProcess process({"run", "--config", file.string()}, scene.environment());
    REQUIRE(scene.server.wait_for_websockets(1));

    Wishes broken = greeting("good evening {{autor}}");
    broken.more = "  listen_dirrect: false\n";
    replace(file, scene.config(broken, "${MATTERMOST_TOKEN}"));
    REQUIRE(process.wait_for_output("the running configuration goes on"));
    std::string checked;
    CHECK(run_mostik({"check", "--config", file.string()}, scene.environment(), checked) == 2);
    std::istringstream lines(checked);
    std::size_t mistakes = 0;
    for (std::string line; std::getline(lines, line);) {
        if (line.find(": error: ") == std::string::npos) continue;
        ++mistakes;
        CHECK(process.output().find(line) != std::string::npos);
    }
    CHECK(mistakes == 2);
    CHECK(hears(scene, "good morning"));

    fs::remove(file);
    CHECK(process.wait_for_output("the file cannot be read"));
    save(file, scene.config(greeting("good evening"), "${MATTERMOST_TOKEN}"));
    REQUIRE(process.wait_for_output(applied));
    CHECK(hears(scene, "good evening"));
}

TEST_CASE("what needs a restart is refused by name, and nothing else of the file is applied") {
    Scene scene;
    const std::string secret = "secretsecretsecretsecretse";
    Wishes wishes = greeting("good evening");
    std::string key;
    std::string changed;
    SECTION("a token") {
        key = "mattermost.token";
        changed = scene.config(wishes, secret);
    }
    SECTION("a server's address") {
        key = "mattermost.url";
        wishes.url = "http://127.0.0.1:1";
        changed = scene.config(wishes);
    }
    SECTION("the database") {
        key = "db.url";
        changed = scene.config(wishes);
        changed.replace(changed.find("mostik.db"), 9, "other.db");
    }
    SECTION("the backend") {
        key = "backend.port";
        wishes.http_port = 9;
        changed = scene.config(wishes);
    }
    const fs::path file = scene.folder.path() / "config.yaml";
    BotInProcess bot(scene.folder.path(), scene.config(greeting("good morning")));
    REQUIRE(scene.server.wait_for_websockets(1));
    replace(file, changed);
    REQUIRE(scene.log.wait_for("the running configuration goes on"));
    CHECK(scene.log.count(key + " needs a restart") == 1);
    CHECK(scene.log.count("needs a restart") == 1);
    CHECK(hears(scene, "good morning"));
    CHECK(bot.stop() == 0);
    CHECK(scene.log.count(applied) == 0);
    CHECK(scene.log.count(secret) == 0);
    CHECK_FALSE(fs::exists(scene.folder.path() / "other.db"));
}

TEST_CASE("of two saves in a row the last one counts") {
    Scene scene;
    const fs::path file = scene.folder.path() / "config.yaml";
    BotInProcess bot(scene.folder.path(), scene.config(greeting("good morning")));
    REQUIRE(scene.server.wait_for_websockets(1));
    save(file, scene.config(greeting("good evening")));
    replace(file, scene.config(greeting("good night")));
    // As one change, or on a busy machine as two.
    for (std::size_t changes = 1; scene.count_answers(scene.ops, "good night") == 0; ++changes) {
        REQUIRE(scene.log.wait_for(applied, changes));
        scene.server.post_as(scene.alice.id, scene.ops, "!hello");
        REQUIRE(scene.server.wait_for([&] { return scene.answers_in(scene.ops).size() >= changes; }));
    }
    CHECK(hears(scene, "good night"));
    CHECK(scene.server.websockets_opened() == 1);
}

TEST_CASE("the language and the log change too") {
    Scene scene;
    const fs::path file = scene.write_config();
    BotProcess process({"run", "--config", file.string()}, scene.environment());
    REQUIRE(scene.server.wait_for_websockets(1));
    std::string text = "locale: ru\n" + scene.config({}, "${MATTERMOST_TOKEN}");
    text.replace(text.find("level: debug"), 12, "format: json");
    replace(file, text);
    REQUIRE(process.wait_for_output(R"(config.yaml: applied"})"));
    CHECK(process.output().find("log.level: debug -> info") != std::string::npos);
    scene.server.post_as(scene.alice.id, scene.ops, "!help");
    const auto in_russian = [](const Post& post) { return post.message.find("Я знаю") != std::string::npos; };
    CHECK(scene.server.wait_for_post(scene.ops, in_russian));
}

TEST_CASE("configurations that change during a burst of posts lose none and double none") {
    Scene scene;
    const fs::path file = scene.folder.path() / "config.yaml";
    const auto answering = [](const std::string& reply) {
        Wishes wishes;
        wishes.filter = {};
        wishes.posted = "[save, respond: [{when: {contains: \"?\"}, reply: \"" + reply + "\"}]]";
        return wishes;
    };
    BotInProcess bot(scene.folder.path(), scene.config(answering("one")));
    REQUIRE(scene.server.wait_for_websockets(1));
    REQUIRE(scene.log.wait_for("posts read in"));
    std::size_t posts = 0;
    std::size_t questions = 0;
    const auto speak = [&] {
        const bool question = posts++ % 10 == 0;
        if (question) ++questions;
        const Post post = scene.server.post_as(scene.alice.id, scene.ops, question ? "deploy?" : "deploy");
        // The bot keeps up, as the server gives a slow reader up.
        if (posts % 100 == 0) REQUIRE(bot.wait_until([&] { return bot.remembered().has_post(post.id); }));
    };
    while (posts < 50) speak();
    std::size_t changes = 0;
    for (const char* const reply : {"two", "three", "four"}) {
        save(file, scene.config(answering(reply)));
        ++changes;
        while (scene.log.count(applied) < changes) speak();
    }
    while (posts < 500 || posts % 100 != 0) speak();
    CHECK(bot.stop() == 0);

    CHECK(bot.remembered().post_ids() == scene.matching({scene.ops}, "deploy"));
    std::set<std::string> replies;
    const auto outbox = bot.remembered().outbox();
    for (const storage::OutboxRow& row : outbox) replies.insert(row.draft.message.text);
    CHECK(outbox.size() == questions);
    CHECK(replies.size() > 2);
    CHECK(scene.server.websockets_opened() == 1);
}

}  // namespace mostik::service_tests
