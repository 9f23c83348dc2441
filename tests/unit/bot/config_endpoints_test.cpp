#include "messengers/mattermost/settings.hpp"

#include <string>

#include <catch2/catch.hpp>

using namespace mostik;
using Catch::Contains;

namespace {

struct Read {
    messengers::mattermost::Endpoints endpoints;
    std::string problems;
};

Read read(const std::string& keys) {
    core::Diagnostics out("config.yaml");
    const core::ConfigNode root = core::parse_config("mattermost: {token: t, " + keys + "}\n", out);
    messengers::mattermost::Settings settings;
    const core::ConfigNode& section = *root.find("mattermost");
    messengers::mattermost::settings_section().read_into(settings, section, out);
    Read result;
    result.endpoints = read_endpoints(settings, section, out);
    result.problems = out.to_string();
    return result;
}

}  // namespace

TEST_CASE("endpoints follow from the keys, new and old") {
    struct Case {
        const char* keys;
        const char* api;
        const char* websocket;
    };
    const auto good = GENERATE(values<Case>({
        {"url: 'https://chat.example.com'", "https://chat.example.com/api/v4",
         "wss://chat.example.com/api/v4/websocket"},
        {"url: 'https://chat.example.com/'", "https://chat.example.com/api/v4",
         "wss://chat.example.com/api/v4/websocket"},
        {"url: 'HTTPS://Chat.Example.com:443'", "https://chat.example.com/api/v4",
         "wss://chat.example.com/api/v4/websocket"},
        {"url: 'http://127.0.0.1:8065'", "http://127.0.0.1:8065/api/v4",
         "ws://127.0.0.1:8065/api/v4/websocket"},
        {"url: 'http://[::1]:8065'", "http://[::1]:8065/api/v4", "ws://[::1]:8065/api/v4/websocket"},
        {"url: 'https://example.com/chat/'", "https://example.com/chat/api/v4",
         "wss://example.com/chat/api/v4/websocket"},
        {"http_host: 'wss://chat.example.com/api/v4/websocket'", "https://chat.example.com/api/v4",
         "wss://chat.example.com/api/v4/websocket"},
        {"http_host: 'ws://localhost:8065/api/v4/websocket'", "http://localhost:8065/api/v4",
         "ws://localhost:8065/api/v4/websocket"},
        {"http_host: 'wss://example.com/chat/api/v4/websocket', api_location: /api/v4",
         "https://example.com/chat/api/v4", "wss://example.com/chat/api/v4/websocket"},
        {"http_host: chat.example.com", "https://chat.example.com/api/v4",
         "wss://chat.example.com/api/v4/websocket"},
        {"http_host: 'chat.example.com:8065', ws_host: chat.example.com",
         "https://chat.example.com:8065/api/v4", "wss://chat.example.com:8065/api/v4/websocket"},
        {"http_host: 'http://chat.example.com', ws_host: chat.example.com", "http://chat.example.com/api/v4",
         "ws://chat.example.com/api/v4/websocket"},
        {"http_host: 'https://chat.example.com/api/v4/', api_location: /api/v4, ws_host: "
         "'wss://ws.example.com', "
         "ws_api_location: api/v4/websocket",
         "https://chat.example.com/api/v4", "wss://ws.example.com/api/v4/websocket"},
        {"http_host: chat.example.com, api_location: /other/v4/", "https://chat.example.com/other/v4",
         "wss://chat.example.com/other/v4/websocket"},
        {"http_host: 'https://example.com/chat', api_location: /chat/api/v4",
         "https://example.com/chat/api/v4", "wss://example.com/chat/api/v4/websocket"},
        {"ws_host: 'wss://chat.example.com/api/v4/websocket'", "https://chat.example.com/api/v4",
         "wss://chat.example.com/api/v4/websocket"},
        {"url: 'https://chat.example.com', http_host: chat.example.com, api_location: /api/v4",
         "https://chat.example.com/api/v4", "wss://chat.example.com/api/v4/websocket"},
        {"url: 'https://chat.example.com', ws_api_location: ''", "https://chat.example.com/api/v4",
         "wss://chat.example.com/api/v4/websocket"},
    }));
    CAPTURE(good.keys);
    const Read found = read(good.keys);
    CHECK(found.problems.empty());
    CHECK(found.endpoints.api == good.api);
    CHECK(found.endpoints.websocket == good.websocket);
}

TEST_CASE("the site is for links") {
    CHECK(read("url: 'https://example.com/chat/'").endpoints.site == "https://example.com/chat");
    CHECK(read("http_host: 'wss://chat.example.com/api/v4/websocket'").endpoints.site ==
          "https://chat.example.com");
}

TEST_CASE("addresses that are none are one error at their key") {
    struct Case {
        const char* keys;
        const char* expected;
    };
    const auto wrong = GENERATE(values<Case>({
        {"id: x", "1:13: error: the key \"url\" is missing; expected the server's address"},
        {"api_location: /api/v4", "the key \"url\" is missing"},
        {"url: '${MOSTIK_TEST_UNSET}'", "url: the environment variable MOSTIK_TEST_UNSET is not set"},
        {"url: [a]", "url is a list; expected http:// or https:// address"},
        {"url: chat.example.com", "did you mean \"https://chat.example.com\"?"},
        {"url: 'https://chat.example.com/api/v4'", "did you mean \"https://chat.example.com\"?"},
        {"url: 'wss://chat.example.com/api/v4/websocket'", "did you mean \"https://chat.example.com\"?"},
        {"url: 'wss://chat.example.com'", "did you mean \"https://chat.example.com\"?"},
        {"url: 'ftp://chat.example.com'", "an address of another kind"},
        {"url: 'https://'", "no server's address"},
        {"url: 'https://a b'", "no server's address"},
        {"url: 'https://chat.example.com:0'", "a wrong port"},
        {"url: 'https://chat.example.com:99999'", "a wrong port"},
        {"url: 'https://bot:s3cret@chat.example.com'", "an address with a user name in it"},
        {"url: 'https://chat.example.com/?x=y'", "an address with \"?\" or \"#\" in it"},
        {"http_host: 'ftp://x'",
         "1:35: error: http_host is \"ftp://x\": an address of another kind; expected a host"},
        {"http_host: x, ws_host: 'a b'", "ws_host is \"a b\": no server's address"},
        {"http_host: x, api_location: 'https://x/api/v4'", "api_location is \"https://x/api/v4\": no path"},
        {"url: 'https://a.example', http_host: b.example",
         "url is \"https://a.example\": another server than"},
        {"url: 'https://a.example', ws_host: b.example", "another server than"},
        {"url: 'https://a.example', api_location: /x", "another server than"},
    }));
    CAPTURE(wrong.keys);
    const Read found = read(wrong.keys);
    CHECK_THAT(found.problems, Contains(wrong.expected) && Contains("expected") && !Contains("s3cret"));
    CHECK(std::count(found.problems.begin(), found.problems.end(), '\n') == 1);
    CHECK(found.endpoints.api.empty());
}

TEST_CASE("the usual events are known") {
    const auto& types = messengers::mattermost::event_types();
    for (const char* type :
         {"hello", "posted", "post_edited", "post_deleted", "reaction_added", "user_removed", "typing"}) {
        CHECK(std::find(types.begin(), types.end(), type) != types.end());
    }
}
