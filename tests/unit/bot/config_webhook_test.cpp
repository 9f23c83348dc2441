// The section telegram.webhook: what it needs, and where a mistake in it is said to be.
#include "tests/unit/bot/config_files.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::tests;
using Catch::Contains;

namespace {

/// The webhook's keys begin in line 9, column 5.
Loaded load_webhook(const std::string& keys) {
    return load_text(
        "mattermost:\n"
        "  url: https://chat.example.com\n"
        "  token: abcdefghijklmnopqrstuvwxyz\n"
        "  listen_channels: [team/town-square]\n"
        "  target_events_processors: [posted: [log]]\n"
        "telegram:\n"
        "  token: 110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw\n"
        "  webhook:\n" +
        keys + "  target_events_processors: [message: [log]]\n");
}

}  // namespace

TEST_CASE("a webhook needs an address and a secret, or nothing") {
    const auto* good = GENERATE("", "    path: /somewhere\n", "    url: ''\n", "    secret: unused\n",
                                "    url: https://bot.example.com/telegram\n    secret: A-z_9\n");
    const Loaded loaded = load_webhook(good);
    CAPTURE(good);
    CHECK(loaded.problems.empty());
    CHECK(loaded.config);
}

TEST_CASE("a webhook's mistakes are said once each, at their place") {
    struct Case {
        const char* keys;
        const char* expected;
    };
    const auto wrong = GENERATE(values<Case>({
        {"    url: https://bot.example.com/x\n", "config.yaml:9:10: error: webhook.url needs webhook.secret"},
        {"    url: https://bot.example.com/x\n    secret: ''\n",
         "config.yaml:10:13: error: webhook.url needs webhook.secret"},
        {"    url: https://bot.example.com/x\n    secret:\n",
         "config.yaml:10:5: error: webhook.url needs webhook.secret"},
        {"    url: https://bot.example.com/x\n    secret: ${MOSTIK_TEST_UNSET:-}\n",
         "config.yaml:10:5: error: webhook.url needs webhook.secret"},
        {"    url: https://bot.example.com/x\n    secret: ${MOSTIK_TEST_UNSET}\n",
         "config.yaml:10:13: error: secret: the environment variable MOSTIK_TEST_UNSET is not set"},
        {"    url: https://bot.example.com/x\n    secret: s p a c e\n",
         "Telegram takes 1 to 256 of A-Z a-z 0-9 _ - only"},
        {"    url: bot.example.com\n    secret: s\n", "expected https://host/path"},
        {"    url: https://bot.example.com/x\n    secret: s\n    path: telegram\n",
         "expected one that begins with /"},
    }));
    const Loaded loaded = load_webhook(wrong.keys);
    CAPTURE(wrong.keys);
    CHECK_FALSE(loaded.config);
    CHECK_THAT(loaded.problems, Contains(wrong.expected) && !Contains("s p a c e"));
    CHECK(std::count(loaded.problems.begin(), loaded.problems.end(), '\n') == 1);
}
