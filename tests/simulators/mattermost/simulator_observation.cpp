// The part of Simulator that looks: snapshots, waiting, time, and misbehaviour on request.
#include "tests/simulators/mattermost/simulator_implementation.hpp"

#include <algorithm>
#include <stdexcept>

namespace mostik::simulators::mattermost {

namespace {

User& user_of(Server& server, std::string_view id) {
    auto* user = server.world.find_user(id);
    if (user == nullptr) throw std::invalid_argument("no user " + std::string(id));
    return *user;
}

}  // namespace

// ---- snapshots

std::optional<std::string> Simulator::find_user(std::string_view username) const {
    return implementation_->run([&](Server& server) -> std::optional<std::string> {
        const auto* user = server.world.find_user_by_name(username);
        return user == nullptr ? std::nullopt : std::optional(user->id);
    });
}

std::optional<std::string> Simulator::find_channel(std::string_view team_slash_channel) const {
    return implementation_->run([&](Server& server) -> std::optional<std::string> {
        const auto slash = std::min(team_slash_channel.find('/'), team_slash_channel.size());
        const auto* team = server.world.find_team_by_name(team_slash_channel.substr(0, slash));
        if (team == nullptr || slash == team_slash_channel.size()) return std::nullopt;
        const auto* channel =
            server.world.find_channel_by_name(team->id, team_slash_channel.substr(slash + 1));
        return channel == nullptr ? std::nullopt : std::optional(channel->id);
    });
}

std::optional<Post> Simulator::post(std::string_view post_id) const {
    return implementation_->run([&](Server& server) -> std::optional<Post> {
        const auto* post = server.world.find_post(post_id);
        return post == nullptr ? std::nullopt : std::optional(*post);
    });
}

std::vector<Post> Simulator::posts_in(std::string_view channel_id) const {
    return implementation_->run([&](Server& server) {
        std::vector<Post> posts;
        for (const auto* post : server.world.live_posts(channel_id)) posts.push_back(*post);
        return posts;
    });
}

std::vector<Post> Simulator::posts_by(std::string_view user_id) const {
    return implementation_->run([&](Server& server) {
        std::vector<Post> posts;
        for (const auto* post : server.world.all_live_posts()) {
            if (post->user_id == user_id) posts.push_back(*post);
        }
        std::stable_sort(posts.begin(), posts.end(), [](const Post& left, const Post& right) {
            return left.create_at < right.create_at;
        });
        return posts;
    });
}

std::vector<Reaction> Simulator::reactions_of(std::string_view post_id) const {
    return implementation_->run([&](Server& server) { return server.world.reactions(post_id); });
}

std::optional<std::string> Simulator::file_bytes(std::string_view file_id) const {
    return implementation_->run([&](Server& server) -> std::optional<std::string> {
        const auto* file = server.world.find_file(file_id);
        return file == nullptr ? std::nullopt : std::optional(file->bytes);
    });
}

std::vector<RequestRecord> Simulator::requests() const {
    return implementation_->run([](Server& server) {
        return std::vector<RequestRecord>(server.requests().begin(), server.requests().end());
    });
}

std::vector<RequestRecord> Simulator::requests(std::string_view method, std::string_view path_prefix) const {
    return implementation_->run([&](Server& server) {
        std::vector<RequestRecord> result;
        for (const auto& record : server.requests()) {
            const bool of_method = method.empty() || record.method == method;
            if (of_method && record.path.compare(0, path_prefix.size(), path_prefix) == 0)
                result.push_back(record);
        }
        return result;
    });
}

void Simulator::forget_requests() {
    implementation_->run([](Server& server) { server.forget_requests(); });
}
std::size_t Simulator::websockets() const {
    return implementation_->run([](Server& server) { return server.websockets(); });
}
std::size_t Simulator::websockets_opened() const {
    return implementation_->run([](Server& server) { return server.websockets_opened(); });
}

// ---- waiting

bool Simulator::wait_for(const std::function<bool()>& predicate, std::chrono::milliseconds timeout) {
    return implementation_->wait_for(predicate, timeout);
}

std::optional<Post> Simulator::wait_for_post(std::string_view channel_id,
                                             const std::function<bool(const Post&)>& predicate,
                                             std::chrono::milliseconds timeout) {
    std::optional<Post> found;
    wait_for(
        [&] {
            const auto posts = posts_in(channel_id);
            const auto post = std::find_if(posts.begin(), posts.end(), predicate);
            if (post != posts.end()) found = *post;
            return found.has_value();
        },
        timeout);
    return found;
}

bool Simulator::wait_for_websockets(std::size_t count, std::chrono::milliseconds timeout) {
    return wait_for([&] { return websockets() == count; }, timeout);
}
bool Simulator::wait_for_websockets_opened(std::size_t total, std::chrono::milliseconds timeout) {
    return wait_for([&] { return websockets_opened() >= total; }, timeout);
}
bool Simulator::wait_for_request(std::string_view method, std::string_view path_prefix, std::size_t count,
                                 std::chrono::milliseconds timeout) {
    return wait_for([&] { return requests(method, path_prefix).size() >= count; }, timeout);
}

// ---- time

Milliseconds Simulator::now() const {
    return implementation_->run([](Server& server) { return server.clock.now(); });
}
void Simulator::advance(std::chrono::milliseconds by) {
    implementation_->run([&](Server& server) { server.schedule.advance(by); });
}

// ---- misbehaviour

void Simulator::inject(Fault fault) {
    implementation_->run([&](Server& server) { server.faults.add(std::move(fault)); });
}
void Simulator::clear_faults() {
    implementation_->run([](Server& server) { server.faults.clear(); });
}
void Simulator::refuse_connections() {
    implementation_->run([](Server& server) { server.stop_listening(); });
}
void Simulator::accept_connections() {
    implementation_->run([](Server& server) { server.listen(); });
}
void Simulator::refuse_connections_for(std::chrono::milliseconds real_time) {
    implementation_->run([&](Server& server) { server.refuse_connections_for(real_time); });
}
void Simulator::set_rate_limit(bool on) {
    implementation_->run([&](Server& server) { server.rate_limit_on = on; });
}
void Simulator::cut_websockets(Cut how, std::string_view user_id) {
    implementation_->run([&](Server& server) { server.cut_websockets(how, user_id); });
}
void Simulator::cut_everything(Cut how) {
    implementation_->run([&](Server& server) { server.cut_everything(how); });
}
void Simulator::freeze_websockets(std::string_view user_id) {
    implementation_->run([&](Server& server) { server.freeze_websockets(user_id); });
}
void Simulator::drop_frames(int count, std::string_view user_id) {
    implementation_->run([&](Server& server) { server.drop_frames(count, user_id); });
}
void Simulator::send_text(std::string payload, std::string_view user_id) {
    implementation_->run([&](Server& server) { server.send_text(payload, user_id); });
}
void Simulator::send_truncated_frame(std::string_view user_id) {
    implementation_->run([&](Server& server) { server.send_truncated_frame(user_id); });
}
void Simulator::evict_slow_readers(std::string_view user_id) {
    implementation_->run([&](Server& server) { server.evict(user_id); });
}
void Simulator::restart(RestartOptions options) {
    implementation_->run([&](Server& server) { server.restart(options); });
}
void Simulator::revoke_token(std::string_view token) {
    implementation_->run([&](Server& server) { server.world.close_session(token); });
}
void Simulator::disable_account(std::string_view user_id) {
    implementation_->run([&](Server& server) { server.world.set_active(user_of(server, user_id), false); });
}
void Simulator::enable_account(std::string_view user_id) {
    implementation_->run([&](Server& server) { server.world.set_active(user_of(server, user_id), true); });
}

}  // namespace mostik::simulators::mattermost
