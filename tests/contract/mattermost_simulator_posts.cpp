// The recorded scenarios about posts, played on the simulator.
#include "tests/contract/mattermost_stage.hpp"

#include <catch2/catch.hpp>

using namespace mostik::contract;
using namespace std::chrono_literals;
using nlohmann::json;
namespace sim = mostik::simulators::mattermost;

TEST_CASE("posted events: ws_posted.json") {
    MattermostStage stage;
    stage.add_direct_and_group();
    stage.connect("bot");
    stage.connect("alice");
    stage.play("ws_posted");
}

TEST_CASE("props, attachments and types: posts_props_and_types.json") {
    MattermostStage stage;
    stage.connect("bot");
    stage.connect("alice");
    stage.play("posts_props_and_types");
}

TEST_CASE("limits and error answers: posts_limits_and_errors.json") {
    MattermostStage stage;
    stage.play("posts_limits_and_errors");
}

TEST_CASE("edit, patch, pin, delete: posts_edit_delete.json") {
    MattermostStage stage;
    stage.add_hello_post();
    stage.connect("bot");
    stage.connect("alice");
    stage.connect("admin");
    stage.comparer.same_moment[1795259337517] = 1795259337516;
    stage.before["an administrator deletes a post of the bot"] = [&] {
        stage.bind("yhkw8xpksbdsbqnc1jj78pj75h",
                   stage.server.post_as(stage.bot.id, stage.ops, "to be removed by an administrator").id);
        stage.drain_all();
    };
    stage.play("posts_edit_delete");
}

TEST_CASE("posts by id: posts_by_id.json") {
    MattermostStage stage;
    stage.add_hello_post();
    const auto hello = stage.server.posts_in(stage.ops).back();
    for (const auto* text : {"1", "2", "3"}) {
        sim::PostOptions reply;
        reply.root_id = hello.id;
        stage.server.post_as(stage.alice.id, stage.ops, text, reply);
    }
    auto deleted = stage.server.post_as(stage.bot.id, stage.ops, "v1");
    stage.server.edit_as(stage.bot.id, deleted.id, "v2");
    // As the recorded post: props reset by a full update, pinned, with a reaction.
    const Headers as_bot = {{"Authorization", "Bearer " + stage.bot.token}};
    fetch(stage.port(), "PUT", "/api/v4/posts/" + deleted.id, as_bot,
          json{{"id", deleted.id}, {"message", "v3"}, {"is_pinned", true}}.dump());
    stage.server.react_as(stage.alice.id, deleted.id, "thumbsup");
    stage.server.delete_as(stage.bot.id, deleted.id);
    stage.bind("yu8dmnpwdbnzbpds694qxxbjoe", deleted.id);
    const auto secret = stage.server.add_channel(stage.team, "secret-room", {"Secret room", 'P', {}, {}, {}});
    stage.server.join(secret, stage.admin.id);
    stage.bind("fpwtn5dh7pn998uj8tuejnwznr", stage.server.post_as(stage.admin.id, secret, "secret").id);
    stage.play("posts_by_id");
}

TEST_CASE("pending_post_id: posts_pending_post_id.json") {
    MattermostStage stage;
    stage.add_direct_and_group();
    stage.connect("bot");
    // The recorded key holds the time it was made at.
    for (const std::int64_t time : {1795259420184, 1795259422611, 1795259423218})
        stage.comparer.bind_time(time, time);
    stage.before["the post was deleted meanwhile"] = [&] {
        const auto posts = stage.server.posts_in(stage.ops);
        stage.server.delete_as(stage.bot.id, posts.back().id);
        stage.drain_all();
    };
    stage.before["33.6 s after the first POST"] = [&] { stage.server.advance(33'600ms); };
    stage.skipped["four concurrent POSTs"] = "played with threads below";
    stage.skipped["how long: one POST"] = "a table, played below";
    stage.play("posts_pending_post_id");
}

TEST_CASE("pending_post_id: concurrent requests with one value") {
    MattermostStage stage;
    auto slow = sim::delayed("POST", "/api/v4/posts", 60s, 1);
    slow.action = sim::Fault::Action::delay_processing;
    stage.server.inject(slow);
    const json body = {{"channel_id", stage.ops}, {"message", "race"}, {"pending_post_id", "key"}};
    const auto text = body.dump();
    // The first stays in the middle of being saved; its client need not wait for it.
    const Socket first(stage.port());
    first.send("POST /api/v4/posts HTTP/1.1\r\nHost: mattermost.example\r\nAuthorization: Bearer " +
               stage.bot.token + "\r\nContent-Length: " + std::to_string(text.size()) + "\r\n\r\n" + text);
    REQUIRE(stage.server.wait_for_request("POST", "/api/v4/posts"));
    const auto recorded = load_recording("posts_pending_post_id")["steps"][4]["http"][1]["response"];
    REQUIRE(recorded["status"] == 500);
    const auto second =
        fetch(stage.port(), "POST", "/api/v4/posts", {{"Authorization", "Bearer " + stage.bot.token}}, text);
    CHECK(second.status == 500);
    CHECK(stage.comparer.differences(recorded["body"], json::parse(second.body)).empty());
}

TEST_CASE("pending_post_id: how long it is remembered") {
    MattermostStage stage;
    const auto recording = load_recording("posts_pending_post_id");
    sim::PostOptions options;
    options.pending_post_id = "key";
    const auto first = stage.server.post_as(stage.bot.id, stage.ops, "once", options);
    const auto rows = recording["steps"].back()["result"];
    REQUIRE(rows.size() > 5);
    auto elapsed = 0ms;
    for (const auto& row : rows) {
        const auto at = std::chrono::milliseconds(
            static_cast<std::int64_t>(row["seconds_after_first"].get<double>() * 1000));
        stage.server.advance(at - elapsed);
        elapsed = at;
        INFO("after " << at.count() << " ms");
        const auto again = stage.server.post_as(stage.bot.id, stage.ops, "once", options);
        CHECK((again.id == first.id) == row["same_post"].get<bool>());
    }
}

TEST_CASE("threads: threads.json") {
    MattermostStage stage;
    stage.add_direct_and_group();
    stage.add_hello_post();
    stage.connect("bot");
    stage.connect("alice");
    stage.play("threads");
}

TEST_CASE("reactions: reactions.json") {
    MattermostStage stage;
    stage.bind("c39nzwjnk7n1bysxq1i4nhr6oc",
               stage.server.post_as(stage.alice.id, stage.ops, "react to me").id);
    stage.connect("bot");
    stage.connect("alice");
    stage.play("reactions");
}

TEST_CASE("files: files.json") {
    MattermostStage stage;
    stage.bind(recorded_ids::not_joined, stage.server.add_channel(stage.team, "not-joined"));
    stage.connect("bot");
    stage.connect("alice");
    const auto multipart = [&](const std::string& filename, const std::string& bytes,
                               const std::string& client_id) {
        const std::string part = "------recorded\r\nContent-Disposition: form-data; name=\"";
        auto body = part + "channel_id\"\r\n\r\n" + stage.ops + "\r\n";
        if (!client_id.empty()) body += part + "client_ids\"\r\n\r\n" + client_id + "\r\n";
        body +=
            part + "files\"; filename=\"" + filename + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
        return body + bytes + "\r\n------recorded--\r\n";
    };
    std::string png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\4\0\0\0\3", 24);
    png.resize(73, '\0');
    // Sorted by id, which is chance.
    stage.comparer.unordered.insert("file_ids");
    stage.bodies["upload one text file"] = multipart("notes.txt", "h\xC3\xA9llo\n", "");
    stage.bodies["upload a PNG"] = multipart("pic with space & \xC3\xBC.png", png, "my-client-id-1");
    stage.play("files");
}

TEST_CASE("ephemeral posts: ephemeral.json") {
    MattermostStage stage;
    stage.connect("bot");
    stage.connect("alice");
    stage.play("ephemeral");
}

TEST_CASE("typing: typing.json") {
    MattermostStage stage;
    stage.bind(recorded_ids::not_joined, stage.server.add_channel(stage.team, "not-joined"));
    stage.add_hello_post();
    stage.connect("bot");
    stage.connect("alice");
    stage.before["alice sends the websocket action"] = [&] {
        const auto root = stage.comparer.translate(std::string(recorded_ids::hello_post));
        stage.send_action("alice", {{"seq", 5},
                                    {"action", "user_typing"},
                                    {"data", {{"channel_id", stage.ops}, {"parent_id", root}}}});
    };
    stage.play("typing");
}
