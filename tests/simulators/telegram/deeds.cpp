#include "tests/simulators/telegram/deeds.hpp"

#include "tests/simulators/telegram/refusal.hpp"
#include "tests/simulators/telegram/unicode.hpp"

#include <algorithm>

namespace mostik::simulators::telegram {

std::string picture(int width, int height, std::size_t extra) {
    std::string bytes("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16);
    const auto append = [&](int number) {
        for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(number >> shift & 0xFF);
    };
    append(width);
    append(height);
    return bytes + std::string(extra, '\x2A');
}

namespace deeds {

namespace {

Media stored(World& world, const Attachment& attachment) {
    Media media;
    media.kind = attachment.kind;
    media.file_name = attachment.name;
    media.mime_type = attachment.mime_type;
    media.size = attachment.size;
    media.width = attachment.width;
    media.height = attachment.height;
    media.duration = attachment.duration;
    return world.store(std::move(media), attachment.bytes);
}

Json quote_of(World& world, ChatId chat, const WriteOptions& options) {
    if (options.quote.empty()) return nullptr;
    const auto& target = world.message(chat, options.reply_to);
    const auto at = target.text.find(options.quote);
    if (at == std::string::npos) throw bad_request("QUOTE_TEXT_INVALID");
    return {{"text", options.quote},
            {"position", count_utf16_units(std::string_view(target.text).substr(0, at))},
            {"is_manual", true}};
}

Member bot_member(const std::string& status, const std::vector<std::string>& rights) {
    Member member;
    member.status = status;
    for (const auto& right : rights) member.rights[right] = true;
    return member;
}

}  // namespace

UserId add_user(World& world, std::string_view first_name, const UserOptions& options) {
    User user;
    user.id = options.id;
    user.is_bot = options.is_bot;
    user.first_name = first_name;
    user.last_name = options.last_name;
    user.username = options.username;
    user.language_code = options.language_code;
    user.is_premium = options.is_premium;
    user.bio = options.bio;
    return world.add_user(std::move(user)).id;
}

ChatId add_chat(World& world, const std::string& type, std::string_view title,
                const std::vector<UserId>& members, const ChatOptions& options) {
    Chat chat;
    chat.id = options.id;
    chat.type = type;
    chat.title = title;
    chat.username = options.username;
    chat.is_forum = options.is_forum;
    for (const auto user : members) {
        world.user(user);
        chat.members[user].status = user == members.front() ? "creator" : "member";
    }
    if (!options.bot_status.empty()) {
        chat.members[world.bot_id()] = bot_member(options.bot_status, options.bot_rights);
    }
    // The first message tells of the creation; in a forum its number stands for the topic General.
    if (type != "group") chat.last_message_id = 1;
    return world.add_chat(std::move(chat)).id;
}

void open_private_chat(World& world, UserId user) {
    auto& chat = world.private_chat(user);
    const auto status = world.status_of(chat, world.bot_id());
    if (status == "kicked") {
        block(world, user, false);
    } else if (status == "left") {
        chat.members[world.bot_id()] = {};
    }
}

const Message& start(World& world, UserId user, std::string_view payload) {
    return write(world, user, user, "/start" + (payload.empty() ? "" : " " + std::string(payload)), {});
}

const Message& write(World& world, UserId user, ChatId chat_id, std::string_view text,
                     const WriteOptions& options) {
    if (world.user(user).is_deactivated) throw bad_request("user is deactivated");
    if (chat_id == user) open_private_chat(world, user);
    auto& chat = world.chat(chat_id);
    if (!world.is_member(chat, user)) throw bad_request("the user is not a member of the chat");
    if (chat.migrated_to != 0) throw bad_request("group chat was upgraded to a supergroup chat");
    if (options.topic != 0 && world.find_topic(chat, options.topic) == nullptr) {
        throw bad_request("message thread not found");
    }
    if (options.reply_to != 0) world.message(chat_id, options.reply_to);
    Message message;
    message.chat_id = chat_id;
    message.from = user;
    if (options.is_anonymous) {
        message.from = World::anonymous_admin;
        message.sender_chat = chat_id;
    }
    if (chat.type == "channel") {
        if (!world.is_administrator(chat, user)) throw bad_request("CHAT_ADMIN_REQUIRED");
        message.from = 0;
        message.sender_chat = chat_id;
    }
    const bool has_other = options.attachment || !options.content.is_null();
    auto formatted = normalized({std::string(text), options.entities}, has_other);
    message.text = std::move(formatted.text);
    message.entities = std::move(formatted.entities);
    if (options.attachment) message.media = stored(world, *options.attachment);
    message.media_group_id = options.media_group_id;
    message.reply_to = options.reply_to;
    message.quote = quote_of(world, chat_id, options);
    message.thread = options.topic;
    message.content = options.content;
    message.forward = options.forward;
    message.author_signature = options.author_signature;
    return world.add(std::move(message));
}

std::vector<Message> write_album(World& world, UserId user, ChatId chat,
                                 const std::vector<Attachment>& attachments, std::string_view caption,
                                 WriteOptions options) {
    options.media_group_id = world.next_media_group_id();
    std::vector<Message> album;
    for (const auto& attachment : attachments) {
        options.attachment = attachment;
        album.push_back(write(world, user, chat, album.empty() ? caption : std::string_view(), options));
        options.entities.clear();
    }
    return album;
}

const Message& edit(World& world, ChatId chat, MessageId id, std::string_view text,
                    const std::vector<Entity>& entities) {
    auto& message = world.message(chat, id);
    if (message.by_bot) throw bad_request("message can't be edited");
    world.edit(message, normalized({std::string(text), entities}, message.media.has_value()));
    return message;
}

void react(World& world, UserId user, ChatId chat, MessageId id, const std::vector<std::string>& emoji) {
    std::vector<Reaction> reactions;
    for (const auto& one : emoji) {
        const bool is_custom = !one.empty() && std::all_of(one.begin(), one.end(), [](unsigned char c) {
            return c >= '0' && c <= '9';
        });
        reactions.push_back({is_custom ? "custom_emoji" : "emoji", one});
    }
    world.set_reactions(world.message(chat, id), user, std::move(reactions));
}

void block(World& world, UserId user, bool blocked) {
    Member member;
    member.status = blocked ? "kicked" : "member";
    world.set_member(user, user, world.bot_id(), member);
}

void set_bot(World& world, ChatId chat, UserId by, const std::string& status,
             const std::vector<std::string>& rights) {
    if (status == "member" && !world.is_member(world.chat(chat), world.bot_id())) {
        world.join(chat, world.bot_id(), by);
    } else if (status == "kicked") {
        world.leave(chat, world.bot_id(), by);
    } else {
        world.set_member(chat, by, world.bot_id(), bot_member(status, rights));
    }
}

Topic& topic(World& world, ChatId forum, MessageId id) {
    if (auto* found = world.find_topic(world.chat(forum), id)) return *found;
    throw bad_request("message thread not found");
}

}  // namespace deeds
}  // namespace mostik::simulators::telegram
