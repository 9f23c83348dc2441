// Tickets end, begin again, and wait.
#include "tests/service/desk_scene.hpp"

#include <algorithm>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace mostik::service_tests {

namespace {

struct Desk : DeskScene {
    explicit Desk(const std::string& support = {}) {
        run(support);
        anna = add_person("Anna");
    }
    Post reports(const std::string& text, int number) {
        says(anna, "/report " + text);
        const Post first = root(number);
        in_thread(first, text);
        return first;
    }
    tg::UserId anna = 0;
};

}  // namespace

TEST_CASE("a stranger's words are no ticket unless the configuration says so") {
    Desk desk;
    desk.says(desk.anna, "hello?");
    const tg::Message greeting = desk.told(desk.anna, "Here you can report an error");
    CHECK(desk.mattermost.answers_in(desk.mattermost.ops).empty());
    desk.press(desk.anna, greeting, "Report an error");
    desk.told(desk.anna, "Please describe");
    desk.says(desk.anna, "it burns");
    desk.in_thread(desk.root(1), "it burns");
}

TEST_CASE("a message within the reopen window reopens, a later one opens a ticket that names the earlier") {
    Desk desk("  reopen_window: 0s\n");
    desk.reports("first", 1);
    desk.says(desk.anna, "/close");
    desk.told(desk.anna, "You have closed");
    // Telegram's times are in whole seconds.
    desk.telegram.advance(std::chrono::seconds(2));
    desk.says(desk.anna, "second");
    const Post root = desk.root(2, "earlier request: #1");
    desk.in_thread(root, "second");
}

TEST_CASE("/new begins another request at once") {
    Desk desk;
    desk.reports("first", 1);
    desk.says(desk.anna, "/new");
    desk.told(desk.anna, "is open: whatever you write here");
    desk.says(desk.anna, "/close");
    desk.told(desk.anna, "You have closed");
    desk.says(desk.anna, "/new");
    desk.told(desk.anna, "Please describe");
    desk.says(desk.anna, "second");
    desk.in_thread(desk.root(2), "second");
}

TEST_CASE("who does not answer is asked, and the ticket is closed") {
    Desk desk("  auto_close: 2s\n  warn_before: 1s\n");
    const Post first = desk.reports("first", 1);
    desk.answers(first, "does it work now?");
    desk.told(desk.anna, "Is there anything else");
    desk.told(desk.anna, "is closed");
    desk.root(1, "✔️");
}

TEST_CASE("who answers in time keeps the ticket") {
    Desk desk("  auto_close: 60s\n  warn_before: 40s\n");
    const Post first = desk.reports("first", 1);
    desk.answers(first, "does it work now?");
    desk.told(desk.anna, "does it work now?");
    desk.later(std::chrono::seconds(21));
    desk.told(desk.anna, "Is there anything else");
    desk.says(desk.anna, "no");
    desk.root(1, "🔵");
    desk.answers(first, "and now?");
    desk.told(desk.anna, "and now?");
    desk.root(1, "💬");
    // The timer that was set for the first answer is over before that of the second.
    desk.later(std::chrono::seconds(19));
    desk.later(std::chrono::seconds(21));
    const auto asked = [&] {
        return std::ranges::count_if(desk.all_told(desk.anna), [](const std::string& text) {
            return text.find("Is there anything else") != std::string::npos;
        });
    };
    REQUIRE(desk.telegram.wait_for([&] { return asked() == 2; }, patience));
    desk.says(desk.anna, "yes");
    desk.in_thread(first, "yes");
    desk.root(1, "🔵");
    CHECK_FALSE(desk.was_told(desk.anna, "is closed"));
}

TEST_CASE("a timer that was due while Mostik was away is not forgotten") {
    Desk desk("  auto_close: 2s\n  warn_before: 0s\n");
    const Post first = desk.reports("first", 1);
    const Post answer = desk.answers(first, "does it work now?");
    desk.marked(answer, "white_check_mark");
    desk.restart();
    desk.told(desk.anna, "is closed");
}

TEST_CASE("the language is the person's, until he chooses another") {
    Desk desk;
    const auto ivan = desk.add_person("Ivan", "ru");
    desk.says(ivan, "/language");
    const tg::Message choice = desk.told(ivan, "На каком языке");
    desk.press(ivan, choice, "English");
    desk.told(ivan, "I speak English now.");
    desk.says(ivan, "/status");
    desk.told(ivan, "You have no requests yet.");
    desk.says(ivan, "/language ru");
    desk.told(ivan, "Теперь я говорю по-русски.");
    // A language that there is no catalogue of: the configuration's.
    const auto pedro = desk.add_person("Pedro", "pt-br");
    desk.says(pedro, "/start");
    desk.told(pedro, "Hello!");
}

TEST_CASE("an album is one post, and the first of a ticket") {
    Desk desk("  any_message: true\n");
    const tg::Attachment picture{.kind = "photo", .bytes = tg::picture()};
    desk.telegram.write_album(desk.anna, desk.anna, {picture, picture, picture}, "three of them");
    const Post root = desk.root(1, "three of them");
    const Post album = desk.in_thread(root, "three of them");
    CHECK(album.file_ids.size() == 3);
    CHECK(desk.thread(root).size() == 1);
}

TEST_CASE("a report may begin with a slash") {
    Desk desk;
    const Post first = desk.reports("first", 1);
    desk.says(desk.anna, "/etc/hosts is gone");
    desk.in_thread(first, "/etc/hosts is gone");
    desk.says(desk.anna, "/close the window, it says");
    desk.in_thread(first, "/close the window, it says");
    desk.says(desk.anna, "/ping");
    desk.told(desk.anna, "pong");
    desk.says(desk.anna, "/tmp/a/b.log");
    desk.in_thread(first, "/tmp/a/b.log");
    desk.root(1, "🆕");
    CHECK(desk.thread(first).size() == 4);
}

TEST_CASE("a report that is edited with its command is still only the report") {
    Desk desk;
    const tg::Message report = desk.says(desk.anna, "/report it burns");
    const Post first = desk.root(1);
    desk.in_thread(first, "it burns");
    desk.telegram.edit(desk.anna, report.id, "/report it smokes");
    CHECK(desk.in_thread(first, "it smokes").message.find("/report") == std::string::npos);
}

TEST_CASE("the menu in a private chat is the desk's, that of groups is not") {
    Desk desk;
    REQUIRE(
        desk.telegram.wait_for([&] { return !desk.telegram.commands("all_private_chats", "ru").empty(); }));
    const auto names = [](const nlohmann::json& commands) {
        std::string all;
        for (const auto& command : commands) all += command.at("command").get<std::string>() + " ";
        return all;
    };
    CHECK(names(desk.telegram.commands("all_private_chats")) ==
          "report status close new language help id ping ");
    CHECK(names(desk.telegram.commands()) == "help id ping status ");
    CHECK(desk.telegram.commands("all_private_chats", "ru").at(0).at("description") == "сообщить об ошибке");
}

TEST_CASE("commands of others still work") {
    Desk desk;
    desk.says(desk.anna, "/ping");
    desk.told(desk.anna, "pong");
}

}  // namespace mostik::service_tests
