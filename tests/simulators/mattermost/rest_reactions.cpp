// Reactions.
#include "tests/simulators/mattermost/handlers.hpp"
#include "tests/simulators/mattermost/identifier.hpp"
#include "tests/simulators/mattermost/shapes.hpp"

namespace mostik::simulators::mattermost::handlers {

Response add_reaction(Call& call) {
    const auto body = call.json();
    const bool object = body.is_object();
    const auto text = [&](const char* key) {
        return object && body.contains(key) && body[key].is_string() ? body[key].get<std::string>()
                                                                     : std::string();
    };
    const auto user_id = text("user_id");
    const auto post_id = text("post_id");
    const auto emoji_name = text("emoji_name");
    if (!is_valid_id(user_id) || !is_valid_id(post_id) || emoji_name.empty() || emoji_name.size() > 64) {
        return refused(call, errors::invalid_body_param("reaction"));
    }
    if (user_id != call.user->id) return refused(call, errors::reaction_of_another_user());
    auto* post = call.world.find_live_post(post_id);
    if (post == nullptr || !may_read_posts(call, post->channel_id))
        return refused(call, errors::permissions());
    if (!World::is_emoji_name(emoji_name)) return refused(call, errors::invalid_emoji_name());
    return json_response(200, reaction_json(call.world.add_reaction(*post, *call.user, emoji_name)));
}

Response remove_reaction(Call& call) {
    if (call.param("user_id") != call.user->id && !call.user->is_admin) {
        return refused(call, errors::permissions());
    }
    auto* post = call.world.find_live_post(call.param("post_id"));
    const auto* user = call.world.find_user(call.param("user_id"));
    if (post == nullptr || user == nullptr || !may_read_posts(call, post->channel_id)) {
        return refused(call, errors::permissions());
    }
    call.world.remove_reaction(*post, *user, call.param("emoji_name"));
    return status_ok();
}

Response post_reactions(Call& call) {
    const auto* post = call.world.find_live_post(call.param("post_id"));
    if (post == nullptr || !may_read_posts(call, post->channel_id))
        return refused(call, errors::permissions());
    Json result = Json::array();
    for (const auto& reaction : call.world.reactions(post->id)) result.push_back(reaction_json(reaction));
    return json_response(200, result);
}

}  // namespace mostik::simulators::mattermost::handlers
