#include "tests/simulators/mattermost/api_error.hpp"

namespace mostik::simulators::mattermost::errors {

namespace {
std::string text(std::string_view before, std::string_view name, std::string_view after) {
    return std::string(before).append(name).append(after);
}
}  // namespace

ApiError no_such_route(std::string_view path) {
    return {404, "api.context.404.app_error", "Sorry, we could not find the page.",
            text("There doesn't appear to be an api call for the url='", path,
                 "'.  Typo? are you missing a team_id or user_id as part of the url?")};
}
ApiError session_expired() {
    return {
        401, "api.context.session_expired.app_error", "Invalid or expired session, please login again.", {}};
}
ApiError token_in_query() {
    return {401,
            "api.context.token_provided.app_error",
            "Session is not OAuth but token was provided in the query string.",
            {}};
}
ApiError permissions() {
    return {403, "api.context.permissions.app_error", "You do not have the appropriate permissions.", {}};
}
ApiError invalid_url_param(std::string_view name) {
    return {400,
            "api.context.invalid_url_param.app_error",
            text("Invalid or missing ", name, " parameter in request URL."),
            {}};
}
ApiError invalid_body_param(std::string_view name) {
    return {400,
            "api.context.invalid_body_param.app_error",
            text("Invalid or missing ", name, " in request body."),
            {}};
}
ApiError invalid_param(std::string_view name) {
    return {400, "api.context.invalid_param.app_error", text("Invalid ", name, " parameter."), {}};
}
ApiError bad_credentials() {
    return {401,
            "api.user.login.invalid_credentials_email_username",
            "Enter a valid email or username and/or password.",
            {}};
}
ApiError unknown_user() {
    return {404, "app.user.missing_account.const", "Unable to find the user.", {}};
}
ApiError unknown_channel() {
    return {404, "app.channel.get.existing.app_error", "Unable to find the existing channel.", {}};
}
ApiError unknown_channel_name() {
    return {404, "app.channel.get_by_name.missing.app_error", "Channel does not exist.", {}};
}
ApiError unknown_channel_member() {
    return {404,
            "app.channel.get_member.missing.app_error",
            "No channel member found for that user ID and channel ID.",
            {}};
}
ApiError unknown_team() {
    return {404, "app.team.get_by_name.missing.app_error", "Unable to find the existing team.", {}};
}
ApiError unknown_post() {
    return {404, "app.post.get.app_error", "Unable to get the post.", {}};
}
ApiError unknown_file() {
    return {404, "app.file_info.get.app_error", "Unable to get the file info.", {}};
}
ApiError post_to_archived_channel() {
    return {
        400, "api.post.create_post.can_not_post_to_deleted.error", "Can not post to deleted channel.", {}};
}
ApiError invalid_root() {
    return {400, "api.post.create_post.root_id.app_error", "Invalid RootId parameter.", {}};
}
ApiError root_of_another_channel() {
    return {
        400, "api.post.create_post.channel_root_id.app_error", "Invalid ChannelId for RootId parameter.", {}};
}
ApiError existing_post() {
    return {400, "app.post.save.existing.app_error", "You cannot update an existing Post.", {}};
}
ApiError post_not_saved() {
    return {500, "app.post.save.app_error", "Unable to save the Post.", {}};
}
ApiError invalid_message() {
    return {400, "model.post.is_valid.msg.app_error", "Invalid message.", {}};
}
ApiError invalid_props() {
    return {400, "model.post.is_valid.props.app_error", "Invalid props.", {}};
}
ApiError invalid_file_ids() {
    return {400,
            "model.post.is_valid.file_ids.app_error",
            "Invalid file ids. Note that uploads are limited to 10 files maximum. Please use additional "
            "posts for "
            "more files.",
            {}};
}
ApiError invalid_type() {
    return {400, "model.post.is_valid.type.app_error", "Invalid type.", {}};
}
ApiError pending_post() {
    return {500,
            "api.post.deduplicate_create_post.pending",
            "Rejected post since another client is making the same request.",
            {}};
}
ApiError pending_post_gone() {
    return {500,
            "api.post.deduplicate_create_post.failed_to_get",
            "Failed to fetch original post after deduplicating a client repeating the same request.",
            {}};
}
ApiError invalid_emoji_name() {
    return {400, "model.reaction.is_valid.emoji_name.app_error", "Invalid emoji name.", {}};
}
ApiError reaction_of_another_user() {
    return {403,
            "api.reaction.save_reaction.user_id.app_error",
            "You cannot save reaction for the other user.",
            {}};
}
ApiError invalid_direct_channel_user() {
    return {400,
            "api.channel.create_direct_channel.invalid_user.app_error",
            "Invalid user ID for direct channel creation.",
            {}};
}
ApiError file_too_large(std::string_view name, std::uint64_t size, std::uint64_t limit) {
    return {413,
            "api.file.upload_file.too_large_detailed.app_error",
            text("Unable to upload file ", name, ". ") + std::to_string(size) +
                " bytes exceeds the maximum allowed " + std::to_string(limit) + " bytes.",
            {}};
}
ApiError upload_not_read() {
    return {400,
            "api.file.upload_file.read_request.app_error",
            "Unable to upload file(s). Error reading or parsing request data.",
            {}};
}
ApiError no_file_preview() {
    return {400, "api.file.get_file_preview.no_preview.app_error", "File doesn't have a preview image.", {}};
}
ApiError upgrade_failed() {
    return {500, "api.web_socket.connect.upgrade.app_error", "Failed to upgrade websocket connection.", {}};
}

}  // namespace mostik::simulators::mattermost::errors
