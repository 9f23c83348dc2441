// The part of Simulator that acts.
#include "tests/simulators/telegram/deeds.hpp"
#include "tests/simulators/telegram/refusal.hpp"
#include "tests/simulators/telegram/seed.hpp"
#include "tests/simulators/telegram/simulator_implementation.hpp"

namespace mostik::simulators::telegram {

Simulator::Simulator(Options options)
    : implementation_(std::make_unique<Implementation>(std::move(options))) {}
Simulator::~Simulator() = default;

std::uint16_t Simulator::port() const {
    return implementation_->run([](Server& server) { return server.port(); });
}
std::string Simulator::url() const {
    return implementation_->run([](Server& server) { return server.url(); });
}
std::string Simulator::token() const {
    return implementation_->run([](Server& server) { return server.options.bot.token; });
}
UserId Simulator::bot_id() const {
    return implementation_->run([](Server& server) { return server.world.bot_id(); });
}
void Simulator::stop() {
    implementation_->stop();
}

// ---- people and chats

UserId Simulator::add_user(std::string_view first_name, const UserOptions& options) {
    return implementation_->run(
        [&](Server& server) { return deeds::add_user(server.world, first_name, options); });
}
ChatId Simulator::add_group(std::string_view title, const std::vector<UserId>& members,
                            const ChatOptions& options) {
    return implementation_->run(
        [&](Server& server) { return deeds::add_chat(server.world, "group", title, members, options); });
}
ChatId Simulator::add_supergroup(std::string_view title, const std::vector<UserId>& members,
                                 const ChatOptions& options) {
    return implementation_->run(
        [&](Server& server) { return deeds::add_chat(server.world, "supergroup", title, members, options); });
}
ChatId Simulator::add_channel(std::string_view title, const std::vector<UserId>& members,
                              const ChatOptions& options) {
    return implementation_->run(
        [&](Server& server) { return deeds::add_chat(server.world, "channel", title, members, options); });
}
Message Simulator::start(UserId user, std::string_view payload) {
    return implementation_->run(
        [&](Server& server) { return Message(deeds::start(server.world, user, payload)); });
}
void Simulator::started(UserId user) {
    implementation_->run([&](Server& server) { deeds::open_private_chat(server.world, user); });
}
void Simulator::block(UserId user) {
    implementation_->run([&](Server& server) { deeds::block(server.world, user, true); });
}
void Simulator::unblock(UserId user) {
    implementation_->run([&](Server& server) { deeds::block(server.world, user, false); });
}
void Simulator::deactivate(UserId user) {
    implementation_->run([&](Server& server) { server.world.user(user).is_deactivated = true; });
}
void Simulator::join(ChatId chat, UserId user, UserId by) {
    implementation_->run([&](Server& server) { server.world.join(chat, user, by == 0 ? user : by); });
}
void Simulator::leave(ChatId chat, UserId user, UserId by) {
    implementation_->run([&](Server& server) { server.world.leave(chat, user, by == 0 ? user : by); });
}
void Simulator::add_bot(ChatId chat, UserId by) {
    implementation_->run([&](Server& server) { deeds::set_bot(server.world, chat, by, "member", {}); });
}
void Simulator::kick_bot(ChatId chat, UserId by) {
    implementation_->run([&](Server& server) { deeds::set_bot(server.world, chat, by, "kicked", {}); });
}
void Simulator::promote_bot(ChatId chat, UserId by, const std::vector<std::string>& rights) {
    implementation_->run(
        [&](Server& server) { deeds::set_bot(server.world, chat, by, "administrator", rights); });
}
void Simulator::demote_bot(ChatId chat, UserId by) {
    implementation_->run([&](Server& server) { deeds::set_bot(server.world, chat, by, "member", {}); });
}
void Simulator::make_administrator(ChatId chat, UserId user, UserId by) {
    implementation_->run([&](Server& server) {
        Member member;
        member.status = "administrator";
        server.world.set_member(chat, by, user, member);
    });
}
ChatId Simulator::migrate(ChatId group, UserId by) {
    return implementation_->run([&](Server& server) { return server.world.migrate(group, by); });
}
void Simulator::delete_group(ChatId group) {
    implementation_->run([&](Server& server) { server.world.chat(group).is_deleted = true; });
}
void Simulator::set_permission(ChatId chat, const std::string& permission, bool granted) {
    implementation_->run([&](Server& server) { server.world.chat(chat).permissions[permission] = granted; });
}
void Simulator::protect(ChatId chat) {
    implementation_->run([&](Server& server) { server.world.chat(chat).is_protected = true; });
}
void Simulator::set_privacy_mode(bool on) {
    implementation_->run([&](Server& server) { server.world.can_read_all_group_messages = !on; });
}

// ---- what people do

Message Simulator::write(UserId user, ChatId chat, std::string_view text, const WriteOptions& options) {
    return implementation_->run(
        [&](Server& server) { return Message(deeds::write(server.world, user, chat, text, options)); });
}
std::vector<Message> Simulator::write_album(UserId user, ChatId chat,
                                            const std::vector<Attachment>& attachments,
                                            std::string_view caption, const WriteOptions& options) {
    return implementation_->run([&](Server& server) {
        return deeds::write_album(server.world, user, chat, attachments, caption, options);
    });
}
Message Simulator::edit(ChatId chat, MessageId message, std::string_view text,
                        const std::vector<Entity>& entities) {
    return implementation_->run(
        [&](Server& server) { return Message(deeds::edit(server.world, chat, message, text, entities)); });
}
void Simulator::remove(ChatId chat, MessageId message) {
    implementation_->run([&](Server& server) { server.world.remove(server.world.message(chat, message)); });
}
void Simulator::react(UserId user, ChatId chat, MessageId message, const std::vector<std::string>& emoji) {
    implementation_->run([&](Server& server) { deeds::react(server.world, user, chat, message, emoji); });
}
void Simulator::pin(UserId user, ChatId chat, MessageId message) {
    implementation_->run(
        [&](Server& server) { server.world.pin(server.world.message(chat, message), user); });
}
std::string Simulator::press(UserId user, ChatId chat, MessageId message, const std::string& data) {
    return implementation_->run(
        [&](Server& server) { return server.world.press(user, chat, message, data).id; });
}
Topic Simulator::create_topic(UserId user, ChatId forum, const std::string& name) {
    return implementation_->run([&](Server& server) {
        return Topic(server.world.create_topic(server.world.chat(forum), user, name, 0, {}));
    });
}
void Simulator::rename_topic(UserId user, ChatId forum, MessageId topic, const std::string& name) {
    implementation_->run([&](Server& server) {
        auto& found = deeds::topic(server.world, forum, topic);
        server.world.edit_topic(server.world.chat(forum), found, user, name, found.icon_custom_emoji_id);
    });
}
void Simulator::close_topic(UserId user, ChatId forum, MessageId topic) {
    implementation_->run([&](Server& server) {
        server.world.set_topic_closed(server.world.chat(forum), deeds::topic(server.world, forum, topic),
                                      user, true);
    });
}
void Simulator::reopen_topic(UserId user, ChatId forum, MessageId topic) {
    implementation_->run([&](Server& server) {
        server.world.set_topic_closed(server.world.chat(forum), deeds::topic(server.world, forum, topic),
                                      user, false);
    });
}
void Simulator::delete_topic(ChatId forum, MessageId topic) {
    implementation_->run([&](Server& server) {
        server.world.delete_topic(server.world.chat(forum), deeds::topic(server.world, forum, topic));
    });
}
void Simulator::send_update(const std::string& kind, const Json& payload) {
    implementation_->run([&](Server& server) {
        server.happened({kind, kind, payload, server.clock.now() + 86'400'000});
    });
}
void Simulator::serve(const std::string& url, std::string bytes, std::string mime_type) {
    implementation_->run([&](Server& server) {
        server.world.web[url] = {std::move(bytes), std::move(mime_type)};
    });
}
void Simulator::seed_demo() {
    implementation_->run([&](Server& server) { telegram::seed_demo(server.world); });
}

}  // namespace mostik::simulators::telegram
