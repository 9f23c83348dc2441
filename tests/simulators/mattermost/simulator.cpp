#include "tests/simulators/mattermost/simulator.hpp"

#include <algorithm>
#include <condition_variable>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include "tests/simulators/mattermost/seed.hpp"
#include "tests/simulators/mattermost/server.hpp"

namespace mostik::simulators::mattermost {

namespace asio = boost::asio;

namespace {

[[noreturn]] void throw_refusal(const ApiError& error) { throw std::invalid_argument(error.id); }

template <class T>
T& known(T* found, const char* what, std::string_view id) {
    if (found == nullptr) throw std::invalid_argument(std::string("no ") + what + " " + std::string(id));
    return *found;
}

std::string with_capital(std::string_view name) {
    std::string result(name);
    if (!result.empty()) result[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(result[0])));
    return result;
}

}  // namespace

// The server on its thread, and the counter of changes that waiting is built on.
class Simulator::Implementation {
  public:
    explicit Implementation(Options options)
        : server_(io_, std::move(options), [this] { note_change(); }), work_(asio::make_work_guard(io_)) {
        server_.listen();
        thread_ = std::thread([this] { io_.run(); });
    }
    ~Implementation() { stop(); }
    Implementation(const Implementation&) = delete;
    Implementation& operator=(const Implementation&) = delete;

    void stop() {
        const std::lock_guard lock(stop_mutex_);
        if (!thread_.joinable()) return;
        asio::post(io_, [this] {
            server_.shutdown();
            work_.reset();
        });
        thread_.join();
    }

    // Runs `function` on the server's thread, or here once that has ended.
    template <class Function>
    auto run(Function function) -> decltype(function(std::declval<Server&>())) {
        using Result = decltype(function(server_));
        std::unique_lock lock(stop_mutex_);
        if (!thread_.joinable()) return function(server_);
        std::packaged_task<Result()> task([&] { return function(server_); });
        auto result = task.get_future();
        asio::post(io_, [&task] { task(); });
        lock.unlock();
        return result.get();
    }

    bool wait_for(const std::function<bool()>& predicate, std::chrono::milliseconds timeout) {
        const auto deadline = std::chrono::steady_clock::now() + timeout;
        while (true) {
            const auto seen = changes();
            if (predicate()) return true;
            std::unique_lock lock(change_mutex_);
            const bool changed = changed_.wait_until(lock, deadline, [&] { return changes_ != seen; });
            if (changed) continue;
            lock.unlock();
            return predicate();
        }
    }

  private:
    void note_change() {
        {
            const std::lock_guard lock(change_mutex_);
            ++changes_;
        }
        changed_.notify_all();
    }
    std::uint64_t changes() {
        const std::lock_guard lock(change_mutex_);
        return changes_;
    }

    std::mutex change_mutex_;
    std::condition_variable changed_;
    std::uint64_t changes_ = 0;
    asio::io_context io_{1};
    Server server_;
    asio::executor_work_guard<asio::io_context::executor_type> work_;
    std::mutex stop_mutex_;
    std::thread thread_;
};

Simulator::Simulator(Options options) : implementation_(std::make_unique<Implementation>(std::move(options))) {}
Simulator::~Simulator() = default;

std::uint16_t Simulator::port() const {
    return implementation_->run([](Server& server) { return server.port(); });
}
std::string Simulator::url() const {
    return implementation_->run([](Server& server) {
        return "http://" + server.options.address + ":" + std::to_string(server.port());
    });
}
void Simulator::stop() { implementation_->stop(); }

// ---- the world

std::string Simulator::add_team(std::string_view name, std::string_view display_name) {
    return implementation_->run([&](Server& server) {
        const auto shown = display_name.empty() ? with_capital(name) : std::string(display_name);
        return server.world.create_team(std::string(name), shown).id;
    });
}

namespace {

Account add_account(Server& server, std::string_view username, const AccountOptions& options, bool is_bot) {
    User user;
    user.username = username;
    user.password = options.password;
    user.first_name = options.first_name;
    user.last_name = options.last_name;
    user.nickname = options.nickname;
    user.is_admin = options.is_admin;
    user.is_bot = is_bot;
    const auto& created = server.world.create_user(std::move(user));
    return {created.id, server.world.open_session(created, options.token).token};
}

User& user_of(Server& server, std::string_view id) { return known(server.world.find_user(id), "user", id); }
Channel& channel_of(Server& server, std::string_view id) {
    return known(server.world.find_channel(id), "channel", id);
}
Post& post_of(Server& server, std::string_view id) { return known(server.world.find_live_post(id), "post", id); }

}  // namespace

Account Simulator::add_user(std::string_view username, const AccountOptions& options) {
    return implementation_->run([&](Server& server) { return add_account(server, username, options, false); });
}
Account Simulator::add_bot(std::string_view username, const AccountOptions& options) {
    return implementation_->run([&](Server& server) { return add_account(server, username, options, true); });
}

std::string Simulator::add_channel(std::string_view team_id, std::string_view name,
                                   const ChannelOptions& options) {
    return implementation_->run([&](Server& server) {
        known(server.world.find_team(team_id), "team", team_id);
        Channel channel;
        channel.team_id = team_id;
        channel.name = name;
        channel.display_name = options.display_name.empty() ? with_capital(name) : options.display_name;
        channel.type = options.type;
        channel.header = options.header;
        channel.purpose = options.purpose;
        channel.creator_id = options.creator_id;
        return server.world.create_channel(std::move(channel), nullptr).id;
    });
}

std::string Simulator::direct_channel(std::string_view user_id, std::string_view other_user_id) {
    return implementation_->run([&](Server& server) {
        return server.world.direct_channel(user_of(server, user_id), user_of(server, other_user_id)).id;
    });
}

void Simulator::join_team(std::string_view team_id, std::string_view user_id) {
    implementation_->run([&](Server& server) {
        server.world.join_team(known(server.world.find_team(team_id), "team", team_id), user_of(server, user_id),
                               false);
    });
}

void Simulator::join(std::string_view channel_id, std::string_view user_id, bool announced) {
    implementation_->run([&](Server& server) {
        auto& channel = channel_of(server, channel_id);
        const auto& user = user_of(server, user_id);
        if (auto* team = server.world.find_team(channel.team_id)) server.world.join_team(*team, user, false);
        server.world.join_channel(channel, user, user, announced);
    });
}

void Simulator::leave(std::string_view channel_id, std::string_view user_id, bool announced) {
    implementation_->run([&](Server& server) {
        const auto& user = user_of(server, user_id);
        server.world.leave_channel(channel_of(server, channel_id), user, user, announced);
    });
}

void Simulator::archive(std::string_view channel_id) {
    implementation_->run([&](Server& server) {
        auto& channel = channel_of(server, channel_id);
        const auto& actor_id = channel.creator_id.empty() && !channel.members.empty()
                                   ? channel.members.front().user_id
                                   : channel.creator_id;
        server.world.archive_channel(channel, user_of(server, actor_id));
    });
}

Post Simulator::post_as(std::string_view user_id, std::string_view channel_id, std::string_view text,
                        const PostOptions& options) {
    return implementation_->run([&](Server& server) {
        PostDraft draft;
        draft.channel_id = channel_id;
        draft.message = text;
        draft.root_id = options.root_id;
        draft.type = options.type;
        draft.props = options.props;
        draft.file_ids = options.file_ids;
        draft.pending_post_id = options.pending_post_id;
        draft.create_at = options.create_at.value_or(0);
        draft.silent = options.silent;
        auto created = server.world.create_post(user_of(server, user_id), std::move(draft));
        if (!created) throw_refusal(created.error());
        return created->post;
    });
}

Post Simulator::edit_as(std::string_view user_id, std::string_view post_id, std::string_view text) {
    return implementation_->run([&](Server& server) {
        auto& post = post_of(server, post_id);
        if (post.user_id != user_id) throw_refusal(errors::permissions());
        PostPatch patch;
        patch.message = std::string(text);
        return server.world.patch_post(post, patch);
    });
}

void Simulator::delete_as(std::string_view user_id, std::string_view post_id) {
    implementation_->run([&](Server& server) {
        server.world.delete_post(post_of(server, post_id), user_of(server, user_id));
    });
}

void Simulator::react_as(std::string_view user_id, std::string_view post_id, std::string_view emoji_name) {
    implementation_->run([&](Server& server) {
        if (!World::is_emoji_name(emoji_name)) throw_refusal(errors::invalid_emoji_name());
        server.world.add_reaction(post_of(server, post_id), user_of(server, user_id), std::string(emoji_name));
    });
}

void Simulator::unreact_as(std::string_view user_id, std::string_view post_id, std::string_view emoji_name) {
    implementation_->run([&](Server& server) {
        server.world.remove_reaction(post_of(server, post_id), user_of(server, user_id), emoji_name);
    });
}

void Simulator::pin_as(std::string_view user_id, std::string_view post_id) {
    implementation_->run([&](Server& server) {
        user_of(server, user_id);
        PostPatch patch;
        patch.is_pinned = true;
        server.world.patch_post(post_of(server, post_id), patch);
    });
}

void Simulator::typing_as(std::string_view user_id, std::string_view channel_id) {
    implementation_->run(
        [&](Server& server) { server.world.typing(channel_id, user_of(server, user_id), {}); });
}

std::string Simulator::upload_as(std::string_view user_id, std::string_view channel_id, std::string_view name,
                                 std::string_view bytes) {
    return implementation_->run([&](Server& server) {
        return server.world
            .add_file(user_of(server, user_id), channel_id, std::string(name), std::string(bytes))
            .id;
    });
}

Account Simulator::seed_demo(int posts) {
    return implementation_->run([&](Server& server) {
        const auto& session = mattermost::seed_demo(server.world, posts);
        return Account{session.user_id, session.token};
    });
}

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
        const auto* channel = server.world.find_channel_by_name(team->id, team_slash_channel.substr(slash + 1));
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
        std::stable_sort(posts.begin(), posts.end(),
                         [](const Post& left, const Post& right) { return left.create_at < right.create_at; });
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
            if (of_method && record.path.compare(0, path_prefix.size(), path_prefix) == 0) result.push_back(record);
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
