// What specialists do in a ticket's thread.
#include "tests/service/desk_scene.hpp"

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

/// Anna has reported something, and the thread is there.
struct Desk : DeskScene {
    explicit Desk(const std::string& support = "  any_message: true\n") {
        run(support);
        anna = add_person("Anna");
        says(anna, "help");
        told(anna, "is registered");
        first = root(1);
        in_thread(first, "help");
    }
    /// Everything that was written before this has been dealt with.
    void settle() {
        answers(first, "the end");
        told(anna, "the end");
    }
    tg::UserId anna = 0;
    Post first;
};

}  // namespace

TEST_CASE("lines that begin with two slashes never leave") {
    Desk desk;
    desk.answers(desk.first, "// he has asked before");
    desk.answers(desk.first, "  // indented, too");
    desk.answers(desk.first, "please wait\n// I have no idea\nwe look into it");
    desk.told(desk.anna, "we look into it");
    desk.settle();
    for (const std::string& text : desk.all_told(desk.anna)) {
        CHECK(text.find("//") == std::string::npos);
        CHECK(text.find("asked before") == std::string::npos);
        CHECK(text.find("no idea") == std::string::npos);
    }
}

TEST_CASE("an answer that becomes a note is taken back, and a note that becomes an answer leaves") {
    Desk desk;
    auto& server = desk.mattermost.server;
    const Post answer = desk.answers(desk.first, "it is your fault");
    desk.told(desk.anna, "your fault");
    server.edit_as(desk.mattermost.alice.id, answer.id, "// it is his fault");
    REQUIRE(desk.telegram.wait_for([&] { return !desk.was_told(desk.anna, "your fault"); }));
    const Post note = desk.answers(desk.first, "// sorry");
    server.edit_as(desk.mattermost.alice.id, note.id, "sorry");
    desk.told(desk.anna, "sorry");
    desk.settle();
    CHECK_FALSE(desk.was_told(desk.anna, "fault"));
}

TEST_CASE("a deleted answer is taken back") {
    Desk desk;
    const Post answer = desk.answers(desk.first, "wrong person");
    desk.told(desk.anna, "wrong person");
    desk.mattermost.server.delete_as(desk.mattermost.alice.id, answer.id);
    REQUIRE(desk.telegram.wait_for([&] { return !desk.was_told(desk.anna, "wrong person"); }));
}

TEST_CASE("files go with an answer, and stay with a note") {
    Desk desk;
    auto& server = desk.mattermost.server;
    const auto post = [&](const std::string& text, const std::string& name) {
        simulators::mattermost::PostOptions options;
        options.root_id = desk.first.id;
        options.file_ids = {
            server.upload_as(desk.mattermost.alice.id, desk.mattermost.ops, name, "contents")};
        return server.post_as(desk.mattermost.alice.id, desk.mattermost.ops, text, options);
    };
    post("// for us", "secret.txt");
    post("for you", "manual.txt");
    desk.settle();
    std::size_t files = 0;
    for (const tg::Message& message : desk.telegram.sent_by_bot(desk.anna)) {
        if (!message.media) continue;
        ++files;
        CHECK(message.media->file_name == "manual.txt");
    }
    CHECK(files == 1);
}

TEST_CASE("an answer that does not arrive is marked, and the thread says why") {
    Desk desk;
    desk.telegram.block(desk.anna);
    desk.in_thread(desk.first, "has blocked the bot");
    const Post answer = desk.answers(desk.first, "are you there?");
    desk.marked(answer, "warning");
    desk.in_thread(desk.first, "Not delivered: the person has blocked the bot");
    desk.telegram.unblock(desk.anna);
    desk.in_thread(desk.first, "lets the bot write again");
    desk.settle();
}

TEST_CASE("commands never leave, also unknown ones and those said to the bot by name") {
    Desk desk;
    desk.answers(desk.first, "!take");
    desk.root(1, "taken by alice");
    desk.answers(desk.first, "!cloze it");
    desk.in_thread(desk.first, "Not sent. Commands in a thread");
    desk.answers(desk.first, "@mostik take", &desk.mattermost.bob);
    desk.root(1, "taken by bob");
    desk.answers(desk.first, "!!! attention");
    desk.told(desk.anna, "!!! attention");
    for (const std::string& text : desk.all_told(desk.anna)) {
        CHECK(text.find("take") == std::string::npos);
        CHECK(text.find("cloze") == std::string::npos);
    }
}

TEST_CASE("reactions to the first post take, close and reopen") {
    Desk desk;
    auto& server = desk.mattermost.server;
    server.react_as(desk.mattermost.bob.id, desk.first.id, "eyes");
    desk.root(1, "taken by bob");
    server.react_as(desk.mattermost.bob.id, desk.first.id, "white_check_mark");
    desk.told(desk.anna, "is closed");
    desk.root(1, "✔️");
    server.react_as(desk.mattermost.bob.id, desk.first.id, "arrows_counterclockwise");
    desk.told(desk.anna, "is open again");
    desk.root(1, "🔵");
}

TEST_CASE("canned answers are filled in, in the person's language") {
    Desk desk(
        "  any_message: true\n"
        "  canned:\n"
        "    hello: {en: \"Dear {{person}}, ticket {{number}}: {{specialist}} looks.\", ru: \"Привет\"}\n"
        "    bye: \"Good bye\"\n");
    const Post command = desk.answers(desk.first, "!canned hello");
    desk.told(desk.anna, "Dear Anna, ticket 1: alice looks.");
    desk.in_thread(desk.first, "Dear Anna");
    desk.marked(command, "white_check_mark");
    desk.answers(desk.first, "!canned what");
    desk.in_thread(desk.first, "`bye` `hello`");
}

TEST_CASE("a deleted first post begins anew with what was said") {
    Desk desk;
    desk.answers(desk.first, "what is it?");
    desk.told(desk.anna, "what is it?");
    desk.mattermost.server.delete_as(desk.mattermost.bot.id, desk.first.id);
    Post again;
    REQUIRE(desk.mattermost.server.wait_for([&] {
        for (const Post& post : desk.mattermost.answers_in(desk.mattermost.ops)) {
            if (post.root_id.empty() && post.id != desk.first.id && post.message.starts_with("#### #1 ")) {
                again = post;
                return true;
            }
        }
        return false;
    }));
    const Post said = desk.in_thread(again, "was deleted");
    CHECK(said.message.find("help") < said.message.find("what is it?"));
    // And goes on both ways.
    desk.says(desk.anna, "it is this");
    desk.in_thread(again, "it is this");
    desk.answers(again, "thanks");
    desk.told(desk.anna, "thanks");
}

TEST_CASE("what specialists wrote while Mostik was away arrives, once") {
    Desk desk;
    desk.stop();
    desk.answers(desk.first, "first answer");
    desk.answers(desk.first, "second answer");
    desk.answers(desk.first, "// between us");
    desk.restart();
    desk.told(desk.anna, "first answer");
    desk.told(desk.anna, "second answer");
    desk.restart();
    desk.settle();
    std::size_t answers = 0;
    for (const std::string& text : desk.all_told(desk.anna)) {
        if (text == "first answer" || text == "second answer") ++answers;
        CHECK(text.find("between us") == std::string::npos);
    }
    CHECK(answers == 2);
}

TEST_CASE("however long Mostik was away") {
    // Nothing is young enough to be answered by other processors.
    Desk desk;
    desk.stop();
    const auto long_ago = desk.mattermost.server.now() - 1;
    simulators::mattermost::PostOptions options;
    options.root_id = desk.first.id;
    options.create_at = long_ago;
    desk.mattermost.server.post_as(desk.mattermost.alice.id, desk.mattermost.ops, "a late answer", options);
    desk.mattermost.server.advance(std::chrono::hours(48));
    desk.restart();
    desk.told(desk.anna, "a late answer");
}

TEST_CASE("tickets are listed for specialists, and nowhere else") {
    Desk desk;
    const std::string other = desk.mattermost.add_channel("other");
    auto& server = desk.mattermost.server;
    server.post_as(desk.mattermost.alice.id, desk.mattermost.ops, "@mostik tickets");
    const auto list = server.wait_for_post(desk.mattermost.ops, [&](const Post& post) {
        return post.user_id == desk.mattermost.bot.id && post.message.find("| # |") != std::string::npos;
    });
    REQUIRE(list);
    CHECK(list->message.find("Anna") != std::string::npos);
    const std::string direct = server.direct_channel(desk.mattermost.alice.id, desk.mattermost.bot.id);
    server.post_as(desk.mattermost.alice.id, direct, "tickets");
    const auto answer = server.wait_for_post(
        direct, [&](const Post& post) { return post.user_id == desk.mattermost.bot.id; });
    REQUIRE(answer);
    CHECK(answer->message.find("Anna") == std::string::npos);
}

}  // namespace mostik::service_tests
