#pragma once

#include "messengers/messenger.hpp"
#include "storage/posts.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace mostik::bot {

/// What is remembered of a post.
struct KnownPost {
    core::Time edited_at{};
    bool deleted = false;
    std::vector<storage::StoredReaction> reactions;
};

/// Makes the event of a reaction of `author` that is no longer there.
using ReactionRemoved =
    std::function<core::Event(const core::Person& author, const std::string& emoji, core::Time when)>;

/// The events between what is remembered of a post and what has become of it: an edit, the deletion,
/// reactions that came and went. Of a post that is not remembered, what is not older than `told_until`: of
/// that nobody knows whether it was heard. Each event's origin is still to be set. Pure.
std::vector<core::Event> lost_changes(const messengers::ChangedPost& now,
                                      const std::optional<KnownPost>& known, core::Time told_until,
                                      const ReactionRemoved& reaction_removed);

/// When what the event tells happened, as far as that is known.
core::Time moment_of(const core::Event& event);

}  // namespace mostik::bot
