// A simulated Telegram: its Bot API over real sockets on this machine, for one bot, and the people and chats
// behind it.
//
//     Simulator telegram;
//     const auto alice = telegram.add_user("Alice");
//     const auto ops = telegram.add_supergroup("Ops", {alice});
//     ... start the client on telegram.url() with telegram.token() ...
//     REQUIRE(telegram.wait_for_poll());
//     telegram.start(alice);                                       // the bot gets "/start"
//     const auto question = telegram.write(alice, alice, "is anybody there?");
//     REQUIRE(telegram.wait_for_message(alice, [&](const Message& message) {
//         return message.by_bot && message.reply_to == question.id;
//     }));
//     telegram.inject(lost_answer("sendMessage"));                 // the next one is sent, and not confirmed
//
// Threads: the simulator runs its sockets on one thread of its own; every method may be called from any
// thread. The direct API below changes the same world as the Bot API does and makes the same updates.
// Methods that name something unknown, or that Telegram would refuse, throw std::invalid_argument with the
// Bot API's description; what the operating system refuses (a port in use) throws std::system_error.
//
// What it does not know (the old parse_mode Markdown, inline messages, ...) is answered with status 501.
#pragma once

#include "tests/simulators/net/peer.hpp"
#include "tests/simulators/telegram/faults.hpp"
#include "tests/simulators/telegram/model.hpp"
#include "tests/simulators/telegram/options.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::simulators::telegram {

using net::Cut;

struct UserOptions {
    UserId id = 0;  // 0: a new one
    std::string last_name;
    std::string username;
    std::string language_code = "en";
    std::string bio;
    bool is_bot = false;
    bool is_premium = false;
};

struct ChatOptions {
    ChatId id = 0;  // 0: a new one
    std::string username;
    bool is_forum = false;
    // The bot's place in it from the beginning, without an update; "" for none.
    std::string bot_status = "member";
    std::vector<std::string> bot_rights;  // of an administrator: "can_manage_topics", ...
};

struct Attachment {
    std::string kind = "document";  // photo, document, video, audio, voice, animation, sticker
    std::string bytes;
    std::string name;
    std::string mime_type;
    std::uint64_t size = 0;  // as announced, for files too large to keep; 0: as many as there are bytes
    int width = 0;
    int height = 0;
    int duration = 0;
};

// The header of a PNG picture of this size: enough for the server, and `extra` bytes more.
std::string picture(int width = 640, int height = 480, std::size_t extra = 100);

struct WriteOptions {
    std::vector<Entity> entities;  // beside those that Telegram finds by itself
    MessageId reply_to = 0;
    std::string quote;
    MessageId topic = 0;
    std::optional<Attachment> attachment;
    std::string media_group_id;
    Json content;               // what is no text: {"location": {...}}, {"contact": {...}}
    Json forward;               // {"forward_origin": {...}, ...}
    bool is_anonymous = false;  // as an anonymous administrator
    std::string author_signature;
};

class Simulator {
  public:
    static constexpr std::chrono::milliseconds default_wait{10'000};

    // Listens when it returns.
    explicit Simulator(Options options = {});
    ~Simulator();
    Simulator(const Simulator&) = delete;
    Simulator& operator=(const Simulator&) = delete;

    std::uint16_t port() const;
    std::string url() const;  // http://127.0.0.1:PORT, no slash at the end
    std::string token() const;
    UserId bot_id() const;

    // Closes everything and returns when the thread has ended; may be repeated.
    void stop();

    // ---- people and chats
    UserId add_user(std::string_view first_name, const UserOptions& options = {});
    ChatId add_group(std::string_view title, const std::vector<UserId>& members,
                     const ChatOptions& options = {});
    ChatId add_supergroup(std::string_view title, const std::vector<UserId>& members,
                          const ChatOptions& options = {});
    ChatId add_channel(std::string_view title, const std::vector<UserId>& members,
                       const ChatOptions& options = {});

    // Opens the private chat, or opens it again after block(): the bot gets "/start payload".
    Message start(UserId user, std::string_view payload = {});
    // The same without a message, as if it had been long ago.
    void started(UserId user);
    void block(UserId user);
    void unblock(UserId user);
    void deactivate(UserId user);

    void join(ChatId chat, UserId user, UserId by = 0);   // by 0: by oneself
    void leave(ChatId chat, UserId user, UserId by = 0);  // by another: kicked
    void add_bot(ChatId chat, UserId by);
    void kick_bot(ChatId chat, UserId by);
    void promote_bot(ChatId chat, UserId by, const std::vector<std::string>& rights);
    void demote_bot(ChatId chat, UserId by);
    void make_administrator(ChatId chat, UserId user, UserId by);
    ChatId migrate(ChatId group, UserId by);  // returns the supergroup
    void delete_group(ChatId group);
    void set_permission(ChatId chat, const std::string& permission,
                        bool granted);  // "can_send_messages", ...
    void protect(ChatId chat);
    void set_privacy_mode(bool on);

    // ---- what people do; the chat with the bot has the user's own id
    Message write(UserId user, ChatId chat, std::string_view text, const WriteOptions& options = {});
    // Several pictures or files in one album; the caption is on the first.
    std::vector<Message> write_album(UserId user, ChatId chat, const std::vector<Attachment>& attachments,
                                     std::string_view caption = {}, const WriteOptions& options = {});
    Message edit(ChatId chat, MessageId message, std::string_view text,
                 const std::vector<Entity>& entities = {});
    void remove(ChatId chat, MessageId message);  // no update tells the bot
    // Replaces the user's reactions to this message.
    void react(UserId user, ChatId chat, MessageId message, const std::vector<std::string>& emoji);
    void pin(UserId user, ChatId chat, MessageId message);
    // Returns the id of the callback query.
    std::string press(UserId user, ChatId chat, MessageId message, const std::string& data);

    Topic create_topic(UserId user, ChatId forum, const std::string& name);
    void rename_topic(UserId user, ChatId forum, MessageId topic, const std::string& name);
    void close_topic(UserId user, ChatId forum, MessageId topic);
    void reopen_topic(UserId user, ChatId forum, MessageId topic);
    void delete_topic(ChatId forum, MessageId topic);

    // An update exactly as given, for what the methods above cannot make: {kind: payload}.
    void send_update(const std::string& kind, const Json& payload);
    // Lets sendPhoto and the like fetch this address.
    void serve(const std::string& url, std::string bytes, std::string mime_type);

    // Fills the world with the `demo` scene, see seed.hpp.
    void seed_demo();

    // ---- snapshots
    std::optional<Chat> chat(ChatId chat) const;
    std::vector<Message> messages_in(ChatId chat) const;  // oldest first, deleted ones too
    std::vector<Message> sent_by_bot(ChatId chat) const;  // likewise
    std::optional<Message> message(ChatId chat, MessageId message) const;
    std::vector<Topic> topics_in(ChatId forum) const;
    std::optional<std::string> file_bytes(std::string_view file_id) const;
    std::optional<Callback> callback(std::string_view callback_query_id) const;
    // As setMyCommands left them; the scope as "all_private_chats" or "chat/-100123".
    Json commands(const std::string& scope = "default", const std::string& language_code = {}) const;
    std::size_t pending_updates() const;
    std::optional<std::string> webhook_url() const;

    // Every request of the Bot API whose reading has ended (control requests excluded), oldest first.
    std::vector<RequestRecord> requests() const;
    std::vector<RequestRecord> requests(std::string_view method) const;
    void forget_requests();
    bool has_waiting_poll() const;

    // ---- waiting: by event, never by sleeping
    // True as soon as the predicate is; false after `timeout` of real time. The predicate is asked again
    // after every change (request, message, update, ...); it may call any method of the simulator.
    bool wait_for(const std::function<bool()>& predicate, std::chrono::milliseconds timeout = default_wait);
    // A message of the chat that is not deleted, present or to come.
    std::optional<Message> wait_for_message(ChatId chat, const std::function<bool(const Message&)>& predicate,
                                            std::chrono::milliseconds timeout = default_wait);
    // At least `count` requests of this method in the log, answered or not.
    bool wait_for_request(std::string_view method, std::size_t count = 1,
                          std::chrono::milliseconds timeout = default_wait);
    // The bot waits in a long poll.
    bool wait_for_poll(std::chrono::milliseconds timeout = default_wait);
    // The bot has confirmed every update.
    bool wait_for_confirmed(std::chrono::milliseconds timeout = default_wait);

    // ---- time
    // The simulator's clock runs with real time plus what it was advanced. Whatever passes by it (updates
    // that expire, long polls, pauses, repetitions of webhooks) happens before this returns.
    Milliseconds now() const;
    void advance(std::chrono::milliseconds by);

    // ---- misbehaviour
    void inject(Fault fault);
    void clear_faults();
    // Stops listening (connecting is refused by the system) / listens again on the same port.
    void refuse_connections();
    void accept_connections();
    void refuse_connections_for(std::chrono::milliseconds real_time);
    // Closes the connections on which long polls wait, without an answer.
    void cut_polls(Cut how = Cut::fin);
    void cut_everything(Cut how = Cut::fin);
    // Answers the waiting poll with nothing / with a 409, as if another one had begun.
    void end_poll();
    void conflict();
    void set_flood_limits(bool on);
    // 429 for sends to this chat, or to any; sending on meanwhile makes it longer. 0 ends it.
    void pause_chat(ChatId chat, int seconds);
    void pause_all(int seconds);
    void revoke_token(bool revoked = true);

  private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace mostik::simulators::telegram
