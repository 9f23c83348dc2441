#include "tests/simulators/mattermost/hub.hpp"

#include "tests/simulators/mattermost/identifier.hpp"
#include "tests/simulators/mattermost/rest.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace mostik::simulators::mattermost {

bool Hub::concerns(const Event& event, const Connection& connection) {
    const auto& to = event.broadcast;
    const auto& user_id = connection.user_id();
    if (std::find(to.omit_users.begin(), to.omit_users.end(), user_id) != to.omit_users.end()) return false;
    if (!world_.is_active(user_id)) return false;
    if (!to.user_id.empty()) return to.user_id == user_id;
    if (!to.channel_id.empty()) return world_.is_member(to.channel_id, user_id);
    if (!to.team_id.empty()) return world_.is_team_member(to.team_id, user_id);
    return true;
}

void Hub::broadcast(const Event& event) {
    std::shared_ptr<const EventText> text;
    std::vector<std::shared_ptr<Connection>> overflowed;
    for (const auto& [id, connection] : connections_) {
        if (!concerns(event, *connection)) continue;
        if (!text) text = std::make_shared<const EventText>(event);
        if (!connection->push(text)) overflowed.push_back(connection);
    }
    for (const auto& connection : overflowed) {
        connections_.erase(connection->id());
        if (connection->is_open() && evict) evict(*connection);
    }
}

void Hub::greet(Connection& connection) {
    Event hello{"hello", {{"connection_id", connection.id()}, {"server_version", version_id}}, {}};
    hello.broadcast.user_id = connection.user_id();
    connection.push_hello(std::make_shared<const EventText>(hello));
}

void Hub::come_online(const Connection& connection) {
    touch(connection.token());
    auto* user = world_.find_user(connection.user_id());
    if (user != nullptr && user->status == "offline") world_.set_status(*user, "online", false);
}

std::shared_ptr<Connection> Hub::open(const Session& session, std::function<void()> wake) {
    const auto* user = world_.find_user(session.user_id);
    auto connection = std::make_shared<Connection>(new_id(), session.user_id, session.token, user->is_admin);
    connection->wake = std::move(wake);
    connections_[connection->id()] = connection;
    greet(*connection);
    come_online(*connection);
    return connection;
}

std::shared_ptr<Connection> Hub::resume(const Session& session, std::string_view connection_id,
                                        std::string_view sequence_number, std::function<void()> wake) {
    if (!is_valid_id(connection_id)) return nullptr;
    const auto found = connections_.find(connection_id);
    const bool known = found != connections_.end() && !found->second->is_open() &&
                       found->second->user_id() == session.user_id;
    if (!known) return open(session, std::move(wake));

    auto connection = found->second;
    connections_.erase(found);
    std::int64_t seq = -1;
    const auto* end = sequence_number.data() + sequence_number.size();
    const auto parsed = std::from_chars(sequence_number.data(), end, seq);
    if (parsed.ec != std::errc{} || parsed.ptr != end || seq < 0) return nullptr;  // the id is spent

    const bool resumed = connection->resume(seq, new_id());
    connections_[connection->id()] = connection;
    connection->wake = std::move(wake);
    if (!resumed) greet(*connection);
    connection->wake();
    come_online(*connection);
    return connection;
}

void Hub::detach(const std::shared_ptr<Connection>& connection) {
    connection->detach();
    const auto& user_id = connection->user_id();
    const bool still_online = std::any_of(connections_.begin(), connections_.end(), [&](const auto& entry) {
        return entry.second->user_id() == user_id && entry.second->is_open();
    });
    auto* user = world_.find_user(user_id);
    const bool goes_offline = user != nullptr && !still_online && !user->status_is_manual;
    if (goes_offline && user->status != "offline") world_.set_status(*user, "offline", false);
}

void Hub::forget(const std::shared_ptr<Connection>& connection) {
    const auto found = connections_.find(connection->id());
    if (found != connections_.end() && found->second == connection) connections_.erase(found);
}

void Hub::forget_all() {
    connections_.clear();
}

void Hub::reap() {
    for (auto entry = connections_.begin(); entry != connections_.end();) {
        const bool idle = last_activity_[entry->second->token()] + reaper_interval < world_.now();
        entry = !entry->second->is_open() && idle ? connections_.erase(entry) : std::next(entry);
    }
}

}  // namespace mostik::simulators::mattermost
