#pragma once

#include "core/address.hpp"
#include "core/clock.hpp"
#include "core/message.hpp"

#include <optional>
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
    std::string name;          ///< login without "@"; empty when there is none, or it could not be learnt
    std::string display_name;  ///< "Anna Ivanova"; empty when the messenger has none
    std::string language;      ///< the messenger's word for it ("ru", "pt-br"); empty: not told
    bool bot = false;          ///< the server's own word (`is_bot`), never what a message claims about itself
    bool self = false;         ///< this bot
};

struct Channel {
    std::string id;
    std::string name;          ///< "town-square"; empty when it could not be learnt
    std::string display_name;  ///< "Town Square"
    std::string team;          ///< team's name; empty for direct messages
    std::string topic;         ///< id of the forum topic that the event belongs to; empty: none
    bool direct = false;       ///< a conversation of two, the bot being one of them
    std::string kind;          ///< its messenger's word: "group", "supergroup", …; empty: not told
};

struct Attachment {
    std::string id;
    std::string name;
    std::string mime_type;
    std::int64_t size = 0;  ///< bytes; 0 when unknown
    FileKind kind = FileKind::document;
};

struct Reaction {
    Person author;
    std::string emoji;  ///< name without colons
    Time created_at{};
};

/// A message as it stands in its messenger.
struct Post {
    std::string id;         ///< unique within its messenger
    std::string thread_id;  ///< the thread's root; empty for a post that is no reply
    std::string reply_to;   ///< the post that it answers, where that is another one than the thread's root
    std::string album;      ///< posts with the same one belong together; empty: stands alone
    std::string text;       ///< as its messenger has it: Markdown, or plain words
    std::string markdown;   ///< the text with its formatting as Markdown; empty: `text` is that
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
/// Somebody pressed a button under a post of ours.
struct ButtonPressed {
    std::string query_id;  ///< to be answered, or the far side goes on waiting
    std::string post_id;
    std::string data;
};
/// The chat has another id from now on.
struct ChatMoved {
    std::string to;
};
/// What became of a message that a processor wrote to the outbox.
struct Outcome {
    std::int64_t outbox_id = 0;
    std::string owner;  ///< the processor that is told
    Operation operation = Operation::send;
    bool delivered = false;
    std::string reason;                ///< why not
    Address to;                        ///< where it was to go
    std::optional<MessageRef> source;  ///< the message that was carried
};
/// The time has come that a processor asked for.
struct TimerDue {
    std::string owner;    ///< the processor, and what it is to him
    std::string subject;  ///< what it was set for: the owner's own words
};
/// A file that came with a notification.
struct Enclosure {
    std::string name;
    std::string mime_type;
    std::string content;  ///< its bytes
};
/// Another system hands in what is to be sent.
struct Notification {
    std::string source;       ///< who: the name of an API key, …
    std::string reference;    ///< its name among all notifications; the same again is not sent again
    std::string fingerprint;  ///< of what was asked for, to tell whether the same name means the same
    std::vector<Address> to;  ///< a message to each
    Message message;          ///< without files
    std::vector<Enclosure> files;
    std::optional<Time> not_before;
    std::optional<Time> not_after;
    int priority = 0;
};
/// Any other kind; `Event::type` and `Event::raw` tell the rest.
struct OtherEvent {};

using EventBody = std::variant<OtherEvent, Connected, Posted, PostEdited, PostDeleted, ReactionChanged,
                               MembershipChanged, ButtonPressed, ChatMoved, Outcome, TimerDue, Notification>;

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
    std::string raw;    ///< the payload as received (JSON text)
    bool once = false;  ///< nobody can be asked for it again: what it causes has to survive a power cut
};

/// The post that the event carries, or nullptr.
const Post* post_of(const Event& event);

/// The post's text as Markdown.
inline const std::string& markdown_of(const Post& post) {
    return post.markdown.empty() ? post.text : post.markdown;
}

/// What tells an event apart in the log: "mattermost/posted/<identity>"; the same for every delivery of it.
/// Printable ASCII without spaces, other bytes as %XX. An event without identity has only the first two.
std::string id_of(const Event& event);

/// "live", "gap", "history".
std::string_view to_string(Origin origin);

/// One JSON object and back, so that an event can be kept and run again. from_json throws std::runtime_error
/// on text that to_json did not write.
std::string to_json(const Event& event);
Event event_from_json(std::string_view json);

}  // namespace mostik::core
