#include "bot/notifications/request.hpp"
#include "tests/unit/bot/notification_rules.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace mostik::bot {

namespace {

using nlohmann::json;
using Strings = std::vector<std::string>;

const core::Time now = core::from_millis(1'795'262'400'000);  // 2026-11-21T12:00:00Z

tl::expected<core::Event, FieldProblems> read(const json& request,
                                              const std::optional<std::string>& key = {}) {
    return read_notification(request, *test::rules(),
                             {.source = "billing", .idempotency_key = key, .now = now});
}

core::Notification accepted(const json& request, const std::optional<std::string>& key = {}) {
    auto event = read(request, key);
    if (!event) {
        for (const FieldProblem& problem : event.error())
            UNSCOPED_INFO(problem.pointer + ": " + problem.detail);
        REQUIRE(event);
    }
    return std::get<core::Notification>(event->body);
}

/// "pointer: detail" of each problem.
Strings problems(const json& request) {
    const auto event = read(request);
    Strings all;
    if (event) return all;
    for (const FieldProblem& problem : event.error()) all.push_back(problem.pointer + ": " + problem.detail);
    return all;
}

Strings pointers(const json& request) {
    const auto event = read(request);
    Strings all;
    if (event) return all;
    for (const FieldProblem& problem : event.error()) all.push_back(problem.pointer);
    return all;
}

Strings addresses(const core::Notification& notification) {
    Strings all;
    for (const core::Address& to : notification.to) all.push_back(core::to_string(to));
    return all;
}

}  // namespace

TEST_CASE("a request becomes an event") {
    const auto event = read(json::parse(R"({
        "sender": "TG", "to": ["1", "telegram:2", "telegram:1"], "title": "Backup\nfailed", "body": "*disk* full",
        "not_before": "2026-11-21T13:00:00Z", "not_after": "2026-11-21T14:00:00+00:00", "priority": -3,
        "attachments": [{"name": "a.txt", "mime_type": "text/plain", "content": "Zm9v"}]})"));
    REQUIRE(event);
    CHECK(event->messenger == "notifications");
    CHECK(event->type == "notification");
    CHECK(event->once);
    CHECK(event->happened_at == now);
    const auto& notification = std::get<core::Notification>(event->body);
    CHECK(event->identity == notification.reference);
    CHECK(notification.source == "billing");
    CHECK(addresses(notification) == Strings{"telegram:1", "telegram:2"});
    CHECK(notification.message.title == "Backup failed");
    CHECK(notification.message.text == "*disk* full");
    CHECK(notification.message.plain);
    CHECK(notification.priority == -3);
    CHECK(notification.not_before == now + std::chrono::hours(1));
    CHECK(notification.not_after == now + std::chrono::hours(2));
    REQUIRE(notification.files.size() == 1);
    CHECK(notification.files[0].name == "a.txt");
    CHECK(notification.files[0].content == "foo");
}

TEST_CASE("whom a message goes to") {
    CHECK(addresses(accepted({{"sender", "TG"}, {"body", "x"}})) == Strings{"telegram:77"});
    CHECK(addresses(accepted({{"sender", "TG"}, {"to", "5/7"}, {"body", "x"}})) == Strings{"telegram:5/7"});
    CHECK(addresses(accepted({{"to", "mattermost:@anna"}, {"body", "x"}})) == Strings{"mattermost:@anna"});
    CHECK(addresses(accepted({{"sender", "mattermost"}, {"to", "team/ops"}, {"body", "x"}})) ==
          Strings{"mattermost:team/ops"});
    CHECK(pointers({{"body", "x"}}) == Strings{"/to"});
    CHECK(pointers({{"sender", "telegram"}, {"body", "x"}}) == Strings{"/to"});
    CHECK(pointers({{"sender", "tg"}, {"body", "x"}}) == Strings{"/sender"});
    CHECK(pointers({{"to", "5"}, {"body", "x"}}) == Strings{"/to"});
    CHECK(pointers({{"to", "icq:5"}, {"body", "x"}}) == Strings{"/to"});
    CHECK(pointers({{"sender", "TG"}, {"to", "mattermost:@anna"}, {"body", "x"}}) == Strings{"/to"});
    CHECK(pointers({{"sender", "TG"}, {"to", {"1", "no number", 3, "mattermost:x"}}, {"body", "x"}}) ==
          Strings{"/to/1", "/to/2", "/to/3"});
    CHECK(pointers({{"sender", "TG"}, {"to", json::array()}, {"body", "x"}}) == Strings{"/to"});
    CHECK(pointers({{"sender", "TG"}, {"to", "1\n2"}, {"body", "x"}}) == Strings{"/to"});
    CHECK(pointers({{"sender", "TG"}, {"to", ""}, {"body", "x"}}) == Strings{"/to"});
    CHECK(pointers({{"sender", "TG"}, {"to", json(1001, "1")}, {"body", "x"}}) == Strings{"/to"});
}

TEST_CASE("every wrong field is named") {
    const auto with = [](const char* field, const json& value) {
        json request = {{"sender", "TG"}, {"body", "x"}};
        request[field] = value;
        return pointers(request);
    };
    CHECK(with("body", 5) == Strings{"/body"});
    CHECK(with("body", "") == Strings{"/body"});
    CHECK(with("body", " \n ") == Strings{"/body"});
    CHECK(with("body", std::string(50'001, 'x')) == Strings{"/body"});
    CHECK(with("body", std::string(50'000, 'x')).empty());
    CHECK(with("title", std::string(257, 'x')) == Strings{"/title"});
    CHECK(with("title", json::array()) == Strings{"/title"});
    CHECK(with("format", "html") == Strings{"/format"});
    CHECK(with("format", nullptr).empty());
    CHECK(with("priority", 11) == Strings{"/priority"});
    CHECK(with("priority", -11) == Strings{"/priority"});
    CHECK(with("priority", 1.5) == Strings{"/priority"});
    CHECK(with("priority", 18'446'744'073'709'551'615ULL) == Strings{"/priority"});
    CHECK(with("priority", "1") == Strings{"/priority"});
    CHECK(with("not_before", "tomorrow") == Strings{"/not_before"});
    CHECK(with("not_before", "2026-11-21") == Strings{"/not_before"});
    CHECK(with("not_after", "2026-11-21T12:00:00Z") == Strings{"/not_after"});
    CHECK(with("data", json::object()) == Strings{"/data"});
    CHECK(with("locale", "ru") == Strings{"/locale"});
    CHECK(with("idempotency_key", "") == Strings{"/idempotency_key"});
    CHECK(with("idempotency_key", "a\tb") == Strings{"/idempotency_key"});
    CHECK(with("idempotency_key", std::string(256, 'k')) == Strings{"/idempotency_key"});
    CHECK(with("attachments", "file") == Strings{"/attachments"});
    CHECK(with("attachments", json(11, json::object())) == Strings{"/attachments"});
    CHECK(with("attachments", {{{"name", "a/b"}, {"content", "Zg=="}}}) == Strings{"/attachments/0/name"});
    CHECK(with("attachments", {{{"name", "a"}, {"content", "Zg"}}}) == Strings{"/attachments/0/content"});
    CHECK(with("attachments", {{{"name", "a"}, {"content", ""}}}) == Strings{"/attachments/0/content"});
    CHECK(with("attachments", {{{"name", "a"}}}) == Strings{"/attachments/0/content"});
    CHECK(with("attachments", {{{"name", "a"}, {"content", "Zg=="}, {"url", "x"}}}) ==
          Strings{"/attachments/0/url"});
    CHECK(with("bdy", 1) == Strings{"/bdy"});
    CHECK(problems({{"sender", "TG"}, {"body", "x"}, {"not_befor", "x"}}) ==
          Strings{"/not_befor: there is no such field; did you mean \"not_before\"?"});
    CHECK(pointers({{"sender", "TG"},
                    {"body", "x"},
                    {"not_before", "2099-01-01T00:00:00Z"},
                    {"not_after", "2098-01-01T00:00:00Z"}}) == Strings{"/not_after"});
    CHECK(pointers(json::array()) == Strings{""});
    CHECK(pointers({{"sender", 5}, {"title", 5}, {"body", 5}, {"priority", 99}}).size() == 5);  // and no "to"
}

TEST_CASE("files, or a title, alone are enough") {
    CHECK(accepted({{"sender", "TG"}, {"title", "x"}}).message.text.empty());
    CHECK(
        accepted({{"sender", "TG"}, {"attachments", {{{"name", "a"}, {"content", "Zg=="}}}}}).files.size() ==
        1);
    CHECK(pointers({{"sender", "TG"}}) == Strings{"/body"});
    CHECK(pointers({{"sender", "TG"}, {"attachments", json::array()}}) == Strings{"/body"});
}

TEST_CASE("templates by name and language") {
    const json data = {{"service", "billing_*"}, {"failed", false}};
    const auto message = [&](const char* locale) {
        return accepted({{"sender", "TG"}, {"template", "deployed"}, {"data", data}, {"locale", locale}})
            .message;
    };
    CHECK(message("ru").title == "Выкладка billing_*");
    CHECK(message("ru").text == "Сервис **billing\\_\\*** выложен.");
    CHECK_FALSE(message("ru").plain);
    CHECK(message("en").text == "**billing\\_\\*** is deployed.");
    CHECK(message("fr").text == "**billing\\_\\*** is deployed.");  // by Mostik's own language
    CHECK(
        problems({{"sender", "TG"}, {"template", "deployed"}, {"data", {{"service", "x"}}}}) ==
        Strings{
            "/data: the template asks for what is not there: failed (null or \"\" for what is to be empty)"});
    CHECK(pointers({{"sender", "TG"}, {"template", "deploy"}}) == Strings{"/template"});
    CHECK(pointers({{"sender", "TG"}, {"template", "deployed"}, {"data", data}, {"body", "x"}}) ==
          Strings{"/body"});
    CHECK(pointers({{"sender", "TG"}, {"template", "deployed"}, {"data", "x"}}) == Strings{"/data"});
    CHECK(pointers({{"sender", "TG"},
                    {"template", "deployed"},
                    {"data", {{"service", std::string(60'000, 'x')}, {"failed", true}}}}) ==
          Strings{"/data"});
}

TEST_CASE("a reference is the sender's key, or unique") {
    const json request = {{"sender", "TG"}, {"body", "x"}, {"to", "1"}};
    json with_key = request;
    with_key["idempotency_key"] = "order-1";
    CHECK(accepted(with_key).reference == "billing/order-1");
    CHECK(accepted(request, "order-1").reference == "billing/order-1");
    CHECK(accepted(with_key, "order-1").fingerprint == accepted(request, "order-1").fingerprint);
    CHECK(accepted(request).reference != accepted(request).reference);
    CHECK(accepted(request).reference.find('/') == std::string::npos);  // no sender's key can be that
    json other = request;
    other["body"] = "y";
    CHECK(accepted(other).fingerprint != accepted(request).fingerprint);
    with_key["idempotency_key"] = "order-2";
    CHECK_FALSE(read(with_key, "order-1"));
}

TEST_CASE("a key that comes as a header is text, and some") {
    const json request = {{"sender", "TG"}, {"body", "x"}};
    CHECK(accepted(request, std::string(255, 'k')).reference.size() == 263);
    std::string cyrillic;
    for (int i = 0; i < 255; ++i) cyrillic += "ж";
    CHECK(accepted(request, cyrillic).reference == "billing/" + cyrillic);
    for (const std::string& key : {std::string(), std::string(256, 'k'), cyrillic + "ж", std::string("a\xff"),
                                   std::string("a\tb"), std::string("a\x7f")}) {
        INFO(key);
        const auto event = read(request, key);
        REQUIRE_FALSE(event);
        CHECK(event.error().front().pointer == "/idempotency_key");
    }
}

TEST_CASE("which notification it is does not depend on whether it is right") {
    const NotificationCircumstances around{.source = "billing", .idempotency_key = {}, .now = now};
    const json over = {{"sender", "gone"}, {"not_after", "2020-01-01T00:00:00Z"}, {"idempotency_key", "k"}};
    CHECK_FALSE(read(over));
    const auto identity = identify(over, around);
    REQUIRE(identity);
    CHECK(identity->reference == "billing/k");
    CHECK(identity->repeatable);
    json other = over;
    other["sender"] = "TG";
    CHECK(identify(other, around)->fingerprint != identity->fingerprint);
    other.erase("idempotency_key");
    CHECK_FALSE(identify(other, around)->repeatable);
    other["idempotency_key"] = nullptr;
    CHECK_FALSE(identify(other, around)->repeatable);
    other["idempotency_key"] = 17;
    CHECK_FALSE(identify(other, around));
}

TEST_CASE("of very many problems a hundred are told") {
    json request = {{"sender", "TG"}, {"body", "x"}};
    for (int i = 0; i < 500; ++i) request["field" + std::to_string(i)] = i;
    CHECK(pointers(request).size() == 100);
}

}  // namespace mostik::bot
