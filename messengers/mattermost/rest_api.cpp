#include "messengers/mattermost/rest_api.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <nlohmann/json.hpp>

using mostik::core::Errc;
using nlohmann::json;

namespace mostik::messengers::mattermost {

namespace {

std::string escaped(const std::string& text) {
    return boost::urls::encode(text, boost::urls::unreserved_chars);
}

/// Text as JSON whatever bytes it holds.
std::string dumped(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// A post whose root does not exist.
RestCall refused_post(const std::string& channel_id) {
    const json post = {{"channel_id", channel_id}, {"message", "probe"}, {"root_id", "none"}};
    return {.method = "POST", .path = "/posts", .body = dumped(post)};
}

/// A body that is not what the call promises: a proxy's page, or a server that is none.
template <class T>
RestResult<T> understood(const RestResult<std::string>& body, core::Result<T> (*parse)(std::string_view)) {
    if (!body) return tl::unexpected<RestError>(body.error());
    core::Result<T> value = parse(*body);
    if (value) return std::move(*value);
    return tl::unexpected<RestError>(RestError{
        Errc::unavailable, 200, "", "an answer that is not understood: " + value.error().message, {}});
}

}  // namespace

// The calls are put together outside of coroutines: GCC 12 mishandles braced temporaries in co_await
// expressions.
template <class T>
RestApi::Answer<T> RestApi::ask(RestCall call, core::Result<T> (*parse)(std::string_view)) {
    const auto body = co_await transport_.call(std::move(call));
    co_return understood(body, parse);
}

RestApi::Answer<void> RestApi::tell(RestCall call) {
    const auto body = co_await transport_.call(std::move(call));
    if (!body) co_return tl::unexpected<RestError>(body.error());
    co_return RestResult<void>{};
}

RestApi::Answer<WireUser> RestApi::me() {
    return ask({.path = "/users/me"}, &parse_user);
}

RestApi::Answer<std::vector<WireUser>> RestApi::users_by_ids(const std::vector<std::string>& ids,
                                                             Patience patience) {
    return ask({.method = "POST", .path = "/users/ids", .body = dumped(ids), .patience = patience},
               &parse_users);
}

RestApi::Answer<WireUser> RestApi::user_by_name(const std::string& username) {
    return ask({.path = "/users/username/" + escaped(username)}, &parse_user);
}

RestApi::Answer<WireChannel> RestApi::channel(const std::string& id, Patience patience) {
    return ask({.path = "/channels/" + escaped(id), .patience = patience}, &parse_channel);
}

RestApi::Answer<WireChannel> RestApi::channel_by_name(const std::string& team, const std::string& channel) {
    const std::string path =
        "/teams/name/" + escaped(team) + "/channels/name/" + escaped(channel) + "?include_deleted=true";
    return ask({.path = path}, &parse_channel);
}

RestApi::Answer<bool> RestApi::is_member(std::string channel_id, std::string user_id, Patience patience) {
    RestCall call;
    call.path = "/channels/" + escaped(channel_id) + "/members/" + escaped(user_id);
    call.patience = patience;
    const auto member = co_await ask(std::move(call), &parse_member);
    if (member) co_return member->user_id == user_id && member->channel_id == channel_id;
    if (is_hidden(member.error())) co_return false;
    co_return tl::unexpected<RestError>(member.error());
}

RestApi::Answer<bool> RestApi::may_post(std::string channel_id) {
    RestCall call = refused_post(channel_id);
    const auto body = co_await transport_.call(std::move(call));
    if (!body && body.error().id == "api.post.create_post.root_id.app_error") co_return true;
    if (!body && body.error().code == Errc::forbidden) co_return false;
    if (!body) co_return tl::unexpected<RestError>(body.error());
    co_return true;
}

RestApi::Answer<std::vector<WireTeam>> RestApi::own_teams() {
    return ask({.path = "/users/me/teams"}, &parse_teams);
}

RestApi::Answer<WireTeam> RestApi::team(const std::string& id, Patience patience) {
    return ask({.path = "/teams/" + escaped(id), .patience = patience}, &parse_team);
}

RestApi::Answer<std::vector<WireChannel>> RestApi::own_channels(const std::string& team_id) {
    return ask({.path = "/users/me/teams/" + escaped(team_id) + "/channels"}, &parse_channels);
}

RestApi::Answer<WireChannel> RestApi::direct_channel(const std::string& own_id, const std::string& other_id) {
    const std::string both = dumped(json::array({own_id, other_id}));
    return ask({.method = "POST", .path = "/channels/direct", .body = both}, &parse_channel);
}

RestApi::Answer<WirePostList> RestApi::get_posts(std::string path) {
    // A page of large posts takes a while.
    return ask({.path = std::move(path), .patience = {.timeout = std::chrono::seconds(120)}},
               &parse_post_list);
}

// Without skipFetchThreads the threads of the listed replies come along whole: not needed, and they can be
// large.
RestApi::Answer<WirePostList> RestApi::posts_page(const std::string& channel_id, int page, int per_page) {
    return get_posts("/channels/" + escaped(channel_id) + "/posts?page=" + std::to_string(page) +
                     "&per_page=" + std::to_string(per_page) + "&skipFetchThreads=true");
}

RestApi::Answer<WirePostList> RestApi::posts_before(const std::string& channel_id, const std::string& post_id,
                                                    int page, int per_page) {
    return get_posts("/channels/" + escaped(channel_id) + "/posts?before=" + escaped(post_id) +
                     "&page=" + std::to_string(page) + "&per_page=" + std::to_string(per_page) +
                     "&skipFetchThreads=true");
}

RestApi::Answer<WirePostList> RestApi::posts_after(const std::string& channel_id, const std::string& post_id,
                                                   int page, int per_page) {
    return get_posts("/channels/" + escaped(channel_id) + "/posts?after=" + escaped(post_id) +
                     "&page=" + std::to_string(page) + "&per_page=" + std::to_string(per_page) +
                     "&skipFetchThreads=true");
}

RestApi::Answer<WirePostList> RestApi::posts_since(const std::string& channel_id, std::int64_t since_ms) {
    return get_posts("/channels/" + escaped(channel_id) + "/posts?since=" + std::to_string(since_ms) +
                     "&skipFetchThreads=true");
}

RestApi::Answer<std::vector<WirePost>> RestApi::posts_by_ids(const std::vector<std::string>& ids) {
    RestCall call{.method = "POST", .path = "/posts/ids", .body = dumped(ids)};
    return ask_for_posts(std::move(call));
}

RestApi::Answer<std::vector<WirePost>> RestApi::ask_for_posts(RestCall call) {
    const auto body = co_await transport_.call(std::move(call));
    // The server says 404 when none of them exists.
    if (!body && body.error().code == Errc::not_found) co_return std::vector<WirePost>{};
    co_return understood(body, &parse_posts);
}

RestApi::Answer<WirePost> RestApi::post(const std::string& id) {
    return ask({.path = "/posts/" + escaped(id)}, &parse_post);
}

RestApi::Answer<WirePostList> RestApi::thread(const std::string& post_id) {
    return get_posts("/posts/" + escaped(post_id) + "/thread");
}

RestApi::Answer<WirePost> RestApi::create_post(const PostDraft& draft) {
    json post = {{"channel_id", draft.channel_id}, {"message", draft.message}};
    if (!draft.root_id.empty()) post["root_id"] = draft.root_id;
    if (!draft.pending_post_id.empty()) post["pending_post_id"] = draft.pending_post_id;
    if (!draft.marker.empty()) post["props"]["mostik"] = {{"row", draft.marker}, {"part", draft.part}};
    if (!draft.author.empty()) {
        // Servers show the other name only on posts that call themselves a webhook's.
        post["props"]["override_username"] = draft.author;
        post["props"]["from_webhook"] = "true";
    }
    if (!draft.file_ids.empty()) post["file_ids"] = draft.file_ids;
    return ask({.method = "POST",
                .path = "/posts",
                .body = dumped(post),
                .repeat = Repeat::never,
                .patience = {.attempts = 1}},
               &parse_post);
}

RestApi::Answer<WirePost> RestApi::patch_post(const WirePost& current, const std::string& message) {
    json patch = {{"message", message}, {"props", json::parse(current.props)}};
    return ask({.method = "PUT", .path = "/posts/" + escaped(current.id) + "/patch", .body = dumped(patch)},
               &parse_post);
}

RestApi::Answer<void> RestApi::delete_post(const std::string& id) {
    return tell({.method = "DELETE", .path = "/posts/" + escaped(id)});
}

RestApi::Answer<void> RestApi::add_reaction(const std::string& own_id, const std::string& post_id,
                                            const std::string& emoji) {
    const json reaction = {{"user_id", own_id}, {"post_id", post_id}, {"emoji_name", emoji}};
    return tell({.method = "POST", .path = "/reactions", .body = dumped(reaction)});
}

RestApi::Answer<void> RestApi::remove_reaction(const std::string& own_id, const std::string& post_id,
                                               const std::string& emoji) {
    const std::string path =
        "/users/" + escaped(own_id) + "/posts/" + escaped(post_id) + "/reactions/" + escaped(emoji);
    return tell({.method = "DELETE", .path = path});
}

RestApi::Answer<std::vector<WireReaction>> RestApi::reactions(const std::string& post_id) {
    return ask({.path = "/posts/" + escaped(post_id) + "/reactions"}, &parse_reactions);
}

RestApi::Answer<WireFileInfo> RestApi::file_info(const std::string& file_id) {
    return ask({.path = "/files/" + escaped(file_id) + "/info"}, &parse_file_info);
}

RestApi::Answer<void> RestApi::download_file(const std::string& file_id, const std::filesystem::path& to,
                                             std::int64_t max_bytes) {
    RestCall call;
    call.path = "/files/" + escaped(file_id);
    call.patience.timeout = std::chrono::minutes(10);
    call.answer_to = to;
    call.max_answer = static_cast<std::size_t>(max_bytes);
    return tell(std::move(call));
}

RestApi::Answer<WireConfig> RestApi::client_config() {
    return ask({.path = "/config/client?format=old"}, &parse_config);
}

RestApi::Answer<WireFileInfo> RestApi::upload_file(std::string channel_id, std::string name,
                                                   std::filesystem::path from) {
    RestCall call;
    call.method = "POST";
    call.path = "/files?channel_id=" + escaped(channel_id) + "&filename=" + escaped(name);
    call.body_file = std::move(from);
    call.content_type = "application/octet-stream";
    call.repeat = Repeat::never;
    call.patience.timeout = std::chrono::minutes(10);
    const auto files = co_await ask(std::move(call), &parse_uploaded_files);
    if (!files) co_return tl::unexpected<RestError>(files.error());
    if (files->size() != 1) {
        co_return tl::unexpected<RestError>(
            RestError{Errc::unavailable, 201, "", "an upload was answered without its file", {}});
    }
    co_return files->front();
}

RestApi::Answer<void> RestApi::typing(const std::string& channel_id, const std::string& thread_id) {
    json where = {{"channel_id", channel_id}};
    if (!thread_id.empty()) where["parent_id"] = thread_id;
    return tell(
        {.method = "POST", .path = "/users/me/typing", .body = dumped(where), .patience = {.attempts = 1}});
}

}  // namespace mostik::messengers::mattermost
