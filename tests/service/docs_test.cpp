// The API's description, and the pages that show it.
#include "tests/contract/wire_client.hpp"
#include "tests/service/bot_in_process.hpp"
#include "tests/service/reserved_port.hpp"
#include "tests/service/scene.hpp"

#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

namespace mostik::service_tests {

namespace {

using Catch::Contains;
using Catch::StartsWith;

std::string file(const std::string& path) {
    std::ifstream stream(std::filesystem::path(MOSTIK_SOURCE_DIR) / path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

struct RunningBot {
    Scene scene;
    ReservedPort port;
    BotInProcess bot{scene.folder.path(), scene.config(wishes(port))};

    RunningBot() { REQUIRE(scene.log.wait_for("http: listening on")); }
    static Wishes wishes(const ReservedPort& port) {
        Wishes wishes;
        wishes.http_port = port.number();
        return wishes;
    }
    contract::Answer get(const std::string& path, const contract::Headers& headers = {}) const {
        return contract::fetch(port.number(), "GET", path, headers);
    }
};

}  // namespace

TEST_CASE("the API's description and the pages that show it are served from the program itself") {
    const RunningBot running;
    struct Expected {
        std::string path, type, file;
    };
    const std::vector<Expected> expected{
        {"/openapi.yaml", "application/yaml", "bot/api/openapi.yaml"},
        {"/docs", "text/html; charset=utf-8", "bot/api/docs/index.html"},
        {"/docs/start.js", "text/javascript; charset=utf-8", "bot/api/docs/start.js"},
        {"/docs/swagger-ui.css", "text/css; charset=utf-8", "build/swagger-ui/swagger-ui.css"},
        {"/docs/swagger-ui-bundle.js", "text/javascript; charset=utf-8",
         "build/swagger-ui/swagger-ui-bundle.js"},
        {"/docs/LICENSE", "text/plain; charset=utf-8", "build/swagger-ui/LICENSE"},
    };
    for (const Expected& each : expected) {
        CAPTURE(each.path);
        const auto answer = running.get(each.path);
        CHECK(answer.status == 200);
        CHECK(answer.headers.at("content-type") == each.type);
        CHECK(answer.headers.at("x-content-type-options") == "nosniff");
        CHECK(answer.headers.at("cache-control") == "no-cache");
        CHECK_FALSE(answer.body.empty());
        CHECK((answer.body == file(each.file)));  // too long to be printed

        // What a browser has already it is not sent again.
        const std::string tag = answer.headers.at("etag");
        const auto again = running.get(each.path, {{"If-None-Match", "W/\"other\", " + tag}});
        CHECK(again.status == 304);
        CHECK(again.body.empty());
        CHECK(again.headers.at("etag") == tag);
        CHECK(running.get(each.path, {{"If-None-Match", "\"other\""}}).status == 200);
    }
}

TEST_CASE("the pages need no other host and no script but this server's files") {
    const RunningBot running;
    const auto page = running.get("/docs");
    const std::string policy = page.headers.at("content-security-policy");
    CHECK_THAT(policy,
               StartsWith("default-src 'none'; script-src 'self';") && Contains("connect-src 'self'"));
    CHECK_THAT(policy, !Contains("http") && !Contains("unsafe") && !Contains("*"));
    for (const auto& body : {page.body, running.get("/docs/start.js").body}) {
        CHECK_THAT(body, !Contains("://") && !Contains("\"//"));
    }
    CHECK_THAT(page.body, !Contains("<script>") && !Contains("<style") && !Contains("onload"));
    // Whatever the page asks for is there, and its links are relative: a proxy may put it below another path.
    std::size_t asked = 0;
    for (const std::string attribute : {"href=\"", "src=\""}) {
        for (std::size_t at = 0; (at = page.body.find(attribute, at)) != std::string::npos;) {
            at += attribute.size();
            const std::string target = page.body.substr(at, page.body.find('"', at) - at);
            if (target.starts_with("data:")) continue;
            CAPTURE(target);
            CHECK_FALSE(target.starts_with('/'));
            CHECK(running.get("/" + target).status == 200);
            ++asked;
        }
    }
    CHECK(asked == 4);
    const auto with_slash = running.get("/docs/");
    CHECK(with_slash.status == 308);
    CHECK(with_slash.headers.at("location") == "../docs");
}

TEST_CASE("the API's description names what this server answers") {
    const RunningBot running;
    const auto description = running.get("/openapi.yaml").body;
    CHECK_THAT(description, StartsWith("openapi: 3.1.") && Contains("\n  /health_check:\n"));
}

}  // namespace mostik::service_tests
