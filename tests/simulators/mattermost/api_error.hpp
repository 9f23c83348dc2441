// Refusals as the API words them; the tables are in tests/fixtures/mattermost (users.json, channels.json,
// posts_limits_and_errors.json).
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace mostik::simulators::mattermost {

struct ApiError {
    int status = 500;
    std::string id;
    std::string message;
    std::string detailed_error;
};

template <class T>
using Outcome = tl::expected<T, ApiError>;

inline tl::unexpected<ApiError> refuse(ApiError error) {
    return tl::unexpected<ApiError>(std::move(error));
}

namespace errors {

ApiError no_such_route(std::string_view path);
ApiError session_expired();
ApiError token_in_query();
ApiError permissions();
ApiError invalid_url_param(std::string_view name);
ApiError invalid_body_param(std::string_view name);
ApiError invalid_param(std::string_view name);
ApiError bad_credentials();

ApiError unknown_user();
ApiError unknown_channel();
ApiError unknown_channel_name();
ApiError unknown_channel_member();
ApiError unknown_team();
ApiError unknown_post();
ApiError unknown_file();

ApiError post_to_archived_channel();
ApiError invalid_root();
ApiError root_of_another_channel();
ApiError existing_post();
ApiError post_not_saved();
ApiError invalid_message();
ApiError invalid_props();
ApiError invalid_file_ids();
ApiError invalid_type();
ApiError pending_post();
ApiError pending_post_gone();

ApiError invalid_emoji_name();
ApiError reaction_of_another_user();
ApiError invalid_direct_channel_user();
ApiError file_too_large(std::string_view name, std::uint64_t size, std::uint64_t limit);
ApiError upload_not_read();
ApiError no_file_preview();
ApiError upgrade_failed();

}  // namespace errors

}  // namespace mostik::simulators::mattermost
