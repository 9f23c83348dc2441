#include "tests/unit/messengers/telegram/samples.hpp"

#include <catch2/catch.hpp>

using namespace mostik::messengers::telegram;
using namespace mostik::messengers::telegram::testing;

namespace {

std::string in_group(const std::string& text) {
    return addressed_text(text, "acme_desk_bot", false);
}
std::string in_private(const std::string& text) {
    return addressed_text(text, "acme_desk_bot", true);
}

}  // namespace

TEST_CASE("A command is for the bot that it names") {
    CHECK(in_group("/ping@acme_desk_bot") == "ping");
    CHECK(in_group("/ping@ACME_Desk_Bot  now  please ") == "ping now  please");
    CHECK(in_group("/ping@other_bot") == "");
    CHECK(in_group("/ping") == "");
    CHECK(in_private("/ping") == "ping");
    CHECK(in_private("/ping web-01") == "ping web-01");
    CHECK(in_private("/ping@acme_desk_bot") == "ping");
    CHECK(in_private("/ping@other_bot") == "");
    CHECK(in_group("/ping@acme_desk_bot\nsecond line") == "ping second line");
}

TEST_CASE("A leading mention addresses the bot, one further on does not") {
    CHECK(in_group("@acme_desk_bot restart it") == "restart it");
    CHECK(in_group("  @Acme_Desk_Bot   restart it ") == "restart it");
    CHECK(in_group("@acme_desk_bots restart it") == "");
    CHECK(in_group("please, @acme_desk_bot, restart it") == "");
    CHECK(in_group("@acme_desk_bot") == "");
    CHECK(in_private("@acme_desk_bot help") == "help");
}

TEST_CASE("In a private chat everything is said to the bot, in a group nothing else is") {
    CHECK(in_private(" good morning ") == "good morning");
    CHECK(in_private("") == "");
    CHECK(in_private(" \n") == "");
    CHECK(in_group("good morning") == "");
    CHECK(in_group("") == "");
}

TEST_CASE("Commands of samples are addressed") {
    CHECK(posted(event_of_sample("message_group_command")).addressed == "status web-01");
    CHECK(posted(event_of_sample("message_start_payload")).addressed == "start ticket-4f2a_91");
    CHECK(posted(event_of_sample("message_group_command")).mentions_bot);
}

TEST_CASE("The bot is mentioned by its whole name only, anywhere in a text") {
    const auto mentioned = [](const std::string& text) {
        return posted(event_of_changed("message_private_text",
                                       [&](nlohmann::json& update) { update["message"]["text"] = text; }))
            .mentions_bot;
    };
    CHECK(mentioned("thanks, @Acme_Desk_Bot!"));
    CHECK(mentioned("@acme_desk_bot"));
    CHECK(mentioned("@acme_desk_bot2 or @acme_desk_bot?"));
    CHECK_FALSE(mentioned("thanks, @acme_desk_bot2"));
    CHECK_FALSE(mentioned("thanks, @acme_desk_bot_test"));
    CHECK_FALSE(mentioned("write to me@acme_desk_bot"));
    CHECK_FALSE(mentioned("thanks, acme_desk_bot"));
}
