// Accounts, sessions and teams.
#include "tests/simulators/mattermost/identifier.hpp"
#include "tests/simulators/mattermost/shapes.hpp"
#include "tests/simulators/mattermost/world.hpp"

#include <algorithm>
#include <stdexcept>

namespace mostik::simulators::mattermost {

Milliseconds World::next_millisecond() {
    const auto now = now_();
    last_millisecond_ = share_milliseconds_ ? now : std::max(now, last_millisecond_ + 1);
    return last_millisecond_;
}

User& World::create_user(User user) {
    if (user_ids_by_name_.count(user.username) != 0) {
        throw std::invalid_argument("the username " + user.username + " is taken");
    }
    if (user.id.empty()) user.id = new_id();
    if (user.email.empty()) user.email = user.username + (user.is_bot ? "@localhost" : "@example.com");
    user.create_at = user.update_at = next_millisecond();
    user_ids_by_name_[user.username] = user.id;
    const auto id = user.id;
    auto& stored = users_[id] = std::move(user);
    emit({"new_user", {{"user_id", id}}, {}});
    return stored;
}

User* World::find_user(std::string_view id) {
    const auto found = users_.find(id);
    return found == users_.end() ? nullptr : &found->second;
}

User* World::find_user_by_name(std::string_view username) {
    const auto found = user_ids_by_name_.find(username);
    return found == user_ids_by_name_.end() ? nullptr : find_user(found->second);
}

Session& World::open_session(const User& user, std::string token) {
    if (token.empty()) token = new_id();
    auto& session = sessions_[token];
    session.token = std::move(token);
    session.user_id = user.id;
    session.last_activity_at = now();
    return session;
}

Session* World::find_session(std::string_view token) {
    const auto found = sessions_.find(token);
    if (found == sessions_.end() || !is_active(found->second.user_id)) return nullptr;
    return &found->second;
}

void World::close_session(std::string_view token) {
    const auto found = sessions_.find(token);
    if (found != sessions_.end()) sessions_.erase(found);
}

bool World::is_active(std::string_view user_id) const {
    const auto found = users_.find(user_id);
    return found != users_.end() && found->second.delete_at == 0;
}

void World::set_active(User& user, bool active) {
    if (!active) set_status(user, "offline", false);
    user.update_at = next_millisecond();
    user.delete_at = active ? 0 : user.update_at;
}

void World::set_status(User& user, std::string status, bool manual) {
    user.status = std::move(status);
    user.status_is_manual = manual;
    if (user.status == "online") user.last_activity_at = now();
    emit({"status_change", {{"status", user.status}, {"user_id", user.id}}, {{}, user.id, {}, {}}});
}

void World::patch_user(User& user, const nlohmann::json& patch) {
    const auto take = [&](const char* key, std::string& member) {
        if (patch.contains(key)) member = patch.at(key).get<std::string>();
    };
    take("nickname", user.nickname);
    take("first_name", user.first_name);
    take("last_name", user.last_name);
    take("email", user.email);
    take("bot_description", user.bot_description);
    user.update_at = next_millisecond();
    emit({"user_updated", {{"user", user_json(user, Viewer::other_in_event)}}, {{user.id}, {}, {}, {}}});
    emit({"user_updated", {{"user", user_json(user, Viewer::self_in_event)}}, {{}, user.id, {}, {}}});
}

Team& World::create_team(std::string name, std::string display_name) {
    Team team;
    team.id = new_id();
    team.invite_id = new_id();
    team.create_at = team.update_at = next_millisecond();
    team.name = std::move(name);
    team.display_name = std::move(display_name);
    const auto id = team.id;
    return teams_[id] = std::move(team);
}

Team* World::find_team(std::string_view id) {
    const auto found = teams_.find(id);
    return found == teams_.end() ? nullptr : &found->second;
}

Team* World::find_team_by_name(std::string_view name) {
    const auto found = std::find_if(teams_.begin(), teams_.end(),
                                    [&](const auto& entry) { return entry.second.name == name; });
    return found == teams_.end() ? nullptr : &found->second;
}

bool World::is_team_member(std::string_view team_id, std::string_view user_id) const {
    const auto found = teams_.find(team_id);
    if (found == teams_.end()) return false;
    const auto& members = found->second.member_ids;
    return std::find(members.begin(), members.end(), user_id) != members.end();
}

void World::join_team(Team& team, const User& user, bool announced) {
    if (is_team_member(team.id, user.id)) return;
    team.member_ids.push_back(user.id);
    // Everyone is in town-square and off-topic (ws_events_team_membership.json).
    for (const auto* name : {"town-square", "off-topic"}) {
        auto* channel = find_channel_by_name(team.id, name);
        if (channel == nullptr || find_member(*channel, user.id) != nullptr) continue;
        channel->members.push_back({user.id, false, 0, now(), 0, 0});
        if (!announced) continue;
        const bool first = channel->name == "town-square";
        system_post(*channel, user, first ? "system_join_team" : "system_join_channel",
                    user.username + (first ? " joined the team." : " joined the channel."),
                    {{"username", user.username}});
        emit({"user_added", {{"team_id", team.id}, {"user_id", user.id}}, {{}, {}, channel->id, {}}});
    }
    if (!announced) return;
    const Event added{"added_to_team", {{"team_id", team.id}, {"user_id", user.id}}, {{}, user.id, {}, {}}};
    emit(added);
    emit(added);  // the recorded server sends it twice
}

void World::leave_team(Team& team, const User& user) {
    emit({"leave_team", {{"team_id", team.id}, {"user_id", user.id}}, {{}, {}, {}, team.id}});
    auto& members = team.member_ids;
    members.erase(std::remove(members.begin(), members.end(), user.id), members.end());
    for (auto* channel : channels_of(user.id, team.id)) {
        if (channel->team_id == team.id) leave_channel(*channel, user, user, false);
    }
}

}  // namespace mostik::simulators::mattermost
