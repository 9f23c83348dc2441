#include "tests/contract/mattermost_client_stage.hpp"

#include <algorithm>

namespace mostik::contract {

using core::Errc;
using messengers::mattermost::WireUser;

TEST_CASE_METHOD(MattermostClientStage, "users/me is the token's account") {
    const auto me = expect(run([&] { return api.me(); }));
    CHECK(me.id == bot.id);
    CHECK(me.username == "mostik");
    CHECK(me.is_bot);
}

TEST_CASE_METHOD(MattermostClientStage, "users by their ids: those that exist") {
    const std::vector<std::string> ids{alice.id, "aaaaaaaaaaaaaaaaaaaaaaaaaa", bot.id};
    auto users = expect(run([&] { return api.users_by_ids(ids); }));
    std::sort(users.begin(), users.end(),
              [](const WireUser& a, const WireUser& b) { return a.username < b.username; });
    REQUIRE(users.size() == 2);
    CHECK(users[0].username == "alice");
    CHECK_FALSE(users[0].is_bot);
    CHECK(users[1].username == "mostik");
    CHECK(users[1].is_bot);
}

TEST_CASE_METHOD(MattermostClientStage, "a user by name") {
    CHECK(expect(run([&] { return api.user_by_name("alice"); })).id == alice.id);
    CHECK(run([&] { return api.user_by_name("nobody"); }).error().code == Errc::not_found);
}

TEST_CASE_METHOD(MattermostClientStage, "the directory learns names once, and in bulk") {
    const std::vector<std::string> ids{alice.id, bob.id, alice.id, ""};
    run([&] { return directory.learn_users(ids, {}); });
    REQUIRE(directory.user(alice.id) != nullptr);
    CHECK(directory.user(alice.id)->username == "alice");
    CHECK(directory.user(bob.id)->username == "bob");
    CHECK(directory.user("aaaaaaaaaaaaaaaaaaaaaaaaaa") == nullptr);
    run([&] { return directory.learn_users(ids, {}); });
    CHECK(server.requests("POST", "/api/v4/users/ids").size() == 1);

    // One that does not exist is not asked for again and again.
    const std::vector<std::string> unknown{"aaaaaaaaaaaaaaaaaaaaaaaaaa"};
    for (int repeat = 0; repeat < 3; ++repeat) run([&] { return directory.learn_users(unknown, {}); });
    CHECK(server.requests("POST", "/api/v4/users/ids").size() == 2);
}

TEST_CASE_METHOD(MattermostClientStage, "the directory knows a channel with its team, and asks once") {
    for (int repeat = 0; repeat < 2; ++repeat) {
        const auto channel = run([&] { return directory.channel(ops, {}); });
        REQUIRE(channel);
        CHECK(channel->name == "ops");
        CHECK(channel->display_name == "Ops");
        CHECK(channel->team == "dev");
        CHECK_FALSE(channel->direct);
    }
    CHECK(server.requests("GET", "/api/v4/channels/").size() == 1);
    CHECK(server.requests("GET", "/api/v4/teams/").size() == 1);

    const std::string direct = server.direct_channel(alice.id, bot.id);
    const auto channel = run([&] { return directory.channel(direct, {}); });
    REQUIRE(channel);
    CHECK(channel->direct);
    CHECK(channel->team.empty());
    CHECK_FALSE(run([&] { return directory.channel("aaaaaaaaaaaaaaaaaaaaaaaaaa", {}); }));
}

}  // namespace mostik::contract
