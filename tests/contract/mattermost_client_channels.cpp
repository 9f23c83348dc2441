#include "tests/contract/mattermost_client_stage.hpp"

namespace mostik::contract {

using Catch::Matchers::Contains;
using core::Errc;
using messengers::mattermost::look_up_channel;

TEST_CASE_METHOD(MattermostClientStage, "a channel by its id, and by team and name") {
    const auto by_id = expect(run([&] { return api.channel(ops); }));
    CHECK(by_id.id == ops);
    CHECK(by_id.name == "ops");
    CHECK(by_id.type == "O");
    CHECK(by_id.team_id == team);
    CHECK(expect(run([&] { return api.channel_by_name("dev", "ops"); })).id == ops);

    const auto missing = run([&] { return api.channel_by_name("dev", "missing"); });
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code == Errc::not_found);
    CHECK(missing.error().id == "app.channel.get_by_name.missing.app_error");
    CHECK(run([&] { return api.channel("aaaaaaaaaaaaaaaaaaaaaaaaaa"); }).error().code == Errc::not_found);
    // Names are parts of a path: a slash or a question mark must not become a part of the request.
    CHECK_FALSE(run([&] { return api.channel_by_name("dev", "ops?x=1"); }));
    CHECK_FALSE(run([&] { return api.channel("../users/me"); }));
}

TEST_CASE_METHOD(MattermostClientStage, "an archived channel is found, and says that it is archived") {
    server.archive(ops);
    CHECK(expect(run([&] { return api.channel_by_name("dev", "ops"); })).delete_at != 0);
    CHECK(expect(run([&] { return api.channel(ops); })).delete_at != 0);
}

TEST_CASE_METHOD(MattermostClientStage, "membership is known, also where nothing may be seen") {
    const std::string open = server.add_channel(team, "open");
    const std::string closed = server.add_channel(team, "closed", {.type = 'P'});
    CHECK(expect(run([&] { return api.is_member(ops, bot.id); })));
    CHECK_FALSE(expect(run([&] { return api.is_member(open, bot.id); })));
    CHECK_FALSE(expect(run([&] { return api.is_member(closed, bot.id); })));
    CHECK_FALSE(expect(run([&] { return api.is_member("aaaaaaaaaaaaaaaaaaaaaaaaaa", bot.id); })));
    CHECK_FALSE(expect(run([&] { return api.is_member(ops, bob.id); })));
    server.leave(ops, bot.id);
    CHECK_FALSE(expect(run([&] { return api.is_member(ops, bot.id); })));
}

TEST_CASE_METHOD(MattermostClientStage, "whether the bot may post is found out without posting") {
    const std::string open = server.add_channel(team, "open");
    CHECK(expect(run([&] { return api.may_post(ops); })));
    CHECK_FALSE(expect(run([&] { return api.may_post(open); })));
    CHECK_FALSE(expect(run([&] { return api.may_post("aaaaaaaaaaaaaaaaaaaaaaaaaa"); })));
    CHECK(server.posts_by(bot.id).empty());
}

TEST_CASE_METHOD(MattermostClientStage, "own teams and channels, direct ones included") {
    const std::string direct = server.direct_channel(alice.id, bot.id);
    const auto teams = expect(run([&] { return api.own_teams(); }));
    REQUIRE(teams.size() == 1);
    CHECK(teams.front().id == team);
    CHECK(teams.front().name == "dev");
    CHECK(expect(run([&] { return api.team(team); })).name == "dev");
    std::set<std::string> ids;
    for (const auto& channel : expect(run([&] { return api.own_channels(team); }))) ids.insert(channel.id);
    CHECK(ids.count(ops) == 1);
    CHECK(ids.count(direct) == 1);
}

TEST_CASE_METHOD(MattermostClientStage, "a direct channel is made once") {
    const auto first = expect(run([&] { return api.direct_channel(bot.id, alice.id); }));
    CHECK(first.type == "D");
    CHECK(first.team_id.empty());
    CHECK(expect(run([&] { return api.direct_channel(bot.id, alice.id); })).id == first.id);
    CHECK(server.direct_channel(alice.id, bot.id) == first.id);
    CHECK(run([&] { return api.direct_channel(bot.id, "aaaaaaaaaaaaaaaaaaaaaaaaaa"); }).error().code ==
          Errc::invalid);
}

TEST_CASE_METHOD(MattermostClientStage, "a configured channel that cannot be read says why and what to do") {
    const std::string open = server.add_channel(team, "open");
    const std::string closed = server.add_channel(team, "closed", {.type = 'P'});
    const std::string archived = server.add_channel(team, "archived");
    server.join(archived, bot.id);
    server.archive(archived);
    expect(run([&] { return directory.own(); }));
    const auto problem = [&](const std::string& configured) {
        return expect(run([&] { return look_up_channel(api, directory, configured); })).problem;
    };
    CHECK(problem("dev/ops").empty());
    CHECK(problem(ops).empty());
    CHECK_THAT(problem("dev/open"), Contains("/invite @mostik"));
    CHECK_FALSE(problem("dev/closed").empty());
    CHECK_FALSE(problem(closed).empty());
    CHECK_THAT(problem("dev/archived"), Contains("archived"));
    CHECK_THAT(problem("dev/missing"), Contains("channel's name"));
    CHECK_FALSE(problem("nowhere/ops").empty());
    CHECK_FALSE(problem("short").empty());
}

TEST_CASE_METHOD(MattermostClientStage, "a server that fails says nothing of a channel") {
    server.inject(sim::server_error("GET", "/api/v4/teams/name/dev/channels", 503, 0));
    messengers::mattermost::RestTransport hasty(http, {.api = server.url() + "/api/v4",
                                                       .token = core::Secret(bot.token),
                                                       .first_backoff = std::chrono::milliseconds(1),
                                                       .backoff_cap = std::chrono::milliseconds(1)});
    messengers::mattermost::RestApi hasty_api(hasty);
    const auto found = run([&] { return look_up_channel(hasty_api, directory, "dev/ops"); });
    REQUIRE_FALSE(found);
    CHECK(found.error().code == Errc::unavailable);
}

}  // namespace mostik::contract
