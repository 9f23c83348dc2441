#pragma once

#include "messengers/mattermost/rest_transport.hpp"
#include "tests/simulators/mattermost/simulator.hpp"
#include "tests/unit/core/net/loop.hpp"

#include <string>

namespace mostik::messengers::mattermost::testing {

namespace sim = simulators::mattermost;

/// A transport with short waiting times, and a server with one bot.
struct TransportStage {
    explicit TransportStage(std::string token = {})
        : transport(http, {.api = server.url() + "/api/v4",
                           .token = core::Secret(token.empty() ? bot.token : token),
                           .first_backoff = std::chrono::milliseconds(20),
                           .backoff_cap = std::chrono::milliseconds(40)}) {}

    RestResult<std::string> call(const RestCall& what) {
        return loop.run([&] { return transport.call(what); });
    }
    static RestCall me(Patience patience = {}) { return {.path = "/users/me", .patience = patience}; }

    /// The requests that arrived, the oldest first.
    std::vector<sim::RequestRecord> requests() const { return server.requests(); }

    core::net::testing::Loop loop;
    sim::Simulator server;
    sim::Account bot = server.add_bot("mostik");
    core::net::HttpClient http{loop.executor(), {}};
    RestTransport transport;
};

}  // namespace mostik::messengers::mattermost::testing
