#include "messengers/mattermost/sender.hpp"

#include <catch2/catch.hpp>

using mostik::core::Errc;

namespace mostik::messengers::mattermost {

namespace {

enum class Kind { retry, bad_message, forbidden, broken_config, unknown };

Kind kind_of(const SendOutcome& outcome) {
    if (std::holds_alternative<Retry>(outcome)) return Kind::retry;
    if (std::holds_alternative<Unknown>(outcome)) return Kind::unknown;
    const auto& rejected = std::get<Rejected>(outcome);
    if (rejected.rejection == RejectionClass::forbidden) return Kind::forbidden;
    return rejected.rejection == RejectionClass::broken_config ? Kind::broken_config : Kind::bad_message;
}

struct Row {
    Errc code;
    int status;
    const char* id;
    Kind kind;
};

const Row rows[] = {
    // What the server says of the message.
    {Errc::invalid, 400, "api.context.invalid_url_param.app_error", Kind::bad_message},
    {Errc::invalid, 400, "api.context.invalid_body_param.app_error", Kind::bad_message},
    {Errc::invalid, 400, "model.post.is_valid.msg.app_error", Kind::bad_message},
    {Errc::invalid, 400, "model.post.is_valid.props.app_error", Kind::bad_message},
    {Errc::invalid, 400, "model.post.is_valid.file_ids.app_error", Kind::bad_message},
    {Errc::invalid, 400, "model.post.is_valid.type.app_error", Kind::bad_message},
    {Errc::invalid, 400, "api.post.create_post.root_id.app_error", Kind::bad_message},
    {Errc::invalid, 400, "api.post.create_post.channel_root_id.app_error", Kind::bad_message},
    {Errc::invalid, 413, "api.file.upload_file.too_large_detailed.app_error", Kind::bad_message},
    {Errc::invalid, 413, "", Kind::bad_message},  // a proxy's limit
    // … of the channel
    {Errc::invalid, 400, "api.post.create_post.can_not_post_to_deleted.error", Kind::forbidden},
    {Errc::forbidden, 403, "api.context.permissions.app_error", Kind::forbidden},
    {Errc::not_found, 404, "app.channel.get.existing.app_error", Kind::forbidden},
    {Errc::not_found, 404, "app.user.missing_account.const", Kind::forbidden},
    {Errc::not_found, 404, "app.post.get.app_error", Kind::forbidden},
    // … of us
    {Errc::unauthorized, 401, "api.context.session_expired.app_error", Kind::broken_config},
    {Errc::unauthorized, 401, "", Kind::broken_config},
    // Not the server that was meant: nothing is wrong with the message, and it must not be lost.
    {Errc::not_found, 404, "api.context.404.app_error", Kind::broken_config},
    {Errc::not_found, 404, "", Kind::broken_config},
    {Errc::forbidden, 403, "", Kind::broken_config},
    {Errc::invalid, 301, "", Kind::broken_config},
    {Errc::invalid, 405, "", Kind::broken_config},
    {Errc::invalid, 0, "", Kind::broken_config},  // a URL that is none
    // Passing.
    {Errc::rate_limited, 429, "", Kind::retry},
    {Errc::unavailable, 0, "", Kind::retry},
    // The post may exist.
    {Errc::unavailable, 500, "app.post.save.app_error", Kind::unknown},
    {Errc::unavailable, 500, "api.post.deduplicate_create_post.pending", Kind::unknown},
    {Errc::unavailable, 500, "api.post.deduplicate_create_post.failed_to_get", Kind::unknown},
    {Errc::unavailable, 502, "", Kind::unknown},
    {Errc::unavailable, 200, "", Kind::unknown},  // an answer that is not understood
    {Errc::unknown, 0, "", Kind::unknown},
    {Errc::cancelled, 0, "", Kind::unknown},
};

}  // namespace

TEST_CASE("each error means one thing for the message") {
    for (const Row& row : rows) {
        CAPTURE(row.status, row.id);
        const RestError error{row.code, row.status, row.id, "why", {}};
        CHECK(kind_of(judge_send(error)) == row.kind);
        // Before the message itself was sent, its outcome is never unknown.
        const Kind before = row.kind == Kind::unknown ? Kind::retry : row.kind;
        CHECK(kind_of(judge_before_sending(error)) == before);
    }
}

TEST_CASE("an outcome says why") {
    const RestError error{Errc::forbidden, 403, "api.context.permissions.app_error", "no rights", {}};
    const auto outcome = judge_send(error);
    const std::string& reason = std::get<Rejected>(outcome).reason;
    CHECK_THAT(reason, Catch::Matchers::Contains("no rights") && Catch::Matchers::Contains("403") &&
                           Catch::Matchers::Contains("/invite"));
}

TEST_CASE("a rate limit says when to come back") {
    const RestError error{Errc::rate_limited, 429, "", "", std::chrono::seconds(7)};
    const auto outcome = judge_send(error);
    CHECK(std::get<Retry>(outcome).after == std::chrono::milliseconds(7000));
}

}  // namespace mostik::messengers::mattermost
