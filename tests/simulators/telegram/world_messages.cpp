// Messages: how they come into being, change and reach the bot.
#include "tests/simulators/telegram/refusal.hpp"
#include "tests/simulators/telegram/shapes.hpp"
#include "tests/simulators/telegram/unicode.hpp"
#include "tests/simulators/telegram/world.hpp"

#include <algorithm>

namespace mostik::simulators::telegram {

namespace {

constexpr Milliseconds update_lifetime = 86'400'000;
constexpr Milliseconds callback_lifetime = 150'000;
constexpr std::size_t kept_callbacks = 1000;

bool has_button(const Json& reply_markup, const std::string& data) {
    if (!reply_markup.is_object() || !reply_markup.contains("inline_keyboard")) return false;
    for (const auto& row : reply_markup["inline_keyboard"]) {
        for (const auto& button : row) {
            if (button.value("callback_data", "") == data) return true;
        }
    }
    return false;
}

}  // namespace

Message& World::add(Message message) {
    auto& place = chat(message.chat_id);
    if (message.id == 0) message.id = ++place.last_message_id;
    place.last_message_id = std::max(place.last_message_id, message.id);
    if (message.date == 0) message.date = seconds();
    message.has_protected_content = message.has_protected_content || place.is_protected;
    place_in_thread(place, message);
    const auto& author = message.from == 0 ? User{} : user(message.from);
    if (author.is_bot && author.id != anonymous_admin && message.service.is_null())
        place.last_bot = author.id;
    auto& added = place.messages[message.id] = std::move(message);
    if (bot_hears(place, added)) emit_message(place, added, false);
    return added;
}

void World::place_in_thread(const Chat& place, Message& message) {
    const auto* target = message.reply_to == 0 ? nullptr : find_message(place.id, message.reply_to);
    if (message.thread == 0 && target != nullptr && place.type == "supergroup") {
        const bool of_topic = target->is_topic_message;
        if (of_topic || !place.is_forum) message.thread = target->thread != 0 ? target->thread : target->id;
    }
    message.is_topic_message = place.is_forum && message.thread != 0;
    // A reply to the creation message is what every message of the topic looks like.
    if (message.is_topic_message && message.reply_to == message.thread) message.reply_to = 0;
}

Message* World::find_message(ChatId chat_id, MessageId id) {
    auto* place = find_chat(chat_id);
    if (place == nullptr) return nullptr;
    const auto found = place->messages.find(id);
    return found == place->messages.end() || found->second.is_deleted ? nullptr : &found->second;
}

Message& World::message(ChatId chat_id, MessageId id) {
    if (auto* found = find_message(chat_id, id)) return *found;
    throw bad_request("message not found");
}

bool World::bot_hears(const Chat& place, const Message& message) const {
    if (!is_member(place, bot_id_) || place.migrated_to != 0) return false;
    const bool is_service = !message.service.is_null();
    if (message.by_bot || message.from == bot_id_) return is_service;
    if (is_service || place.type == "private" || place.type == "channel") return true;
    const auto author = users_.find(message.from);
    if (author != users_.end() && author->second.is_bot && author->first != anonymous_admin) return false;
    return can_read_all_group_messages || is_administrator(place, bot_id_) ||
           is_meant_for_bot(place, message);
}

bool World::is_meant_for_bot(const Chat& place, const Message& message) const {
    const auto target = place.messages.find(message.reply_to);
    if (target != place.messages.end() && target->second.by_bot) return true;
    for (const auto& entity : message.entities) {
        if (entity.type != "bot_command") continue;
        const auto command = utf16_slice(message.text, entity.offset, entity.length);
        const auto at = command.find('@');
        if (at != std::string_view::npos) {
            if (command.substr(at + 1) == bot().username) return true;
        } else if (place.last_bot == bot_id_ || place.last_bot == 0) {
            return true;
        }
    }
    return false;
}

void World::emit_message(const Chat& place, const Message& message, bool edited) {
    const bool is_post = place.type == "channel";
    const auto* kind = edited ? (is_post ? "edited_channel_post" : "edited_message")
                              : (is_post ? "channel_post" : "message");
    const auto date = edited ? message.edit_date : message.date;
    emit(kind, "chat " + std::to_string(place.id), shapes::message(*this, message),
         date * 1000 + update_lifetime);
}

void World::edit(Message& message, FormattedText text) {
    message.editions.push_back({std::move(message.text), std::move(message.entities), seconds()});
    message.text = std::move(text.text);
    message.entities = std::move(text.entities);
    message.edit_date = seconds();
    const auto& place = chat(message.chat_id);
    if (bot_hears(place, message)) emit_message(place, message, true);
}

void World::set_reply_markup(Message& message, Json reply_markup) {
    message.reply_markup = std::move(reply_markup);
    message.edit_date = seconds();
}

void World::remove(Message& message) {
    message.is_deleted = true;
}

void World::set_reactions(Message& message, UserId by, std::vector<Reaction> reactions) {
    const auto before = message.reactions[by];
    if (before == reactions) return;
    auto& place = chat(message.chat_id);
    Json event = {{"chat", shapes::chat(*this, place)}, {"message_id", message.id}};
    if (by == anonymous_admin) {
        event["actor_chat"] = shapes::chat(*this, place);
    } else {
        event["user"] = shapes::user(user(by));
    }
    event["date"] = seconds();
    event["old_reaction"] = shapes::reactions(before);
    event["new_reaction"] = shapes::reactions(reactions);
    message.reactions[by] = std::move(reactions);
    const bool is_bot = user(by).is_bot && by != anonymous_admin;
    const bool may_hear =
        place.type == "private" ? is_member(place, bot_id_) : is_administrator(place, bot_id_);
    if (is_bot || !may_hear) return;
    emit("message_reaction", "reactions " + std::to_string(place.id), std::move(event),
         now() + update_lifetime);
}

Message& World::pin(Message& message, UserId by) {
    Message service;
    service.chat_id = message.chat_id;
    service.from = by;
    service.service = {{"pinned_message", shapes::message(*this, message, false)}};
    return add(std::move(service));
}

std::string World::next_media_group_id() {
    return std::to_string(next_media_group_id_++);
}

const Callback& World::press(UserId user_id, ChatId chat_id, MessageId message_id, const std::string& data) {
    const auto& place = chat(chat_id);
    const auto found = place.messages.find(message_id);
    if (found == place.messages.end()) throw bad_request("message not found");
    const auto& pressed = found->second;
    if (!has_button(pressed.reply_markup, data))
        throw std::invalid_argument("no button has the data " + data);
    Callback callback;
    callback.id = std::to_string(next_callback_id_++);
    callback.from = user_id;
    callback.chat_id = chat_id;
    callback.message_id = message_id;
    callback.data = data;
    callback.at = now();
    callbacks_.push_back(callback);
    if (callbacks_.size() > kept_callbacks) callbacks_.pop_front();
    Json event = {{"id", callback.id},
                  {"from", shapes::user(user(user_id))},
                  {"message", pressed.is_deleted ? shapes::inaccessible_message(*this, place, message_id)
                                                 : shapes::message(*this, pressed)},
                  {"chat_instance", std::to_string(-6012345678901234567 - chat_id)},
                  {"data", data}};
    emit("callback_query", "user " + std::to_string(user_id), std::move(event), now() + callback_lifetime);
    return callbacks_.back();
}

Callback* World::find_callback(std::string_view id) {
    const auto found = std::find_if(callbacks_.begin(), callbacks_.end(),
                                    [&](const Callback& callback) { return callback.id == id; });
    return found == callbacks_.end() ? nullptr : &*found;
}

}  // namespace mostik::simulators::telegram
