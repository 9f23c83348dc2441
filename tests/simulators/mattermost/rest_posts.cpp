// Single posts.
#include "tests/simulators/mattermost/handlers.hpp"
#include "tests/simulators/mattermost/identifier.hpp"

#include <algorithm>

namespace mostik::simulators::mattermost::handlers {

namespace {

constexpr std::size_t max_ids = 1000;

// Reads a post's members; false if one has the wrong type, as the server's decoder refuses it.
bool read_draft(const nlohmann::json& body, PostDraft& draft) {
    if (!body.is_object()) return false;
    const auto text = [&](const char* key, std::string& member) {
        if (!body.contains(key) || body[key].is_null()) return true;
        if (!body[key].is_string()) return false;
        member = body[key];
        return true;
    };
    if (!text("id", draft.id) || !text("channel_id", draft.channel_id) || !text("message", draft.message) ||
        !text("root_id", draft.root_id) || !text("type", draft.type) ||
        !text("pending_post_id", draft.pending_post_id)) {
        return false;
    }
    if (body.contains("create_at")) {
        if (!body["create_at"].is_number_integer()) return false;
        draft.create_at = body["create_at"];
    }
    if (body.contains("props") && !body["props"].is_null()) {
        if (!body["props"].is_object()) return false;
        draft.props = body["props"];
    }
    if (body.contains("file_ids") && !body["file_ids"].is_null()) {
        if (!body["file_ids"].is_array()) return false;
        for (const auto& id : body["file_ids"]) {
            if (!id.is_string()) return false;
            draft.file_ids.push_back(id);
        }
    }
    return true;
}

bool read_patch(const nlohmann::json& body, PostPatch& patch) {
    if (!body.is_object()) return false;
    if (body.contains("message") && !body["message"].is_null()) {
        if (!body["message"].is_string()) return false;
        patch.message = body["message"].get<std::string>();
    }
    if (body.contains("props") && !body["props"].is_null()) {
        if (!body["props"].is_object()) return false;
        patch.props = body["props"];
    }
    if (body.contains("is_pinned") && !body["is_pinned"].is_null()) {
        if (!body["is_pinned"].is_boolean()) return false;
        patch.is_pinned = body["is_pinned"].get<bool>();
    }
    return true;
}

// The post, if the caller may change it; unknown, deleted and others' posts look alike: 403.
Post* changeable_post(Call& call) {
    auto* post = call.world.find_live_post(call.param("post_id"));
    const bool own = post != nullptr && (post->user_id == call.user->id || call.user->is_admin);
    return own && may_read_posts(call, post->channel_id) ? post : nullptr;
}

Response changed(Call& call, Post& post, const PostPatch& patch) {
    if (patch.message) {
        if (const auto checked = call.world.check_message(*patch.message); !checked) {
            return refused(call, checked.error());
        }
    }
    if (patch.props && count_code_points(dump(*patch.props)) > World::max_props) {
        return refused(call, errors::invalid_props());
    }
    const auto& result = call.world.patch_post(post, patch);
    return json_response(200, call.world.post_json(result, call.world.reply_count(result)));
}

Response set_pinned(Call& call, bool pinned) {
    auto* post = call.world.find_live_post(call.param("post_id"));
    if (post == nullptr || !may_read_posts(call, post->channel_id))
        return refused(call, errors::permissions());
    PostPatch patch;
    patch.is_pinned = pinned;
    call.world.patch_post(*post, patch);
    return status_ok();
}

}  // namespace

Response create_post(Call& call) {
    PostDraft draft;
    if (!read_draft(call.json(), draft)) return refused(call, errors::invalid_body_param("post"));
    if (!call.user->is_admin) draft.create_at = 0;
    draft.set_online = call.request.parameter("set_online") != "false";
    call.hub.touch(call.session->token);
    const auto created = call.world.create_post(*call.user, std::move(draft));
    if (!created) return refused(call, created.error());
    const auto replies = call.world.reply_count(created->post);
    return json_response(201, call.world.post_json(created->post, replies, !created->repeated));
}

Response create_ephemeral_post(Call& call) {
    if (!call.user->is_admin) return refused(call, errors::permissions());
    const auto body = call.json();
    PostDraft draft;
    if (!body.is_object() || !body.contains("post") || !read_draft(body["post"], draft)) {
        return refused(call, errors::invalid_body_param("body"));
    }
    const auto* reader = call.world.find_user(body.value("user_id", ""));
    if (reader == nullptr) return refused(call, errors::invalid_body_param("user_id"));
    const auto post = call.world.ephemeral_post(*call.user, *reader, draft.channel_id, draft.message);
    return json_response(201, call.world.post_json(post, 0));
}

Response get_post(Call& call) {
    const auto* post = call.world.find_live_post(call.param("post_id"));
    if (post == nullptr) return refused(call, errors::unknown_post());
    if (!may_read_posts(call, post->channel_id)) return refused(call, errors::permissions());
    const auto etag = "6.7.2." + post->id + "." + std::to_string(post->update_at);
    auto response = json_response(200, call.world.post_json(*post, call.world.reply_count(*post)));
    response.headers.emplace_back("Etag", etag);
    if (call.request.header("if-none-match") == etag) {
        response.status = 304;
        response.body.clear();
    }
    return response;
}

Response update_post(Call& call) {
    const auto body = call.json();
    PostDraft draft;
    if (!read_draft(body, draft)) return refused(call, errors::invalid_body_param("post"));
    if (draft.id != call.param("post_id")) return refused(call, errors::invalid_body_param("id"));
    auto* post = changeable_post(call);
    if (post == nullptr) return refused(call, errors::permissions());
    PostPatch patch;
    patch.message = draft.message;
    patch.props = draft.props;
    patch.is_pinned = body.value("is_pinned", false);
    return changed(call, *post, patch);
}

Response patch_post(Call& call) {
    PostPatch patch;
    if (!read_patch(call.json(), patch)) return refused(call, errors::invalid_body_param("post"));
    auto* post = changeable_post(call);
    return post == nullptr ? refused(call, errors::permissions()) : changed(call, *post, patch);
}

Response delete_post(Call& call) {
    auto* post = changeable_post(call);
    if (post == nullptr) return refused(call, errors::permissions());
    call.world.delete_post(*post, *call.user);
    return status_ok();
}

Response pin_post(Call& call) {
    return set_pinned(call, true);
}
Response unpin_post(Call& call) {
    return set_pinned(call, false);
}

Response posts_by_ids(Call& call) {
    const auto ids = call.json();
    const bool valid = ids.is_array() && !ids.empty() && ids.size() <= max_ids &&
                       std::all_of(ids.begin(), ids.end(), [](const auto& id) { return id.is_string(); });
    if (!valid) return refused(call, errors::invalid_body_param("post_ids"));
    std::vector<const Post*> found;
    for (const auto& id : ids) {
        const auto* post = call.world.find_post(id.get<std::string>());
        if (post != nullptr) found.push_back(post);
    }
    if (found.empty()) return refused(call, errors::unknown_post());
    std::stable_sort(found.begin(), found.end(),
                     [](const Post* left, const Post* right) { return left->create_at > right->create_at; });
    Json result = Json::array();
    for (const auto* post : found) {
        if (!may_read_posts(call, post->channel_id)) continue;
        result.push_back(call.world.post_json(*post, call.world.reply_count(*post)));
    }
    return json_response(200, result);
}

}  // namespace mostik::simulators::mattermost::handlers
