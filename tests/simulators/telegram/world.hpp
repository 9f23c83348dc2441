// Everybody and everything on the simulated Telegram, and what happens there. Emits the bot's updates.
// Not thread-safe. Methods throw Refusal when the server would refuse.
#pragma once

#include "tests/simulators/telegram/formatted_text.hpp"
#include "tests/simulators/telegram/model.hpp"

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace mostik::simulators::telegram {

// A bot's update before it has a number.
struct Happening {
    std::string kind;  // "message", "callback_query", ...
    std::string lane;  // webhooks deliver one update of a lane after the other
    Json payload;
    Milliseconds expires_at = 0;
};

struct BotOptions {
    std::string token = "7100200300:AAE-invented";
    std::string first_name = "Acme Desk";
    std::string username = "acme_desk_bot";
    bool can_read_all_group_messages = false;  // true: privacy mode is off
};

class World {
  public:
    World(const BotOptions& bot, std::function<Milliseconds()> now, std::function<void(Happening)> happened);

    static constexpr UserId anonymous_admin = 1087968824;

    Milliseconds now() const { return now_(); }
    Seconds seconds() const { return now_() / 1000; }
    UserId bot_id() const { return bot_id_; }
    const User& bot() const { return users_.at(bot_id_); }
    bool can_read_all_group_messages = false;

    // ---- who and where (world_chats.cpp)
    User& add_user(User user);
    Chat& add_chat(Chat chat);
    User* find_user(UserId id);
    User* find_user(std::string_view username);
    Chat* find_chat(ChatId id);
    Chat* find_chat(std::string_view username);  // without the '@'
    User& user(UserId id);                       // throws when unknown
    Chat& chat(ChatId id);
    Chat& private_chat(UserId user);  // opened if need be; the bot is no member before the user started it
    const std::map<ChatId, Chat>& chats() const { return chats_; }
    const std::map<UserId, User>& users() const { return users_; }

    std::string status_of(const Chat& chat, UserId user) const;  // "left" when there is none
    bool is_member(const Chat& chat, UserId user) const;
    bool is_administrator(const Chat& chat, UserId user) const;
    bool has_right(const Chat& chat, UserId user, const std::string& right) const;

    // Sets a member's status; announces it to the bot where the server does.
    void set_member(ChatId chat, UserId by, UserId user, Member member);
    void join(ChatId chat, UserId user, UserId by);
    void leave(ChatId chat, UserId user, UserId by);
    ChatId migrate(ChatId group, UserId by);

    // ---- messages (world_messages.cpp)
    // Gives it id, date and thread; the bot hears of it unless it must not.
    Message& add(Message message);
    Message* find_message(ChatId chat, MessageId id);  // not deleted
    Message& message(ChatId chat, MessageId id);
    void edit(Message& message, FormattedText text);
    void set_reply_markup(Message& message, Json reply_markup);
    void remove(Message& message);
    void set_reactions(Message& message, UserId by, std::vector<Reaction> reactions);
    Message& pin(Message& message, UserId by);
    std::string next_media_group_id();

    // ---- topics (world_topics.cpp)
    Topic& create_topic(Chat& chat, UserId by, std::string name, int icon_color, std::string icon_emoji_id);
    Topic* find_topic(Chat& chat, MessageId id);  // not deleted
    void edit_topic(Chat& chat, Topic& topic, UserId by, std::string name, std::string icon_emoji_id);
    void set_topic_closed(Chat& chat, Topic& topic, UserId by, bool closed);
    void delete_topic(Chat& chat, Topic& topic);

    // ---- buttons
    // The user presses the first button with this data.
    const Callback& press(UserId user, ChatId chat, MessageId message, const std::string& data);
    Callback* find_callback(std::string_view id);
    const std::deque<Callback>& callbacks() const { return callbacks_; }

    // ---- files (world_files.cpp)
    // Fills in the media's ids; `bytes` may be fewer than media.size (0: as many as there are).
    // Throws for a photo that is none.
    Media store(Media media, std::string bytes);
    File* find_file(std::string_view id);
    File* find_file_by_path(std::string_view path);

    // Addresses that the server can fetch, with bytes and MIME type.
    std::map<std::string, std::pair<std::string, std::string>> web;

  private:
    bool bot_hears(const Chat& chat, const Message& message) const;
    bool is_meant_for_bot(const Chat& chat, const Message& message) const;
    void emit(const std::string& kind, const std::string& lane, Json payload, Milliseconds expires_at);
    void emit_message(const Chat& chat, const Message& message, bool edited);
    void emit_member(const Chat& chat, UserId by, UserId user, const Member& before, const Member& after);
    void place_in_thread(const Chat& chat, Message& message);
    PhotoSize photo_size(std::string bytes, int width, int height, const std::string& path);
    File& new_file(const std::string& kind, std::string bytes, std::uint64_t size);

    std::function<Milliseconds()> now_;
    std::function<void(Happening)> happened_;
    UserId bot_id_ = 0;
    std::map<UserId, User> users_;
    std::map<ChatId, Chat> chats_;
    std::map<std::string, File, std::less<>> files_;
    std::deque<Callback> callbacks_;
    UserId next_user_id_ = 777000101;
    ChatId next_group_id_ = -4200100200;
    ChatId next_supergroup_id_ = -1002200300400;
    std::uint64_t next_callback_id_ = 3337190000000000001U;
    std::uint64_t next_media_group_id_ = 14000000000000001U;
    int next_file_ = 20;
};

}  // namespace mostik::simulators::telegram
