#pragma once

#include "core/clock.hpp"

#include <string>
#include <variant>
#include <vector>

namespace mostik::core {

/// How an event reached us, which decides which processors see it.
enum class Origin {
    live,     ///< heard as it happened
    gap,      ///< missed while briefly away and read afterwards: treated as live, through the inbox
    history,  ///< read from the past: only remembered, never answered
};

struct Person {
    std::string id;
    std::string name;   ///< login without "@"; empty when it could not be learnt
    bool bot = false;   ///< the server's own word (`is_bot`), never what a message claims about itself
    bool self = false;  ///< this bot
};

struct Channel {
    std::string id;
    std::string name;          ///< "town-square"; empty when it could not be learnt
    std::string display_name;  ///< "Town Square"
    std::string team;          ///< team's name; empty for direct messages
    bool direct = false;       ///< a conversation of two, the bot being one of them
};

struct Attachment {
    std::string id;
    std::string name;
    std::string mime_type;
    std::int64_t size = 0;  ///< bytes; 0 when unknown
};

struct Reaction {
    Person author;
    std::string emoji;  ///< name without colons
    Time created_at{};
};

/// A message as it stands in its messenger.
struct Post {
    std::string id;
    std::string thread_id;  ///< the thread's root; empty for a post that is no reply
    std::string text;
    Time created_at{};
    Time edited_at{};     ///< zero when never edited
    bool system = false;  ///< made by the server (joins, header changes): nobody's speech
    bool own = false;     ///< carries this bot's marker: it was sent by us, whoever the author seems to be
    bool mentions_bot = false;
    std::string
        addressed;  ///< what is said to the bot: the text after a leading mention (or only that), or the
                    ///< whole text of a direct message; empty when the post does not address the bot
    std::vector<Attachment> attachments;
    std::vector<Reaction> reactions;  ///< of a post that was read from the past; live events tell none
};

struct Connected {
    std::string connection_id;
    std::string server_version;
};
struct Posted {
    Post post;
};
struct PostEdited {
    Post post;
};
struct PostDeleted {
    Post post;  ///< as it was
    Time deleted_at{};
};
struct ReactionChanged {
    std::string post_id;
    std::string emoji;  ///< name without colons
    bool added = true;
};
struct MembershipChanged {
    Person member;
    bool added = true;
};
/// Any other kind; `Event::type` and `Event::raw` tell the rest.
struct OtherEvent {};

using EventBody =
    std::variant<OtherEvent, Connected, Posted, PostEdited, PostDeleted, ReactionChanged, MembershipChanged>;

/// Something that happened in a messenger: plain data, decides nothing.
struct Event {
    std::string messenger;  ///< "mattermost"
    std::string type;       ///< the messenger's own word: "posted", "hello", …
    std::string
        identity;  ///< the same for every delivery of the same event; empty: has none, never deduplicated
    Origin origin = Origin::live;
    Time happened_at{};  ///< by the messenger's clock, where it tells; else the moment of receipt
    Channel channel;     ///< empty id when the event belongs to none
    Person author;       ///< who did it; empty id when nobody did
    EventBody body;
    std::string raw;  ///< the payload as received (JSON text)
};

/// The post that the event carries, or nullptr.
const Post* post_of(const Event& event);

/// "live", "gap", "history".
std::string_view to_string(Origin origin);

/// One JSON object and back, so that an event can be kept and run again. from_json throws std::runtime_error
/// on text that to_json did not write.
std::string to_json(const Event& event);
Event event_from_json(std::string_view json);

}  // namespace mostik::core
