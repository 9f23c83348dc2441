#include "bot/heard_changes.hpp"

#include <algorithm>

namespace mostik::bot {

namespace {

using Heard = std::vector<core::Event>;

/// The id of the post that the event changes; empty: it changes none.
std::string changed_post(const core::Event& event) {
    if (const auto* edited = std::get_if<core::PostEdited>(&event.body)) return edited->post.id;
    if (const auto* deleted = std::get_if<core::PostDeleted>(&event.body)) return deleted->post.id;
    if (const auto* reaction = std::get_if<core::ReactionChanged>(&event.body)) return reaction->post_id;
    return {};
}

bool is_deleted(const Heard& heard) {
    return std::any_of(heard.begin(), heard.end(), [](const core::Event& event) {
        return std::holds_alternative<core::PostDeleted>(event.body);
    });
}

/// The newest edit, or nullptr.
const core::Event* last_edit(const Heard& heard) {
    const core::Event* last = nullptr;
    for (const core::Event& event : heard) {
        const auto* const edited = std::get_if<core::PostEdited>(&event.body);
        const bool newer = edited != nullptr &&
                           (last == nullptr || core::post_of(*last)->edited_at <= edited->post.edited_at);
        if (newer) last = &event;
    }
    return last;
}

bool is_heard_of(const Heard& heard, const core::Event& read, const core::ReactionChanged& reaction) {
    return std::any_of(heard.begin(), heard.end(), [&](const core::Event& event) {
        const auto* const other = std::get_if<core::ReactionChanged>(&event.body);
        return other != nullptr && other->emoji == reaction.emoji && event.author.id == read.author.id;
    });
}

void change_reactions(std::vector<core::Reaction>& reactions, const Heard& heard) {
    for (const core::Event& event : heard) {
        const auto* const change = std::get_if<core::ReactionChanged>(&event.body);
        if (change == nullptr) continue;
        const auto same = [&](const core::Reaction& reaction) {
            return reaction.emoji == change->emoji && reaction.author.id == event.author.id;
        };
        if (!change->added) {
            std::erase_if(reactions, same);
        } else if (std::none_of(reactions.begin(), reactions.end(), same)) {
            reactions.push_back({event.author, change->emoji, event.happened_at});
        }
    }
}

}  // namespace

void HeardChanges::note(const core::Event& event) {
    if (event.messenger != messenger_ || event.channel.id != channel_id_) return;
    const std::string post_id = changed_post(event);
    if (!post_id.empty()) heard_[post_id].push_back(event);
}

std::vector<core::Event> HeardChanges::bring_up_to_date(std::vector<core::Event> read) const {
    if (heard_.empty()) return read;
    std::vector<core::Event> current;
    for (core::Event& event : read) {
        if (update(event)) current.push_back(std::move(event));
    }
    return current;
}

const HeardChanges::Heard& HeardChanges::of(const std::string& post_id) const {
    static const Heard nothing;
    const auto found = heard_.find(post_id);
    return found == heard_.end() ? nothing : found->second;
}

/// False when it is over.
bool HeardChanges::update(core::Event& read) const {
    if (const auto* reaction = std::get_if<core::ReactionChanged>(&read.body)) {
        const Heard& heard = of(reaction->post_id);
        return !is_deleted(heard) && !is_heard_of(heard, read, *reaction);
    }
    const core::Post* const post = core::post_of(read);
    if (post == nullptr) return true;
    const Heard& heard = of(post->id);
    if (is_deleted(heard)) return false;
    if (std::holds_alternative<core::PostDeleted>(read.body)) return true;
    // Replies go with their root, and nobody is told of each.
    if (!post->thread_id.empty() && is_deleted(of(post->thread_id))) return false;

    const core::Event* const edit = last_edit(heard);
    if (auto* edited = std::get_if<core::PostEdited>(&read.body)) {
        if (edit != nullptr && core::post_of(*edit)->edited_at >= edited->post.edited_at) return false;
        change_reactions(edited->post.reactions, heard);
    } else if (auto* posted = std::get_if<core::Posted>(&read.body)) {
        if (edit != nullptr && core::post_of(*edit)->edited_at > posted->post.edited_at) {
            std::vector<core::Reaction> reactions = std::move(posted->post.reactions);
            posted->post = *core::post_of(*edit);
            posted->post.reactions = std::move(reactions);
            read.raw = edit->raw;
        }
        change_reactions(posted->post.reactions, heard);
    }
    return true;
}

}  // namespace mostik::bot
