#include "tests/simulators/mattermost/shapes.hpp"

#include <array>
#include <optional>

namespace mostik::simulators::mattermost {

namespace {

struct ImageSize {
    unsigned width = 0;
    unsigned height = 0;
};

// Only PNG is looked into: the one image type in the recordings.
std::optional<ImageSize> png_size(std::string_view bytes) {
    if (bytes.size() < 24 || bytes.substr(0, 8) != "\x89PNG\r\n\x1a\n") return std::nullopt;
    const auto number = [&](std::size_t at) {
        unsigned value = 0;
        for (std::size_t index = at; index < at + 4; ++index) {
            value = (value << 8U) | static_cast<unsigned char>(bytes[index]);
        }
        return value;
    };
    return ImageSize{number(16), number(20)};
}

}  // namespace

Json user_json(const User& user, Viewer viewer) {
    Json json = {{"id", user.id},
                 {"create_at", user.create_at},
                 {"update_at", user.update_at},
                 {"delete_at", user.delete_at},
                 {"username", user.username},
                 {"auth_data", ""},
                 {"auth_service", ""},
                 {"email", user.email},
                 {"nickname", user.nickname},
                 {"first_name", user.first_name},
                 {"last_name", user.last_name},
                 {"position", ""},
                 {"roles", user.is_admin ? "system_admin system_user" : "system_user"}};
    if (viewer == Viewer::self || viewer == Viewer::self_in_event) {
        json["notify_props"] = {
            {"channel", "true"},       {"comments", "never"},      {"desktop", "mention"},
            {"desktop_sound", "true"}, {"desktop_threads", "all"}, {"email", "true"},
            {"email_threads", "all"},  {"first_name", "false"},    {"mention_keys", ""},
            {"push", "mention"},       {"push_status", "away"},    {"push_threads", "all"}};
        json["last_password_update"] = user.create_at;
    }
    json["locale"] = "en";
    json["timezone"] = {{"automaticTimezone", ""}, {"manualTimezone", ""}, {"useAutomaticTimezone", "true"}};
    if (user.is_bot) {
        json["is_bot"] = true;
        const bool in_event = viewer == Viewer::self_in_event || viewer == Viewer::other_in_event;
        if (!user.bot_description.empty() && !in_event) json["bot_description"] = user.bot_description;
    }
    json["disable_welcome_email"] = false;
    return json;
}

Json status_json(const User& user) {
    return {{"user_id", user.id},
            {"status", user.status},
            {"manual", user.status_is_manual},
            {"last_activity_at", user.last_activity_at},
            {"dnd_end_time", 0}};
}

Json team_json(const Team& team) {
    return {{"id", team.id},
            {"create_at", team.create_at},
            {"update_at", team.update_at},
            {"delete_at", 0},
            {"display_name", team.display_name},
            {"name", team.name},
            {"description", ""},
            {"email", ""},
            {"type", "O"},
            {"company_name", ""},
            {"allowed_domains", ""},
            {"invite_id", team.invite_id},
            {"allow_open_invite", false},
            {"scheme_id", nullptr},
            {"group_constrained", nullptr},
            {"policy_id", nullptr}};
}

Json team_member_json(const Team& team, const User& user) {
    return {{"team_id", team.id},    {"user_id", user.id},  {"roles", "team_user"},  {"delete_at", 0},
            {"scheme_guest", false}, {"scheme_user", true}, {"scheme_admin", false}, {"explicit_roles", ""}};
}

Json channel_json(const Channel& channel) {
    Json shared = nullptr;
    if (channel.type == 'D') shared = false;
    return {{"id", channel.id},
            {"create_at", channel.create_at},
            {"update_at", channel.update_at},
            {"delete_at", channel.delete_at},
            {"team_id", channel.team_id},
            {"type", std::string(1, channel.type)},
            {"display_name", channel.display_name},
            {"name", channel.name},
            {"header", channel.header},
            {"purpose", channel.purpose},
            {"last_post_at", channel.last_post_at},
            {"total_msg_count", channel.total_msg_count},
            {"extra_update_at", 0},
            {"creator_id", channel.creator_id},
            {"scheme_id", nullptr},
            {"props", nullptr},
            {"group_constrained", nullptr},
            {"shared", shared},
            {"total_msg_count_root", channel.total_msg_count_root},
            {"policy_id", nullptr},
            {"last_root_post_at", channel.last_post_at}};
}

Json channel_member_json(const Channel& channel, const ChannelMember& member) {
    return {{"channel_id", channel.id},
            {"user_id", member.user_id},
            {"roles", member.is_admin ? "channel_user channel_admin" : "channel_user"},
            {"last_viewed_at", member.last_viewed_at},
            {"msg_count", member.msg_count},
            {"mention_count", member.mention_count},
            {"mention_count_root", member.mention_count},
            {"msg_count_root", member.msg_count},
            {"notify_props",
             {{"desktop", "default"},
              {"email", "default"},
              {"ignore_channel_mentions", "default"},
              {"mark_unread", "all"},
              {"push", "default"}}},
            {"last_update_at", member.last_update_at},
            {"scheme_guest", false},
            {"scheme_user", true},
            {"scheme_admin", member.is_admin},
            {"explicit_roles", ""}};
}

Json file_json(const File& file) {
    Json json = {{"id", file.id}, {"user_id", file.user_id}};
    if (!file.post_id.empty()) json["post_id"] = file.post_id;
    json["channel_id"] = "";  // in 6.7 always (files.json)
    json["create_at"] = file.create_at;
    json["update_at"] = file.create_at;
    json["delete_at"] = 0;
    json["name"] = file.name;
    json["extension"] = file_extension(file.name);
    json["size"] = file.bytes.size();
    json["mime_type"] = mime_type(file.name);
    const auto image = png_size(file.bytes);
    if (image) {
        json["width"] = image->width;
        json["height"] = image->height;
        json["has_preview_image"] = true;
        json["mini_preview"] = "/9j/2wCEAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoH";
    } else {
        json["mini_preview"] = nullptr;
    }
    json["remote_id"] = "";
    return json;
}

Json reaction_json(const Reaction& reaction) {
    return {{"user_id", reaction.user_id},
            {"post_id", reaction.post_id},
            {"emoji_name", reaction.emoji_name},
            {"create_at", reaction.create_at},
            {"update_at", reaction.update_at},
            {"delete_at", 0},
            {"remote_id", ""}};
}

std::string file_extension(std::string_view name) {
    const auto dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string() : to_lower_ascii(name.substr(dot + 1));
}

std::string mime_type(std::string_view name) {
    struct Row {
        std::string_view extension;
        std::string_view type;
    };
    static constexpr std::array rows{Row{"txt", "text/plain; charset=utf-8"},
                                     Row{"log", "text/x-log; charset=utf-8"},
                                     Row{"md", "text/markdown; charset=utf-8"},
                                     Row{"csv", "text/csv; charset=utf-8"},
                                     Row{"html", "text/html; charset=utf-8"},
                                     Row{"png", "image/png"},
                                     Row{"jpg", "image/jpeg"},
                                     Row{"jpeg", "image/jpeg"},
                                     Row{"gif", "image/gif"},
                                     Row{"webp", "image/webp"},
                                     Row{"pdf", "application/pdf"},
                                     Row{"zip", "application/zip"},
                                     Row{"json", "application/json"},
                                     Row{"mp4", "video/mp4"},
                                     Row{"mp3", "audio/mpeg"},
                                     Row{"ogg", "audio/ogg"}};
    const auto extension = file_extension(name);
    for (const auto& row : rows) {
        if (row.extension == extension) return std::string(row.type);
    }
    return {};
}

}  // namespace mostik::simulators::mattermost
