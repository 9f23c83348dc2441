#include "tests/service/garbage_requests.hpp"

#include <algorithm>
#include <cstdio>

namespace mostik::service_tests {

using nlohmann::json;
using Strings = std::vector<std::string>;

namespace {

std::string hex(std::size_t number) {
    char text[20];
    std::snprintf(text, sizeof text, "%zx", number);
    return text;
}

}  // namespace

std::size_t GarbageRequests::below(std::size_t limit) {
    return random_() % limit;
}

std::string GarbageRequests::bytes(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += static_cast<char>(below(256));
    return text;
}

GarbageRequests::Request GarbageRequests::right_one() {
    static const Strings others = {"GET /api/v1/messages",
                                   "GET /api/v1/messages?state=queued&limit=3",
                                   "GET /api/v1/messages/5",
                                   "POST /api/v1/messages/7/cancel",
                                   "POST /api/v1/messages/9/retry",
                                   "GET /api/v1/posts?q=deploy",
                                   "GET /api/v1/tickets",
                                   "GET /api/v1/tickets/1",
                                   "GET /api/v1/status",
                                   "GET /health_check"};
    Request request;
    request.headers = {{"Host", "localhost"}, {"Authorization", "Bearer " + key_}};
    if (in_a_hundred(30)) {
        const std::string& line = one_of(others);
        request.method = line.substr(0, line.find(' '));
        request.target = line.substr(line.find(' ') + 1);
        request.has_body = request.method == "POST";
        return request;
    }
    json body = message();
    request.method = "POST";
    request.target = "/api/v1/messages";
    request.has_body = true;
    if (in_a_hundred(25)) {
        request.target += "/batch";
        body = {{"messages", {message(), message(), message()}}};
    }
    request.headers.emplace_back("Content-Type", "application/json");
    if (in_a_hundred(60)) change_json(body);
    request.body = as_text(body);
    return request;
}

void GarbageRequests::change_line(Request& request) {
    static const Strings methods = {"HEAD",
                                    "PUT",
                                    "DELETE",
                                    "OPTIONS",
                                    "TRACE",
                                    "CONNECT",
                                    "PATCH",
                                    "get",
                                    "POST",
                                    "GET",
                                    "PRI",
                                    "G E T",
                                    std::string(200, 'M'),
                                    ""};
    static const Strings versions = {"HTTP/1.0", "HTTP/0.9", "HTTP/2.0",  "HTTP/9.9", "HTTP/1.1 ",
                                     "",         "http/1.1", "HTTP/1.10", "ICY"};
    static const Strings targets = {"/",
                                    "//",
                                    "/..",
                                    "/../..",
                                    "/%00",
                                    "/%2e%2e/",
                                    "/%zz",
                                    "*",
                                    "",
                                    "?",
                                    "#",
                                    "/ /",
                                    "/api/v1/messages/%00",
                                    "/api/v1/messages/../status",
                                    "/api//v1/status",
                                    "/api/v1/messages/-1",
                                    "/api/v1/messages/99999999999999999999",
                                    "/api/v1/messages/5/",
                                    "/api/v1/messages/%35",
                                    "/api/v1/messages/5/retry/now",
                                    "/api/v1/messages/%ff%fe",
                                    "http://localhost/api/v1/status",
                                    "http://",
                                    "localhost:80",
                                    "/api/v1/status?",
                                    "/api/v1/tickets/1e3",
                                    "/docs/../openapi.yaml",
                                    "/API/V1/STATUS"};
    static const Strings queries = {"",
                                    "=",
                                    "&&&",
                                    "=&=",
                                    "limit=",
                                    "limit=0",
                                    "limit=-1",
                                    "limit=1e3",
                                    "limit=%00",
                                    "limit=99999999999999999999",
                                    "state=queued&state=queued",
                                    "state=%ff",
                                    "to=telegram:%00",
                                    "to=%e2%82",
                                    "since=yesterday",
                                    "since=2099-01-01T00:00:00Z",
                                    "cursor=-1",
                                    "cursor=9223372036854775807",
                                    "cursor=9223372036854775808",
                                    "q=",
                                    "q=%22",
                                    "q=*",
                                    "q=a*",
                                    "q=NEAR(a+b)",
                                    "q=a+OR+(",
                                    "q=%27;--",
                                    "q=%00",
                                    "q=deploy&deleted=maybe",
                                    "q=deploy&channel=%ff",
                                    "q=deploy&cursor=999999",
                                    "%",
                                    "%zz=1",
                                    "a[]=1",
                                    "+=+"};
    switch (below(6)) {
        case 0:
            request.method = one_of(methods);
            break;
        case 1:
            request.version = one_of(versions);
            break;
        case 2:
            request.target = one_of(targets);
            break;
        case 3:
            request.target += "/" + std::string(below(20'000), 'p');
            break;
        case 4:
            request.target =
                request.target.substr(0, request.target.find('?')) + "?" + std::string(below(20'000), 'q');
            break;
        default: {
            static const Strings lists = {"/api/v1/messages", "/api/v1/posts", "/api/v1/tickets"};
            request.method = "GET";
            request.target = one_of(lists) + "?" + one_of(queries);
            if (in_a_hundred(30)) request.target += "&" + one_of(queries);
        }
    }
}

void GarbageRequests::change_headers(Request& request) {
    const auto set = [&](const std::string& name, const std::string& value) {
        std::erase_if(request.headers, [&](const auto& header) { return header.first == name; });
        request.headers.emplace_back(name, value);
    };
    switch (below(10)) {
        case 0:
            set("Authorization", one_of(Strings{"", "Bearer", "Bearer ", "bearer " + key_, "Basic QTpC",
                                                "Bearer wrong", "Bearer " + key_ + " ", "Bearer " + bytes(20),
                                                key_, "Bearer " + std::string(9'000, 'k')}));
            break;
        case 1:
            set("Content-Type",
                one_of(Strings{"", "text/plain", "application/json; charset=utf-16", "APPLICATION/JSON",
                               "application/json;", "application/jsonx", ";", "application/json "}));
            break;
        case 2:
            request.headers.push_back(one_of(request.headers));
            break;
        case 3:
            request.headers.emplace_back("X-Huge", std::string(below(40'000), 'h'));
            break;
        case 4:
            for (std::size_t i = below(600); i > 0; --i)
                request.headers.emplace_back("X-" + std::to_string(i), "v");
            break;
        case 5:
            request.headers.emplace_back(
                one_of(Strings{"", " ", "X Y", "X:Y", "\x01", "Idempotency-Key", "X\xff"}),
                one_of(Strings{"", bytes(10), "folded\r\n value", std::string(300, 'i'), "\t"}));
            break;
        case 6:
            set("Host", one_of(Strings{"", "evil.example", "localhost:99999", "[::1", bytes(5)}));
            break;
        case 7:
            std::erase_if(request.headers, [](const auto& header) { return header.first == "Host"; });
            break;
        case 8:
            set("Connection", one_of(Strings{"close", "keep-alive", "upgrade", "close, keep-alive", ""}));
            break;
        default:
            request.headers.emplace_back(
                one_of(Strings{"Expect", "Upgrade", "X-API-Key", "Idempotency-Key", "If-None-Match"}),
                one_of(Strings{"100-continue", "nonsense", "websocket", "h2c", "*", key_,
                               std::string("a\0b", 3)}));
    }
}

std::string GarbageRequests::chunked(const std::string& body) {
    std::string text;
    for (std::size_t at = 0; at < body.size();) {
        const std::size_t size = std::min(1 + below(200), body.size() - at);
        text +=
            hex(size) + (in_a_hundred(10) ? ";name=\"value\"" : "") + "\r\n" + body.substr(at, size) + "\r\n";
        at += size;
    }
    if (in_a_hundred(10))
        text += one_of(
            Strings{"zz\r\n", "-1\r\n", "ffffffffffffffffff\r\n", "\r\n", "1\r\nab\r\n", "7fffffff\r\n"});
    if (in_a_hundred(90)) text += in_a_hundred(20) ? "0\r\nX-Trailer: 1\r\n\r\n" : "0\r\n\r\n";
    return text;
}

void GarbageRequests::change_framing(Request& request) {
    const std::string size = std::to_string(request.body.size());
    switch (below(4)) {
        case 0:
            request.with_length = false;
            request.headers.emplace_back(
                "Content-Length",
                one_of(Strings{"", "-1", "abc", "0x10", "+" + size, size + " ", "99999999999999999999",
                               "40000000", std::to_string(request.body.size() + 1 + below(50)),
                               std::to_string(below(request.body.size() + 1)), size + ", " + size, "0"}));
            break;
        case 1:
            request.headers.emplace_back("Content-Length", in_a_hundred(50) ? size : "3");
            break;
        default:
            request.with_length = in_a_hundred(15);
            request.headers.emplace_back(
                "Transfer-Encoding", in_a_hundred(70)
                                         ? "chunked"
                                         : one_of(Strings{"gzip, chunked", "identity", "chunked, chunked",
                                                          "Chunked", "chunked\r\nTransfer-Encoding: chunked",
                                                          "xchunked", "", "chunked;q=1"}));
            request.body = chunked(request.body);
            request.has_body = true;
    }
}

void GarbageRequests::change_bytes(std::string& text) {
    for (std::size_t i = 1 + below(4); i > 0 && !text.empty(); --i) {
        // Half of them near the beginning, where the headers are.
        const std::size_t at =
            below(in_a_hundred(50) ? text.size() : std::min<std::size_t>(text.size(), 200));
        switch (below(6)) {
            case 0:
                text[at] = static_cast<char>(below(256));
                break;
            case 1:
                text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
                break;
            case 2:
                text.insert(at, one_of(Strings{std::string(1, '\0'), "\r\n", "\r", "\n", "\r\n\r\n", " ", ":",
                                               "\xff", "%", "\""}));
                break;
            case 3:
                text.erase(at, 1 + below(8));
                break;
            case 4:
                text.insert(at, text.substr(at, below(100)));
                break;
            default:
                if (in_a_hundred(40)) text.resize(at);
        }
    }
}

std::string GarbageRequests::next() {
    ++made_;
    Request request = right_one();
    if (in_a_hundred(30)) change_line(request);
    if (in_a_hundred(30)) change_headers(request);
    if (in_a_hundred(20)) change_framing(request);
    if (request.has_body && request.with_length)
        request.headers.emplace_back("Content-Length", std::to_string(request.body.size()));
    std::string text = request.method + " " + request.target + " " + request.version + "\r\n";
    for (const auto& [name, value] : request.headers)
        text.append(name).append(": ").append(value).append("\r\n");
    text += "\r\n" + request.body;
    if (in_a_hundred(30)) change_bytes(text);
    return text;
}

}  // namespace mostik::service_tests
