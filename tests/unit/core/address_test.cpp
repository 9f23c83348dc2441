#include "core/address.hpp"

#include <catch2/catch.hpp>

using namespace mostik::core;
using Catch::Matchers::Contains;

TEST_CASE("an address is a messenger and what only the messenger understands") {
    const std::string text = GENERATE("mostik:x", "mattermost:team/town-square", "mattermost:@anna",
                                      "mattermost:9791wbp91jg15dbxazxiubq35r", "telegram:-1001111111111/7",
                                      "webhook:https://example.com/a?b=c:d", "mattermost:team/дежурка");
    const auto address = parse_address(text);
    REQUIRE(address);
    CHECK(to_string(*address) == text);
    CHECK(address->messenger == text.substr(0, text.find(':')));
    CHECK(address->target == text.substr(text.find(':') + 1));
}

TEST_CASE("what is no address is refused with what was expected") {
    const std::string text = GENERATE("", "mattermost", ":x", "mattermost:", "mattermost:@", "Mattermost:x",
                                      "matter-most:x", "mattermost2:x", " mattermost:x", "team/town-square");
    const auto address = parse_address(text);
    REQUIRE_FALSE(address);
    CHECK(address.error().code == Errc::invalid);
    CHECK_THAT(address.error().message, Contains("expected messenger:target"));
}

TEST_CASE("control characters in an address are refused and not repeated") {
    const std::string text = GENERATE(std::string("mattermost:a\nb"), std::string("matter\x1bmost:a"),
                                      std::string("mattermost:a\0b", 14), std::string("mattermost:a\x7f"));
    const auto address = parse_address(text);
    REQUIRE_FALSE(address);
    const std::string& message = address.error().message;
    CHECK(std::none_of(message.begin(), message.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }));
}
