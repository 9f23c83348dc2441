#include "core/config_node.hpp"

#include <catch2/catch.hpp>

using namespace mostik::core;

TEST_CASE("the nearest word is what was probably meant") {
    const std::vector<std::string> words = {"host", "port", "http_host", "listen_channels", "log"};
    CHECK(nearest("prot", words) == "port");
    CHECK(nearest("listen-channels", words) == "listen_channels");
    CHECK(nearest("Listen_Chanels", words) == "listen_channels");
    CHECK(nearest("htpp_host", words) == "http_host");
    CHECK(nearest("hosts", words) == "host");
    CHECK(nearest("elephant", words).empty());
    CHECK(nearest("x", words).empty());
    CHECK(nearest("", words).empty());
    CHECK(nearest(std::string(100'000, 'a'), words).empty());
}

TEST_CASE("quoted text is short, on one line and whole in its characters") {
    CHECK(mostik::core::quoted("abc") == "\"abc\"");
    CHECK(mostik::core::quoted("two\nlines\tand a tab") == "\"two\\nlines and a tab\"");
    CHECK(mostik::core::quoted(std::string(100, 'a')).size() < 50);
    const std::string russian =
        mostik::core::quoted("очень длинная строка, которую никто не станет читать целиком");
    CHECK_THAT(russian, Catch::EndsWith("…\""));
    Diagnostics out("config.yaml");
    parse_config("a: " + russian, out);
    CHECK(out.problems().empty());  // still UTF-8
}

TEST_CASE("quoted text gives no token and no password away") {
    const std::string token = "q7w8e9r0t1y2u3i4o5p6a7s8d9";
    CHECK(mostik::core::quoted("Bearer " + token) == "\"Bearer q7w8…\"");
    CHECK_THAT(mostik::core::quoted(token), !Catch::Contains(token.substr(4)));
    CHECK(mostik::core::quoted("socks5://user:pass@word@proxy.example:1080") ==
          "\"socks5://…@proxy.example:1080\"");
    CHECK(mostik::core::quoted("https://chat.example.com/a@b") == "\"https://chat.example.com/a@b\"");
    CHECK(mostik::core::quoted("a_long_name_without_any_number") == "\"a_long_name_without_any_number\"");
}

TEST_CASE("values that are no text are named by their kind") {
    ConfigNode node;
    CHECK(mostik::core::quoted(node) == "nothing");
    node.kind = ConfigNode::Kind::list;
    CHECK(mostik::core::quoted(node) == "a list");
    node.kind = ConfigNode::Kind::map;
    CHECK(mostik::core::quoted(node) == "a map");
}
