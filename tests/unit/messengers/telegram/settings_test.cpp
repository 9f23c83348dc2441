#include "messengers/telegram/settings.hpp"

#include "messengers/telegram/sender.hpp"
#include "messengers/telegram/telegram.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::messengers;
using namespace mostik::messengers::telegram;

TEST_CASE("An address is a chat, with a topic or without, or a public name") {
    for (const char* good :
         {"777000101", "-1002200300400", "-1002200300400/310", "@acme_news", "@acme_news/7"}) {
        INFO(good);
        CHECK(check_address(good).empty());
    }
    for (const char* bad : {"", "-", "/7", "@", "ops", "12a", "-100/", "-100/x", "-100/7/8", "- 5", "--5",
                            "99999999999999999999", "-@acme", "@acme news", "@acme\u2028news", "@\u0430cme",
                            "@acme: message 18", "@abcdefghijklmnopqrstuvwxyz1234567"}) {
        INFO(bad);
        CHECK(check_address(bad).find("telegram:<chat id>") != std::string::npos);
    }
}

namespace {

/// The rules of a sender with Telegram's own limits.
AddressRules rules() {
    static boost::asio::io_context loop;
    static core::net::HttpClient http(loop.get_executor(), {});
    static BotApi api(http, "http://127.0.0.1:1", core::Secret("7:x"));
    static const Settings settings;
    return TelegramSender(api, settings).address_rules();
}

std::vector<std::string> bucket_names(const std::string& target) {
    std::vector<std::string> names;
    for (const core::TokenBucket& bucket : rules().buckets({"telegram", target}))
        names.push_back(bucket.name);
    return names;
}

}  // namespace

TEST_CASE("A message takes from the bot's bucket, its chat's and, in a group, the group's") {
    CHECK(bucket_names("777000101") == std::vector<std::string>{"telegram", "telegram:777000101"});
    CHECK(bucket_names("-100200") ==
          std::vector<std::string>{"telegram", "telegram:-100200", "telegram:-100200 group"});
    CHECK(bucket_names("@acme_news").size() == 3);
}

TEST_CASE("All topics of a chat share its buckets") {
    CHECK(bucket_names("-100200/310") == bucket_names("-100200/7"));
    CHECK(rules().chat_of({"telegram", "-100200/310"}) == "-100200");
}

TEST_CASE("What is asked of Telegram is what can be handled, and a message that one can follow has a link") {
    const auto& types = event_types();
    CHECK(std::find(types.begin(), types.end(), "message_reaction") != types.end());
    CHECK(std::find(types.begin(), types.end(), "edited_channel_post") != types.end());
    const ConfiguredTelegram configured{Settings{}};
    CHECK(configured.post_link("-1002200300400", "-1002200300400:7") == "https://t.me/c/2200300400/7");
    CHECK(configured.post_link("-4200100200", "-4200100200:7").empty());
    CHECK(configured.post_link("777000101", "777000101:7").empty());
}
