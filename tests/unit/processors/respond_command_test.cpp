#include "processors/when/command.hpp"
#include "world.hpp"

#include <catch2/catch.hpp>

using namespace mostik::processors::when;
using namespace mostik::processors::test;

TEST_CASE("a command is said with an exclamation mark, to the bot, or directly") {
    const auto [event, args] = GENERATE(table<mostik::core::Event, std::string>({
        {posted("!ping"), ""},
        {posted("  !PING  "), ""},
        {posted("!ping now please "), "now please"},
        {posted("!ping\nnow"), "now"},
        {posted("!ping, please"), "please"},
        {mention("ping"), ""},
        {mention("Ping!"), ""},
        {mention("!ping 1  2"), "1  2"},
        {direct("ping"), ""},
        {direct("!ping me"), "me"},
    }));
    const auto command = read_command(*mostik::core::post_of(event));
    INFO(mostik::core::post_of(event)->text);
    REQUIRE(command);
    CHECK(command->name == "ping");
    CHECK(command->args == args);
}

TEST_CASE("what only looks like a command is none, or another") {
    for (const char* text : {"ping", "say !ping", "! ping", "!", "!!!", "", "pinging"}) {
        INFO(text);
        CHECK_FALSE(read_command(*mostik::core::post_of(posted(text))));
    }
    CHECK(read_command(*mostik::core::post_of(posted("!pinging")))->name == "pinging");
    CHECK(read_command(*mostik::core::post_of(mention("please ping")))->name == "please");
    CHECK_FALSE(read_command(*mostik::core::post_of(direct("  "))));
    CHECK_FALSE(read_command(*mostik::core::post_of(mention("?"))));
}

TEST_CASE("commands' names are compared folded") {
    CHECK(command_name("!Отчёт") == command_name("ОТЧЕТ"));
    CHECK(command_name("ping?!") == "ping");
    CHECK(command_name("!").empty());
}
