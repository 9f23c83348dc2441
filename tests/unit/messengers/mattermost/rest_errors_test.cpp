#include "messengers/mattermost/rest_transport.hpp"

#include <catch2/catch.hpp>

using Catch::Matchers::Contains;
using mostik::core::Errc;

namespace mostik::messengers::mattermost {

TEST_CASE("advice is given where something can be done") {
    const auto [status, id, word] = GENERATE(table<int, std::string, std::string>({
        {401, "api.context.session_expired.app_error", "mattermost.token"},
        {401, "", "mattermost.token"},
        {403, "api.context.permissions.app_error", "/invite"},
        {404, "app.channel.get.existing.app_error", "channel's name or id"},
        {404, "app.channel.get_by_name.missing.app_error", "channel's name or id"},
        {404, "api.context.404.app_error", "mattermost.url"},
        {404, "", "mattermost.url"},
        {301, "", "mattermost.url"},
        {400, "api.post.create_post.can_not_post_to_deleted.error", "archived"},
    }));
    CAPTURE(status, id);
    CHECK_THAT(advice(RestError{Errc::invalid, status, id, "", {}}), Contains(word));
}

TEST_CASE("no advice is better than a wrong one") {
    const auto [status, id] = GENERATE(table<int, std::string>({
        {0, ""},
        {429, ""},
        {500, "app.post.save.app_error"},
        {502, ""},
        {404, "app.post.get.app_error"},
        {413, ""},
        {400, "model.post.is_valid.msg.app_error"},
    }));
    CAPTURE(status, id);
    CHECK(advice(RestError{Errc::invalid, status, id, "", {}}).empty());
}

TEST_CASE("an error as text holds the message, the status and the advice") {
    const auto error = to_error(RestError{Errc::unauthorized, 401, "", "Invalid or expired session", {}});
    CHECK(error.code == Errc::unauthorized);
    CHECK_THAT(error.message,
               Contains("Invalid or expired session") && Contains("(HTTP 401)") && Contains("; the token"));
    CHECK(to_error(RestError{Errc::unavailable, 0, "", "refused", {}}).message == "refused");
}

}  // namespace mostik::messengers::mattermost
