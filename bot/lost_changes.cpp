#include "bot/lost_changes.hpp"

#include <algorithm>

namespace mostik::bot {

namespace {

bool same(const storage::StoredReaction& known, const core::Event& present) {
    const auto& reaction = std::get<core::ReactionChanged>(present.body);
    return known.author_id == present.author.id && known.emoji == reaction.emoji;
}

void compare_reactions(const messengers::ChangedPost& now, const std::vector<core::Event>& present,
                       const KnownPost& known, const ReactionRemoved& reaction_removed,
                       std::vector<core::Event>& lost) {
    for (const core::Event& reaction : present) {
        const bool stored =
            std::any_of(known.reactions.begin(), known.reactions.end(),
                        [&](const storage::StoredReaction& other) { return same(other, reaction); });
        if (!stored) lost.push_back(reaction);
    }
    for (const storage::StoredReaction& reaction : known.reactions) {
        // What came after the messenger was asked is not missing.
        if (reaction.created_at > now.changed_at) continue;
        const bool there = std::any_of(present.begin(), present.end(),
                                       [&](const core::Event& other) { return same(reaction, other); });
        if (there) continue;
        core::Person author;
        author.id = reaction.author_id;
        author.name = reaction.author_name;
        lost.push_back(reaction_removed(author, reaction.emoji, now.changed_at));
    }
}

}  // namespace

std::vector<core::Event> lost_changes(const messengers::ChangedPost& now,
                                      const std::optional<KnownPost>& known, core::Time told_until,
                                      const ReactionRemoved& reaction_removed) {
    std::vector<core::Event> lost;
    if (now.deleted) {
        if (known ? !known->deleted : moment_of(*now.deleted) >= told_until) lost.push_back(*now.deleted);
        return lost;
    }
    if (now.edited) {
        const core::Time edited_at = moment_of(*now.edited);
        if (edited_at > (known ? known->edited_at : told_until)) lost.push_back(*now.edited);
    }
    if (!now.reactions) return lost;
    if (known) {
        compare_reactions(now, *now.reactions, *known, reaction_removed, lost);
    } else {
        for (const core::Event& reaction : *now.reactions) {
            if (moment_of(reaction) >= told_until) lost.push_back(reaction);
        }
    }
    return lost;
}

core::Time moment_of(const core::Event& event) {
    if (const auto* deleted = std::get_if<core::PostDeleted>(&event.body)) {
        if (deleted->deleted_at != core::Time{}) return deleted->deleted_at;
    }
    return event.happened_at;
}

}  // namespace mostik::bot
