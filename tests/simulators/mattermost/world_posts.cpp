// Posts: creating, changing, deleting, and the events that tell of it.
#include "tests/simulators/mattermost/attachments.hpp"
#include "tests/simulators/mattermost/identifier.hpp"
#include "tests/simulators/mattermost/message_text.hpp"
#include "tests/simulators/mattermost/shapes.hpp"
#include "tests/simulators/mattermost/world.hpp"

#include <algorithm>

namespace mostik::simulators::mattermost {

namespace {

bool is_system(std::string_view type) {
    return type.substr(0, 7) == "system_";
}

bool is_client_type(std::string_view type) {
    return type.empty() || type == "me" || type == "slack_attachment" || type.substr(0, 7) == "custom_";
}

// Joins and leaves do not count as messages of a channel.
bool is_join_or_leave(std::string_view type) {
    static constexpr std::string_view types[] = {"system_join_channel",   "system_leave_channel",
                                                 "system_add_to_channel", "system_remove_from_channel",
                                                 "system_join_team",      "system_leave_team"};
    return std::find(std::begin(types), std::end(types), type) != std::end(types);
}

bool arrived_before(const Post* left, const Post* right) {
    return left->create_at < right->create_at;
}

}  // namespace

Post* World::find_post(std::string_view id) {
    const auto found = posts_.find(std::string(id));
    return found == posts_.end() ? nullptr : &found->second;
}

Post* World::find_live_post(std::string_view id) {
    auto* post = find_post(id);
    return post == nullptr || post->delete_at != 0 ? nullptr : post;
}

Post& World::store(Post post) {
    const auto id = post.id;
    auto& stored = posts_[id] = std::move(post);
    auto& channel_posts = posts_by_channel_[stored.channel_id];
    const auto insert = [&](std::vector<Post*>& list) {
        list.insert(std::upper_bound(list.begin(), list.end(), &stored, arrived_before), &stored);
    };
    insert(channel_posts.all);
    channel_posts.changed_at = std::max(channel_posts.changed_at, stored.update_at);
    if (stored.delete_at != 0) return stored;
    insert(channel_posts.live);
    if (!stored.root_id.empty()) replies_[stored.root_id].push_back(&stored);
    return stored;
}

void World::touch(Post& post, Milliseconds at) {
    post.update_at = std::max(post.update_at, at);
    auto& channel_posts = posts_by_channel_[post.channel_id];
    channel_posts.changed_at = std::max(channel_posts.changed_at, post.update_at);
}

Outcome<void> World::check_message(std::string_view message) const {
    if (count_code_points(message) > max_message) return refuse(errors::invalid_message());
    if (message.find('\0') != std::string_view::npos) return refuse(errors::post_not_saved());
    return {};
}

void World::begin_pending(std::string_view pending_post_id) {
    if (pending_post_id.empty()) return;
    pending_posts_.try_emplace(std::string(pending_post_id), PendingPost{now() + pending_post_window, {}});
}

void World::end_pending(std::string_view pending_post_id) {
    const auto found = pending_posts_.find(pending_post_id);
    if (found != pending_posts_.end() && found->second.post_id.empty()) pending_posts_.erase(found);
}

Outcome<World::Created> World::create_post(const User& author, PostDraft draft) {
    auto* channel = find_channel(draft.channel_id);
    if (channel == nullptr || (!author.is_admin && find_member(*channel, author.id) == nullptr)) {
        return refuse(errors::permissions());
    }
    if (is_system(draft.type)) return refuse(errors::invalid_param("post.type"));
    if (channel->delete_at != 0) return refuse(errors::post_to_archived_channel());

    const auto key = draft.pending_post_id;
    const bool by_integration = draft.props.contains("from_bot") || draft.props.contains("from_webhook");
    if (!key.empty()) {
        const auto known = pending_posts_.find(key);
        if (known != pending_posts_.end() && known->second.expires_at > now()) {
            if (known->second.post_id.empty()) return refuse(errors::pending_post());
            const auto* first = find_live_post(known->second.post_id);
            if (first == nullptr) return refuse(errors::pending_post_gone());
            // The recorded server marks the channel viewed here even for a bot.
            if (!by_integration) view_channel(draft.channel_id, author);
            return Created{*first, true};
        }
    }
    auto created = save_post(author, *channel, std::move(draft));
    if (!key.empty()) {
        pending_posts_.erase(key);
        if (created) pending_posts_[key] = {now() + pending_post_window, created->post.id};
    }
    if (created && !author.is_bot && !by_integration) view_channel(channel->id, author);
    return created;
}

Outcome<World::Created> World::save_post(const User& author, Channel& channel, PostDraft draft) {
    Post* root = nullptr;
    if (!draft.root_id.empty()) {
        root = find_live_post(draft.root_id);
        if (root == nullptr) return refuse(errors::invalid_root());
        if (root->channel_id != channel.id) return refuse(errors::root_of_another_channel());
        if (!root->root_id.empty()) return refuse(errors::invalid_root());
    }
    if (!draft.id.empty()) return refuse(errors::existing_post());
    if (count_code_points(draft.message) > max_message) return refuse(errors::invalid_message());
    if (!is_client_type(draft.type)) return refuse(errors::invalid_type());
    if (dump(draft.file_ids).size() > max_file_ids) return refuse(errors::invalid_file_ids());
    if (author.is_bot) draft.props["from_bot"] = "true";
    const auto mentioned_channels = channel_mentions_in(draft.message, channel.team_id);
    if (!mentioned_channels.empty()) draft.props["channel_mentions"] = mentioned_channels;
    complete_attachments(draft.props);
    if (count_code_points(dump(draft.props)) > max_props) return refuse(errors::invalid_props());
    if (draft.message.find('\0') != std::string::npos) return refuse(errors::post_not_saved());

    Post post;
    post.id = new_id();
    post.create_at = post.update_at = draft.create_at > 0 ? draft.create_at : next_millisecond();
    post.user_id = author.id;
    post.channel_id = channel.id;
    post.root_id = std::move(draft.root_id);
    post.message = std::move(draft.message);
    post.type = std::move(draft.type);
    post.props = std::move(draft.props);
    post.hashtags = hashtags_in(post.message);
    auto& stored = store(std::move(post));
    attach_files(stored, author, draft.file_ids);
    if (root != nullptr) touch(*root, stored.create_at);
    channel.last_post_at = std::max(channel.last_post_at, stored.create_at);
    ++channel.total_msg_count;
    if (stored.root_id.empty()) ++channel.total_msg_count_root;

    Created created{stored, false};
    created.post.pending_post_id = std::move(draft.pending_post_id);
    if (!draft.silent) {
        const bool direct = channel.type == 'D';
        auto mentions = direct ? std::vector<std::string>() : mentions_in(stored, channel);
        for (const auto& member : channel.members) {
            if (direct && member.user_id != author.id) mentions.push_back(member.user_id);
        }
        for (const auto& id : mentions) {
            if (auto* member = find_member(channel, id)) ++member->mention_count;
        }
        emit_posted(created.post, channel, "@" + author.username, mentions, draft.set_online);
        if (!author.is_bot && !channel.team_id.empty()) hint_at_outsiders(stored, channel, author);
    }
    return created;
}

void World::system_post(Channel& channel, const User& author, std::string type, std::string message,
                        nlohmann::json props, const std::vector<std::string>& mentions) {
    Post post;
    post.id = new_id();
    post.create_at = post.update_at = next_millisecond();
    post.user_id = author.id;
    post.channel_id = channel.id;
    post.type = std::move(type);
    post.message = std::move(message);
    post.props = std::move(props);
    const auto& stored = store(std::move(post));
    channel.last_post_at = std::max(channel.last_post_at, stored.create_at);
    if (!is_join_or_leave(stored.type)) {
        ++channel.total_msg_count;
        ++channel.total_msg_count_root;
    }
    emit_posted(stored, channel, "System", mentions, true);
}

Post& World::patch_post(Post& post, const PostPatch& patch) {
    const auto now = next_millisecond();
    Post revision = post;
    revision.id = new_id();
    revision.original_id = post.id;
    revision.update_at = revision.delete_at = now;
    revision.message.clear();
    revision.root_id = post.root_id;
    store(std::move(revision));

    if (patch.message && *patch.message != post.message) {
        post.message = *patch.message;
        post.hashtags = hashtags_in(post.message);
        post.edit_at = now;
    }
    if (patch.props) {
        post.props = *patch.props;
        complete_attachments(post.props);
    }
    if (patch.is_pinned) post.is_pinned = *patch.is_pinned;
    touch(post, now);
    emit_edited(post);
    return post;
}

void World::delete_post(Post& post, const User& actor) {
    // The event shows the post as it was; administrators also learn who deleted it (posts_edit_delete.json).
    Event event{"post_deleted", {{"post", dump(post_json(post, reply_count(post), false))}}, {}};
    event.broadcast.channel_id = post.channel_id;
    event.data_for_admins = {{"delete_by", actor.id}};

    const auto now = next_millisecond();
    auto& live = posts_by_channel_[post.channel_id].live;
    const auto erase = [&](Post& gone) {
        gone.delete_at = now;
        gone.message.clear();
        gone.props["deleteBy"] = actor.id;
        touch(gone, now);
        live.erase(std::remove(live.begin(), live.end(), &gone), live.end());
    };
    erase(post);
    if (post.root_id.empty()) {
        for (auto* reply : replies_[post.id]) erase(*reply);
        replies_.erase(post.id);
    } else {
        auto& siblings = replies_[post.root_id];
        siblings.erase(std::remove(siblings.begin(), siblings.end(), &post), siblings.end());
    }
    emit(std::move(event));
}

Post World::ephemeral_post(const User& author, const User& reader, std::string channel_id,
                           std::string message) {
    Post post;
    post.id = new_id();
    post.create_at = now();
    post.user_id = author.id;
    post.channel_id = std::move(channel_id);
    post.type = "system_ephemeral";
    post.message = std::move(message);
    emit({"ephemeral_message", {{"post", dump(post_json(post, 0))}}, {{}, reader.id, post.channel_id, {}}});
    return post;
}

void World::hint_at_outsiders(const Post& post, Channel& channel, const User& author) {
    auto ids = nlohmann::json::array();
    auto names = nlohmann::json::array();
    for (const auto& name : at_names_in(post.message)) {
        const auto* user = find_user_by_name(name);
        if (user == nullptr || find_member(channel, user->id) != nullptr) continue;
        ids.push_back(user->id);
        names.push_back(name);
    }
    // Of several outsiders the server speaks in another sentence, which nobody has recorded.
    if (names.size() != 1) return;
    Post hint;
    hint.id = new_id();
    hint.create_at = next_millisecond();
    hint.channel_id = channel.id;
    hint.type = "system_ephemeral";
    hint.message = "@" + names[0].get<std::string>() +
                   " did not get notified by this mention because they are not in the channel.";
    hint.props["add_channel_member"] = {{"not_in_channel_user_ids", ids},
                                        {"not_in_channel_usernames", names},
                                        {"not_in_groups_user_ids", nlohmann::json::array()},
                                        {"not_in_groups_usernames", nlohmann::json::array()},
                                        {"post_id", hint.id},
                                        {"user_ids", ids},
                                        {"usernames", names}};
    emit({"ephemeral_message", {{"post", dump(post_json(hint, 0))}}, {{}, author.id, channel.id, {}}});
}

void World::emit_posted(const Post& post, const Channel& channel, const std::string& sender_name,
                        const std::vector<std::string>& mentions, bool set_online) {
    Event event{"posted", Json::object(), {}};
    event.broadcast.channel_id = channel.id;
    auto& data = event.data;
    data["channel_display_name"] = channel.type == 'D' ? sender_name : channel.display_name;
    data["channel_name"] = channel.name;
    data["channel_type"] = std::string(1, channel.type);
    if (!post.file_ids.empty()) {
        const auto files = files_of(post);
        const auto is_image = [](const File* file) { return mime_type(file->name).rfind("image/", 0) == 0; };
        if (std::any_of(files.begin(), files.end(), is_image)) data["image"] = "true";
        data["otherFile"] = "true";
    }
    if (!mentions.empty()) data["mentions"] = dump(Json(mentions));
    data["post"] = dump(post_json(post, reply_count(post)));
    data["sender_name"] = sender_name;
    data["set_online"] = set_online;
    data["team_id"] = channel.team_id;
    emit(std::move(event));
}

void World::emit_edited(const Post& post) const {
    emit(
        {"post_edited", {{"post", dump(post_json(post, reply_count(post)))}}, {{}, {}, post.channel_id, {}}});
}

std::vector<std::string> World::mentions_in(const Post& post, const Channel& channel) const {
    if (channel.type == 'G') return {};
    const auto names = at_names_in(post.message);
    const auto mentioned = [&](std::string_view name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    const bool everybody = mentioned("channel") || mentioned("all") || mentioned("here");
    std::vector<std::string> ids;
    for (const auto& member : channel.members) {
        if (member.user_id == post.user_id) continue;
        const auto user = users_.find(member.user_id);
        if (user != users_.end() && (everybody || mentioned(user->second.username)))
            ids.push_back(member.user_id);
    }
    return ids;
}

nlohmann::json World::channel_mentions_in(std::string_view message, std::string_view team_id) {
    auto mentions = nlohmann::json::object();
    const auto* team = find_team(team_id);
    if (team == nullptr) return mentions;
    for (const auto& name : channel_names_in(message)) {
        const auto* channel = find_channel_by_name(team_id, name);
        if (channel == nullptr || channel->type != 'O') continue;
        mentions[name] = {{"display_name", channel->display_name}, {"team_name", team->name}};
    }
    return mentions;
}

}  // namespace mostik::simulators::mattermost
