#include "messengers/telegram/online_check.hpp"

#include "messengers/telegram/plan.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace asio = boost::asio;
using nlohmann::json;

namespace mostik::messengers::telegram {

namespace {

std::string chat_only(const std::string& chat_id) {
    return json{{"chat_id", chat_id}}.dump();
}

std::string member_of(const std::string& chat_id, std::int64_t user_id) {
    return json{{"chat_id", chat_id}, {"user_id", user_id}}.dump();
}

}  // namespace

asio::awaitable<void> TelegramCheck::check(const CheckWishes& wishes, const ReportCheck& report) {
    const auto answer = co_await api_.call("getMe", "{}");
    if (!answer) {
        report({false, "telegram.token: " + in_words(answer.error())});
        co_return;
    }
    const auto own = parse_user(*answer);
    if (!own) {
        report({false, "telegram.api_root: getMe: " + own.error().message});
        co_return;
    }
    report({true, "telegram.token: accepted, it belongs to @" + own->username + " (" +
                      std::to_string(own->id) + ")"});
    co_await check_webhook(report);
    std::vector<core::Address> all = wishes.from;
    for (const core::Address& to : wishes.to) {
        if (std::find(all.begin(), all.end(), to) == all.end()) all.push_back(to);
    }
    for (const core::Address& address : all) {
        const bool listens = std::find(wishes.from.begin(), wishes.from.end(), address) != wishes.from.end();
        const bool sends = std::find(wishes.to.begin(), wishes.to.end(), address) != wishes.to.end();
        co_await check_chat(address, listens, sends, *own, report);
    }
}

asio::awaitable<void> TelegramCheck::check_webhook(const ReportCheck& report) {
    const auto answer = co_await api_.call("getWebhookInfo", "{}");
    if (!answer) {
        report({false, "telegram: getWebhookInfo: " + in_words(answer.error())});
        co_return;
    }
    const auto webhook = parse_webhook(*answer);
    if (!webhook) co_return;
    const std::string& wanted = settings_.webhook.url;
    if (webhook->url.empty() || webhook->url == wanted) {
        if (!webhook->last_error.empty())
            report({false, "telegram.webhook: Telegram could not deliver lately: " + webhook->last_error});
        co_return;
    }
    if (wanted.empty()) {
        report({false, "telegram: a webhook is set for this bot (" + webhook->url +
                           "), so that Mostik would hear nothing: remove it with the Bot API's "
                           "deleteWebhook, or give Mostik a bot of its own"});
    } else {
        report({true, "telegram.webhook: is " + webhook->url + " now, and becomes " + wanted +
                          " when Mostik runs"});
    }
}

asio::awaitable<void> TelegramCheck::check_chat(core::Address address, bool listens, bool sends, WireUser own,
                                                const ReportCheck& report) {
    const std::string name = "routes: " + core::to_string(address) + ": ";
    const std::string chat_id = chat_of(address.target);
    const std::string asked = chat_only(chat_id);
    const auto answer = co_await api_.call("getChat", asked);
    if (!answer) {
        std::string words = in_words(answer.error());
        if (answer.error().status == 400) {
            words +=
                "; add the bot to the chat (a person has to write to it first) and say /id there to "
                "learn its address";
        }
        if (answer.error().moved_to) {
            words += "; it is now telegram:" + std::to_string(*answer.error().moved_to) +
                     ": write that into the route";
        }
        report({false, name + words});
        co_return;
    }
    const auto chat = parse_chat(*answer);
    if (!chat || chat->type == "private") {
        report(
            {chat.has_value(), name + (chat ? "a private chat with " + chat->title : chat.error().message)});
        co_return;
    }
    const std::string member = member_of(chat_id, own.id);
    const auto rights_answer = co_await api_.call("getChatMember", member);
    if (!rights_answer) {
        report({false, name + in_words(rights_answer.error())});
        co_return;
    }
    const auto rights = parse_rights(*rights_answer);
    const std::string status = rights ? rights->status : "?";
    const bool inside = status != "left" && status != "kicked";
    if (!inside) {
        report({false, name + "the bot is no member (" + status + "): add it to the chat"});
        co_return;
    }
    if (sends && !rights->can_send) {
        report({false, name + "the bot may not send messages there: an administrator has to allow it"});
        co_return;
    }
    const bool administrator = status == "administrator" || status == "creator";
    const bool deaf = listens && !own.reads_all_groups && !administrator && chat->type != "channel";
    if (deaf) {
        report({false, name +
                           "the bot hears commands and replies only, because its privacy mode is on: turn "
                           "it off (BotFather, /setprivacy, Disable) and add the bot to the group again, or "
                           "make it an administrator"});
        co_return;
    }
    report({true, name + chat->type + " \"" + chat->title + "\", the bot is a member" +
                      (sends ? " and may send" : "")});
}

}  // namespace mostik::messengers::telegram
