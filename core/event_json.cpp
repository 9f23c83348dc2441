#include "core/base64.hpp"
#include "core/event.hpp"

#include <stdexcept>

#include <nlohmann/json.hpp>

namespace mostik::core {

namespace {

using nlohmann::json;

json from(Time time) {
    return to_millis(time);
}

json from(const Person& person) {
    return {{"id", person.id},
            {"name", person.name},
            {"display_name", person.display_name},
            {"language", person.language},
            {"bot", person.bot},
            {"self", person.self}};
}

json from(const Channel& channel) {
    return {{"id", channel.id},     {"name", channel.name},   {"display_name", channel.display_name},
            {"team", channel.team}, {"topic", channel.topic}, {"direct", channel.direct},
            {"kind", channel.kind}};
}

json from(const Reaction& reaction) {
    return {{"author", from(reaction.author)},
            {"emoji", reaction.emoji},
            {"created_at", from(reaction.created_at)}};
}

json from(const Post& post) {
    json reactions = json::array();
    for (const Reaction& reaction : post.reactions) reactions.push_back(from(reaction));
    json attachments = json::array();
    for (const Attachment& file : post.attachments) {
        attachments.push_back({{"id", file.id},
                               {"name", file.name},
                               {"mime_type", file.mime_type},
                               {"size", file.size},
                               {"kind", to_string(file.kind)}});
    }
    return {{"id", post.id},
            {"thread_id", post.thread_id},
            {"reply_to", post.reply_to},
            {"album", post.album},
            {"text", post.text},
            {"markdown", post.markdown},
            {"created_at", from(post.created_at)},
            {"edited_at", from(post.edited_at)},
            {"system", post.system},
            {"own", post.own},
            {"mentions_bot", post.mentions_bot},
            {"addressed", post.addressed},
            {"attachments", std::move(attachments)},
            {"reactions", std::move(reactions)}};
}

// One per kind of body; "kind" says which one to read back.
json from(const OtherEvent&) {
    return {{"kind", "other"}};
}
json from(const Connected& body) {
    return {{"kind", "connected"},
            {"connection_id", body.connection_id},
            {"server_version", body.server_version}};
}
json from(const Posted& body) {
    return {{"kind", "posted"}, {"post", from(body.post)}};
}
json from(const PostEdited& body) {
    return {{"kind", "post_edited"}, {"post", from(body.post)}};
}
json from(const PostDeleted& body) {
    return {{"kind", "post_deleted"}, {"post", from(body.post)}, {"deleted_at", from(body.deleted_at)}};
}
json from(const ReactionChanged& body) {
    return {{"kind", "reaction"}, {"post_id", body.post_id}, {"emoji", body.emoji}, {"added", body.added}};
}
json from(const MembershipChanged& body) {
    return {{"kind", "membership"}, {"member", from(body.member)}, {"added", body.added}};
}
json from(const ButtonPressed& body) {
    return {{"kind", "button"}, {"query_id", body.query_id}, {"post_id", body.post_id}, {"data", body.data}};
}
json from(const ChatMoved& body) {
    return {{"kind", "chat_moved"}, {"to", body.to}};
}
json from(const Outcome& body) {
    json object = {{"kind", "outcome"},           {"outbox_id", body.outbox_id},
                   {"owner", body.owner},         {"operation", to_string(body.operation)},
                   {"delivered", body.delivered}, {"reason", body.reason},
                   {"to", to_string(body.to)}};
    if (body.source) {
        object["source"] = {{"messenger", body.source->messenger},
                            {"channel_id", body.source->channel_id},
                            {"message_id", body.source->message_id}};
    }
    return object;
}
json from(const TimerDue& body) {
    return {{"kind", "timer"}, {"owner", body.owner}, {"subject", body.subject}};
}
json from(const Notification& body) {
    json to = json::array();
    for (const Address& address : body.to) to.push_back(to_string(address));
    json files = json::array();
    for (const Enclosure& file : body.files) {
        files.push_back(
            {{"name", file.name}, {"mime_type", file.mime_type}, {"content", to_base64(file.content)}});
    }
    json object = {{"kind", "notification"},      {"source", body.source},
                   {"reference", body.reference}, {"fingerprint", body.fingerprint},
                   {"to", std::move(to)},         {"message", to_json(body.message)},
                   {"files", std::move(files)},   {"priority", body.priority}};
    if (body.not_before) object["not_before"] = from(*body.not_before);
    if (body.not_after) object["not_after"] = from(*body.not_after);
    return object;
}

Time time_from(const json& value) {
    return from_millis(value.get<std::int64_t>());
}

Person person_from(const json& value) {
    return {.id = value.at("id"),
            .name = value.at("name"),
            .display_name = value.value("display_name", ""),
            .language = value.value("language", ""),
            .bot = value.at("bot"),
            .self = value.at("self")};
}

Channel channel_from(const json& value) {
    return {.id = value.at("id"),
            .name = value.at("name"),
            .display_name = value.at("display_name"),
            .team = value.at("team"),
            .topic = value.value("topic", ""),  // events kept by earlier versions are without
            .direct = value.at("direct"),
            .kind = value.value("kind", "")};
}

Post post_from(const json& value) {
    Post post{.id = value.at("id"),
              .thread_id = value.at("thread_id"),
              .reply_to = value.value("reply_to", ""),
              .album = value.value("album", ""),
              .text = value.at("text"),
              .markdown = value.value("markdown", ""),
              .created_at = time_from(value.at("created_at")),
              .edited_at = time_from(value.at("edited_at")),
              .system = value.at("system"),
              .own = value.at("own"),
              .mentions_bot = value.at("mentions_bot"),
              .addressed = value.at("addressed")};
    for (const json& file : value.at("attachments")) {
        post.attachments.push_back({.id = file.at("id"),
                                    .name = file.at("name"),
                                    .mime_type = file.at("mime_type"),
                                    .size = file.at("size"),
                                    .kind = file_kind_from(file.value("kind", "document"))});
    }
    // Events that were kept before posts had reactions are without.
    if (value.contains("reactions")) {
        for (const json& reaction : value.at("reactions")) {
            post.reactions.push_back({.author = person_from(reaction.at("author")),
                                      .emoji = reaction.at("emoji"),
                                      .created_at = time_from(reaction.at("created_at"))});
        }
    }
    return post;
}

Address address_from(const json& value) {
    auto address = parse_address(value.get<std::string>());
    if (!address) throw std::runtime_error("an event without an address: " + address.error().message);
    return std::move(*address);
}

Notification notification_from(const json& value) {
    Notification notification{.source = value.at("source"),
                              .reference = value.at("reference"),
                              .fingerprint = value.at("fingerprint"),
                              .message = message_from_json(value.at("message").get<std::string>()),
                              .priority = value.at("priority")};
    for (const json& to : value.at("to")) notification.to.push_back(address_from(to));
    for (const json& file : value.at("files")) {
        auto content = from_base64(file.at("content").get<std::string>());
        if (!content) throw std::runtime_error("a file of a notification is not in base64");
        notification.files.push_back({file.at("name"), file.at("mime_type"), std::move(*content)});
    }
    if (value.contains("not_before")) notification.not_before = time_from(value.at("not_before"));
    if (value.contains("not_after")) notification.not_after = time_from(value.at("not_after"));
    return notification;
}

Outcome outcome_from(const json& value) {
    Outcome outcome{.outbox_id = value.at("outbox_id"),
                    .owner = value.at("owner"),
                    .operation = operation_from(value.at("operation").get<std::string>()),
                    .delivered = value.at("delivered"),
                    .reason = value.at("reason")};
    outcome.to = address_from(value.at("to"));
    if (value.contains("source")) {
        const json& source = value.at("source");
        outcome.source = MessageRef{source.at("messenger"), source.at("channel_id"), source.at("message_id")};
    }
    return outcome;
}

EventBody body_from(const json& value) {
    const auto kind = value.at("kind").get<std::string>();
    if (kind == "other") return OtherEvent{};
    if (kind == "connected") {
        return Connected{.connection_id = value.at("connection_id"),
                         .server_version = value.at("server_version")};
    }
    if (kind == "posted") return Posted{post_from(value.at("post"))};
    if (kind == "post_edited") return PostEdited{post_from(value.at("post"))};
    if (kind == "post_deleted") {
        return PostDeleted{post_from(value.at("post")), time_from(value.at("deleted_at"))};
    }
    if (kind == "reaction") {
        return ReactionChanged{
            .post_id = value.at("post_id"), .emoji = value.at("emoji"), .added = value.at("added")};
    }
    if (kind == "membership") {
        return MembershipChanged{.member = person_from(value.at("member")), .added = value.at("added")};
    }
    if (kind == "button") {
        return ButtonPressed{
            .query_id = value.at("query_id"), .post_id = value.at("post_id"), .data = value.at("data")};
    }
    if (kind == "chat_moved") return ChatMoved{.to = value.at("to")};
    if (kind == "outcome") return outcome_from(value);
    if (kind == "notification") return notification_from(value);
    if (kind == "timer") return TimerDue{.owner = value.at("owner"), .subject = value.at("subject")};
    throw std::runtime_error("an event of an unknown kind: " + kind);
}

Origin origin_from(const json& value) {
    const auto text = value.get<std::string>();
    for (const Origin origin : {Origin::live, Origin::gap, Origin::history}) {
        if (to_string(origin) == text) return origin;
    }
    throw std::runtime_error("an event of an unknown origin: " + text);
}

}  // namespace

std::string to_json(const Event& event) {
    const json object = {{"messenger", event.messenger},
                         {"type", event.type},
                         {"identity", event.identity},
                         {"origin", to_string(event.origin)},
                         {"happened_at", from(event.happened_at)},
                         {"channel", from(event.channel)},
                         {"author", from(event.author)},
                         {"body", std::visit([](const auto& body) { return from(body); }, event.body)},
                         {"raw", event.raw}};
    // Invalid UTF-8 becomes U+FFFD: an event that is odd has to be kept all the more.
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

Event event_from_json(std::string_view text) {
    try {
        const json object = json::parse(text);
        return {.messenger = object.at("messenger"),
                .type = object.at("type"),
                .identity = object.at("identity"),
                .origin = origin_from(object.at("origin")),
                .happened_at = time_from(object.at("happened_at")),
                .channel = channel_from(object.at("channel")),
                .author = person_from(object.at("author")),
                .body = body_from(object.at("body")),
                .raw = object.at("raw")};
    } catch (const json::exception& e) {
        throw std::runtime_error(std::string("not a kept event: ") + e.what());
    }
}

}  // namespace mostik::core
