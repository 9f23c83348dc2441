#include "tests/simulators/mattermost/simulator.hpp"

#include "tests/simulators/mattermost/seed.hpp"
#include "tests/simulators/mattermost/simulator_implementation.hpp"

#include <cctype>
#include <stdexcept>

namespace mostik::simulators::mattermost {

namespace {

[[noreturn]] void throw_refusal(const ApiError& error) {
    throw std::invalid_argument(error.id);
}

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

Simulator::Simulator(Options options)
    : implementation_(std::make_unique<Implementation>(std::move(options))) {}
Simulator::~Simulator() = default;

std::uint16_t Simulator::port() const {
    return implementation_->run([](Server& server) { return server.port(); });
}
std::string Simulator::url() const {
    return implementation_->run([](Server& server) {
        return "http://" + server.options.address + ":" + std::to_string(server.port());
    });
}
void Simulator::stop() {
    implementation_->stop();
}

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

User& user_of(Server& server, std::string_view id) {
    return known(server.world.find_user(id), "user", id);
}
Channel& channel_of(Server& server, std::string_view id) {
    return known(server.world.find_channel(id), "channel", id);
}
Post& post_of(Server& server, std::string_view id) {
    return known(server.world.find_live_post(id), "post", id);
}

}  // namespace

Account Simulator::add_user(std::string_view username, const AccountOptions& options) {
    return implementation_->run(
        [&](Server& server) { return add_account(server, username, options, false); });
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
        server.world.join_team(known(server.world.find_team(team_id), "team", team_id),
                               user_of(server, user_id), false);
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
        server.world.add_reaction(post_of(server, post_id), user_of(server, user_id),
                                  std::string(emoji_name));
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

}  // namespace mostik::simulators::mattermost
