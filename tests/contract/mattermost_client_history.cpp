#include "messengers/mattermost/history_source.hpp"
#include "tests/contract/mattermost_client_stage.hpp"

namespace mostik::contract {

using core::Errc;
using messengers::HistoryAnchor;
using messengers::mattermost::MattermostHistory;
using messengers::mattermost::Subscription;

namespace {

struct HistoryStage : MattermostClientStage {
    /// Posts made at the moments that `at` gives for 0, 1, 2, …
    template <class At>
    std::set<std::string> fill(int count, At at) {
        std::set<std::string> ids;
        for (int number = 0; number < count; ++number) {
            const std::int64_t moment = 1'700'000'000'000 + at(number);
            ids.insert(server
                           .post_as(alice.id, ops, "post " + std::to_string(number),
                                    {.create_at = moment, .silent = true})
                           .id);
        }
        return ids;
    }

    /// All pages of a channel: each post's id with how often it was listed.
    std::map<std::string, int> walk(const std::string& channel_id) {
        const core::Channel channel{.id = channel_id, .name = "ops", .display_name = "Ops", .team = "dev"};
        std::map<std::string, int> listed;
        HistoryAnchor anchor;
        for (pages = 1;; ++pages) {
            const auto page = run([&] { return history.page(channel, anchor); });
            if (!page) FAIL(page.error().message);
            for (const auto& event : page->events) ++listed[core::post_of(event)->id];
            if (page->last) return listed;
            if (pages > 100) FAIL("the walk does not end");
            anchor = page->next;
        }
    }
    std::set<std::string> walked(const std::string& channel_id) {
        std::set<std::string> ids;
        for (const auto& [id, times] : walk(channel_id)) ids.insert(id);
        return ids;
    }

    Subscription subscription{api, directory, {"dev/ops", "dev/missing", "dev/open"}, true};
    MattermostHistory history{api, directory, subscription};
    const HistoryAnchor newest_page{};
    int pages = 0;
};

}  // namespace

TEST_CASE_METHOD(HistoryStage, "paging back gives every post, wherever milliseconds are shared") {
    SECTION("by none") {
        CHECK(walked(ops) == fill(0, [](int number) { return number; }));
    }
    SECTION("each its own") {
        const auto ids = fill(650, [](int number) { return number; });
        CHECK(walked(ops) == ids);
    }
    SECTION("exactly a page, and exactly two") {
        const int count = GENERATE(200, 400);
        const auto ids = fill(count, [](int number) { return number; });
        CHECK(walked(ops) == ids);
    }
    SECTION("three share each") {
        const auto ids = fill(700, [](int number) { return number / 3; });
        CHECK(walked(ops) == ids);
    }
    SECTION("those around the end of a page") {
        const auto ids = fill(500, [](int number) { return number >= 290 && number < 310 ? 290 : number; });
        CHECK(walked(ops) == ids);
    }
    SECTION("nearly a page of them, again and again") {
        const auto ids = fill(900, [](int number) { return number / 199; });
        CHECK(walked(ops) == ids);
    }
    SECTION("more than a page of them") {
        const int together = GENERATE(200, 201, 450);
        const auto ids = fill(
            800, [together](int number) { return number < 150 ? number : 150 + (number - 150) / together; });
        CHECK(walked(ops) == ids);
    }
    SECTION("all") {
        const auto ids = fill(450, [](int) { return 0; });
        CHECK(walked(ops) == ids);
    }
}

TEST_CASE_METHOD(HistoryStage, "little is listed twice") {
    fill(1000, [](int number) { return number; });
    std::size_t repeated = 0;
    for (const auto& [id, times] : walk(ops)) repeated += times > 1 ? 1U : 0U;
    CHECK(repeated <= 10);
    CHECK(pages <= 7);
}

TEST_CASE_METHOD(HistoryStage, "the past as it stands: edited posts as they are, deleted ones not at all") {
    const std::string edited = server.post_as(alice.id, ops, "before").id;
    const std::string deleted = server.post_as(alice.id, ops, "gone").id;
    server.edit_as(alice.id, edited, "after");
    server.delete_as(alice.id, deleted);
    const std::string reply = server.post_as(bot.id, ops, "reply", {.root_id = edited}).id;
    expect(run([&] { return directory.own(); }));
    const core::Channel channel{.id = ops, .name = "ops", .display_name = "Ops", .team = "dev"};
    const auto page = run([&] { return history.page(channel, newest_page); });
    REQUIRE(page);
    CHECK(page->last);
    REQUIRE(page->events.size() == 2);
    const core::Event& newest = page->events[0];
    CHECK(core::post_of(newest)->id == reply);
    CHECK(core::post_of(newest)->thread_id == edited);
    CHECK(newest.author.self);
    CHECK(newest.author.bot);
    const core::Event& oldest = page->events[1];
    CHECK(core::post_of(oldest)->text == "after");
    CHECK(core::post_of(oldest)->edited_at != core::Time{});
    CHECK(oldest.author.name == "alice");
    CHECK(oldest.origin == core::Origin::history);
    CHECK(oldest.channel.name == "ops");
}

TEST_CASE_METHOD(HistoryStage, "the channels are those that can be read, direct ones included") {
    server.add_channel(team, "open");
    const std::string direct = server.direct_channel(alice.id, bot.id);
    server.post_as(alice.id, direct, "psst");
    const auto posted = server.post_as(alice.id, ops, "hello");
    expect(run([&] { return directory.own(); }));
    const auto channels = run([&] { return history.channels(); });
    REQUIRE(channels);
    REQUIRE(channels->size() == 2);
    CHECK((*channels)[0].channel.id == ops);
    CHECK((*channels)[0].channel.team == "dev");
    CHECK((*channels)[0].posts == 1);
    CHECK((*channels)[0].last_post_at == core::from_millis(posted.create_at));
    CHECK((*channels)[1].channel.id == direct);
    CHECK((*channels)[1].channel.direct);
}

TEST_CASE_METHOD(HistoryStage, "a channel that the bot was removed from cannot be read") {
    server.leave(ops, bot.id);
    const core::Channel channel{.id = ops, .name = "ops", .display_name = "Ops", .team = "dev"};
    CHECK(run([&] { return history.page(channel, newest_page); }).error().code == Errc::forbidden);
}

}  // namespace mostik::contract
