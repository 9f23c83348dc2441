// A whole conversation from the report to the rating, in each language, with and without a restart at every
// step.
#include "tests/service/desk_scene.hpp"

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

/// What a person of this language reads, in part.
struct Words {
    std::string language;
    std::string hello, report, describe, registered, reopened, closed, mine, thanks;
};

const Words english{
    "en",         "Hello!",         "Report an error", "Please describe", "is registered", "is open again",
    "is closed.", "Your requests:", "Thank you!"};
const Words russian{"ru",
                    "Здравствуйте!",
                    "Сообщить об ошибке",
                    "Опишите, пожалуйста",
                    "зарегистрировано",
                    "снова открыто",
                    "закрыто",
                    "Ваши обращения:",
                    "Спасибо!"};

void converse(const Words& words, bool with_restarts) {
    DeskScene scene;
    scene.run("  rating: true\n");
    const auto step = [&] {
        if (with_restarts) scene.restart();
    };
    tg::UserOptions options;
    options.language_code = words.language;
    const tg::UserId anna = scene.telegram.add_user("Anna", options);

    scene.telegram.start(anna, "shop-7");
    const tg::Message hello = scene.told(anna, words.hello);
    step();
    scene.press(anna, hello, words.report);
    scene.told(anna, words.describe);
    step();
    scene.says(anna, "the *shop* does not open");
    scene.told(anna, words.registered);
    const Post root = scene.root(1, "Anna");
    CHECK(root.message.find("shop-7") != std::string::npos);
    CHECK(root.message.find("language: " + words.language) != std::string::npos);
    const Post report = scene.in_thread(root, "the \\*shop\\* does not open");
    step();

    // More words, a picture, a change.
    const tg::Message second = scene.says(anna, "since monday");
    scene.in_thread(root, "since monday");
    step();
    tg::WriteOptions picture;
    picture.attachment = tg::Attachment{.kind = "photo", .bytes = tg::picture()};
    scene.says(anna, "like this", picture);
    CHECK(scene.in_thread(root, "like this").file_ids.size() == 1);
    scene.telegram.edit(anna, second.id, "since tuesday");
    scene.in_thread(root, "since tuesday");
    step();

    // A specialist answers.
    const Post answer = scene.answers(root, "look **here**");
    scene.told(anna, "look here");
    scene.marked(answer, "white_check_mark");
    scene.root(1, "waiting for the person");
    scene.root(1, "taken by alice");
    step();
    scene.says(anna, "still broken");
    scene.in_thread(root, "still broken");
    scene.root(1, "🔵");
    step();
    scene.mattermost.server.edit_as(scene.mattermost.alice.id, answer.id, "look *there*");
    scene.told(anna, "look there");
    CHECK_FALSE(scene.was_told(anna, "look here"));

    // It ends, goes on, and ends.
    scene.answers(root, "!close");
    scene.told(anna, words.closed);
    scene.root(1, "✔️");
    step();
    scene.says(anna, "one more thing");
    scene.told(anna, words.reopened);
    scene.in_thread(root, "one more thing");
    step();
    scene.says(anna, "/status");
    scene.told(anna, words.mine);
    const std::size_t before = scene.all_told(anna).size();
    scene.answers(root, "!close");
    REQUIRE(scene.telegram.wait_for([&] { return scene.all_told(anna).size() > before; }));
    step();
    const tg::Message closing = scene.telegram.sent_by_bot(anna).back();
    scene.press(anna, closing, "4");
    scene.told(anna, words.thanks);
    scene.root(1, "rated 4 of 5");
    CHECK(scene.thread(root).size() == 5);
    CHECK(scene.thread(root).front() == report.message);
}

}  // namespace

TEST_CASE("a conversation in English") {
    converse(english, false);
}

TEST_CASE("a conversation in Russian") {
    converse(russian, false);
}

TEST_CASE("a conversation in English with a restart at every step") {
    converse(english, true);
}

TEST_CASE("a conversation in Russian with a restart at every step") {
    converse(russian, true);
}

}  // namespace mostik::service_tests
