#include "bot/config_change.hpp"

#include "config_files.hpp"

#include <map>
#include <set>

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::tests;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

using Keys = std::map<std::string, std::string>;

/// "a.b" and a value as "{a: {b: value}}".
std::string nested(const std::string& key, const std::string& value) {
    const auto dot = key.find('.');
    if (dot == std::string::npos) return "{" + key + ": " + value + "}";
    return "{" + key.substr(0, dot) + ": " + nested(key.substr(dot + 1), value) + "}";
}

/// A configuration with these values, written as YAML, beside what it needs at least.
std::string text_with(Keys keys) {
    keys.emplace("mattermost.token", "a-token");
    if (!keys.contains("mattermost.http_host")) keys.emplace("mattermost.url", "https://chat.example.com");
    keys.emplace("mattermost.listen_channels", "[team/town-square]");
    keys.emplace("mattermost.target_events_processors", "{posted: [log, forward]}");
    keys.emplace("telegram.token", "1:another-token");
    keys.emplace("telegram.target_events_processors", "{message: [log, forward]}");
    keys.emplace("telegram.webhook.secret", "base");  // its url needs it
    keys.emplace("support.channel", "mattermost:team/town-square");
    std::map<std::string, std::map<std::string, std::string>> sections;
    std::string text;
    for (const auto& [key, value] : keys) {
        const auto dot = key.find('.');
        if (dot == std::string::npos) {
            text += key + ": " + value + "\n";
            continue;
        }
        const std::string rest = key.substr(dot + 1);
        const auto second = rest.find('.');
        const std::string written =
            second == std::string::npos ? value : nested(rest.substr(second + 1), value);
        std::string& entry = sections[key.substr(0, dot)][rest.substr(0, second)];
        entry = entry.empty() ? written : entry.substr(0, entry.size() - 1) + ", " + written.substr(1);
    }
    for (const auto& [name, entries] : sections) {
        text += name + ":\n";
        for (const auto& [key, value] : entries) text += "  " + key + ": " + value + "\n";
    }
    return text;
}

bot::ConfigChange between(const Keys& before, const Keys& after) {
    const ConfigFile file(text_with(before));
    file.add("ca.pem", "");
    const Loaded running = load(file.path());
    CAPTURE(running.problems);
    REQUIRE(running.config);
    file.add("config.yaml", text_with(after));
    const Loaded next = load(file.path());
    CAPTURE(next.problems);
    REQUIRE(next.config);
    return bot::compare(*running.config, *next.config);
}

enum class Takes { effect, a_restart };

struct Expected {
    Takes takes;
    std::string value;  ///< another one than the default
};

/// Every key of the configuration, and what becomes of a change: a new one has to be thought of here.
const std::map<std::string, Expected>& expected() {
    static const std::map<std::string, Expected> keys = {
        {"locale", {Takes::effect, "ru"}},
        {"log.level", {Takes::effect, "debug"}},
        {"log.format", {Takes::effect, "json"}},
        {"backend.host", {Takes::a_restart, "0.0.0.0"}},
        {"backend.port", {Takes::a_restart, "9"}},
        {"backend.api_keys", {Takes::effect, "[{name: n, key: a-secret-of-16-characters, scopes: [admin]}]"}},
        {"db.url", {Takes::a_restart, "sqlite:other.db"}},
        {"db.port", {Takes::a_restart, "5432"}},
        {"db.host_test", {Takes::a_restart, "somewhere"}},
        {"db.port_test", {Takes::a_restart, "5432"}},
        {"mattermost.url", {Takes::a_restart, "https://other.example.com"}},
        {"mattermost.http_host", {Takes::a_restart, "other.example.com"}},
        {"mattermost.token", {Takes::a_restart, "a-secret"}},
        {"mattermost.id", {Takes::a_restart, "mostik"}},
        {"mattermost.test_channel_id", {Takes::effect, "team/test"}},
        {"mattermost.filter_messages_contains", {Takes::effect, "[deploy]"}},
        {"mattermost.listen_channels", {Takes::effect, "[team/alerts]"}},
        {"mattermost.listen_direct", {Takes::effect, "false"}},
        {"mattermost.history.reconcile.every", {Takes::effect, "30min"}},
        {"mattermost.history.reconcile.over", {Takes::effect, "7d"}},
        {"mattermost.history.limit", {Takes::effect, "20000"}},
        {"mattermost.history.since", {Takes::effect, "2026-01-31"}},
        {"mattermost.recover_window", {Takes::effect, "1h"}},
        {"mattermost.tls.ca_file", {Takes::a_restart, "ca.pem"}},
        {"mattermost.proxy", {Takes::a_restart, "http://user:a-secret@proxy:3128"}},
        {"mattermost.target_events_processors", {Takes::effect, "{posted: [log, save]}"}},
        {"delivery.max_attempts", {Takes::a_restart, "5"}},
        {"delivery.keep", {Takes::effect, "90d"}},
        {"telegram.token", {Takes::a_restart, "2:a-secret"}},
        {"telegram.api_root", {Takes::a_restart, "http://127.0.0.1:8081"}},
        {"telegram.proxy", {Takes::a_restart, "socks5h://user:a-secret@proxy:1080"}},
        {"telegram.limits.overall", {Takes::a_restart, "100/s"}},
        {"telegram.limits.chat", {Takes::a_restart, "5/s"}},
        {"telegram.limits.group", {Takes::a_restart, "60/min"}},
        {"telegram.long_texts", {Takes::a_restart, "file"}},
        {"telegram.on_uncertain", {Takes::a_restart, "hold"}},
        {"telegram.webhook.url", {Takes::a_restart, "https://bridge.example.com/telegram"}},
        {"telegram.webhook.path", {Takes::a_restart, "/elsewhere"}},
        {"telegram.webhook.secret", {Takes::a_restart, "a-secret"}},
        {"telegram.commands", {Takes::a_restart, "false"}},
        {"telegram.max_file_mb", {Takes::a_restart, "100"}},
        {"telegram.filter_messages_contains", {Takes::effect, "deploy"}},
        {"telegram.target_events_processors", {Takes::effect, "{message: [log, save]}"}},
        {"support.channel", {Takes::effect, "mattermost:team/desk"}},
        {"support.any_message", {Takes::effect, "true"}},
        {"support.reopen_window", {Takes::effect, "1h"}},
        {"support.auto_close", {Takes::effect, "1d"}},
        {"support.warn_before", {Takes::effect, "2h"}},
        {"support.rating", {Takes::effect, "false"}},
        {"support.limit.messages", {Takes::effect, "5"}},
        {"support.limit.per", {Takes::effect, "10min"}},
        {"support.limit.file_mb", {Takes::effect, "5"}},
        {"support.reactions.take", {Takes::effect, "hand"}},
        {"support.reactions.close", {Takes::effect, "lock"}},
        {"support.reactions.reopen", {Takes::effect, "unlock"}},
        {"support.reactions.block", {Takes::effect, "skull"}},
        {"support.canned", {Takes::effect, "{hi: hello}"}},
        {"notifications.senders", {Takes::effect, "{TG: \"telegram:7\"}"}},
        {"notifications.templates", {Takes::effect, "{hi: {body: hello}}"}},
        {"notifications.target_events_processors", {Takes::effect, "{notification: [notify]}"}},
    };
    return keys;
}

/// Keys that cannot be changed alone: PostgreSQL, which this build refuses, and the parts of an old address.
const std::set<std::string>& not_alone() {
    static const std::set<std::string> keys = {"db.username",
                                               "db.password",
                                               "db.name",
                                               "db.host",
                                               "mattermost.api_location",
                                               "mattermost.ws_host",
                                               "mattermost.ws_api_location"};
    return keys;
}

void add_names(const std::vector<core::KeyInfo>& keys, const std::string& prefix, bool live,
               std::set<std::string>& names) {
    for (const core::KeyInfo& key : keys) {
        if (key.keys.empty()) {
            if (key.live == live) names.insert(prefix + key.name);
        } else {
            add_names(key.keys, prefix + key.name + ".", live, names);
        }
    }
}

}  // namespace

TEST_CASE("of every declared key it is known whether a change takes effect or needs a restart") {
    std::set<std::string> live;
    std::set<std::string> restart = not_alone();
    for (const auto& [key, what] : expected()) (what.takes == Takes::effect ? live : restart).insert(key);
    std::set<std::string> declared_live;
    std::set<std::string> declared_restart;
    add_names(bot::config_keys(), "", true, declared_live);
    add_names(bot::config_keys(), "", false, declared_restart);
    // These lists change as a whole: see below.
    CHECK(std::erase_if(declared_live, [](const auto& key) { return key.starts_with("routes."); }) > 0);
    CHECK(std::erase_if(declared_live, [](const auto& key) { return key.starts_with("backend.api_keys."); }) >
          0);
    declared_live.insert("backend.api_keys");
    CHECK(declared_live == live);
    CHECK(declared_restart == restart);
}

TEST_CASE("a changed key is either refused or shown, by its name and without secrets") {
    for (const auto& [key, what] : expected()) {
        CAPTURE(key);
        const bot::ConfigChange change = between({}, {{key, what.value}});
        if (what.takes == Takes::a_restart) {
            CHECK(std::count(change.refused.begin(), change.refused.end(), key) == 1);
            CHECK(change.differences.empty());
            continue;
        }
        CHECK(change.refused.empty());
        REQUIRE(change.differences.size() == 1);
        // Texts may be long, keys are secrets.
        if (key == "support.canned" || key == "backend.api_keys" || key.starts_with("notifications.")) {
            CHECK(change.differences[0] == key + " changed");
            continue;
        }
        std::string name = key;
        if (key == "mattermost.target_events_processors") name = "mattermost posted";
        if (key == "telegram.target_events_processors") name = "telegram message";
        CHECK_THAT(change.differences[0], StartsWith(name + ": "));
        CHECK_THAT(change.differences[0], Contains(" -> ") && !Contains("a-secret"));
    }
}

TEST_CASE("routes are exchanged as a whole") {
    const std::string routes = "[{from: 'telegram:-1', to: 'mattermost:team/ops', when: {contains: P1}}]";
    CHECK(between({}, {{"routes", routes}}).differences == std::vector<std::string>{"routes changed"});
    CHECK(between({{"routes", routes}}, {}).refused.empty());
    std::string other = routes;
    other.replace(other.find("P1"), 2, "P2");
    CHECK(between({{"routes", routes}}, {{"routes", other}}).differences ==
          std::vector<std::string>{"routes changed"});
    CHECK(between({{"routes", routes}}, {{"routes", routes}}).differences.empty());
}

TEST_CASE("parts of an address that only the earlier bot's files have are refused too") {
    const Keys before = {{"mattermost.http_host", "chat.example.com"}};
    for (const char* const key : {"api_location", "ws_host", "ws_api_location"}) {
        Keys after = before;
        after[std::string("mattermost.") + key] = key == std::string("ws_host") ? "ws.example.com" : "/other";
        const auto change = between(before, after);
        CHECK(change.refused == std::vector<std::string>{std::string("mattermost.") + key});
    }
}

TEST_CASE("differences show old and new values that are short") {
    const auto change = between({}, {{"locale", "ru"},
                                     {"mattermost.history.limit", "5"},
                                     {"mattermost.filter_messages_contains", "[deploy, деплой]"},
                                     {"mattermost.test_channel_id", "team/test"},
                                     {"mattermost.listen_direct", "false"}});
    CHECK(change.refused.empty());
    CHECK(change.differences ==
          std::vector<std::string>{"locale: en -> ru", "mattermost.test_channel_id: \"\" -> team/test",
                                   "mattermost.filter_messages_contains: [] -> [deploy, деплой]",
                                   "mattermost.listen_direct: true -> false",
                                   "mattermost.history.limit: 10000 -> 5"});
    const std::string many = "[" + std::string(150, 'x') + "]";
    CHECK(between({}, {{"mattermost.filter_messages_contains", many}}).differences ==
          std::vector<std::string>{"mattermost.filter_messages_contains changed"});
    CHECK(between({}, {{"mattermost.filter_messages_contains", "\"two\\nlines\""}}).differences ==
          std::vector<std::string>{"mattermost.filter_messages_contains changed"});
}

TEST_CASE("another way to write the same is no change") {
    const auto change = between({{"mattermost.filter_messages_contains", "deploy"}},
                                {{"mattermost.filter_messages_contains", "[\"deploy\"]  # a comment"},
                                 {"mattermost.target_events_processors", "[posted: [log, forward]]"},
                                 {"mattermost.url", "'https://chat.example.com/'"},
                                 {"mattermost.recover_window", "600s"},
                                 {"log.level", ""}});
    CHECK(change.refused.empty());
    CHECK(change.differences.empty());
}

TEST_CASE("a secret in a file that changed is a changed secret, and is not shown") {
    const ConfigFile file("");
    file.add("token", "first-secret");
    const Variable variable("MOSTIK_TEST_TOKEN_FILE", (file.folder() / "token").c_str());
    file.add("config.yaml", text_with({{"mattermost.token", "${MOSTIK_TEST_TOKEN_FILE}"}}));
    const Loaded running = load(file.path());
    REQUIRE(running.config);
    file.add("token", "second-secret");
    const Loaded next = load(file.path());
    REQUIRE(next.config);
    const auto change = bot::compare(*running.config, *next.config);
    CHECK(change.refused == std::vector<std::string>{"mattermost.token"});
}
