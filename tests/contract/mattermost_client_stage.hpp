// The client's REST side on a simulated Mattermost: a bot, two people, a channel of theirs.
#pragma once

#include "messengers/mattermost/directory.hpp"
#include "messengers/mattermost/rest_api.hpp"
#include "messengers/mattermost/subscription.hpp"
#include "tests/simulators/mattermost/simulator.hpp"
#include "tests/unit/core/net/loop.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace mostik::contract {

namespace sim = simulators::mattermost;

// What a call gives; the test ends when it gives an error.
template <class T>
T expect(messengers::mattermost::RestResult<T> result) {
    if (!result) FAIL(messengers::mattermost::to_error(result.error()).message);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

struct MattermostClientStage {
    explicit MattermostClientStage(const sim::Options& options = {}) : server(options) {
        server.join(ops, bot.id);
        server.join(ops, alice.id);
        server.join_team(team, bob.id);
    }

    // Runs the call that `make` begins.
    template <class Make>
    auto run(Make make) {
        return loop.run(make);
    }

    std::vector<std::string> texts_of(const messengers::mattermost::WirePostList& list) const {
        std::vector<std::string> texts;
        for (const auto& post : list.posts) texts.push_back(post.message);
        return texts;
    }

    core::net::testing::Loop loop;
    sim::Simulator server;
    std::string team = server.add_team("dev");
    sim::Account bot = server.add_bot("mostik");
    sim::Account alice = server.add_user("alice");
    sim::Account bob = server.add_user("bob");
    std::string ops = server.add_channel(team, "ops");

    core::net::HttpClient http{loop.executor(), {}};
    messengers::mattermost::RestTransport transport{
        http, {.api = server.url() + "/api/v4", .token = core::Secret(bot.token)}};
    messengers::mattermost::RestApi api{transport};
    messengers::mattermost::Directory directory{api};
};

}  // namespace mostik::contract
