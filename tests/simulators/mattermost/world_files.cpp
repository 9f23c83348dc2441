// Reactions, files, and the JSON of posts, which shows both.
#include "tests/simulators/mattermost/attachments.hpp"
#include "tests/simulators/mattermost/identifier.hpp"
#include "tests/simulators/mattermost/shapes.hpp"
#include "tests/simulators/mattermost/world.hpp"

#include <algorithm>
#include <cctype>
#include <tuple>

namespace mostik::simulators::mattermost {

bool World::is_emoji_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '+' || c == '-' || c == '_';
    });
}

Reaction World::add_reaction(Post& post, const User& user, std::string emoji_name) {
    const auto now = next_millisecond();
    auto& reactions = reactions_[post.id];
    const auto known = std::find_if(reactions.begin(), reactions.end(), [&](const Reaction& reaction) {
        return reaction.user_id == user.id && reaction.emoji_name == emoji_name;
    });
    Reaction answer{user.id, post.id, std::move(emoji_name), now, now};
    if (known == reactions.end()) {
        reactions.push_back(answer);
    } else {
        known->update_at = now;
    }
    post.has_reactions = true;
    touch(post, now);
    emit({"reaction_added", {{"reaction", dump(reaction_json(answer))}}, {{}, {}, post.channel_id, {}}});
    return answer;
}

void World::remove_reaction(Post& post, const User& user, std::string_view emoji_name) {
    const auto now = next_millisecond();
    auto& reactions = reactions_[post.id];
    reactions.erase(std::remove_if(reactions.begin(), reactions.end(),
                                   [&](const Reaction& reaction) {
                                       return reaction.user_id == user.id &&
                                              reaction.emoji_name == emoji_name;
                                   }),
                    reactions.end());
    post.has_reactions = !reactions.empty();
    touch(post, now);
    const Reaction removed{user.id, post.id, std::string(emoji_name), 0, now};
    emit({"reaction_removed", {{"reaction", dump(reaction_json(removed))}}, {{}, {}, post.channel_id, {}}});
}

const std::vector<Reaction>& World::reactions(std::string_view post_id) const {
    static const std::vector<Reaction> none;
    const auto found = reactions_.find(post_id);
    return found == reactions_.end() ? none : found->second;
}

File& World::add_file(const User& user, std::string_view channel_id, std::string name, std::string bytes,
                      Milliseconds create_at) {
    File file;
    file.id = new_id();
    file.user_id = user.id;
    file.channel_id = channel_id;
    file.create_at = create_at > 0 ? create_at : next_millisecond();
    file.name = std::move(name);
    file.bytes = std::move(bytes);
    const auto id = file.id;
    return files_[id] = std::move(file);
}

File* World::find_file(std::string_view id) {
    const auto found = files_.find(id);
    return found == files_.end() ? nullptr : &found->second;
}

std::vector<const File*> World::files_of(const Post& post) const {
    std::vector<const File*> files;
    for (const auto& id : post.file_ids) {
        const auto found = files_.find(id);
        if (found != files_.end()) files.push_back(&found->second);
    }
    std::sort(files.begin(), files.end(), [](const File* left, const File* right) {
        return std::tie(left->create_at, left->name) < std::tie(right->create_at, right->name);
    });
    return files;
}

void World::attach_files(Post& post, const User& author, const std::vector<std::string>& file_ids) {
    for (const auto& id : file_ids) {
        auto* file = find_file(id);
        // Unknown ones, those of others and those already attached are dropped without a word (files.json).
        if (file == nullptr || file->user_id != author.id || !file->post_id.empty()) continue;
        file->post_id = post.id;
        post.file_ids.push_back(id);
    }
    if (post.file_ids.size() != file_ids.size()) touch(post, next_millisecond());
    std::sort(post.file_ids.begin(), post.file_ids.end());
}

Json World::post_json(const Post& post, std::int64_t reply_count, bool with_metadata) const {
    Json json = {{"id", post.id},
                 {"create_at", post.create_at},
                 {"update_at", post.update_at},
                 {"edit_at", post.edit_at},
                 {"delete_at", post.delete_at},
                 {"is_pinned", post.is_pinned},
                 {"user_id", post.user_id},
                 {"channel_id", post.channel_id},
                 {"root_id", post.root_id},
                 {"original_id", post.original_id},
                 {"message", post.message},
                 {"type", post.type},
                 {"props", Json(post.props)},
                 {"hashtags", post.hashtags}};
    if (!post.file_ids.empty()) json["file_ids"] = post.file_ids;
    json["pending_post_id"] = post.pending_post_id;
    if (post.has_reactions) json["has_reactions"] = true;
    json["reply_count"] = reply_count;
    json["last_reply_at"] = 0;
    json["participants"] = nullptr;
    if (!with_metadata) return json;

    Json metadata = Json::object();
    if (post.delete_at == 0) {
        if (has_attachments(post.props)) metadata["embeds"] = Json::array({{{"type", "message_attachment"}}});
        for (const auto* file : files_of(post)) metadata["files"].push_back(file_json(*file));
        for (const auto& reaction : reactions(post.id))
            metadata["reactions"].push_back(reaction_json(reaction));
    }
    json["metadata"] = std::move(metadata);
    return json;
}

}  // namespace mostik::simulators::mattermost
