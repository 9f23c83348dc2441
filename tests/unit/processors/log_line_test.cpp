#include "processors/log_line.hpp"

#include "world.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace mostik;
using namespace mostik::processors;
using namespace mostik::processors::test;
using Catch::Matchers::Contains;

namespace {

std::string text_line(const core::Event& event, std::size_t max_text = 200) {
    return log_line(event, LogFormat::text, max_text);
}

nlohmann::json json_line(const core::Event& event, std::size_t max_text = 200) {
    return nlohmann::json::parse(log_line(event, LogFormat::json, max_text));
}

/// Reads a text line back: name=word or name="JSON string".
std::vector<std::pair<std::string, std::string>> read_fields(const std::string& line) {
    std::vector<std::pair<std::string, std::string>> fields;
    for (std::size_t at = 0; at < line.size();) {
        const auto equals = line.find('=', at);
        REQUIRE(equals != std::string::npos);
        const std::string name = line.substr(at, equals - at);
        auto end = equals + 1;
        const bool is_quoted = line[end] == '"';
        if (is_quoted) {
            for (++end; line.at(end) != '"'; ++end) end += line[end] == '\\' ? 1U : 0U;
            ++end;
        } else {
            end = std::min(line.find(' ', end), line.size());
        }
        const std::string value = line.substr(equals + 1, end - equals - 1);
        fields.emplace_back(name, is_quoted ? nlohmann::json::parse(value).get<std::string>() : value);
        if (end < line.size()) REQUIRE(line[end] == ' ');
        at = end + 1;
    }
    return fields;
}

}  // namespace

TEST_CASE("a post's line tells what, where, who and the text") {
    core::Event event = posted("hello, world");
    post_in(event).id = event.identity = "p1";
    CHECK(text_line(event) ==
          "event=mattermost/posted event_id=mattermost/posted/p1 origin=live at=2026-11-21T11:59:59.000Z "
          "channel=team/town-square "
          "channel_id=channel1 author=anna author_id=user1 post_id=p1 text=\"hello, world\"");
    event.origin = core::Origin::history;
    post_in(event).thread_id = "root1";
    post_in(event).text = "привет";
    CHECK_THAT(text_line(event),
               Contains("origin=history") && Contains("thread_id=root1") && Contains("text=привет"));
    post_in(event).attachments = {{.id = "f1", .name = "a b.png"}, {.id = "f2"}};
    CHECK_THAT(text_line(event), Contains("files=\"a b.png, f2\""));
}

TEST_CASE("the line as JSON has the same fields") {
    core::Event event = posted("a \"quoted\"\nline");
    post_in(event).id = event.identity = "p1";
    const auto line = json_line(event);
    CHECK(line == nlohmann::json{{"event", "mattermost/posted"},
                                 {"event_id", "mattermost/posted/p1"},
                                 {"origin", "live"},
                                 {"at", "2026-11-21T11:59:59.000Z"},
                                 {"channel", "team/town-square"},
                                 {"channel_id", "channel1"},
                                 {"author", "anna"},
                                 {"author_id", "user1"},
                                 {"post_id", "p1"},
                                 {"text", "a \"quoted\"\nline"}});
}

TEST_CASE("the other kinds of events are readable too") {
    core::Event event = posted("x");
    const core::Post post = post_in(event);

    event.type = "hello";
    event.body = core::Connected{"conn1", "6.7.2"};
    CHECK_THAT(text_line(event), Contains("connection_id=conn1") && Contains("server_version=6.7.2"));

    event.type = "post_edited";
    event.body = core::PostEdited{post};
    post_in(event).edited_at = core::from_millis(0) + std::chrono::seconds{1};
    CHECK_THAT(text_line(event), Contains("edited_at=1970-01-01T00:00:01.000Z") && Contains("text=x"));

    event.body = core::PostDeleted{post, core::from_millis(2000)};
    CHECK_THAT(text_line(event), Contains("deleted_at=1970-01-01T00:00:02.000Z"));

    event.body = core::ReactionChanged{"p1", "+1", false};
    CHECK_THAT(text_line(event),
               Contains("post_id=p1") && Contains("emoji=+1") && Contains("change=removed"));

    event.body = core::MembershipChanged{{.id = "u2", .name = "bob"}, true};
    CHECK_THAT(text_line(event),
               Contains("member=bob") && Contains("member_id=u2") && Contains("change=added"));

    event.body = core::OtherEvent{};
    event.raw = R"({"event":"typing"})";
    CHECK_THAT(text_line(event), Contains(R"(data="{\"event\":\"typing\"}")"));
    CHECK_THAT(text_line(direct("x")), Contains("channel=direct channel_id=direct1"));
}

TEST_CASE("the message is shortened, ids are not") {
    core::Event event = posted(std::string(5000, 'x'));
    post_in(event).id = std::string(500, 'i');
    const auto line = json_line(event, 10);
    CHECK(line["text"] == "xxxxxxxxx…");
    CHECK(line["post_id"] == std::string(500, 'i'));
    event.author.name = std::string(5000, 'n');
    event.channel.name = std::string(5000, 'c');
    CHECK(text_line(event, 10).size() < 2000);
}

TEST_CASE("no text can forge a line or hide in one") {
    const std::string nasty =
        GENERATE(std::string("a\nevent=forged"), std::string("a\rb"), std::string("a\0b", 3),
                 std::string("\x1b[2J\x1b]0;x\x07"), std::string("\u0085\u2028\u2029"),
                 std::string("\u202egnp.exe\u202c"), std::string("\u2066x\u2069\u200f\u061c"),
                 std::string("\x7f\u009b"), std::string("\ufeff\u200b\u2060"), std::string("\U000e0041"),
                 std::string("\xff\xfe\xc3"), std::string("x author=root"), std::string("x\" author=\"root"),
                 std::string("\\"), std::string("\\\" y=\"z"));

    core::Event event = posted(nasty);
    event.author.name = nasty;
    event.channel.name = nasty;
    event.channel.id = nasty;
    post_in(event).attachments = {{.id = "f", .name = nasty}};
    event.type = nasty;
    for (const LogFormat format : {LogFormat::text, LogFormat::json}) {
        const std::string line = log_line(event, format, 200);
        INFO(line);
        for (const char c : line) CHECK((static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
        for (const char* hidden :
             {"\u0085", "\u009b", "\u2028", "\u2029", "\u202e", "\u202c", "\u2066", "\u2069", "\u200f",
              "\u061c", "\ufeff", "\u200b", "\u2060", "\U000e0041"}) {
            CHECK(line.find(hidden) == std::string::npos);
        }
    }
    // A reader that knows the quoting sees each field once, and in it the whole text.
    const auto fields = read_fields(text_line(event));
    const std::vector<std::string> names = {"event",   "event_id",   "origin", "at",
                                            "channel", "channel_id", "author", "author_id",
                                            "post_id", "files",      "text"};
    REQUIRE(fields.size() == names.size());
    for (std::size_t i = 0; i < names.size(); ++i) CHECK(fields[i].first == names[i]);
    if (nasty.find('\xff') != std::string::npos) return;  // what is no UTF-8 cannot come back
    CHECK(fields[6].second == nasty);
    CHECK(fields[10].second == nasty);
    CHECK(json_line(event)["text"] == nasty);
}

TEST_CASE("ordinary words and emoji stay readable") {
    CHECK_THAT(text_line(posted("Ёлка 👩‍👧 ok")), Contains("text=\"Ёлка 👩‍👧 ok\""));
}
