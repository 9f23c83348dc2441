// Floods, blocked people, and other people's tickets.
#include "tests/service/desk_scene.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace mostik::service_tests {

namespace {

struct Desk : DeskScene {
    explicit Desk(const std::string& support = "  any_message: true\n") {
        run(support);
        anna = add_person("Anna");
        boris = add_person("Boris");
    }
    tg::UserId anna = 0;
    tg::UserId boris = 0;
};

}  // namespace

TEST_CASE("who floods is told once, and others are not held up") {
    Desk desk("  any_message: true\n  limit: {messages: 3, per: 1h}\n");
    for (int i = 1; i <= 6; ++i) desk.says(desk.anna, "flood " + std::to_string(i));
    desk.told(desk.anna, "too much at once");
    desk.says(desk.boris, "hello");
    const Post others = desk.root(2);
    desk.in_thread(others, "hello");
    REQUIRE(desk.telegram.wait_for_confirmed());
    const Post root = desk.root(1);
    desk.in_thread(root, "flood 3");
    CHECK(desk.thread(root).size() == 3);
    std::size_t told = 0;
    for (const std::string& text : desk.all_told(desk.anna)) {
        if (text.find("too much") != std::string::npos) ++told;
    }
    CHECK(told == 1);
}

TEST_CASE("what waited while Mostik was away is no flood") {
    Desk desk("  any_message: true\n  limit: {messages: 3, per: 10s}\n");
    desk.stop();
    for (int i = 1; i <= 5; ++i) {
        desk.says(desk.anna, "waited " + std::to_string(i));
        desk.telegram.advance(std::chrono::seconds(11));
    }
    desk.restart();
    const Post root = desk.root(1);
    desk.in_thread(root, "waited 5");
    CHECK(desk.thread(root).size() == 5);
}

TEST_CASE("nothing is taken from who is blocked, and nothing is sent to him") {
    Desk desk;
    desk.says(desk.anna, "buy my watches");
    const Post root = desk.root(1);
    desk.in_thread(root, "watches");
    desk.answers(root, "!block");
    desk.in_thread(root, "The person is blocked");
    desk.root(1, "✔️");
    desk.says(desk.anna, "why?");
    desk.says(desk.anna, "/report once more");
    REQUIRE(desk.telegram.wait_for_confirmed());
    desk.answers(root, "because");
    desk.in_thread(root, "Not sent: the person is blocked");
    desk.answers(root, "!unblock");
    desk.in_thread(root, "can write again");
    desk.says(desk.anna, "sorry");
    desk.in_thread(root, "sorry");
    for (const std::string& text : desk.thread(root)) {
        CHECK(text.find("why?") == std::string::npos);
        CHECK(text.find("once more") == std::string::npos);
    }
    CHECK_FALSE(desk.was_told(desk.anna, "because"));
}

TEST_CASE("a button says which ticket, and only its owner can use it") {
    Desk desk;
    desk.says(desk.anna, "mine");
    const Post root = desk.root(1);
    desk.in_thread(root, "mine");
    desk.answers(root, "!close");
    const tg::Message closing = desk.told(desk.anna, "is closed");
    desk.says(desk.boris, "other");
    const tg::Message registered = desk.told(desk.boris, "is registered");
    // As a client could that forges what its buttons say.
    const auto forges = [&](const std::string& data) {
        const nlohmann::json chat = {{"id", desk.boris}, {"type", "private"}, {"first_name", "Boris"}};
        nlohmann::json press = {{"id", "forged " + data}, {"chat_instance", "1"}, {"data", data}};
        press["from"] = {{"id", desk.boris}, {"is_bot", false}, {"first_name", "Boris"}};
        press["message"] = {
            {"message_id", registered.id}, {"date", registered.date}, {"chat", chat}, {"text", "x"}};
        desk.telegram.send_update("callback_query", press);
    };
    forges("support:rate:1:1");
    forges("support:close:1");
    forges("support:rate:nonsense");
    forges("support:language:../../x");
    forges("support:");
    desk.says(desk.boris, "/status");
    const tg::Message list = desk.told(desk.boris, "Your requests:");
    CHECK(list.text.find("#1") == std::string::npos);
    CHECK(list.text.find("#2") != std::string::npos);
    desk.press(desk.anna, closing, "5");
    desk.root(1, "rated 5 of 5");
}

TEST_CASE("a file that is too large is left out, and the person is told") {
    Desk desk("  any_message: true\n  limit: {file_mb: 1}\n");
    tg::WriteOptions options;
    options.attachment = tg::Attachment{.bytes = "x", .name = "film.mkv", .size = 2 << 20};
    desk.says(desk.anna, "see the film", options);
    desk.told(desk.anna, "at most 1 MB");
    const Post root = desk.root(1);
    CHECK(desk.in_thread(root, "see the film").file_ids.empty());
}

}  // namespace mostik::service_tests
