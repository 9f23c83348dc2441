#include "bot/api/access.hpp"
#include "core/digest.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace mostik::bot::api {

namespace {

using core::net::IncomingRequest;
using Headers = std::vector<std::pair<std::string, std::string>>;

IncomingRequest from(const std::string& remote, Headers headers = {}) {
    IncomingRequest request;
    request.method = "GET";
    request.path = "/api/v1/status";
    request.headers = std::move(headers);
    request.remote = remote;
    return request;
}

ApiKeySettings key(const std::string& name, const std::string& text, std::vector<std::string> scopes,
                   const std::string& rate = "1000/h") {
    return {.name = name, .key = core::Secret(core::sha256(text)), .scopes = std::move(scopes), .rate = rate};
}

/// The status that it is refused with; 200: it is not.
int status_of(Access& access, const IncomingRequest& request, std::string_view scope) {
    const auto caller = access.admit(request, scope);
    return caller ? 200 : caller.error().status;
}

std::string header_of(const core::net::Reply& reply, const std::string& name) {
    for (const auto& [key, value] : reply.headers) {
        if (key == name) return value;
    }
    return {};
}

Headers bearer(const std::string& text) {
    return {{"authorization", "Bearer " + text}};
}

}  // namespace

TEST_CASE("without keys the API is for programs on this machine") {
    Access access({});
    CHECK_FALSE(access.without_keys().empty());
    for (const char* remote : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"}) {
        INFO(remote);
        CHECK(status_of(access, from(remote, {{"host", "localhost:8765"}}), "admin") == 200);
        CHECK(status_of(access, from(remote, {{"host", "127.0.0.1"}}), "") == 200);
        CHECK(status_of(access, from(remote, {{"host", "[::1]:8765"}}), "") == 200);
    }
    for (const char* remote : {"192.0.2.7", "10.0.0.1", "2001:db8::1", "::ffff:192.0.2.7", "", "nonsense"}) {
        INFO(remote);
        CHECK(status_of(access, from(remote, {{"host", "localhost"}}), "") == 403);
    }
    CHECK(access.admit(from("127.0.0.1"), "")->admin);
}

TEST_CASE("without keys neither a proxy nor a web page speaks for others") {
    Access access({});
    for (const char* name : {"x-forwarded-for", "x-forwarded-proto", "forwarded", "x-real-ip", "via"}) {
        INFO(name);
        CHECK(status_of(access, from("127.0.0.1", {{"host", "localhost"}, {name, "192.0.2.7"}}), "") == 403);
    }
    const auto with = [&](const char* name, const char* value) {
        return status_of(access, from("127.0.0.1", {{"host", "localhost:8765"}, {name, value}}), "");
    };
    CHECK(with("sec-fetch-site", "same-origin") == 200);  // the pages under /docs
    CHECK(with("sec-fetch-site", "none") == 200);         // a person who types the address
    CHECK(with("sec-fetch-site", "cross-site") == 403);
    CHECK(with("sec-fetch-site", "same-site") == 403);
    CHECK(with("origin", "http://localhost:8765") == 200);
    for (const char* origin :
         {"null", "https://evil.example", "http://localhost:3000", "http://localhost", ""}) {
        INFO(origin);
        CHECK(with("origin", origin) == 403);
    }
    for (const char* host : {"evil.example", "localhost.evil.example:8765", "192.0.2.7", ""}) {
        INFO(host);
        CHECK(status_of(access, from("127.0.0.1", {{"host", host}}), "") == 403);
    }
}

TEST_CASE("without keys nobody is let in where others can come in through a proxy that does not say so") {
    Access access({}, true);
    CHECK(access.without_keys().find("nobody") != std::string_view::npos);
    CHECK(status_of(access, from("127.0.0.1", {{"host", "localhost"}}), "") == 403);
    access.use({key("boss", "fedcba9876543210", {"admin"})});
    CHECK(access.without_keys().empty());
    CHECK(status_of(access, from("127.0.0.1", bearer("fedcba9876543210")), "") == 200);
}

TEST_CASE("with keys everybody needs one with the scope") {
    Access access(
        {key("send", "0123456789abcdef", {"messages:send"}), key("boss", "fedcba9876543210", {"admin"})});
    CHECK(access.without_keys().empty());
    const auto refused = access.admit(from("127.0.0.1", {{"host", "localhost"}}), "messages:send");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().status == 401);
    CHECK(header_of(refused.error(), "WWW-Authenticate") == "Bearer");

    CHECK(status_of(access, from("192.0.2.7", bearer("0123456789abcdef")), "messages:send") == 200);
    CHECK(status_of(access, from("192.0.2.7", bearer("0123456789abcdef")), "") == 200);
    CHECK(status_of(access, from("192.0.2.7", {{"authorization", "bearer 0123456789abcdef"}}), "") == 200);
    CHECK(status_of(access, from("192.0.2.7", {{"x-api-key", "0123456789abcdef"}}), "messages:send") == 200);
    CHECK(status_of(access, from("192.0.2.7", bearer("fedcba9876543210")), "tickets:read") == 200);
    for (const char* wrong : {"0123456789abcde", "0123456789abcdef0", "0123456789ABCDEF", "", " "}) {
        CHECK(status_of(access, from("192.0.2.7", bearer(wrong)), "messages:send") == 401);
    }
    // The digest is no key.
    CHECK(status_of(access, from("192.0.2.7", bearer(core::sha256("0123456789abcdef"))), "") == 401);
    CHECK(status_of(access, from("192.0.2.7", {{"authorization", "Basic 0123456789abcdef"}}), "") == 401);
    const auto forbidden = access.admit(from("192.0.2.7", bearer("0123456789abcdef")), "tickets:read");
    REQUIRE_FALSE(forbidden);
    CHECK(forbidden.error().status == 403);
    CHECK(header_of(forbidden.error(), "WWW-Authenticate").find("tickets:read") != std::string::npos);

    const Caller caller = access.caller_of(from("192.0.2.7", bearer("0123456789abcdef")));
    CHECK(caller.name == "send");
    CHECK_FALSE(caller.admin);
    CHECK(access.caller_of(from("192.0.2.7", bearer("fedcba9876543210"))).admin);
    CHECK(access.caller_of(from("192.0.2.7", bearer("wrong"))).name.empty());
}

TEST_CASE("a key has a rate, and is told of it") {
    Access access(
        {key("slow", "0123456789abcdef", {"admin"}, "3/h"), key("other", "fedcba9876543210", {"admin"})});
    const IncomingRequest request = from("192.0.2.7", bearer("0123456789abcdef"));
    for (int left = 2; left >= 0; --left) {
        const auto caller = access.admit(request, "");
        REQUIRE(caller);
        const Headers expected{{"RateLimit-Limit", "3"},
                               {"RateLimit-Remaining", std::to_string(left)},
                               {"RateLimit-Reset", std::to_string((3 - left) * 1200)}};
        CHECK(caller->headers == expected);
    }
    const auto refused = access.admit(request, "");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().status == 429);
    CHECK(header_of(refused.error(), "Retry-After") == "1200");
    CHECK(header_of(refused.error(), "RateLimit-Remaining") == "0");
    CHECK(status_of(access, from("192.0.2.7", bearer("fedcba9876543210")), "") == 200);

    // A reload does not give a key its rate back, unless it is another rate.
    access.use({key("slow", "0123456789abcdef", {"admin"}, "3/h")});
    CHECK(status_of(access, request, "") == 429);
    CHECK(status_of(access, from("192.0.2.7", bearer("fedcba9876543210")), "") == 401);
    access.use({key("slow", "0123456789abcdef", {"admin"}, "4/h")});
    CHECK(status_of(access, request, "") == 200);
}

}  // namespace mostik::bot::api
