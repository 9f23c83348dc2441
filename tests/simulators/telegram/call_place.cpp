#include "tests/simulators/telegram/call.hpp"
#include "tests/simulators/telegram/unicode.hpp"

#include <algorithm>
#include <charconv>

namespace mostik::simulators::telegram {

namespace {

constexpr std::size_t max_callback_data = 64;  // bytes

// Groups, supergroups and channels say how the bot is not there any more.
void check_membership(const World& world, const Chat& chat) {
    const auto what = chat.type == "private" ? std::string() : chat.type + " chat";
    if (chat.type == "private") return;
    if (chat.is_deleted) throw forbidden("the group chat was deleted");
    const auto status = world.status_of(chat, world.bot_id());
    if (status == "kicked") throw forbidden("bot was kicked from the " + what);
    if (status == "left") throw forbidden("bot is not a member of the " + what);
}

Chat& find_chat(const Call& call, const std::string& text) {
    auto& world = call.world();
    if (text.front() == '@') {
        if (auto* chat = world.find_chat(std::string_view(text).substr(1))) return *chat;
        throw bad_request("chat not found");
    }
    ChatId id = 0;
    std::from_chars(text.data(), text.data() + text.size(), id);
    auto* chat = world.find_chat(id);
    if (id <= 0) {
        if (chat == nullptr) throw bad_request("chat not found");
        // A chat that the bot never belonged to is a chat that it does not know.
        if (chat->members.count(world.bot_id()) == 0 && chat->username.empty())
            throw bad_request("chat not found");
        return *chat;
    }
    if (chat != nullptr && chat->members.count(world.bot_id()) != 0) return *chat;
    const auto* user = world.find_user(id);
    if (user != nullptr && user->is_bot) throw forbidden("the bot can't send messages to the bot");
    const auto meets = [&](const auto& entry) {
        return entry.second.type != "private" && world.is_member(entry.second, id) &&
               world.is_member(entry.second, world.bot_id());
    };
    const bool is_known = user != nullptr && std::any_of(world.chats().begin(), world.chats().end(), meets);
    if (is_known) throw forbidden("bot can't initiate conversation with a user");
    throw bad_request("chat not found");
}

void check_topic(const Call& call, Place& place) {
    auto& world = call.world();
    if (place.thread == 0) return;
    if (place.chat->is_forum) {
        if (world.find_topic(*place.chat, place.thread) == nullptr)
            throw bad_request("message thread not found");
        return;
    }
    const bool is_thread =
        place.chat->type == "supergroup" && world.find_message(place.chat->id, place.thread) != nullptr;
    if (!is_thread) throw bad_request("message thread not found");
}

struct ReplyParameters {
    bool is_given = false;
    MessageId message_id = 0;
    bool may_be_missing = false;
    std::string quote;
};

ReplyParameters read_reply_parameters(const Call& call) {
    const auto& parameters = call.parameters;
    ReplyParameters reply;
    if (parameters.has("reply_parameters") && !parameters.text("reply_parameters").empty()) {
        const auto json = Json::parse(parameters.text("reply_parameters"), nullptr, false);
        if (!json.is_object()) throw bad_request("can't parse reply parameters JSON object");
        if (json.contains("chat_id") &&
            parameters.text("chat_id") !=
                (json["chat_id"].is_string() ? json["chat_id"].get<std::string>() : json["chat_id"].dump())) {
            throw not_simulated("replies to messages of another chat");
        }
        reply.is_given = json.contains("message_id");
        reply.message_id = json.value("message_id", 0);
        reply.may_be_missing = json.value("allow_sending_without_reply", false);
        reply.quote = json.value("quote", "");
    } else if (parameters.has("reply_to_message_id")) {
        reply.message_id = static_cast<MessageId>(parameters.integer("reply_to_message_id"));
        reply.is_given = reply.message_id != 0;
        reply.may_be_missing = parameters.flag("allow_sending_without_reply");
    }
    return reply;
}

void check_reply(const Call& call, Place& place, const ReplyParameters& reply) {
    if (!reply.is_given) return;
    const auto* target = call.world().find_message(place.chat->id, reply.message_id);
    if (target == nullptr) {
        if (reply.may_be_missing) return;
        throw bad_request("message to be replied not found");
    }
    place.reply_to = reply.message_id;
    if (reply.quote.empty()) return;
    const auto at = target->text.find(reply.quote);
    if (at == std::string::npos) throw bad_request("QUOTE_TEXT_INVALID");
    place.quote = {{"text", reply.quote},
                   {"position", count_utf16_units(std::string_view(target->text).substr(0, at))},
                   {"is_manual", true}};
}

bool is_usable_url(const std::string& url) {
    return url.rfind("tg://", 0) == 0 || !normalized_url(url).empty();
}

}  // namespace

Chat& read_chat(const Call& call, Access access, const std::string& name) {
    const auto text = call.parameters.text(name);
    if (text.empty()) throw bad_request("chat_id is empty");
    auto& chat = find_chat(call, text);
    if (chat.migrated_to != 0) {
        throw Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat",
                      {{"migrate_to_chat_id", chat.migrated_to}});
    }
    const bool may_look = access == Access::read && !chat.username.empty();
    if (!may_look) check_membership(call.world(), chat);
    return chat;
}

Message& read_message(const Call& call, Chat& chat, const char* not_found) {
    const auto id = static_cast<MessageId>(call.parameters.integer("message_id"));
    if (auto* message = call.world().find_message(chat.id, id)) return *message;
    throw bad_request(not_found);
}

UserId read_user(const Call& call) {
    const auto id = call.parameters.integer("user_id");
    if (id <= 0) throw bad_request("invalid user_id specified");
    if (call.world().find_user(id) == nullptr) throw bad_request("user not found");
    return id;
}

Json read_reply_markup(const Call& call) {
    const auto text = call.parameters.text("reply_markup");
    if (text.empty()) return nullptr;
    const auto json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) throw bad_request("can't parse reply keyboard markup JSON object");
    if (!json.is_object()) throw bad_request("object expected as reply markup");
    if (!json.contains("inline_keyboard")) return json;
    Json rows = Json::array();
    const auto& given = json["inline_keyboard"];
    if (!given.is_array())
        throw bad_request("can't parse inline keyboard: Field \"inline_keyboard\" must be of type Array");
    for (const auto& row : given) {
        if (!row.is_array()) throw bad_request("can't parse inline keyboard: array expected");
        for (const auto& button : row) {
            if (!button.is_object() || button.size() < 2) {
                throw bad_request(
                    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
            }
        }
        if (!row.empty()) rows.push_back(row);
    }
    if (rows.empty()) return nullptr;
    return {{"inline_keyboard", rows}};
}

void check_buttons(const Json& reply_markup) {
    if (!reply_markup.is_object() || !reply_markup.contains("inline_keyboard")) return;
    for (const auto& row : reply_markup["inline_keyboard"]) {
        for (const auto& button : row) {
            if (button.contains("callback_data")) {
                const auto data = button["callback_data"];
                const auto size = data.is_string() ? data.get<std::string>().size() : 0;
                if (size == 0 || size > max_callback_data) throw bad_request("BUTTON_DATA_INVALID");
            } else if (button.contains("url") && !is_usable_url(button.value("url", ""))) {
                throw bad_request("BUTTON_URL_INVALID");
            }
        }
    }
}

Place read_place(const Call& call) {
    Place place;
    const auto reply = read_reply_parameters(call);
    place.reply_markup = read_reply_markup(call);
    place.chat = &read_chat(call, Access::write);
    place.thread = static_cast<MessageId>(call.parameters.integer("message_thread_id"));
    check_topic(call, place);
    check_reply(call, place, reply);
    return place;
}

void check_last(const Call& call, const Place& place, const std::string& what, int messages) {
    auto& world = call.world();
    auto& chat = *place.chat;
    const auto bot = world.bot_id();
    const bool is_administrator = world.is_administrator(chat, bot);
    if (chat.type == "channel" && !world.has_right(chat, bot, "can_post_messages")) {
        throw bad_request("need administrator rights in the channel chat");
    }
    const auto is_denied = [&](const std::string& permission) {
        const auto found = chat.permissions.find(permission);
        return found != chat.permissions.end() && !found->second;
    };
    const bool is_text = what == "text messages";
    if (!is_administrator && chat.type != "private" &&
        (is_denied("can_send_messages") || is_denied(is_text ? "can_send_messages" : "can_send_" + what))) {
        throw bad_request("not enough rights to send " + what + " to the chat");
    }
    if (chat.type == "private") {
        if (world.user(chat.id).is_deactivated) throw forbidden("user is deactivated");
        if (!world.is_member(chat, bot)) throw forbidden("bot was blocked by the user");
    }
    const auto* target = world.find_message(chat.id, place.reply_to);
    const auto thread = place.thread != 0 || target == nullptr ? place.thread : target->thread;
    const auto* topic = chat.is_forum ? world.find_topic(chat, thread) : nullptr;
    if (topic != nullptr && topic->is_closed && !world.has_right(chat, bot, "can_manage_topics")) {
        throw bad_request("TOPIC_CLOSED");
    }
    check_buttons(place.reply_markup);
    call.server.flood.spend(chat, messages);
}

Message draft(const Call& call, const Place& place) {
    Message message;
    message.chat_id = place.chat->id;
    message.from = call.world().bot_id();
    message.by_bot = true;
    if (place.chat->type == "channel") {
        message.from = 0;
        message.sender_chat = place.chat->id;
    }
    message.thread = place.thread;
    message.reply_to = place.reply_to;
    message.quote = place.quote;
    message.reply_markup = place.reply_markup;
    message.has_protected_content = call.parameters.flag("protect_content");
    message.disable_notification = call.parameters.flag("disable_notification");
    return message;
}

}  // namespace mostik::simulators::telegram
