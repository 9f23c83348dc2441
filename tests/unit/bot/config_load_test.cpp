#include "config_files.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

using namespace mostik;
using namespace mostik::tests;
using Catch::Contains;

namespace {

const std::filesystem::path fixtures = std::filesystem::path(MOSTIK_FIXTURES) / "config";

/// The smallest configuration without problems, and `more` in its mattermost section.
std::string minimal(const std::string& more = "", const std::string& outside = "") {
    return "mattermost:\n  url: https://chat.example.com\n  token: abc\n  listen_channels: "
           "[team/town-square]\n" +
           more +
           (more.find("target_events_processors") == std::string::npos
                ? "  target_events_processors: {posted: log}\n"
                : "") +
           outside;
}

std::vector<std::string> lines(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> result;
    for (std::string line; std::getline(stream, line);) result.push_back(line);
    return result;
}

std::vector<std::string> chain_of(const bot::Config& config, const std::string& type) {
    std::vector<std::string> names;
    const processors::Chain* chain = config.messengers.front().chains->find(type);
    if (chain == nullptr) return names;
    for (const auto& step : chain->steps()) names.emplace_back(step.type->name);
    return names;
}

}  // namespace

TEST_CASE("a small file is enough") {
    const Loaded loaded = load_text(minimal());
    CHECK(loaded.problems.empty());
    REQUIRE(loaded.config);
    CHECK(loaded.config->locale == "en");
    CHECK(loaded.config->backend.host == "127.0.0.1");
    CHECK(loaded.config->backend.port == 8765);
    CHECK(mattermost_of(loaded).settings().token.reveal() == "abc");
    CHECK(mattermost_of(loaded).settings().history.limit == 10'000);
    CHECK(mattermost_of(loaded).endpoints().api == "https://chat.example.com/api/v4");
    CHECK(loaded.config->database_file.filename() == "mostik.db");
    CHECK(chain_of(*loaded.config, "posted") == std::vector<std::string>{"log"});
}

TEST_CASE("the earlier bot's file is read as it is") {
    const Loaded loaded = load(fixtures / "earlier_bot.yaml");
    CAPTURE(loaded.problems);
    REQUIRE(loaded.config);
    CHECK(loaded.problems.empty());
    CHECK(mattermost_of(loaded).endpoints().api == "https://chat.example.com/api/v4");
    CHECK(mattermost_of(loaded).endpoints().websocket == "wss://chat.example.com/api/v4/websocket");
    CHECK(mattermost_of(loaded).settings().url == "https://chat.example.com");
    CHECK(mattermost_of(loaded).settings().filter_messages_contains == std::vector<std::string>{"deploy"});
    CHECK(mattermost_of(loaded).settings().listen_channels.size() == 2);
    CHECK(loaded.config->backend.port == 8080);
    CHECK(loaded.config->database_file == fixtures / "data/mostik.db");
    CHECK(chain_of(*loaded.config, "hello") == std::vector<std::string>{"log"});
    CHECK(chain_of(*loaded.config, "posted") ==
          std::vector<std::string>{"log", "save", "respond", "forward"});
}

TEST_CASE("the earlier bot's file with PostgreSQL filled in is refused clearly, once") {
    for (const auto need : {bot::Need::everything, bot::Need::database_only}) {
        const Loaded loaded = load(fixtures / "earlier_bot_postgresql.yaml", need);
        CHECK_FALSE(loaded.config);
        CHECK_THAT(
            loaded.problems,
            Contains("config.yaml:6:13: error: PostgreSQL is not in this build yet; expected SQLite") &&
                !Contains("correct horse"));
        const auto all = lines(loaded.problems);
        CHECK(std::count_if(all.begin(), all.end(), [](const std::string& line) {
                  return line.find(": error: ") != std::string::npos;
              }) == 1);
    }
}

TEST_CASE("twelve mistakes are twelve errors, each at its line") {
    const Loaded loaded = load(fixtures / "twelve_mistakes.yaml");
    CHECK_FALSE(loaded.config);
    std::vector<std::string> wrong_lines;
    const auto source = lines(contents(fixtures / "twelve_mistakes.yaml"));
    for (std::size_t i = 0; i < source.size(); ++i) {
        const auto comment = source[i].rfind("# ");
        const bool numbered = i > 0 && comment != std::string::npos &&
                              source[i].find_first_not_of("0123456789", comment + 2) == std::string::npos;
        if (numbered) wrong_lines.push_back("config.yaml:" + std::to_string(i + 1) + ":");
    }
    REQUIRE(wrong_lines.size() == 12);
    const auto errors = lines(loaded.problems);
    CAPTURE(loaded.problems);
    REQUIRE(errors.size() == 12);
    for (std::size_t i = 0; i < errors.size(); ++i) {
        CHECK_THAT(errors[i],
                   Catch::StartsWith(wrong_lines[i]) && Contains(": error: ") && Contains("expected "));
    }
    const auto suggestions = std::count_if(errors.begin(), errors.end(), [](const std::string& line) {
        return line.find("did you mean ") != std::string::npos;
    });
    CHECK(suggestions >= 7);
}

TEST_CASE("a command that needs the database looks at nothing else") {
    const ConfigFile file(
        "db: {url: 'sqlite:here/own.db'}\nmattermost: {token: \"${MOSTIK_TEST_UNSET}\", urll: 5}\nx: y\n");
    const Loaded database = load(file.path(), bot::Need::database_only);
    CHECK(database.problems.empty());
    REQUIRE(database.config);
    CHECK(database.config->database_file == file.folder() / "here/own.db");
    CHECK_FALSE(load(file.path()).config);
    CHECK_THAT(load_text("db: {urll: x}\n", bot::Need::database_only).problems,
               Contains("did you mean \"url\"?"));
}

TEST_CASE("an unset token names its variable") {
    const Loaded loaded =
        load_text("mattermost:\n  url: https://chat.example.com\n  token: ${MOSTIK_TEST_UNSET}\n");
    CHECK_THAT(loaded.problems,
               Contains("config.yaml:3:10: error: token: the environment variable MOSTIK_TEST_UNSET is "
                        "not set"));
}

TEST_CASE("a missing, empty or broken token is one error that does not show it") {
    struct Case {
        const char* line;
        const char* expected;
    };
    const auto wrong = GENERATE(values<Case>({{"", "the key \"token\" is missing"},
                                              {"  token:\n", "token has no value"},
                                              {"  token: ''\n", "token is empty"},
                                              {"  token: 's3cret s3cret'\n", "there is white space in it"}}));
    const Loaded loaded =
        load_text(std::string("mattermost:\n  url: https://chat.example.com\n") + wrong.line +
                  "  listen_channels: [a/b]\n  target_events_processors: [posted: [log]]\n");
    CHECK(lines(loaded.problems).size() == 1);
    CHECK_THAT(loaded.problems, Contains(wrong.expected) && !Contains("s3cret"));
}

TEST_CASE("a file without any messenger says so") {
    constexpr auto expected =
        "config.yaml: error: there is no messenger; expected at least one of the sections \"mattermost\", "
        "\"telegram\"";
    CHECK_THAT(load_text("").problems, Contains(expected));
    CHECK_THAT(load_text("locale: ru\n").problems, Contains(expected));
    CHECK_THAT(load_text("mattermost: x\n").problems, Contains("\"x\" where a section belongs"));
    const std::string empty = load_text("mattermost:\n").problems;
    CHECK_THAT(empty, Contains("\"token\" is missing") && Contains("\"url\" is missing"));
    CHECK_THAT(load_text("- a\n").problems, Contains("a list where a section belongs"));
    for (const char* text : {"mattermost: x\n", "mattermost:\n", "- a\n", "telegram:\n"}) {
        CHECK_THAT(load_text(text).problems, !Contains("there is no messenger"));
    }
}

TEST_CASE("either messenger is enough") {
    const Loaded loaded = load_text("telegram: {token: '1:abc', target_events_processors: {message: log}}\n");
    CHECK(loaded.problems.empty());
    REQUIRE(loaded.config);
    CHECK(loaded.config->messengers.size() == 1);
    CHECK(loaded.config->left_out.empty());
}

TEST_CASE("a messenger whose token is a variable that may be empty is left out while it is") {
    const std::string text =
        "mattermost:\n  url: ${MOSTIK_TEST_URL:-}\n  token: ${MOSTIK_TEST_MM:-}\n  listen_channels: [a/b]\n"
        "  target_events_processors: {posted: log}\n"
        "telegram:\n  token: \"${MOSTIK_TEST_TG:-}\"\n  target_events_processors: {message: log}\n";
    SECTION("either of them") {
        const Variable token("MOSTIK_TEST_TG", "1:abc");
        const Loaded loaded = load_text(text);
        CHECK(loaded.problems.empty());
        REQUIRE(loaded.config);
        REQUIRE(loaded.config->messengers.size() == 1);
        CHECK(loaded.config->messengers[0].type->name == "telegram");
        REQUIRE(loaded.config->left_out.size() == 1);
        CHECK(loaded.config->left_out[0].section == "mattermost");
        CHECK(loaded.config->left_out[0].reason == "its token, ${MOSTIK_TEST_MM:-}, is empty");
    }
    SECTION("the other one, of which all is looked at then") {
        const Variable token("MOSTIK_TEST_MM", "abc");
        CHECK_THAT(load_text(text).problems, Contains("\"url\""));
        const Variable url("MOSTIK_TEST_URL", "https://chat.example.com");
        const Loaded loaded = load_text(text);
        CHECK(loaded.problems.empty());
        REQUIRE(loaded.config);
        REQUIRE(loaded.config->messengers.size() == 1);
        CHECK(loaded.config->messengers[0].type->name == "mattermost");
    }
    SECTION("not both") {
        const std::string problems = load_text(text).problems;
        CHECK(lines(problems).size() == 1);
        CHECK_THAT(problems,
                   Contains("there is no messenger; expected at least one of the sections") &&
                       Contains("; mattermost is left out: its token, ${MOSTIK_TEST_MM:-}, is empty") &&
                       Contains("; telegram is left out: its token, ${MOSTIK_TEST_TG:-}, is empty"));
    }
    SECTION("a variable that has to be there is a mistake all the same") {
        const Loaded loaded = load_text(minimal("", "telegram: {token: \"${MOSTIK_TEST_TG}\"}\n"));
        CHECK_THAT(loaded.problems, Contains("the environment variable MOSTIK_TEST_TG is not set"));
    }
    SECTION("who names it is told why it is not there") {
        const Loaded loaded =
            load_text(minimal("",
                              "telegram: {token: \"${MOSTIK_TEST_TG:-}\"}\n"
                              "routes: [{from: \"mattermost:team/town-square\", to: \"telegram:-1001\"}]\n"));
        CHECK_THAT(loaded.problems, Contains("the section \"telegram\" is left out: its token, "
                                             "${MOSTIK_TEST_TG:-}, is empty; expected a value"));
    }
}

TEST_CASE("a file that cannot be read, and one that is no YAML") {
    CHECK_THAT(load("/nowhere/config.yaml").problems,
               Contains("config.yaml: error: the file cannot be read: No such file or directory"));
    CHECK_THAT(load("/tmp").problems, Contains("it is a folder"));
    CHECK(lines(load_text("mattermost: [\n").problems).size() == 1);
}

TEST_CASE("API keys are kept as digests, and bad ones are errors") {
    const auto backend = [](const std::string& keys) {
        return load_text(minimal("", "backend: {api_keys: " + keys + "}\n"));
    };
    const Loaded fine = backend("[{name: billing, key: 0123456789abcdef, scopes: \"messages:send\"}]");
    REQUIRE(fine.config);
    REQUIRE(fine.config->backend.api_keys.size() == 1);
    CHECK(fine.config->backend.api_keys[0].key.reveal() ==
          "9f9f5111f7b27a781f1f1ddde5ebc2dd2b796bfc7365c9c28b548e564176929f");
    CHECK(fine.config->backend.api_keys[0].scopes == std::vector<std::string>{"messages:send"});
    CHECK(fine.problems.empty());

    const Loaded empty = backend("[{name: billing, key: \"${NOT_SET_HERE:-}\", scopes: admin}]");
    REQUIRE(empty.config);
    CHECK(empty.config->backend.api_keys.empty());
    CHECK_THAT(empty.problems, Contains("the key of \"billing\" is empty"));
    CHECK(load_text(minimal("", "backend: {api_keys: }\n")).problems.empty());

    const auto refused = [&](const std::string& keys, const std::string& why) {
        const Loaded loaded = backend(keys);
        CHECK_FALSE(loaded.config);
        CHECK_THAT(loaded.problems, Contains(why) && !Contains("0123456789abcdef"));
    };
    refused("[{name: a, key: short, scopes: admin}]", "expected at least 16 characters");
    refused("[{name: a, key: 0123456789abcdef, scopes: everything}]", "there is no scope \"everything\"");
    refused("[{name: a, key: 0123456789abcdef, scopes: []}]", "there is none; expected one of messages:send");
    refused("[{name: a, key: 0123456789abcdef}]", "the key \"scopes\" is missing");
    refused("[{name: a b, key: 0123456789abcdef, scopes: admin}]", "expected letters");
    for (const char* const own : {"local", "command-line"})
        refused(std::string("[{name: ") + own + ", key: 0123456789abcdef, scopes: admin}]",
                "Mostik's own name");
    refused("[{name: a, key: 0123456789abcdef, scopes: admin, rate: fast}]", "not a rate");
    refused(
        "[{name: a, key: 0123456789abcdef, scopes: admin}, {name: a, key: 1123456789abcdef, scopes: admin}]",
        "a second key with this name");
    refused(
        "[{name: a, key: 0123456789abcdef, scopes: admin}, {name: b, key: 0123456789abcdef, scopes: admin}]",
        "the same key");
}

TEST_CASE("senders and templates are checked") {
    const auto notifications = [](const std::string& text) {
        return load_text(minimal("", "notifications: {" + text + "}\n"));
    };
    const Loaded fine =
        notifications("senders: {MM: \"mattermost:@anna\", X: \"mattermost:\"}, templates: {t: {body: hi}}");
    REQUIRE(fine.config);
    CHECK(fine.problems.empty());
    CHECK(fine.config->notifications->sender("MM")->default_target == "@anna");
    CHECK(fine.config->notifications->sender("X")->default_target.empty());
    CHECK(fine.config->notifications->sender("mattermost"));
    CHECK_FALSE(fine.config->notifications->sender("telegram"));
    CHECK(fine.config->notification_chains->has("notify"));
    CHECK(load_text(minimal("", "")).config->notification_chains->has("notify"));

    const auto refused = [&](const std::string& text, const std::string& why) {
        const Loaded loaded = notifications(text);
        CHECK_FALSE(loaded.config);
        CHECK_THAT(loaded.problems, Contains(why));
    };
    refused("senders: {X: nobody}", "begins with no messenger");
    refused("senders: {X: \"icq:7\"}", "begins with no messenger");
    refused("senders: {X: \"mattermost:a b\"}", "a b");
    refused("senders: {X: }", "has no address");
    refused("senders: [X]", "expected a map");
    refused("templates: {t: hi}", "expected a map with body");
    refused("templates: {t: {title: hi}}", "without a body");
    refused("templates: {t: {body: \"{{#a}}\"}}", "not a template");
    refused("templates: {t: {body: hi, format: html}}", "expected text or markdown");
    refused("sender: {}", "unknown key");
    CHECK_THAT(notifications("senders: {TG: \"telegram:7\"}").problems, Contains("is left out"));
    CHECK_THAT(notifications("target_events_processors: {notification: [log]}").problems,
               Contains("has the processor `notify`"));
}

TEST_CASE("a support desk that cannot work is warned of") {
    const std::string section = "support: {channel: \"mattermost:team/support\"}\n";
    const auto telegram = [](const std::string& chain) {
        return "telegram:\n  token: \"1:a\"\n  target_events_processors: {message: [" + chain + "]}\n";
    };
    CHECK_THAT(load_text(minimal("", section)).problems,
               Contains("no chain of mattermost has the processor `support`: answers are not heard") &&
                   Contains("no other messenger's chain has the processor `support`: nobody is heard"));
    CHECK_THAT(load_text(minimal("", section + telegram("respond, support"))).problems,
               Contains("telegram, message: `support` stands after `respond`"));
    CHECK_THAT(load_text(minimal("", telegram("support"))).problems,
               Contains("the processor `support` does nothing without the section `support`"));
    const Loaded fine = load_text(minimal("", section + telegram("support, respond")));
    CHECK(fine.config);
    CHECK_THAT(fine.problems, !Contains("stands after") && !Contains("nobody is heard"));
}

TEST_CASE("an unknown section is an error with the nearest") {
    const Loaded loaded = load_text(minimal("", "bakcend: {}\n"));
    CHECK_FALSE(loaded.config);
    CHECK_THAT(
        loaded.problems,
        Contains("unknown key \"bakcend\"; expected one of locale, log, backend, db, delivery, mattermost, "
                 "telegram, support, notifications, routes; did you mean \"backend\"?"));
}

TEST_CASE("channels: two forms, anything else is explained") {
    const Loaded good = load_text(minimal("  test_channel_id: 9791wbp91jg15dbxazxiubq35r\n"));
    CHECK(good.problems.empty());
    const auto problems_of = [](const std::string& channel) {
        return load_text("mattermost: {url: 'https://c.example', token: t, listen_channels: [" + channel +
                         "], target_events_processors: [posted: log]}\n")
            .problems;
    };
    CHECK(problems_of("dev/off-topic_2.0").empty());
    for (const char* channel :
         {"town-square", "9791wbp91jg15dbxazxiubq35", "a/b/c", "/x", "team/", "'team/Town Square'"}) {
        CHECK_THAT(problems_of(channel),
                   Contains("expected team/channel as in the channel's address, or its id of 26"));
    }
    CHECK_THAT(problems_of("Dev/Town-Square"), Contains("did you mean \"dev/town-square\"?"));
    CHECK_THAT(problems_of("a/b, c/d, a/b"), Contains("warning: listen_channels names \"a/b\" twice"));
    CHECK_THAT(problems_of(""),
               Contains("warning: no listen_channels: nothing is listened to except direct messages"));
    CHECK_THAT(problems_of("], listen_direct: false, test_channel_id: [x"),
               Contains("nothing at all is listened to"));
}

TEST_CASE("limits of the mattermost section") {
    struct Case {
        const char* line;
        const char* expected;
    };
    const auto wrong = GENERATE(values<Case>({
        {"  history: {limit: -1}\n", "limit is \"-1\"; expected a whole number (at least 0)"},
        {"  history: {since: 31.01.2026}\n",
         "since is \"31.01.2026\": not a time; expected a date such as 2026-01-31"},
        {"  recover_window: 8d\n", "0s to 7d"},
        {"  proxy: https://proxy.example:3128\n",
         "through TLS, which is not supported; expected http://host:port"},
        {"  proxy: proxy.example:3128\n",
         "expected http://host:port, socks5://host:port or socks5h://host:port"},
        {"  proxy: ftp://user:pa55@proxy.example\n", "expected http://host:port"},
        {"  tls: {ca_file: nowhere.pem}\n",
         "ca_file is \"nowhere.pem\", which cannot be read; expected a PEM file"},
        {"  tls: {ca_file: .}\n", "which cannot be read"},
        {"  test_channel_id: somewhere\n", "test_channel_id is \"somewhere\": not a channel"},
    }));
    const Loaded loaded = load_text(minimal(wrong.line));
    CHECK_FALSE(loaded.config);
    CHECK(lines(loaded.problems).size() == 1);
    CHECK_THAT(loaded.problems, Contains(wrong.expected) && !Contains("pa55"));
}

TEST_CASE("good values of the mattermost section") {
    const ConfigFile file(
        minimal("  history: {limit: 0, since: 2026-01-31}\n  recover_window: 1h\n  proxy: "
                "socks5h://user:pass@127.0.0.1:1080\n  tls: {ca_file: ca.pem}\n"));
    file.add("ca.pem", "certificates");
    const Loaded loaded = load(file.path());
    CHECK(loaded.problems.empty());
    REQUIRE(loaded.config);
    CHECK(mattermost_of(loaded).settings().tls.ca_file == (file.folder() / "ca.pem").string());
    CHECK(mattermost_of(loaded).settings().recover_window == std::chrono::hours{1});
}

TEST_CASE("no chains are a warning") {
    CHECK_THAT(load_text(minimal("  target_events_processors:\n")).problems,
               Contains("warning: no target_events_processors: events are heard and nothing happens"));
    // One that sends notifications need not do anything else.
    CHECK(load_text(minimal("  target_events_processors:\n", "notifications: {}\n")).problems.empty());
}
