// Teams and channels.
#include "tests/simulators/mattermost/handlers.hpp"
#include "tests/simulators/mattermost/identifier.hpp"
#include "tests/simulators/mattermost/shapes.hpp"

#include <algorithm>

namespace mostik::simulators::mattermost::handlers {

namespace {

// A public channel of one's team is readable without being a member; its posts are not.
bool may_read(Call& call, Channel& channel) {
    if (call.user->is_admin || World::find_member(channel, call.user->id) != nullptr) return true;
    return channel.type == 'O' && call.world.is_team_member(channel.team_id, call.user->id);
}

Response channel_by_name(Call& call, std::string_view team_id) {
    auto* channel = call.world.find_channel_by_name(team_id, call.param("channel"));
    const bool hidden =
        channel != nullptr && channel->delete_at != 0 && call.request.parameter("include_deleted") != "true";
    if (channel == nullptr || hidden || !may_read(call, *channel)) {
        return refused(call, errors::unknown_channel_name());
    }
    return json_response(200, channel_json(*channel));
}

std::string text_of(const nlohmann::json& body, const char* key) {
    return body.is_object() && body.contains(key) && body[key].is_string() ? body[key].get<std::string>()
                                                                           : std::string();
}

// The users of an array of ids; empty if it is no such array.
std::vector<std::string> ids_of(const nlohmann::json& body) {
    std::vector<std::string> ids;
    if (!body.is_array()) return ids;
    for (const auto& item : body) {
        if (!item.is_string() || !is_valid_id(item.get<std::string>())) return {};
        ids.push_back(item);
    }
    return ids;
}

int number_of(const Call& call, const char* name, int otherwise) {
    const auto text = call.request.parameter(name);
    const bool digits = !text.empty() && text.size() < 9 && std::all_of(text.begin(), text.end(), ::isdigit);
    return digits ? std::stoi(text) : otherwise;
}

}  // namespace

Response teams_of_user(Call& call) {
    Json result = Json::array();
    for (const auto& [id, team] : call.world.teams()) {
        if (call.world.is_team_member(id, call.param("user_id"))) result.push_back(team_json(team));
    }
    return json_response(200, result);
}

Response get_team(Call& call) {
    const auto* team = call.world.find_team(call.param("team_id"));
    return team == nullptr ? refused(call, errors::unknown_team()) : json_response(200, team_json(*team));
}

Response get_team_by_name(Call& call) {
    const auto* team = call.world.find_team_by_name(call.param("team"));
    return team == nullptr ? refused(call, errors::unknown_team()) : json_response(200, team_json(*team));
}

Response add_team_member(Call& call) {
    auto* team = call.world.find_team(call.param("team_id"));
    const auto* user = call.world.find_user(text_of(call.json(), "user_id"));
    if (team == nullptr) return refused(call, errors::unknown_team());
    if (user == nullptr) return refused(call, errors::unknown_user());
    if (!call.user->is_admin) return refused(call, errors::permissions());
    call.world.join_team(*team, *user, true);
    return json_response(201, team_member_json(*team, *user));
}

Response remove_team_member(Call& call) {
    auto* team = call.world.find_team(call.param("team_id"));
    const auto* user = call.world.find_user(call.param("user_id"));
    if (team == nullptr || user == nullptr) return refused(call, errors::unknown_team());
    if (!call.user->is_admin && user != call.user) return refused(call, errors::permissions());
    call.world.leave_team(*team, *user);
    return status_ok();
}

Response channels_of_user(Call& call) {
    auto channels = call.world.channels_of(call.param("user_id"), call.param("team_id"));
    std::stable_sort(channels.begin(), channels.end(), [](const Channel* left, const Channel* right) {
        return left->display_name < right->display_name;
    });
    Json result = Json::array();
    for (const auto* channel : channels) result.push_back(channel_json(*channel));
    return json_response(200, result);
}

Response get_channel(Call& call) {
    auto* channel = call.world.find_channel(call.param("channel_id"));
    if (channel == nullptr) return refused(call, errors::unknown_channel());
    if (!may_read(call, *channel)) return refused(call, errors::permissions());
    return json_response(200, channel_json(*channel));
}

Response get_channel_by_name(Call& call) {
    return channel_by_name(call, call.param("team_id"));
}

Response get_channel_by_team_name(Call& call) {
    const auto* team = call.world.find_team_by_name(call.param("team"));
    if (team == nullptr) return refused(call, errors::unknown_channel_name());
    return channel_by_name(call, team->id);
}

Response create_channel(Call& call) {
    const auto body = call.json();
    Channel channel;
    channel.team_id = text_of(body, "team_id");
    channel.name = text_of(body, "name");
    channel.display_name = text_of(body, "display_name");
    channel.header = text_of(body, "header");
    channel.purpose = text_of(body, "purpose");
    const auto type = text_of(body, "type");
    if (channel.name.empty() || (type != "O" && type != "P")) {
        return refused(call, errors::invalid_body_param("channel"));
    }
    channel.type = type[0];
    if (!call.world.is_team_member(channel.team_id, call.user->id) && !call.user->is_admin) {
        return refused(call, errors::permissions());
    }
    if (call.world.find_channel_by_name(channel.team_id, channel.name) != nullptr) {
        return refused(call, {400,
                              "store.sql_channel.save_channel.exists.app_error",
                              "A channel with that name already exists on the same team.",
                              {}});
    }
    // The answer shows the channel before its first system message.
    auto& stored = call.world.create_channel(std::move(channel), call.user);
    auto answer = stored;
    answer.last_post_at = 0;
    return json_response(201, channel_json(answer));
}

Response patch_channel(Call& call) {
    auto* channel = call.world.find_channel(call.param("channel_id"));
    if (channel == nullptr) return refused(call, errors::unknown_channel());
    if (!may_read_posts(call, channel->id)) return refused(call, errors::permissions());
    const auto body = call.json();
    if (!body.is_object()) return refused(call, errors::invalid_body_param("channel"));
    auto before = *channel;
    call.world.patch_channel(*channel, *call.user, body);
    auto answer = *channel;
    answer.last_post_at = before.last_post_at;
    answer.total_msg_count = before.total_msg_count;
    answer.total_msg_count_root = before.total_msg_count_root;
    return json_response(200, channel_json(answer));
}

Response archive_channel(Call& call) {
    auto* channel = call.world.find_channel(call.param("channel_id"));
    if (channel == nullptr) return refused(call, errors::unknown_channel());
    if (!may_read_posts(call, channel->id)) return refused(call, errors::permissions());
    call.world.archive_channel(*channel, *call.user);
    return status_ok();
}

Response channel_members(Call& call) {
    auto* channel = call.world.find_channel(call.param("channel_id"));
    if (channel == nullptr || !may_read_posts(call, channel->id)) return refused(call, errors::permissions());
    const auto per_page = static_cast<std::size_t>(std::min(number_of(call, "per_page", 60), 200));
    const auto first = static_cast<std::size_t>(number_of(call, "page", 0)) * per_page;
    auto members = channel->members;
    std::sort(members.begin(), members.end(), [&](const ChannelMember& left, const ChannelMember& right) {
        return call.world.find_user(left.user_id)->username < call.world.find_user(right.user_id)->username;
    });
    Json result = Json::array();
    for (auto index = first; index < std::min(first + per_page, members.size()); ++index) {
        result.push_back(channel_member_json(*channel, members[index]));
    }
    return json_response(200, result);
}

Response channel_member(Call& call) {
    auto* channel = call.world.find_channel(call.param("channel_id"));
    if (channel == nullptr || !may_read_posts(call, channel->id)) return refused(call, errors::permissions());
    const auto* member = World::find_member(*channel, call.param("user_id"));
    if (member == nullptr) return refused(call, errors::unknown_channel_member());
    return json_response(200, channel_member_json(*channel, *member));
}

Response add_channel_member(Call& call) {
    auto* channel = call.world.find_channel(call.param("channel_id"));
    const auto* user = call.world.find_user(text_of(call.json(), "user_id"));
    if (user == nullptr) return refused(call, errors::invalid_body_param("user_id"));
    if (channel == nullptr) return refused(call, errors::unknown_channel());
    const bool joins_public = user == call.user && channel->type == 'O' && may_read(call, *channel);
    if (!joins_public && !may_read_posts(call, channel->id)) return refused(call, errors::permissions());
    const auto& member = call.world.join_channel(*channel, *user, *call.user, true);
    return json_response(201, channel_member_json(*channel, member));
}

Response remove_channel_member(Call& call) {
    auto* channel = call.world.find_channel(call.param("channel_id"));
    const auto* user = call.world.find_user(call.param("user_id"));
    if (channel == nullptr || user == nullptr) return refused(call, errors::unknown_channel());
    if (!may_read_posts(call, channel->id)) return refused(call, errors::permissions());
    call.world.leave_channel(*channel, *user, *call.user, true);
    return status_ok();
}

Response create_direct_channel(Call& call) {
    const auto ids = ids_of(call.json());
    if (ids.size() != 2) return refused(call, errors::invalid_body_param("user_ids"));
    const auto& other_id = ids[0] == call.user->id ? ids[1] : ids[0];
    if (ids[0] != call.user->id && ids[1] != call.user->id && !call.user->is_admin) {
        return refused(call, errors::permissions());
    }
    const auto* other = call.world.find_user(other_id);
    if (other == nullptr) return refused(call, errors::invalid_direct_channel_user());
    return json_response(201, channel_json(call.world.direct_channel(*call.user, *other)));
}

Response create_group_channel(Call& call) {
    auto ids = ids_of(call.json());
    if (ids.empty()) return refused(call, errors::invalid_body_param("user_ids"));
    if (std::find(ids.begin(), ids.end(), call.user->id) == ids.end()) ids.push_back(call.user->id);
    std::vector<const User*> members;
    for (const auto& id : ids) {
        const auto* user = call.world.find_user(id);
        if (user == nullptr) return refused(call, errors::invalid_body_param("user_ids"));
        members.push_back(user);
    }
    if (members.size() < 3 || members.size() > 8) {
        return refused(call, {400,
                              "api.channel.create_group.bad_size.app_error",
                              "Group message channels must contain at least 3 and no more than 8 users.",
                              {}});
    }
    return json_response(201, channel_json(call.world.group_channel(std::move(members))));
}

Response view_channel(Call& call) {
    const auto channel_id = text_of(call.json(), "channel_id");
    if (!call.world.is_member(channel_id, call.user->id)) return refused(call, errors::permissions());
    call.world.view_channel(channel_id, *call.user);
    return json_response(
        200, {{"status", "OK"},
              {"last_viewed_at_times", {{channel_id, call.world.find_channel(channel_id)->last_post_at}}}});
}

}  // namespace mostik::simulators::mattermost::handlers
