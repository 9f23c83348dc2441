#include "tests/simulators/telegram/methods.hpp"

#include "tests/simulators/telegram/answers.hpp"

#include <algorithm>

namespace mostik::simulators::telegram {

const std::vector<Method>& methods() {
    using namespace methods_detail;
    static const std::vector<Method> table = {
        {"getMe", get_me},
        {"setWebhook", set_webhook},
        {"deleteWebhook", delete_webhook},
        {"getWebhookInfo", get_webhook_info},
        {"setMyCommands", set_my_commands},
        {"getMyCommands", get_my_commands},
        {"deleteMyCommands", delete_my_commands},
        {"sendMessage", send_message},
        {"sendChatAction", send_chat_action},
        {"forwardMessage", forward_message},
        {"copyMessage", copy_message},
        {"sendPhoto", send_photo},
        {"sendDocument", send_document},
        {"sendVideo", send_video},
        {"sendAudio", send_audio},
        {"sendVoice", send_voice},
        {"sendAnimation", send_animation},
        {"sendSticker", send_sticker},
        {"sendMediaGroup", send_media_group},
        {"getFile", get_file},
        {"editMessageText", edit_message_text},
        {"editMessageCaption", edit_message_caption},
        {"editMessageReplyMarkup", edit_message_reply_markup},
        {"deleteMessage", delete_message},
        {"deleteMessages", delete_messages},
        {"answerCallbackQuery", answer_callback_query},
        {"setMessageReaction", set_message_reaction},
        {"getChat", get_chat},
        {"getChatMember", get_chat_member},
        {"getChatAdministrators", get_chat_administrators},
        {"leaveChat", leave_chat},
        {"createForumTopic", create_forum_topic},
        {"editForumTopic", edit_forum_topic},
        {"closeForumTopic", close_forum_topic},
        {"reopenForumTopic", reopen_forum_topic},
        {"deleteForumTopic", delete_forum_topic},
    };
    return table;
}

std::string_view method_named(std::string_view name) {
    const auto lower = net::to_lower_ascii(name);
    if (lower == "getupdates") return "getUpdates";
    for (const auto& method : methods()) {
        if (net::to_lower_ascii(method.name) == lower) return method.name;
    }
    return {};
}

net::Response run_method(Server& server, std::string_view name, const Parameters& parameters) {
    const auto found = std::find_if(methods().begin(), methods().end(),
                                    [&](const Method& method) { return method.name == name; });
    if (found == methods().end()) return refused(Refusal(404, "Not Found: method not found"));
    Call call{server, parameters, {}};
    try {
        const auto result = found->run(call);
        return succeeded(result, call.description);
    } catch (const Refusal& refusal) {
        return refused(refusal);
    } catch (const nlohmann::json::exception& error) {
        // A member of a JSON parameter has another type than it should.
        return refused(bad_request(std::string("can't parse a parameter: ") + error.what()));
    }
}

}  // namespace mostik::simulators::telegram
