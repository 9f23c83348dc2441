#include "tests/simulators/telegram/methods.hpp"
#include "tests/simulators/telegram/shapes.hpp"
#include "tests/simulators/telegram/unicode.hpp"

#include <algorithm>
#include <array>

namespace mostik::simulators::telegram::methods_detail {

namespace {

Json link_preview_options(const Parameters& parameters) {
    if (parameters.has("link_preview_options")) {
        const auto json = Json::parse(parameters.text("link_preview_options"), nullptr, false);
        return json.is_object() && !json.empty() ? json : Json();
    }
    if (parameters.flag("disable_web_page_preview")) return {{"is_disabled", true}};
    return nullptr;
}

Json forward_origin(World& world, const Message& source) {
    if (!source.forward.is_null()) return source.forward;
    if (source.sender_chat != 0) {
        const auto chat = shapes::chat(world, world.chat(source.sender_chat));
        const bool is_channel = chat["type"] == "channel";
        Json origin = {{"type", is_channel ? "channel" : "chat"},
                       {is_channel ? "chat" : "sender_chat", chat}};
        if (is_channel) origin["message_id"] = source.id;
        origin["date"] = source.date;
        Json json = {{"forward_origin", origin}, {"forward_from_chat", chat}};
        if (is_channel) json["forward_from_message_id"] = source.id;
        json["forward_date"] = source.date;
        return json;
    }
    const auto author = shapes::user(world.user(source.from));
    return {{"forward_origin", {{"type", "user"}, {"sender_user", author}, {"date", source.date}}},
            {"forward_from", author},
            {"forward_date", source.date}};
}

Message& read_source(const Call& call, const char* not_found, const char* not_allowed) {
    auto& chat = read_chat(call, Access::read, "from_chat_id");
    auto& source = read_message(call, chat, not_found);
    if (source.has_protected_content) {
        throw bad_request("message has protected content and can't be forwarded");
    }
    if (!source.service.is_null()) throw bad_request(not_allowed);
    return source;
}

void copy_content(const Message& from, Message& to) {
    to.text = from.text;
    to.entities = from.entities;
    to.media = from.media;
    to.content = from.content;
}

}  // namespace

Json send_message(Call& call) {
    auto text = read_text(call, "text", "entities", Missing::refused);
    const auto place = read_place(call);
    text = normalized(std::move(text));
    if (count_code_points(text.text) > max_text) throw bad_request("message is too long");
    check_last(call, place, "text messages");
    auto message = draft(call, place);
    message.text = std::move(text.text);
    message.entities = std::move(text.entities);
    message.link_preview_options = link_preview_options(call.parameters);
    return shapes::message(call.world(), call.world().add(std::move(message)));
}

Json send_chat_action(Call& call) {
    constexpr std::array<std::string_view, 11> actions{
        "typing",        "upload_photo",      "record_video",     "upload_video",
        "record_voice",  "upload_voice",      "upload_document",  "choose_sticker",
        "find_location", "record_video_note", "upload_video_note"};
    const auto action = net::to_lower_ascii(call.parameters.text("action"));
    if (std::find(actions.begin(), actions.end(), action) == actions.end()) {
        throw bad_request("wrong parameter action in request");
    }
    read_chat(call, Access::write);
    return true;
}

Json forward_message(Call& call) {
    const auto& source = read_source(call, "message to forward not found", "the message can't be forwarded");
    const auto place = read_place(call);
    check_last(call, place, "text messages");
    auto message = draft(call, place);
    copy_content(source, message);
    message.forward = forward_origin(call.world(), source);
    return shapes::message(call.world(), call.world().add(std::move(message)));
}

Json copy_message(Call& call) {
    const auto& source = read_source(call, "message to copy not found", "the message can't be copied");
    const auto place = read_place(call);
    std::optional<FormattedText> caption;
    if (source.media && call.parameters.has("caption")) {
        caption = normalized(read_text(call, "caption", "caption_entities", Missing::empty), true);
        if (count_code_points(caption->text) > max_caption) throw bad_request("message caption is too long");
    }
    check_last(call, place, "text messages");
    auto message = draft(call, place);
    copy_content(source, message);
    if (caption) {
        message.text = std::move(caption->text);
        message.entities = std::move(caption->entities);
    }
    return {{"message_id", call.world().add(std::move(message)).id}};
}

}  // namespace mostik::simulators::telegram::methods_detail
