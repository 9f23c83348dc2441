#include "tests/simulators/telegram/methods.hpp"
#include "tests/simulators/telegram/reaction_emoji.hpp"
#include "tests/simulators/telegram/shapes.hpp"
#include "tests/simulators/telegram/unicode.hpp"

#include <algorithm>

namespace mostik::simulators::telegram::methods_detail {

namespace {

constexpr Seconds deletable_for = 48 * 3600;
constexpr std::size_t max_ids = 100;
constexpr Milliseconds answerable_for = 150'000;
constexpr std::size_t max_answer = 200;

constexpr const char* not_modified =
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current "
    "content and reply markup of the message";

bool operator==(const Entity& left, const Entity& right) {
    return left.type == right.type && left.offset == right.offset && left.length == right.length &&
           left.url == right.url && left.user_id == right.user_id && left.language == right.language &&
           left.custom_emoji_id == right.custom_emoji_id;
}

bool same_entities(const std::vector<Entity>& left, const std::vector<Entity>& right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](const Entity& one, const Entity& other) { return one == other; });
}

Message& read_editable(const Call& call) {
    if (!call.parameters.has("chat_id") && call.parameters.has("inline_message_id")) {
        throw not_simulated("inline messages");
    }
    auto& message = read_message(call, read_chat(call, Access::write), "message to edit not found");
    const bool has_reply_keyboard =
        message.reply_markup.is_object() && !message.reply_markup.contains("inline_keyboard");
    if (!message.by_bot || !message.service.is_null() || !message.forward.is_null() || has_reply_keyboard) {
        throw bad_request("message can't be edited");
    }
    return message;
}

Json edited(const Call& call, Message& message, FormattedText text, Json reply_markup) {
    const bool same = message.text == text.text && same_entities(message.entities, text.entities);
    if (same && message.reply_markup == reply_markup) throw bad_request(not_modified);
    check_buttons(reply_markup);
    auto& world = call.world();
    call.server.flood.spend(world.chat(message.chat_id), 1);
    world.set_reply_markup(message, std::move(reply_markup));
    if (!same) world.edit(message, std::move(text));
    return shapes::message(world, message);
}

bool may_delete(const World& world, const Chat& chat, const Message& message) {
    if (world.seconds() - message.date > deletable_for) return false;
    if (!message.service.is_null()) {
        for (const auto* creation : {"forum_topic_created", "migrate_from_chat_id", "group_chat_created"}) {
            if (message.service.contains(creation)) return false;
        }
    }
    if (message.by_bot || chat.type == "private") return true;
    return chat.type == "group" ? world.is_administrator(chat, world.bot_id())
                                : world.has_right(chat, world.bot_id(), "can_delete_messages");
}

}  // namespace

Json edit_message_text(Call& call) {
    auto text = read_text(call, "text", "entities", Missing::refused);
    auto reply_markup = read_reply_markup(call);
    auto& message = read_editable(call);
    if (message.media) throw bad_request("there is no text in the message to edit");
    text = normalized(std::move(text));
    if (count_code_points(text.text) > max_text) throw bad_request("MESSAGE_TOO_LONG");
    return edited(call, message, std::move(text), std::move(reply_markup));
}

Json edit_message_caption(Call& call) {
    auto caption = read_text(call, "caption", "caption_entities", Missing::empty);
    auto reply_markup = read_reply_markup(call);
    auto& message = read_editable(call);
    if (!message.media) throw bad_request("there is no caption in the message to edit");
    caption = normalized(std::move(caption), true);
    if (count_code_points(caption.text) > max_caption) throw bad_request("MEDIA_CAPTION_TOO_LONG");
    return edited(call, message, std::move(caption), std::move(reply_markup));
}

Json edit_message_reply_markup(Call& call) {
    auto reply_markup = read_reply_markup(call);
    auto& message = read_editable(call);
    return edited(call, message, {message.text, message.entities}, std::move(reply_markup));
}

Json delete_message(Call& call) {
    auto& chat = read_chat(call, Access::write);
    if (call.parameters.integer("message_id") == 0) throw bad_request("message identifier is not specified");
    auto& message = read_message(call, chat, "message to delete not found");
    if (!may_delete(call.world(), chat, message)) {
        const bool is_small = chat.type == "private" || chat.type == "group";
        throw bad_request(is_small ? "message can't be deleted for everyone" : "message can't be deleted");
    }
    call.world().remove(message);
    return true;
}

Json delete_messages(Call& call) {
    const auto ids = Json::parse(call.parameters.text("message_ids"), nullptr, false);
    if (!ids.is_array() || ids.empty()) throw bad_request("message identifiers are not specified");
    if (ids.size() > max_ids) throw bad_request("too many message identifiers specified");
    auto& chat = read_chat(call, Access::write);
    for (const auto& id : ids) {
        auto* message = call.world().find_message(chat.id, id.is_number_integer() ? id.get<MessageId>() : 0);
        if (message != nullptr && may_delete(call.world(), chat, *message)) call.world().remove(*message);
    }
    return true;
}

Json answer_callback_query(Call& call) {
    auto* callback = call.world().find_callback(call.parameters.text("callback_query_id"));
    const bool is_late = callback != nullptr && call.world().now() - callback->at > answerable_for;
    if (callback == nullptr || is_late || callback->is_answered) {
        throw bad_request("query is too old and response timeout expired or query ID is invalid");
    }
    callback->text = call.parameters.text("text");
    if (count_code_points(callback->text) > max_answer) throw bad_request("MESSAGE_TOO_LONG");
    callback->is_answered = true;
    callback->show_alert = call.parameters.flag("show_alert");
    callback->url = call.parameters.text("url");
    return true;
}

Json set_message_reaction(Call& call) {
    std::vector<Reaction> reactions;
    const auto list = Json::parse(call.parameters.text("reaction"), nullptr, false);
    if (list.is_array()) {
        for (const auto& json : list) {
            const auto type = json.value("type", "");
            const bool is_emoji = type == "emoji";
            if (!is_emoji && type != "custom_emoji")
                throw bad_request("can't parse ReactionType: invalid type specified");
            reactions.push_back({type, json.value(is_emoji ? "emoji" : "custom_emoji_id", "")});
        }
    }
    auto& chat = read_chat(call, Access::write);
    auto& message = read_message(call, chat, "message to react not found");
    for (const auto& reaction : reactions) {
        const bool is_known = reaction.type == "emoji" && is_reaction_emoji(reaction.value);
        if (!is_known) throw bad_request("REACTION_INVALID");
    }
    if (reactions.size() > 1) throw bad_request("REACTIONS_TOO_MANY");
    call.world().set_reactions(message, call.world().bot_id(), std::move(reactions));
    return true;
}

}  // namespace mostik::simulators::telegram::methods_detail
