#include "messengers/telegram/online_check.hpp"
#include "tests/contract/telegram_client_stage.hpp"

namespace mostik::contract {

namespace {

struct CheckStage : TelegramClientStage {
    explicit CheckStage(const tg::Options& options = {}) : TelegramClientStage(options) {}

    std::vector<messengers::CheckLine> check(const messengers::CheckWishes& wishes) {
        std::vector<messengers::CheckLine> lines;
        const messengers::ReportCheck report = [&](const messengers::CheckLine& line) {
            lines.push_back(line);
        };
        messengers::telegram::TelegramCheck online_check(api, settings);
        loop.run([&] { return online_check.check(wishes, report); });
        return lines;
    }
    // What is said about one chat.
    messengers::CheckLine about(tg::ChatId chat, bool listens, bool sends) {
        messengers::CheckWishes wishes;
        const core::Address address{"telegram", std::to_string(chat)};
        if (listens) wishes.from.push_back(address);
        if (sends) wishes.to.push_back(address);
        const auto lines = check(wishes);
        REQUIRE(lines.size() == 2);
        CHECK(lines[1].text.find(core::to_string(address)) != std::string::npos);
        return lines[1];
    }

    messengers::telegram::Settings settings;
};

struct WebhookCheckStage : CheckStage {
    WebhookCheckStage() : CheckStage(options()) {}
    static tg::Options options() {
        tg::Options all;
        all.any_webhook_address = true;
        return all;
    }
};

bool says(const messengers::CheckLine& line, const std::string& words) {
    return line.text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE_METHOD(CheckStage, "a token that is accepted tells whose it is") {
    const auto lines = check({});
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].ok);
    CHECK(says(lines[0], "@acme_desk_bot"));
    server.revoke_token();
    const auto refused = check({});
    REQUIRE(refused.size() == 1);
    CHECK_FALSE(refused[0].ok);
    CHECK(says(refused[0], "telegram.token"));
    CHECK_FALSE(says(refused[0], server.token()));
}

TEST_CASE_METHOD(CheckStage, "a chat of a route is looked at as the route uses it") {
    CHECK(about(ops, true, true).ok);
    CHECK(says(about(alice, true, true), "private chat with Alice"));

    const auto quiet = server.add_supergroup("Quiet", {alice});
    CHECK(about(quiet, false, true).ok);
    CHECK_FALSE(about(quiet, true, false).ok);  // privacy mode: it hears commands only
    CHECK(says(about(quiet, true, false), "/setprivacy"));
    server.set_privacy_mode(false);
    CHECK(about(quiet, true, false).ok);
}

TEST_CASE_METHOD(CheckStage, "a chat without the bot, or that nobody knows, is said with what to do") {
    const auto unknown = about(-1009999999999, true, true);
    CHECK_FALSE(unknown.ok);
    CHECK(says(unknown, "add the bot to the chat"));
    server.kick_bot(ops, alice);
    CHECK_FALSE(about(ops, true, true).ok);
}

TEST_CASE_METHOD(CheckStage, "a group that became a supergroup tells what to write into the route") {
    const auto group = server.add_group("Old", {alice});
    const auto now = server.migrate(group, alice);
    const auto line = about(group, true, true);
    CHECK_FALSE(line.ok);
    CHECK(says(line, "telegram:" + std::to_string(now)));
}

TEST_CASE_METHOD(CheckStage, "the same chat in several routes is looked at once") {
    const core::Address address{"telegram", std::to_string(ops)};
    CHECK(check({.say_hello = false, .from = {address}, .to = {address, address}}).size() == 2);
}

TEST_CASE_METHOD(WebhookCheckStage, "a webhook that would take all updates is said") {
    const std::string address = R"({"url": "http://127.0.0.1:9/other"})";
    REQUIRE(run([&] { return api.call("setWebhook", address); }));
    const auto lines = check({});
    REQUIRE(lines.size() == 2);
    CHECK_FALSE(lines[1].ok);
    CHECK(says(lines[1], "http://127.0.0.1:9/other"));
    settings.webhook.url = "http://127.0.0.1:9/ours";
    const auto ours = check({});
    REQUIRE(ours.size() == 2);
    CHECK(ours[1].ok);
}

}  // namespace mostik::contract
