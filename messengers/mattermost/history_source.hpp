#pragma once

#include "messengers/mattermost/directory.hpp"
#include "messengers/mattermost/subscription.hpp"
#include "messengers/messenger.hpp"

#include <string>

namespace mostik::messengers::mattermost {

/// The anchor of the page after `page`, read from `current`. The server's cursors skip posts that share the
/// anchor's millisecond (tests/fixtures/mattermost/posts_paging.json), so the anchor is the last post that is
/// newer than the oldest millisecond on the page: the posts of that millisecond are listed once more. When
/// all share one millisecond, the next page of the same anchor.
HistoryAnchor next_anchor(const WirePostList& page, const HistoryAnchor& current);

/// Pages back through Mattermost's channels, and finds what became of posts.
class MattermostHistory final : public HistorySource {
  public:
    static constexpr int posts_per_page = 200;  ///< the server's maximum

    MattermostHistory(RestApi& api, Directory& directory, Subscription& subscription);

    boost::asio::awaitable<core::Result<std::vector<HistoryChannel>>> channels() override;
    boost::asio::awaitable<core::Result<HistoryPage>> page(const core::Channel& channel,
                                                           const HistoryAnchor& anchor) override;
    boost::asio::awaitable<core::Result<Changes>> changes(const core::Channel& channel,
                                                          core::Time since) override;
    boost::asio::awaitable<core::Result<Changes>> changes_of(
        const core::Channel& channel, const std::vector<std::string>& post_ids) override;
    core::Event reaction_removed(const core::Channel& channel, const std::string& post_id,
                                 const core::Person& author, const std::string& emoji,
                                 core::Time when) const override;

  private:
    boost::asio::awaitable<void> learn_authors(const std::vector<WirePost>& posts);
    core::Event posted(const WirePost& post, const core::Channel& channel) const;
    Changes to_changes(const std::vector<WirePost>& posts, const core::Channel& channel) const;
    boost::asio::awaitable<RestResult<std::vector<HistoryChannel>>> direct_channels();

    RestApi& api_;
    Directory& directory_;
    Subscription& subscription_;
};

}  // namespace mostik::messengers::mattermost
