#pragma once

#include "messengers/mattermost/rest_transport.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::messengers::mattermost {

/// What POST /posts takes.
struct PostDraft {
    std::string channel_id;
    std::string message;
    std::string root_id;
    std::string
        pending_post_id;  ///< the same value within 30 s gives the first post back: put the own user id in it
    std::string marker;   ///< becomes props.mostik.row: how the post is recognised later
    int part = 0;         ///< becomes props.mostik.part
    std::string author;  ///< shown instead of the account's name, where the server allows it; empty: as it is
    std::vector<std::string> file_ids;
};

/// The calls of Mattermost's REST API that Mostik uses, typed (tests/fixtures/mattermost). io thread only.
/// All errors are RestTransport's.
class RestApi {
  public:
    explicit RestApi(RestTransport& transport) : transport_(transport) {}

    template <class T>
    using Answer = boost::asio::awaitable<RestResult<T>>;

    Answer<WireUser> me();
    Answer<std::vector<WireUser>> users_by_ids(const std::vector<std::string>& ids, Patience patience = {});
    Answer<WireUser> user_by_name(const std::string& username);

    Answer<WireChannel> channel(const std::string& id, Patience patience = {});
    Answer<WireChannel> channel_by_name(const std::string& team, const std::string& channel);
    /// Is the account a member of the channel? false also when the own account may not see the channel.
    Answer<bool> is_member(std::string channel_id, std::string user_id, Patience patience = {});
    /// May the own account post there? Asked by a post that the server refuses after it has looked at the
    /// rights: its root does not exist. Nothing is posted.
    Answer<bool> may_post(std::string channel_id);
    Answer<std::vector<WireTeam>> own_teams();
    Answer<WireTeam> team(const std::string& id, Patience patience = {});
    Answer<std::vector<WireChannel>> own_channels(const std::string& team_id);
    Answer<WireChannel> direct_channel(const std::string& own_id, const std::string& other_id);

    /// `order` of a page, newest first. At most 200 per page. One attempt-series: 5xx are repeated.
    Answer<WirePostList> posts_page(const std::string& channel_id, int page, int per_page);
    Answer<WirePostList> posts_before(const std::string& channel_id, const std::string& post_id, int page,
                                      int per_page);
    Answer<WirePostList> posts_after(const std::string& channel_id, const std::string& post_id, int page,
                                     int per_page);
    /// Changes after a moment: at most 1000 rows, and not the newest ones when there are more.
    Answer<WirePostList> posts_since(const std::string& channel_id, std::int64_t since_ms);
    /// Up to 1000; those that do not exist or cannot be read are left out.
    Answer<std::vector<WirePost>> posts_by_ids(const std::vector<std::string>& ids);
    Answer<WirePost> post(const std::string& id);
    Answer<WirePostList> thread(const std::string& post_id);

    /// One attempt; Errc::unknown and 5xx mean that the post may exist.
    Answer<WirePost> create_post(const PostDraft& draft);
    /// Own posts only. The props of `current` (from_bot, the marker) are kept: a patch replaces them as a
    /// whole.
    Answer<WirePost> patch_post(const WirePost& current, const std::string& message);
    Answer<void> delete_post(const std::string& id);

    Answer<void> add_reaction(const std::string& own_id, const std::string& post_id,
                              const std::string& emoji);
    Answer<void> remove_reaction(const std::string& own_id, const std::string& post_id,
                                 const std::string& emoji);
    Answer<std::vector<WireReaction>> reactions(const std::string& post_id);

    Answer<WireFileInfo> file_info(const std::string& file_id);
    /// Into a file, which is made anew. Errors: Errc::invalid when it has more than `max_bytes`.
    Answer<void> download_file(const std::string& file_id, const std::filesystem::path& to,
                               std::int64_t max_bytes);
    /// One attempt. The file belongs to nothing until a post names its id.
    Answer<WireFileInfo> upload_file(std::string channel_id, std::string name, std::filesystem::path from);

    Answer<WireConfig> client_config();

    Answer<void> typing(const std::string& channel_id, const std::string& thread_id);

  private:
    template <class T>
    Answer<T> ask(RestCall call, core::Result<T> (*parse)(std::string_view));
    Answer<void> tell(RestCall call);
    Answer<std::vector<WirePost>> ask_for_posts(RestCall call);
    Answer<WirePostList> get_posts(std::string path);

    RestTransport& transport_;
};

}  // namespace mostik::messengers::mattermost
