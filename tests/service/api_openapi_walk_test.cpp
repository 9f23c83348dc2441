// Whatever the API answers is in openapi.yaml, and whatever that describes is answered.
#include "tests/service/openapi_scene.hpp"

#include <algorithm>

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using nlohmann::json;
using Names = std::set<std::string>;

const std::string far_away = "2099-01-01T00:00:00Z";

/// A place under which the operation is found; what it names need not be there.
std::string place(const OpenApiDocument::Operation& operation) {
    std::string path = operation.path;
    const auto brace = path.find('{');
    if (brace != std::string::npos) path.replace(brace, path.find('}') - brace + 1, "1");
    return path == "/api/v1/posts" ? path + "?q=words" : path;
}

/// A request that is right as far as can be told without looking at it.
json body_for(const OpenApiDocument::Operation& operation) {
    if (operation.request_schema().is_null()) return nullptr;
    json message = {{"sender", "TG"}, {"body", "later"}, {"not_before", far_away}};
    if (operation.path.ends_with("/batch")) return {{"messages", {std::move(message)}}};
    return message;
}

bool needs_key(const OpenApiDocument::Operation& operation) {
    return !operation.content.at("security").empty();
}

/// Posts that are carried, changed and deleted, as they are found.
void talk(OpenApiScene& scene) {
    auto& server = scene.mattermost.server;
    const std::string ops = scene.mattermost.ops;
    const Account& alice = scene.mattermost.alice;
    simulators::mattermost::PostOptions reply;
    const Post first = server.post_as(alice.id, ops, "release one");
    reply.root_id = first.id;
    server.post_as(alice.id, ops, "release two", reply);
    const Post wrong = server.post_as(alice.id, ops, "release three");
    const auto posts = [&](std::size_t count, const std::string& more) {
        return scene.wait("GET /api/v1/posts", "/api/v1/posts?q=release" + more,
                          [&](const json& page) { return page.at("posts").size() == count; });
    };
    posts(3, "");
    CHECK(posts(1, "&limit=1").at("next_cursor").is_string());
    server.edit_as(alice.id, first.id, "release 1");
    server.delete_as(alice.id, wrong.id);
    posts(2, "");
    scene.wait("GET /api/v1/posts", "/api/v1/posts?q=release&deleted=true", [](const json& page) {
        const auto has = [&](const char* name) {
            return std::any_of(page.at("posts").begin(), page.at("posts").end(),
                               [&](const json& post) { return post.contains(name); });
        };
        return has("deleted_at") && has("edited_at");
    });
    CHECK(scene.ask("GET /api/v1/posts", "/api/v1/posts").status == 422);
    // The copies, as messages.
    const auto is_copy = [](const json& message) { return message.contains("source"); };
    const json page = scene.wait("GET /api/v1/messages", "/api/v1/messages", [&](const json& each) {
        return std::any_of(each.at("messages").begin(), each.at("messages").end(), is_copy);
    });
    for (const json& message : page.at("messages")) {
        const std::string target = "/api/v1/messages/" + std::to_string(message.at("id").get<std::int64_t>());
        CHECK(is_copy(scene.ask("GET /api/v1/messages/{id}", target).body) == is_copy(message));
    }
}

/// A ticket with answers, one of them changed and one taken back, until it is rated.
void report(OpenApiScene& scene) {
    auto& server = scene.mattermost.server;
    const Account& alice = scene.mattermost.alice;
    const auto ticket = [&](const std::function<bool(const json&)>& ready) {
        return scene.wait("GET /api/v1/tickets/{id}", "/api/v1/tickets/1", ready);
    };
    scene.telegram.started(scene.anna);
    scene.telegram.write(scene.anna, scene.anna, "help");
    const auto root = server.wait_for_post(
        scene.desk, [](const Post& post) { return post.message.starts_with("#### #1 "); }, patience);
    REQUIRE(root);
    simulators::mattermost::PostOptions in_thread;
    in_thread.root_id = root->id;
    const Post answer = server.post_as(alice.id, scene.desk, "look here", in_thread);
    const Post mistake = server.post_as(alice.id, scene.desk, "wrong person", in_thread);
    ticket([](const json& each) { return each.at("messages").size() == 3; });
    server.edit_as(alice.id, answer.id, "look there");
    server.delete_as(alice.id, mistake.id);
    ticket([](const json& each) {
        const json& messages = each.at("messages");
        const auto has = [&](const char* name) {
            return std::any_of(messages.begin(), messages.end(),
                               [&](const json& m) { return m.contains(name); });
        };
        return has("edited_at") && has("deleted_at");
    });
    server.post_as(alice.id, scene.desk, "!close", in_thread);
    const auto closing = scene.telegram.wait_for_message(
        scene.anna,
        [](const tg::Message& message) {
            return message.by_bot && message.reply_markup.dump().find("\"4\"") != std::string::npos;
        },
        patience);
    REQUIRE(closing);
    for (const auto& row : closing->reply_markup.at("inline_keyboard")) {
        for (const auto& button : row) {
            if (button.at("text") == "4")
                scene.telegram.press(scene.anna, scene.anna, closing->id, button.at("callback_data"));
        }
    }
    ticket([](const json& each) { return each.at("rating") == 4; });
    // What was sent for it, as messages: first post, answers, marks and what the person was told.
    const json page = scene.ask("GET /api/v1/messages", "/api/v1/messages?limit=500").body;
    std::size_t about_it = 0;
    for (const json& message : page.at("messages")) {
        if (!message.contains("ticket")) continue;
        CHECK(message.at("ticket") == 1);
        const std::string target = "/api/v1/messages/" + std::to_string(message.at("id").get<std::int64_t>());
        CHECK(scene.ask("GET /api/v1/messages/{id}", target).body.at("ticket") == 1);
        ++about_it;
    }
    CHECK(about_it >= 8);
    CHECK(scene.ask("GET /api/v1/tickets", "/api/v1/tickets?limit=x").status == 422);
    CHECK(scene.ask("GET /api/v1/tickets", "/api/v1/tickets?limit=1").body.at("tickets").size() == 1);
}

/// Messages that arrive, in one part or several, that wait, are taken back, fail and are tried again.
void hand_in(OpenApiScene& scene) {
    const std::string send = "POST /api/v1/messages";
    const std::string batch = "POST /api/v1/messages/batch";
    const auto id_path = [](std::int64_t id) { return "/api/v1/messages/" + std::to_string(id); };
    const auto state = [&](std::int64_t id, const std::string& wanted) {
        return scene.wait("GET /api/v1/messages/{id}", id_path(id),
                          [&](const json& message) { return message.at("state") == wanted; });
    };
    const auto short_one = scene.send({{"sender", "TG"},
                                       {"title", "Report"},
                                       {"body", "here"},
                                       {"attachments", {{{"name", "a.txt"}, {"content", "aGVsbG8="}}}}});
    CHECK(state(short_one, "delivered").at("history").size() == 1);
    const auto long_one = scene.send({{"sender", "TG"}, {"body", std::string(9'000, 'x')}});
    CHECK(state(long_one, "delivered").at("parts").size() > 1);

    const auto waiting = scene.send(
        {{"sender", "TG"}, {"body", "x"}, {"not_before", far_away}, {"not_after", "2099-01-02T00:00:00Z"}});
    const std::string retry = "POST /api/v1/messages/{id}/retry";
    const std::string cancel = "POST /api/v1/messages/{id}/cancel";
    CHECK(scene.ask("GET /api/v1/messages/{id}", id_path(waiting)).body.contains("not_before"));
    CHECK(scene.ask(retry, id_path(waiting) + "/retry").status == 409);
    CHECK(scene.ask(cancel, id_path(waiting) + "/cancel").status == 200);
    CHECK(scene.ask(cancel, id_path(waiting) + "/cancel").status == 409);
    const auto failing = scene.send({{"to", "telegram:424242"}, {"body", "x"}});
    state(failing, "failed");
    CHECK(scene.ask(retry, id_path(failing) + "/retry").status == 200);
    state(failing, "failed");
    CHECK(scene.ask("GET /api/v1/messages", "/api/v1/messages?limit=1").body.at("next_cursor").is_string());

    json message = {{"sender", "TG"}, {"body", "one"}, {"idempotency_key", "k"}, {"not_before", far_away}};
    json other = message;
    other["body"] = "two";
    CHECK(scene.ask(send, "/api/v1/messages", message).status == 202);
    CHECK(scene.ask(send, "/api/v1/messages", other).status == 409);
    CHECK(scene.ask(send, "/api/v1/messages", {{"bdy", 1}}).status == 422);
    CHECK(scene.ask(batch, "/api/v1/messages/batch", {{"messages", {message}}}).status == 202);
    CHECK(
        scene.ask(batch, "/api/v1/messages/batch", {{"messages", {message, other, {{"body", 1}}}}}).status ==
        207);
    CHECK(scene.ask(batch, "/api/v1/messages/batch", {{"messages", json::array()}}).status == 422);
    CHECK(scene.ask("GET /api/v1/messages", "/api/v1/messages?state=lost").status == 422);
}

/// What is refused whatever is asked for.
void be_refused(OpenApiScene& scene, const OpenApiDocument& document) {
    const contract::Headers key = {{"Authorization", std::string("Bearer ") + OpenApiScene::admin}};
    bool seldom_used = false;
    for (const auto& operation : document.operations()) {
        CAPTURE(operation.name());
        const std::string target = place(operation);
        if (!needs_key(operation)) {
            CHECK(scene.ask(operation.name(), target, nullptr, "").status == 200);
            continue;
        }
        const json body = body_for(operation);
        CHECK(scene.ask(operation.name(), target, body, "").status == 401);
        CHECK(scene.ask(operation.name(), target, body, "no-such-key-at-all").status == 401);
        if (!seldom_used)
            CHECK(scene.ask(operation.name(), target, body, OpenApiScene::seldom).status != 429);
        seldom_used = true;
        CHECK(scene.ask(operation.name(), target, body, OpenApiScene::seldom).status == 429);
        if (operation.path != "/api/v1/status") {
            const bool posts = operation.path == "/api/v1/posts";
            const char* const other = posts ? OpenApiScene::sends_only : OpenApiScene::posts_only;
            CHECK(scene.ask(operation.name(), target, body, other).status == 403);
        }
        const bool by_id = operation.path.find('{') != std::string::npos;
        if (by_id) {
            std::string nowhere = target;
            nowhere.replace(nowhere.find("/1"), 2, "/4711");
            CHECK(scene.ask(operation.name(), nowhere).status == 404);
        }
        if (!body.is_null()) {
            contract::Headers json_type = key;
            json_type.emplace_back("Content-Type", "application/json");
            CHECK(scene.ask_raw(operation.name(), target, json_type, "{\"body\":").status == 400);
            CHECK(scene.ask_raw(operation.name(), target, key, body.dump()).status == 415);
            CHECK(scene.ask_raw(operation.name(), target, json_type, std::string(33U << 20U, ' ')).status ==
                  413);
        } else if (operation.method == "POST") {
            CHECK(scene.ask_raw(operation.name(), target, key, std::string(2'000, ' ')).status == 413);
        }
    }
}

/// While the database lacks what is needed.
void without_tables(OpenApiScene& scene, const OpenApiDocument& document) {
    SQLite::Database saboteur(scene.mattermost.database().string(), SQLite::OPEN_READWRITE, 10'000);
    const std::vector<std::string> tables = {"outbox", "posts", "tickets"};
    for (const std::string& table : tables)
        saboteur.exec("ALTER TABLE " + table + " RENAME TO lost_" + table);
    for (const auto& operation : document.operations()) {
        CAPTURE(operation.name());
        const json body = body_for(operation);
        if (needs_key(operation)) CHECK(scene.ask(operation.name(), place(operation), body).status == 503);
    }
    for (const std::string& table : tables)
        saboteur.exec("ALTER TABLE lost_" + table + " RENAME TO " + table);
}

}  // namespace

TEST_CASE("every answer of the running bot is described, and every description is shown by an answer") {
    AnswerJudge judge;
    {
        OpenApiScene scene(judge);
        talk(scene);
        report(scene);
        hand_in(scene);
        be_refused(scene, judge.document);
        CHECK(scene.ask("GET /api/v1/status", "/api/v1/status").status == 200);
        CHECK(scene.ask("GET /metrics", "/metrics").status == 200);
        scene.wait("GET /ready", "/ready", [](const json& body) { return body.at("status") == "ready"; });
        without_tables(scene, judge.document);
        scene.mattermost.server.refuse_connections();
        scene.mattermost.server.cut_everything();
        scene.wait(
            "GET /ready", "/ready", [](const json& body) { return body.at("status") == "not ready"; }, 503);
    }
    {
        // Without keys: whoever comes through a proxy is refused.
        OpenApiScene scene(judge, OpenApiScene::Keys::none);
        for (const auto& operation : judge.document.operations()) {
            if (needs_key(operation))
                CHECK(scene.ask_raw(operation.name(), place(operation), {{"X-Forwarded-For", "192.0.2.1"}})
                          .status == 403);
        }
    }
    // A processor that throws is a fault of the program: no request can bring it about.
    CHECK(judge.answers_not_seen() == Names{"POST /api/v1/messages 500"});
    CHECK(judge.properties_not_seen() == Names{});
}

}  // namespace mostik::service_tests
