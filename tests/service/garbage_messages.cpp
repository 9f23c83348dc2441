// The bodies of broken requests.
#include "tests/service/garbage_requests.hpp"

namespace mostik::service_tests {

using nlohmann::json;
using Strings = std::vector<std::string>;

namespace {

/// Stands in a text for bytes that no JSON library would write.
const std::string raw_mark = "@RAW@";

}  // namespace

json GarbageRequests::message() {
    json message = {{"to", "telegram:" + std::to_string(1'000 + below(50))},
                    {"body", "number " + std::to_string(made_)},
                    {"not_before", "2099-01-01T00:00:00Z"}};
    if (in_a_hundred(30)) message["title"] = "a title";
    if (in_a_hundred(20)) message["format"] = "markdown";
    if (in_a_hundred(20)) message["priority"] = 3;
    if (in_a_hundred(20)) message["idempotency_key"] = "key-" + std::to_string(below(200));
    if (in_a_hundred(20)) message["attachments"] = {{{"name", "a.txt"}, {"content", "aGVsbG8="}}};
    if (in_a_hundred(10)) {
        message.erase("body");
        message.erase("title");
        message.erase("format");
        message["template"] = "deployed";
        message["data"] = {{"service", "billing"}};
    }
    return message;
}

json GarbageRequests::odd_value(int depth) {
    switch (below(depth > 20 ? 12 : 16)) {
        case 0:
            return nullptr;
        case 1:
            return in_a_hundred(50);
        case 2:
            return std::uint64_t{18'446'744'073'709'551'615U};
        case 3:
            return std::int64_t{-9'223'372'036'854'775'807};
        case 4:
            return 1e300;
        case 5:
            return "";
        case 6:
            return std::string(below(60'000), 'x');
        case 7:
            return raw_mark;
        case 8:
            return std::string("a\0b\x01\x7f\r\n\t", 9);
        case 9:
            return one_of(Strings{"telegram:", ":", "mattermost:dev/ops", "telegram:1/2/3", "nobody:1",
                                  "2099-13-01T00:00:00Z", "2099-01-01", "99999-01-01T00:00:00Z",
                                  "0000-00-00T00:00:00Z", "\u202e\u0000\uffff", "{{service}}", "{{#a}}{{/b}}",
                                  "../../etc/passwd", "=", "QQ=", "text", "TG"});
        case 10:
            return json::array();
        case 11:
            return json::object();
        case 12:
            return json::array({odd_value(depth + 1), odd_value(depth + 1)});
        case 13:
            return {{"name", odd_value(depth + 1)}, {"content", odd_value(depth + 1)}};
        case 14: {
            json deep = odd_value(21);
            for (std::size_t i = below(40); i > 0; --i)
                deep = in_a_hundred(50) ? json::array({deep}) : json{{"a", deep}};
            return deep;
        }
        default:
            return json::array({"telegram:1", "telegram:2", odd_value(depth + 1)});
    }
}

void GarbageRequests::change_json(json& body) {
    json* object = &body;
    if (body.contains("messages") && in_a_hundred(90)) object = &body["messages"][below(3)];
    if (in_a_hundred(3)) {
        *object = odd_value();
        return;
    }
    static const Strings names = {"sender",    "to",       "title",          "body",        "format",
                                  "template",  "data",     "locale",         "attachments", "not_before",
                                  "not_after", "priority", "idempotency_key"};
    for (std::size_t i = 1 + below(2); i > 0; --i) {
        switch (below(6)) {
            case 0:
                object->erase(one_of(names));
                break;
            case 1:
                (*object)[one_of(Strings{"bdy", "", "no such", raw_mark, "__proto__", "to "})] = odd_value();
                break;
            default:
                (*object)[one_of(names)] = odd_value();
                break;
        }
    }
}

std::string GarbageRequests::as_text(const json& body) {
    static const Strings raw = {"\"\xff\xfe\"",
                                "\"\xc0\x80\"",
                                "\"\xed\xa0\x80\"",
                                R"("\ud800")",
                                R"("\u0000")",
                                R"("\q")",
                                "1e999",
                                "-1e999",
                                "18446744073709551616",
                                "-",
                                "0x10",
                                "NaN",
                                "Infinity",
                                "01",
                                "1.",
                                ".5",
                                "1e",
                                "'text'",
                                "\"unfinished",
                                "[",
                                "{\"a\":1,\"a\":2}",
                                "[1,]",
                                "tru",
                                "nullnull",
                                "/* */ 1",
                                "\"\x01\"",
                                "\"\n\""};
    std::string text = body.dump();
    const std::string quoted = "\"" + raw_mark + "\"";
    for (auto at = text.find(quoted); at != std::string::npos; at = text.find(quoted, at + 1))
        text.replace(at, quoted.size(), one_of(raw));
    if (in_a_hundred(2)) text = std::string(below(100'000), in_a_hundred(50) ? '[' : '{');
    if (in_a_hundred(2)) text = "\xef\xbb\xbf" + text;
    if (in_a_hundred(2)) text += in_a_hundred(50) ? text : std::string("\0 ", 2);
    return text;
}

}  // namespace mostik::service_tests
