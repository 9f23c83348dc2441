// The server's memory and its rules, without sockets: accounts, teams, channels, posts, reactions, files.
//
// Every change that clients hear of is given to the sink as an Event, before the method returns.
// What REST would refuse is returned as ApiError. Not thread-safe. Facts: tests/fixtures/mattermost.
#pragma once

#include "tests/simulators/mattermost/api_error.hpp"
#include "tests/simulators/mattermost/event.hpp"
#include "tests/simulators/mattermost/model.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mostik::simulators::mattermost {

struct PostDraft {
    std::string id;  // a client must not send one
    std::string channel_id;
    std::string message;
    std::string root_id;
    std::string type;
    nlohmann::json props = nlohmann::json::object();
    std::vector<std::string> file_ids;
    std::string pending_post_id;
    Milliseconds create_at = 0;  // 0: now; else only from administrators
    bool set_online = true;
    bool silent = false;  // no event
};

struct PostPatch {
    std::optional<std::string> message;
    std::optional<nlohmann::json> props;
    std::optional<bool> is_pinned;
};

struct PostPage {
    std::vector<std::string> order;
    std::vector<const Post*> posts;  // those of `order` and of their threads, each once
    std::string next_post_id;
    std::string prev_post_id;
    bool has_next = false;
    bool counts_replies = false;
};

struct PageRequest {
    int page = 0;
    int per_page = 60;
    std::string before;
    std::string after;
    bool skip_fetch_threads = false;
};

struct ThreadRequest {
    std::optional<int> per_page;
    std::string direction;  // "up", "down" or empty: unsorted
    std::string from_post;
    Milliseconds from_create_at = 0;
};

class World {
  public:
    using Sink = std::function<void(const Event&)>;
    using Now = std::function<Milliseconds()>;

    static constexpr std::size_t max_message = 16383;  // code points
    static constexpr std::size_t max_props = 800'000;  // characters as JSON
    static constexpr std::size_t max_file_ids = 300;   // characters as JSON: ten ids
    static constexpr Milliseconds pending_post_window = 30'000;
    static constexpr std::size_t since_rows = 1000;

    World(Now now, bool share_milliseconds, Sink sink)
        : now_(std::move(now)), share_milliseconds_(share_milliseconds), sink_(std::move(sink)) {}

    Milliseconds now() const { return now_(); }

    // ---- accounts and sessions
    User& create_user(User user);  // fills in what is empty; the name must be free
    User* find_user(std::string_view id);
    User* find_user_by_name(std::string_view username);
    const std::map<std::string, User, std::less<>>& users() const { return users_; }
    Session& open_session(const User& user, std::string token = {});
    Session* find_session(std::string_view token);
    void close_session(std::string_view token);
    // Disabled accounts have no valid session; their tokens work again when enabled.
    bool is_active(std::string_view user_id) const;
    void set_active(User& user, bool active);
    void set_status(User& user, std::string status, bool manual);
    void patch_user(User& user, const nlohmann::json& patch);

    // ---- teams
    Team& create_team(std::string name, std::string display_name);
    Team* find_team(std::string_view id);
    Team* find_team_by_name(std::string_view name);
    const std::map<std::string, Team, std::less<>>& teams() const { return teams_; }
    void join_team(Team& team, const User& user, bool announced);
    void leave_team(Team& team, const User& user);
    bool is_team_member(std::string_view team_id, std::string_view user_id) const;

    // ---- channels
    Channel& create_channel(Channel channel, const User* creator);
    Channel* find_channel(std::string_view id);
    Channel* find_channel_by_name(std::string_view team_id, std::string_view name);
    std::vector<Channel*> channels_of(std::string_view user_id, std::string_view team_id);
    Channel& direct_channel(const User& creator, const User& other);
    Channel& group_channel(std::vector<const User*> members);
    static ChannelMember* find_member(Channel& channel, std::string_view user_id);
    bool is_member(std::string_view channel_id, std::string_view user_id);
    ChannelMember& join_channel(Channel& channel, const User& user, const User& actor, bool announced);
    void leave_channel(Channel& channel, const User& user, const User& actor, bool announced);
    void patch_channel(Channel& channel, const User& actor, const nlohmann::json& patch);
    void archive_channel(Channel& channel, const User& actor);
    void view_channel(std::string_view channel_id, const User& user);
    void typing(std::string_view channel_id, const User& user, std::string_view parent_id);

    // ---- posts
    struct Created {
        Post post;
        bool repeated = false;  // the earlier post with this pending_post_id
    };
    Outcome<Created> create_post(const User& author, PostDraft draft);
    // Between these the pending_post_id counts as being saved: repeats are refused. Empty ones are ignored.
    void begin_pending(std::string_view pending_post_id);
    void end_pending(std::string_view pending_post_id);
    void forget_pending_posts() { pending_posts_.clear(); }
    Post& patch_post(Post& post, const PostPatch& patch);
    Outcome<void> check_message(std::string_view message) const;
    void delete_post(Post& post, const User& actor);
    Post ephemeral_post(const User& author, const User& reader, std::string channel_id, std::string message);
    Post* find_post(std::string_view id);  // deleted ones and revisions too
    Post* find_live_post(std::string_view id);
    std::int64_t reply_count(const Post& post) const;
    std::vector<const Post*> live_posts(std::string_view channel_id) const;  // oldest first
    std::vector<const Post*> all_live_posts() const;
    PostPage page(std::string_view channel_id, const PageRequest& request) const;
    PostPage since(std::string_view channel_id, Milliseconds since) const;
    PostPage thread(const Post& post, const ThreadRequest& request) const;
    std::string etag(std::string_view channel_id) const;
    Json post_json(const Post& post, std::int64_t reply_count, bool with_metadata = true) const;

    // ---- reactions
    static bool is_emoji_name(std::string_view name);
    Reaction add_reaction(Post& post, const User& user, std::string emoji_name);
    void remove_reaction(Post& post, const User& user, std::string_view emoji_name);
    const std::vector<Reaction>& reactions(std::string_view post_id) const;

    // ---- files
    // create_at 0: now.
    File& add_file(const User& user, std::string_view channel_id, std::string name, std::string bytes,
                   Milliseconds create_at = 0);
    File* find_file(std::string_view id);
    std::vector<const File*> files_of(const Post& post) const;

  private:
    struct ChannelPosts {
        std::vector<Post*> live;  // by create_at, then by arrival
        std::vector<Post*> all;   // deleted ones and old revisions too
        Milliseconds changed_at = 0;
    };
    struct PendingPost {
        Milliseconds expires_at = 0;
        std::string post_id;  // empty: being saved
    };

    Milliseconds next_millisecond();
    void emit(Event event) const { sink_(event); }
    Post& store(Post post);
    void touch(Post& post, Milliseconds at);
    void system_post(Channel& channel, const User& author, std::string type, std::string message,
                     nlohmann::json props, const std::vector<std::string>& mentions = {});
    Outcome<Created> save_post(const User& author, Channel& channel, PostDraft draft);
    void attach_files(Post& post, const User& author, const std::vector<std::string>& file_ids);
    void emit_posted(const Post& post, const Channel& channel, const std::string& sender_name,
                     const std::vector<std::string>& mentions, bool set_online);
    void emit_edited(const Post& post) const;
    // Tells the author who was mentioned and is not in the channel (ephemeral.json).
    void hint_at_outsiders(const Post& post, Channel& channel, const User& author);
    std::vector<std::string> mentions_in(const Post& post, const Channel& channel) const;
    nlohmann::json channel_mentions_in(std::string_view message, std::string_view team_id);
    void add_thread(PostPage& page, bool root_only) const;
    const ChannelPosts& posts_of(std::string_view channel_id) const;

    Now now_;
    bool share_milliseconds_;
    Sink sink_;
    Milliseconds last_millisecond_ = 0;
    std::map<std::string, User, std::less<>> users_;
    std::map<std::string, std::string, std::less<>> user_ids_by_name_;
    std::map<std::string, Session, std::less<>> sessions_;
    std::map<std::string, Team, std::less<>> teams_;
    std::map<std::string, Channel, std::less<>> channels_;
    std::unordered_map<std::string, Post> posts_;
    std::map<std::string, ChannelPosts, std::less<>> posts_by_channel_;
    std::unordered_map<std::string, std::vector<Post*>> replies_;
    std::map<std::string, std::vector<Reaction>, std::less<>> reactions_;
    std::map<std::string, File, std::less<>> files_;
    std::map<std::string, PendingPost, std::less<>> pending_posts_;
};

}  // namespace mostik::simulators::mattermost
