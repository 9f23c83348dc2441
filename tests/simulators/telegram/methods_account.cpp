#include "tests/simulators/telegram/methods.hpp"
#include "tests/simulators/telegram/shapes.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace mostik::simulators::telegram::methods_detail {

namespace {

constexpr std::size_t max_commands = 100;
constexpr std::size_t max_command = 32;
constexpr std::size_t max_description = 256;
constexpr std::size_t max_secret = 256;
constexpr int default_connections = 40;

// The key under which the commands of one scope and language are kept.
std::string command_list(const Call& call) {
    const auto text = call.parameters.text("scope");
    std::string scope = "default";
    if (!text.empty()) {
        const auto json = Json::parse(text, nullptr, false);
        if (!json.is_object()) throw bad_request("can't parse BotCommandScope: object expected");
        constexpr std::array<std::string_view, 7> types{
            "default", "all_private_chats",   "all_group_chats", "all_chat_administrators",
            "chat",    "chat_administrators", "chat_member"};
        scope = json.value("type", "");
        if (std::find(types.begin(), types.end(), scope) == types.end()) {
            throw bad_request("can't parse BotCommandScope: Unsupported type specified");
        }
        for (const auto* key : {"chat_id", "user_id"}) {
            if (!json.contains(key)) continue;
            scope += '/' + (json[key].is_string() ? json[key].get<std::string>() : json[key].dump());
        }
    }
    return scope + '|' + call.parameters.text("language_code");
}

bool is_secret(const std::string& text) {
    return std::all_of(text.begin(), text.end(),
                       [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; });
}

void check_webhook(const Call& call, const std::string& url) {
    const auto bad = [](const char* why) { return bad_request(std::string("bad webhook: ") + why); };
    const auto scheme_end = url.find("://");
    if (scheme_end == std::string::npos) throw bad_request("invalid webhook URL specified");
    if (call.server.options.any_webhook_address) return;
    if (url.compare(0, 8, "https://") != 0) throw bad("An HTTPS URL must be provided for webhook");
    const auto host_end = std::min(url.find_first_of("/?#", 8), url.size());
    auto host = url.substr(8, host_end - 8);
    if (const auto colon = host.find(':'); colon != std::string::npos) {
        const auto port = host.substr(colon + 1);
        if (port != "80" && port != "88" && port != "443" && port != "8443") {
            throw bad("Webhook can be set up only on ports 80, 88, 443 or 8443");
        }
        host.resize(colon);
    }
    for (const auto* reserved : {"127.", "10.", "192.168.", "169.254."}) {
        if (host.rfind(reserved, 0) == 0)
            throw bad_request("bad webhook: IP address " + host + " is reserved");
    }
    if (host.empty()) throw bad_request("invalid webhook URL specified");
}

}  // namespace

Json get_me(Call& call) {
    return shapes::bot_itself(call.world());
}

Json set_webhook(Call& call) {
    const auto url = call.parameters.text("url");
    if (url.empty()) return delete_webhook(call);
    const auto secret = call.parameters.text("secret_token");
    if (secret.size() > max_secret) throw bad_request("secret token is too long");
    if (!is_secret(secret)) throw bad_request("secret token contains unallowed characters");
    check_webhook(call, url);
    auto& server = call.server;
    server.webhook.check_pace();
    if (call.parameters.has("allowed_updates")) server.updates.allow(call.parameters.text("allowed_updates"));
    if (call.parameters.flag("drop_pending_updates")) server.updates.clear();
    WebhookSettings settings;
    settings.url = url;
    settings.secret_token = secret;
    settings.max_connections =
        static_cast<int>(call.parameters.integer("max_connections", default_connections, 1, 100));
    settings.ip_address = call.parameters.text("ip_address");
    settings.has_custom_certificate = call.parameters.upload("certificate") != nullptr;
    const bool same = server.webhook.settings() && *server.webhook.settings() == settings;
    call.description = same ? "Webhook is already set" : "Webhook was set";
    if (!same) {
        server.poller.abort("terminated by setWebhook request");
        server.webhook.set(std::move(settings));
    }
    return true;
}

Json delete_webhook(Call& call) {
    auto& server = call.server;
    if (call.parameters.flag("drop_pending_updates")) server.updates.clear();
    call.description = server.webhook.settings() ? "Webhook was deleted" : "Webhook is already deleted";
    server.webhook.remove();
    return true;
}

Json get_webhook_info(Call& call) {
    auto& server = call.server;
    const auto& settings = server.webhook.settings();
    Json json = {{"url", settings ? settings->url : std::string()},
                 {"has_custom_certificate", settings && settings->has_custom_certificate},
                 {"pending_update_count", server.updates.pending().size()}};
    if (settings) {
        if (const auto& error = server.webhook.last_error()) {
            json["last_error_date"] = error->date;
            json["last_error_message"] = error->message;
        }
        json["max_connections"] = settings->max_connections;
        if (!settings->ip_address.empty()) json["ip_address"] = settings->ip_address;
    }
    if (const auto& allowed = server.updates.allowed()) json["allowed_updates"] = *allowed;
    return json;
}

Json set_my_commands(Call& call) {
    const auto key = command_list(call);
    const auto text = call.parameters.text("commands");
    auto list = Json::parse(text.empty() ? "[]" : text, nullptr, false);
    if (!list.is_array()) throw bad_request("can't parse commands JSON object");
    if (list.size() > max_commands) throw bad_request("BOT_COMMANDS_TOO_MUCH");
    Json kept = Json::array();
    for (const auto& json : list) {
        auto command = json.value("command", "");
        if (!command.empty() && command.front() == '/') command.erase(0, 1);
        const auto description = json.value("description", "");
        if (command.empty()) throw bad_request("command must be non-empty");
        if (command.size() > max_command) throw bad_request("command length must not exceed 32");
        if (description.empty()) throw bad_request("command description must be non-empty");
        if (description.size() > 4 * max_description)
            throw bad_request("command description length must not exceed 256");
        const bool is_valid = std::all_of(command.begin(), command.end(), [](unsigned char c) {
            return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_';
        });
        if (!is_valid) throw bad_request("BOT_COMMAND_INVALID");
        kept.push_back({{"command", command}, {"description", description}});
    }
    call.server.commands[key] = std::move(kept);
    return true;
}

Json get_my_commands(Call& call) {
    const auto found = call.server.commands.find(command_list(call));
    return found == call.server.commands.end() ? Json::array() : found->second;
}

Json delete_my_commands(Call& call) {
    call.server.commands.erase(command_list(call));
    return true;
}

}  // namespace mostik::simulators::telegram::methods_detail
