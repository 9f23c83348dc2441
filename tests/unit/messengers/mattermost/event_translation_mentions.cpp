#include "messengers/mattermost/event_translation.hpp"

#include <catch2/catch.hpp>

namespace mostik::messengers::mattermost {

TEST_CASE("a mention is @username: any case, punctuation around it") {
    const std::string text =
        GENERATE("@mostik", "hey @mostik, look", "@Mostik!", "@MOSTIK", "(@mostik)", "ask @mostik.",
                 "@mostik: ping", "line\n@mostik", "@mostik-", "@mostik...", "**@mostik**", "@alice @mostik",
                 "привет @mostik, как дела", "привет,@mostik", "@@mostik", "«@mostik»");
    CAPTURE(text);
    CHECK(mentions(text, "mostik"));
}

TEST_CASE("what looks like a mention and is none") {
    const std::string text =
        GENERATE("", "mostik", "mostik: ping", "@", "@mosti", "@mostik2", "@mostikbot", "@mostik.ru",
                 "@mostik-test", "mail me@mostik", "bob@mostik.example", "@alice", "@mos tik", "a_@mostik");
    CAPTURE(text);
    CHECK_FALSE(mentions(text, "mostik"));
}

TEST_CASE("names may hold punctuation themselves") {
    CHECK(mentions("@ops.bot: hi", "ops.bot"));
    CHECK(mentions("@ops.bot.", "ops.bot"));
    CHECK(mentions("@ops-bot_", "ops-bot_"));
    CHECK(mentions("say @bot_, please", "bot_"));
    CHECK_FALSE(mentions("@ops.bot", "ops"));
    CHECK_FALSE(mentions("@ops.bot", "bot"));
    CHECK_FALSE(mentions("@ops", "ops.bot"));
}

TEST_CASE("nobody is mentioned while our own name is not known") {
    CHECK_FALSE(mentions("@mostik", ""));
    CHECK_FALSE(mentions("@ and so on", ""));
    CHECK(addressed_text("@mostik ping", "", false).empty());
}

TEST_CASE("what is said to the bot is what follows a leading mention") {
    const auto [text, said] = GENERATE(table<std::string, std::string>({
        {"@mostik ping", "ping"},
        {"  @Mostik ping  ", "ping"},
        {"@mostik, ping", "ping"},
        {"@mostik: ping me", "ping me"},
        {"@mostik\nping", "ping"},
        {"@mostik, : ,ping", "ping"},
        {"@mostik", "@mostik"},
        {"@mostik,", "@mostik,"},
        {"hey @mostik ping", ""},
        {"ping", ""},
        {"@mostikbot ping", ""},
        {"@mostik@example.org ping", "@example.org ping"},
        {"", ""},
    }));
    CAPTURE(text);
    CHECK(addressed_text(text, "mostik", false) == said);
}

TEST_CASE("in a direct channel everything is said to the bot, a leading mention left out") {
    CHECK(addressed_text("ping", "mostik", true) == "ping");
    CHECK(addressed_text("  ping\n", "mostik", true) == "ping");
    CHECK(addressed_text("@mostik ping", "mostik", true) == "ping");
    CHECK(addressed_text("hey @mostik ping", "mostik", true) == "hey @mostik ping");
    CHECK(addressed_text("", "mostik", true).empty());
}

}  // namespace mostik::messengers::mattermost
