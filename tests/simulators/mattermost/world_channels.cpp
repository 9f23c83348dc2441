// Channels and their members.
#include "tests/simulators/mattermost/identifier.hpp"
#include "tests/simulators/mattermost/shapes.hpp"
#include "tests/simulators/mattermost/world.hpp"

#include <algorithm>
#include <numeric>

namespace mostik::simulators::mattermost {

Channel& World::create_channel(Channel channel, const User* creator) {
    channel.id = new_id();
    channel.create_at = channel.update_at = next_millisecond();
    const auto id = channel.id;
    auto& stored = channels_[id] = std::move(channel);
    if (creator == nullptr) return stored;
    stored.creator_id = creator->id;
    stored.members.push_back({creator->id, true, 0, next_millisecond(), 0, 0});
    system_post(stored, *creator, "system_join_channel", creator->username + " joined the channel.",
                {{"username", creator->username}});
    emit({"channel_created", {{"channel_id", id}, {"team_id", stored.team_id}}, {{}, creator->id, {}, {}}});
    return stored;
}

Channel* World::find_channel(std::string_view id) {
    const auto found = channels_.find(id);
    return found == channels_.end() ? nullptr : &found->second;
}

Channel* World::find_channel_by_name(std::string_view team_id, std::string_view name) {
    const auto found = std::find_if(channels_.begin(), channels_.end(), [&](const auto& entry) {
        return entry.second.team_id == team_id && entry.second.name == name;
    });
    return found == channels_.end() ? nullptr : &found->second;
}

std::vector<Channel*> World::channels_of(std::string_view user_id, std::string_view team_id) {
    std::vector<Channel*> result;
    for (auto& [id, channel] : channels_) {
        const bool of_team = channel.team_id == team_id || channel.team_id.empty();
        if (of_team && channel.delete_at == 0 && find_member(channel, user_id) != nullptr) {
            result.push_back(&channel);
        }
    }
    return result;
}

Channel& World::direct_channel(const User& creator, const User& other) {
    const auto name = std::min(creator.id, other.id) + "__" + std::max(creator.id, other.id);
    if (auto* existing = find_channel_by_name({}, name)) return *existing;
    Channel channel;
    channel.type = 'D';
    channel.name = name;
    channel.creator_id = creator.id;
    channel.members.push_back({creator.id, false, 0, now(), 0, 0});
    if (other.id != creator.id) channel.members.push_back({other.id, false, 0, now(), 0, 0});
    auto& stored = create_channel(std::move(channel), nullptr);
    emit({"direct_added", {{"creator_id", creator.id}, {"teammate_id", other.id}}, {{}, {}, stored.id, {}}});
    return stored;
}

Channel& World::group_channel(std::vector<const User*> members) {
    std::sort(members.begin(), members.end(),
              [](const User* left, const User* right) { return left->username < right->username; });
    const auto joined = [&](auto text_of, const std::string& separator) {
        std::string result;
        for (const auto* member : members) {
            if (!result.empty()) result += separator;
            result += text_of(*member);
        }
        return result;
    };
    // The real name is a SHA-1 of the ids; any 40 hexadecimal digits that depend on the members alone will
    // do.
    std::string name;
    const auto ids = joined([](const User& user) { return user.id; }, "");
    for (std::size_t part = 0; name.size() < 40; ++part) {
        auto hash = std::hash<std::string>{}(ids + std::to_string(part));
        for (int digit = 0; digit < 16 && name.size() < 40; ++digit, hash >>= 4U) {
            name += "0123456789abcdef"[hash & 15U];
        }
    }
    if (auto* existing = find_channel_by_name({}, name)) return *existing;
    Channel channel;
    channel.type = 'G';
    channel.name = name;
    channel.display_name = joined([](const User& user) { return user.username; }, ", ");
    Json teammates = Json::array();
    for (const auto* member : members) {
        channel.members.push_back({member->id, false, 0, now(), 0, 0});
        teammates.push_back(member->id);
    }
    auto& stored = create_channel(std::move(channel), nullptr);
    emit({"group_added", {{"teammate_ids", dump(teammates)}}, {{}, {}, stored.id, {}}});
    return stored;
}

ChannelMember* World::find_member(Channel& channel, std::string_view user_id) {
    const auto found = std::find_if(channel.members.begin(), channel.members.end(),
                                    [&](const auto& member) { return member.user_id == user_id; });
    return found == channel.members.end() ? nullptr : &*found;
}

bool World::is_member(std::string_view channel_id, std::string_view user_id) {
    auto* channel = find_channel(channel_id);
    return channel != nullptr && find_member(*channel, user_id) != nullptr;
}

ChannelMember& World::join_channel(Channel& channel, const User& user, const User& actor, bool announced) {
    if (auto* member = find_member(channel, user.id)) return *member;
    channel.members.push_back({user.id, false, 0, next_millisecond(), 0, 0});
    if (announced) {
        emit({"user_added", {{"team_id", channel.team_id}, {"user_id", user.id}}, {{}, {}, channel.id, {}}});
        if (user.id == actor.id) {
            system_post(channel, user, "system_join_channel", user.username + " joined the channel.",
                        {{"username", user.username}});
        } else {
            system_post(channel, actor, "system_add_to_channel",
                        user.username + " added to the channel by " + actor.username + ".",
                        {{"addedUserId", user.id},
                         {"addedUsername", user.username},
                         {"userId", actor.id},
                         {"username", actor.username}},
                        {user.id});
        }
    }
    return channel.members.back();
}

void World::leave_channel(Channel& channel, const User& user, const User& actor, bool announced) {
    auto& members = channel.members;
    members.erase(std::remove_if(members.begin(), members.end(),
                                 [&](const auto& member) { return member.user_id == user.id; }),
                  members.end());
    if (!announced) return;
    emit({"user_removed", {{"remover_id", actor.id}, {"user_id", user.id}}, {{}, {}, channel.id, {}}});
    emit({"user_removed", {{"channel_id", channel.id}, {"remover_id", actor.id}}, {{}, user.id, {}, {}}});
    if (user.id == actor.id) {
        system_post(channel, user, "system_leave_channel", "@" + user.username + " left the channel.",
                    {{"username", user.username}});
    } else {
        system_post(channel, actor, "system_remove_from_channel",
                    "@" + user.username + " removed from the channel.",
                    {{"removedUserId", user.id}, {"removedUsername", user.username}});
    }
}

void World::patch_channel(Channel& channel, const User& actor, const nlohmann::json& patch) {
    const auto old_header = channel.header;
    const auto take = [&](const char* key, std::string& member) {
        if (patch.contains(key)) member = patch.at(key).get<std::string>();
    };
    take("header", channel.header);
    take("purpose", channel.purpose);
    take("display_name", channel.display_name);
    take("name", channel.name);
    channel.update_at = next_millisecond();
    emit({"channel_updated", {{"channel", dump(channel_json(channel))}}, {{}, {}, channel.id, {}}});
    if (channel.header == old_header) return;
    system_post(channel, actor, "system_header_change",
                actor.username + " updated the channel header from: " + old_header + " to: " + channel.header,
                {{"new_header", channel.header}, {"old_header", old_header}, {"username", actor.username}});
}

void World::archive_channel(Channel& channel, const User& actor) {
    system_post(channel, actor, "system_channel_deleted", actor.username + " archived the channel.",
                {{"username", actor.username}});
    channel.delete_at = channel.update_at = next_millisecond();
    emit({"channel_deleted",
          {{"channel_id", channel.id}, {"delete_at", channel.delete_at}},
          {{}, {}, {}, channel.team_id}});
}

void World::view_channel(std::string_view channel_id, const User& user) {
    auto* channel = find_channel(channel_id);
    if (channel == nullptr) return;
    if (auto* member = find_member(*channel, user.id)) {
        member->last_viewed_at = member->last_update_at = channel->last_post_at;
        member->msg_count = channel->total_msg_count;
        member->mention_count = 0;
    }
    emit({"channel_viewed", {{"channel_id", channel_id}}, {{}, user.id, {}, {}}});
}

void World::typing(std::string_view channel_id, const User& user, std::string_view parent_id) {
    emit({"typing",
          {{"parent_id", parent_id}, {"user_id", user.id}},
          {{user.id}, {}, std::string(channel_id), {}}});
}

}  // namespace mostik::simulators::mattermost
