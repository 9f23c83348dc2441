#include "messengers/telegram/settings.hpp"

#include "core/proxy_address.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <boost/url/parse.hpp>

namespace mostik::messengers::telegram {

namespace {

using namespace std::chrono_literals;

std::string check_rate(const std::string& text) {
    return core::parse_rate(text) ? "" : "not a rate; expected a number and a time, such as 25/s or 20/min";
}

std::string check_root(const std::string& text) {
    const auto url = boost::urls::parse_uri(text);
    const bool good = url && !url->encoded_host().empty() &&
                      (url->scheme() == "https" || url->scheme() == "http") && !url->has_query();
    return good ? "" : "not the address of a Bot API server; expected http:// or https:// and a host";
}

std::string check_webhook_url(const std::string& text) {
    const auto url = boost::urls::parse_uri(text);
    const bool good =
        url && !url->encoded_host().empty() && (url->scheme() == "https" || url->scheme() == "http");
    return good ? "" : "not an address that Telegram could call; expected https://host/path";
}

std::string check_path(const std::string& text) {
    const bool good =
        text.size() > 1 && text.starts_with('/') && text.find_first_of(" \t\r\n?#") == std::string::npos;
    return good ? "" : "no path; expected one that begins with /, such as /telegram";
}

std::string check_token(const std::string& text) {
    const auto colon = text.find(':');
    const bool good = colon != std::string::npos && colon > 0 && colon + 1 < text.size() &&
                      text.find_first_of(" \t\r\n/") == std::string::npos &&
                      std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon),
                                  [](char c) { return c >= '0' && c <= '9'; });
    return good ? "" : "no bot token; expected it as BotFather gives it: digits, a colon, letters";
}

std::string check_secret(const std::string& text) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    const bool good = text.size() <= 256 && text.find_first_not_of(allowed) == std::string::npos;
    return good ? "" : "Telegram takes 1 to 256 of A-Z a-z 0-9 _ - only";
}

const core::Section<LimitSettings>& limits_section() {
    static const auto section =
        core::Section<LimitSettings>{}
            .key("overall", &LimitSettings::overall,
                 {.help = "Messages to all chats together.", .check = check_rate, .type = "rate"})
            .key("chat", &LimitSettings::chat,
                 {.help = "Messages to one chat; three may go at once after a pause.",
                  .check = check_rate,
                  .type = "rate"})
            .key("group", &LimitSettings::group,
                 {.help = "Messages to one group, supergroup or channel.",
                  .check = check_rate,
                  .type = "rate"});
    return section;
}

const core::Section<WebhookSettings>& webhook_section() {
    static const auto section =
        core::Section<WebhookSettings>{}
            .key("url", &WebhookSettings::url,
                 {.help = "The public address that Telegram calls, which has to lead to `backend` and "
                          "`path`. Empty: Mostik asks Telegram (long polling), and no address is needed.",
                  .check = check_webhook_url,
                  .type = "https address"})
            .key(
                "path", &WebhookSettings::path,
                {.help = "The path on Mostik's own HTTP port that the calls arrive at.", .check = check_path})
            .key("secret", &WebhookSettings::secret,
                 {.help = "What Telegram proves itself with at every call; 1 to 256 of A-Z a-z 0-9 _ -. "
                          "Required with `url`.",
                  .check = check_secret});
    return section;
}

/// "@name": letters, digits and "_" (https://core.telegram.org/method/account.checkUsername).
bool is_public_name(std::string_view text) {
    constexpr std::size_t longest = 32;
    const std::string_view name = text.substr(std::min<std::size_t>(1, text.size()));
    return text.starts_with('@') && !name.empty() && name.size() <= longest &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
           });
}

}  // namespace

core::TokenBucket bucket_of(std::string name, const core::Rate& rate, int burst) {
    const bool single = rate.count == 1;
    const int held_back = single ? 0 : rate.count / 4;
    const int returning = rate.count - held_back;
    // Rounded up: a little too short would be one too many in the end.
    const auto interval = (std::chrono::microseconds(rate.per).count() + returning - 1) / returning;
    return {.name = std::move(name),
            .capacity = std::max(1, single ? burst : held_back),
            .interval = std::chrono::microseconds(interval)};
}

const core::Section<Settings>& settings_section() {
    static const auto section =
        core::Section<Settings>{}
            .key("token", &Settings::token,
                 {.help = "The bot's token, from BotFather.", .required = true, .check = check_token})
            .key("api_root", &Settings::api_root,
                 {.help = "The Bot API server: Telegram's own, or one that you host (plain http works).",
                  .check = check_root,
                  .type = "address"})
            .key("proxy", &Settings::proxy,
                 {.help = "The proxy that leads there: `http://`, `socks5://` or `socks5h://` (names are "
                          "resolved by the proxy). Empty: `https_proxy`, `http_proxy` or `all_proxy` of the "
                          "environment; `no_proxy` is honoured either way.",
                  .check = core::check_proxy,
                  .type = "address of a proxy"})
            .section("limits", &Settings::limits, limits_section(),
                     {.help = "How much is sent at most: Telegram's own limits by default. Raise them for a "
                              "server that you host."})
            .key("on_uncertain", &Settings::on_uncertain,
                 {.help = "What is done with a message of which it is not known whether it arrived (the "
                          "answer was lost; Telegram cannot be asked): `resend` it, so that it may arrive "
                          "twice, or `hold` it until somebody decides with `mostik outbox`.",
                  .one_of = {"resend", "hold"}})
            .key("long_texts", &Settings::long_texts,
                 {.help = "What becomes of a text that is longer than Telegram's 4096 characters: it is "
                          "`split` into several messages, or sent as a `file` with its beginning above it.",
                  .one_of = {"split", "file"}})
            .section("webhook", &Settings::webhook, webhook_section(),
                     {.help = "Telegram calls Mostik instead of being asked."})
            .key("commands", &Settings::commands,
                 {.help = "Whether the bot's menu of commands is set at start (setMyCommands)."})
            .key("max_file_mb", &Settings::max_file_mb,
                 {.help = "Files that are larger (in MiB) are named with a link instead of being sent. 0: "
                          "what Telegram takes, 50 MB from here and 20 MB from there; more only with a "
                          "server that you host.",
                  .min = 0,
                  .max = 2000})
            .key("filter_messages_contains", &Settings::filter_messages_contains,
                 {.help = "What `save` remembers: messages that contain one of these texts.", .live = true})
            .key("target_events_processors", &Settings::target_events_processors,
                 {.help = "Which processors an event of each type passes, in order.",
                  .live = true,
                  .type = "list of chains"});
    return section;
}

const std::vector<std::string>& event_types() {
    static const std::vector<std::string> types = {
        "message",        "edited_message", "channel_post",     "edited_channel_post",
        "callback_query", "my_chat_member", "message_reaction",
    };
    return types;
}

std::string check_address(const std::string& target) {
    const auto is_number = [](std::string_view text) {
        return !text.empty() && text.size() < 19 &&
               std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    const auto slash = target.find('/');
    std::string_view chat = std::string_view(target).substr(0, slash);
    const bool topic_ok = slash == std::string::npos || is_number(std::string_view(target).substr(slash + 1));
    if (chat.starts_with('-')) chat.remove_prefix(1);
    if (topic_ok && (is_number(chat) || is_public_name(target.substr(0, slash)))) return {};
    return "not an address in Telegram; expected telegram:<chat id> or telegram:<chat id>/<topic>: say /id "
           "in "
           "the chat to learn it, or look at `mostik chats`";
}

}  // namespace mostik::messengers::telegram
