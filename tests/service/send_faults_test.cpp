// The server misbehaves when the bot answers: in the end there is exactly one answer.
#include "tests/service/bot_in_process.hpp"
#include "tests/service/scene.hpp"

#include <future>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace mostik::service_tests {

namespace {

using namespace std::chrono_literals;
namespace sim = simulators::mattermost;

constexpr auto posts = "/api/v4/posts";

struct Trouble {
    std::string name;
    sim::Fault fault;
};

std::ostream& operator<<(std::ostream& out, const Trouble& trouble) {
    return out << trouble.name;
}

void check_answered_once(Scene& scene, BotInProcess& bot) {
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));
    // Answers of a channel follow each other: what comes after shows that nothing else came of the first one.
    scene.server.post_as(scene.alice.id, scene.ops, "!help");
    REQUIRE(bot.wait_until([&] {
        const auto outbox = bot.remembered().outbox();
        const auto delivered = [](const storage::OutboxRow& row) {
            return row.state == storage::OutboxState::delivered;
        };
        return outbox.size() == 2 && std::all_of(outbox.begin(), outbox.end(), delivered);
    }));
    CHECK(bot.stop() == 0);
    CHECK(scene.count_answers(scene.ops, "pong") == 1);
    CHECK(scene.answers_in(scene.ops).size() == 2);
}

}  // namespace

TEST_CASE("whatever the server does to an answer, it arrives exactly once") {
    const Trouble trouble = GENERATE(values<Trouble>({
        {"made, and the connection closed without a word", sim::swallowed_after_processing("POST", posts)},
        {"not made, and the connection closed without a word",
         sim::swallowed_before_processing("POST", posts)},
        {"500", sim::server_error("POST", posts, 500)},
        {"503 twice", sim::server_error("POST", posts, 503, 2)},
        {"429", sim::too_many_requests("POST", posts, 1)},
        {"200, and no JSON", sim::garbage("POST", posts)},
        {"slow", sim::delayed("POST", posts, 1'500ms, 1)},
    }));
    CAPTURE(trouble);
    Scene scene;
    BotInProcess bot(scene.folder.path(), scene.config());
    REQUIRE(scene.server.wait_for_websockets(1));
    scene.server.inject(trouble.fault);
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    check_answered_once(scene, bot);
}

TEST_CASE("an answer that was made before a 500 is found, and not made again") {
    Scene scene;
    BotInProcess bot(scene.folder.path(), scene.config());
    REQUIRE(scene.server.wait_for_websockets(1));
    auto fault = sim::server_error("POST", posts, 500);
    fault.delay = 500ms;
    scene.server.inject(fault);
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    REQUIRE(scene.server.wait_for_request("POST", posts));
    // The fault keeps the server from it: what it would have made before it failed is made here.
    const auto request = nlohmann::json::parse(scene.server.requests("POST", posts).front().body);
    sim::PostOptions options;
    options.root_id = request["root_id"];
    options.props = request["props"];
    scene.server.post_as(scene.bot.id, scene.ops, "pong", options);
    check_answered_once(scene, bot);
}

TEST_CASE("an answer waits while nobody accepts connections") {
    Scene scene;
    Wishes wishes;
    wishes.filter = {"ping"};
    BotInProcess bot(scene.folder.path(), scene.config(wishes));
    REQUIRE(scene.server.wait_for_websockets(1));
    REQUIRE(scene.log.wait_for("posts read in"));
    std::promise<void> heard;
    std::promise<void> refused;
    bot.database().before_save([&, wait = refused.get_future().share()](const storage::StoredPost&) {
        heard.set_value();
        wait.wait();
    });
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    REQUIRE(heard.get_future().wait_for(patience) == std::future_status::ready);
    scene.server.refuse_connections();
    scene.server.cut_everything(sim::Cut::rst);
    refused.set_value();
    REQUIRE(scene.log.wait_for("not delivered yet"));
    CHECK(scene.answers_in(scene.ops).empty());
    bot.database().before_save(nullptr);
    scene.server.accept_connections();
    check_answered_once(scene, bot);
}

TEST_CASE("the server's rate limit is obeyed") {
    Scene scene;
    BotInProcess bot(scene.folder.path(), scene.config());
    REQUIRE(scene.server.wait_for_websockets(1));
    REQUIRE(scene.log.wait_for("posts read in"));
    scene.server.inject(sim::too_many_requests("POST", posts, 1));
    scene.server.post_as(scene.alice.id, scene.ops, "!ping");
    REQUIRE(scene.wait_for_answers(scene.ops, "pong"));
    const auto attempts = scene.server.requests("POST", posts);
    REQUIRE(attempts.size() == 2);
    CHECK(attempts[0].status == 429);
    CHECK(attempts[1].at - attempts[0].at >= 1'000);
}

}  // namespace mostik::service_tests
