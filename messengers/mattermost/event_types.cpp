#include "messengers/mattermost/settings.hpp"

namespace mostik::messengers::mattermost {

const std::vector<std::string>& event_types() {
    static const std::vector<std::string> types = {
        // Typed events.
        "hello",
        "posted",
        "post_edited",
        "post_deleted",
        "reaction_added",
        "reaction_removed",
        "user_added",
        "user_removed",
        // Those that only `log` can show.
        "added_to_team",
        "channel_converted",
        "channel_created",
        "channel_deleted",
        "channel_member_updated",
        "channel_restored",
        "channel_updated",
        "channel_viewed",
        "config_changed",
        "custom_emoji",
        "direct_added",
        "emoji_added",
        "ephemeral_message",
        "group_added",
        "leave_team",
        "memberrole_updated",
        "multiple_channels_viewed",
        "new_user",
        "open_dialog",
        "post_unread",
        "preference_changed",
        "preferences_changed",
        "preferences_deleted",
        "role_updated",
        "status_change",
        "thread_follow_changed",
        "thread_read_changed",
        "thread_updated",
        "typing",
        "update_team",
        "user_role_updated",
        "user_updated",
    };
    return types;
}

}  // namespace mostik::messengers::mattermost
