#include "tests/simulators/telegram/control.hpp"

#include "tests/simulators/telegram/deeds.hpp"
#include "tests/simulators/telegram/shapes.hpp"

#include <algorithm>
#include <stdexcept>

namespace mostik::simulators::telegram {

namespace {

using nlohmann::json;

constexpr std::string_view control_root = "/_control";

// A user by id or username.
UserId user_of(const json& body, Server& server, const char* key = "user") {
    const auto found = body.find(key);
    if (found == body.end()) throw std::invalid_argument(std::string("\"") + key + "\" is missing");
    if (found->is_number()) return server.world.user(found->get<UserId>()).id;
    const auto* user = server.world.find_user(std::string_view(found->get_ref<const std::string&>()));
    if (user == nullptr) throw std::invalid_argument("no user " + found->get<std::string>());
    return user->id;
}

// A chat by id or title; without one the private chat of "user".
ChatId chat_of(const json& body, Server& server) {
    const auto found = body.find("chat");
    if (found == body.end()) return user_of(body, server);
    if (found->is_number()) return found->get<ChatId>();
    for (const auto& [id, chat] : server.world.chats()) {
        if (chat.title == *found) return id;
    }
    throw std::invalid_argument("no chat " + found->dump());
}

MessageId message_of(const json& body) {
    return body.at("message").get<MessageId>();
}
UserId by_of(const json& body, Server& server) {
    return body.contains("by") ? user_of(body, server, "by") : user_of(body, server);
}
std::chrono::milliseconds milliseconds(const json& body) {
    return std::chrono::milliseconds(body.value("milliseconds", 0));
}
std::vector<UserId> members_of(const json& body) {
    return body.value("members", std::vector<UserId>());
}
ChatOptions chat_options(const json& body) {
    ChatOptions options;
    options.id = body.value("id", ChatId{0});
    options.username = body.value("username", "");
    options.is_forum = body.value("forum", false);
    options.bot_status = body.value("bot_status", "member");
    options.bot_rights = body.value("bot_rights", std::vector<std::string>());
    return options;
}

WriteOptions write_options(const json& body) {
    WriteOptions options;
    options.reply_to = body.value("reply_to", 0);
    options.topic = body.value("topic", 0);
    options.media_group_id = body.value("media_group_id", "");
    if (const auto photo = body.find("photo"); photo != body.end()) {
        options.attachment = Attachment{"photo", picture(), {}, {}, 0, 0, 0, 0};
    }
    if (const auto document = body.find("document"); document != body.end()) {
        options.attachment = Attachment{"document",
                                        document->at("content"),
                                        document->at("name"),
                                        document->value("mime_type", "text/plain"),
                                        0,
                                        0,
                                        0,
                                        0};
    }
    return options;
}

Json message_json(Server& server, const Message& message) {
    auto shape = shapes::message(server.world, message);
    if (message.is_deleted) shape["is_deleted"] = true;
    for (const auto& [user, reactions] : message.reactions) {
        if (!reactions.empty()) shape["reactions"][std::to_string(user)] = shapes::reactions(reactions);
    }
    return shape;
}

Json topic_row(const json& body, Server& server, bool closed) {
    auto& chat = server.world.chat(chat_of(body, server));
    server.world.set_topic_closed(chat, deeds::topic(server.world, chat.id, body.at("topic")),
                                  by_of(body, server), closed);
    return nullptr;
}

struct Row {
    std::string_view name;
    std::string_view members;  // of the JSON body, for people
    Json (*run)(const json&, Server&);
};

// A row a command; null means {"status": "OK"}.
const Row rows[] = {
    {"state", "",
     [](const json&, Server& server) -> Json {
         return {{"requests", server.requests().size()},
                 {"pending_updates", server.updates.pending().size()},
                 {"has_waiting_poll", server.has_waiting_poll()},
                 {"now", server.clock.now()}};
     }},
    {"chats", "",
     [](const json&, Server& server) -> Json {
         Json list = Json::array();
         for (const auto& entry : server.world.chats())
             list.push_back(shapes::chat(server.world, entry.second));
         return list;
     }},
    {"messages", "chat, or user for the private chat",
     [](const json& body, Server& server) -> Json {
         Json list = Json::array();
         for (const auto& entry : server.world.chat(chat_of(body, server)).messages) {
             list.push_back(message_json(server, entry.second));
         }
         return list;
     }},
    {"add_user", "first_name, last_name, username, language_code, id",
     [](const json& body, Server& server) -> Json {
         UserOptions options;
         options.id = body.value("id", UserId{0});
         options.last_name = body.value("last_name", "");
         options.username = body.value("username", "");
         options.language_code = body.value("language_code", "en");
         return {{"id", deeds::add_user(server.world, body.value("first_name", "User"), options)}};
     }},
    {"add_chat",
     "type (group, supergroup, channel), title, members (ids), forum, username, bot_status, bot_rights",
     [](const json& body, Server& server) -> Json {
         return {{"id", deeds::add_chat(server.world, body.value("type", "group"),
                                        body.value("title", "Chat"), members_of(body), chat_options(body))}};
     }},
    {"start", "user, payload",
     [](const json& body, Server& server) -> Json {
         return message_json(server,
                             deeds::start(server.world, user_of(body, server), body.value("payload", "")));
     }},
    {"write",
     "user, chat, text, reply_to, topic, photo (true), document {name, content, mime_type}, media_group_id",
     [](const json& body, Server& server) -> Json {
         return message_json(server, deeds::write(server.world, user_of(body, server), chat_of(body, server),
                                                  body.value("text", ""), write_options(body)));
     }},
    {"edit", "user or chat, message, text",
     [](const json& body, Server& server) -> Json {
         return message_json(server, deeds::edit(server.world, chat_of(body, server), message_of(body),
                                                 body.value("text", ""), {}));
     }},
    {"delete", "user or chat, message",
     [](const json& body, Server& server) -> Json {
         server.world.remove(server.world.message(chat_of(body, server), message_of(body)));
         return nullptr;
     }},
    {"react", "user, chat, message, emoji (a list)",
     [](const json& body, Server& server) -> Json {
         deeds::react(server.world, user_of(body, server), chat_of(body, server), message_of(body),
                      body.value("emoji", std::vector<std::string>()));
         return nullptr;
     }},
    {"press", "user, chat, message, data",
     [](const json& body, Server& server) -> Json {
         return {{"id", server.world
                            .press(user_of(body, server), chat_of(body, server), message_of(body),
                                   body.value("data", ""))
                            .id}};
     }},
    {"block", "user, on",
     [](const json& body, Server& server) -> Json {
         deeds::block(server.world, user_of(body, server), body.value("on", true));
         return nullptr;
     }},
    {"deactivate", "user",
     [](const json& body, Server& server) -> Json {
         server.world.user(user_of(body, server)).is_deactivated = true;
         return nullptr;
     }},
    {"set_bot", "chat, by, status (member, administrator, kicked), rights",
     [](const json& body, Server& server) -> Json {
         deeds::set_bot(server.world, chat_of(body, server), by_of(body, server),
                        body.value("status", "member"), body.value("rights", std::vector<std::string>()));
         return nullptr;
     }},
    {"join", "chat, user, by",
     [](const json& body, Server& server) -> Json {
         server.world.join(chat_of(body, server), user_of(body, server), by_of(body, server));
         return nullptr;
     }},
    {"leave", "chat, user, by",
     [](const json& body, Server& server) -> Json {
         server.world.leave(chat_of(body, server), user_of(body, server), by_of(body, server));
         return nullptr;
     }},
    {"migrate", "chat, by",
     [](const json& body, Server& server) -> Json {
         return {{"id", server.world.migrate(chat_of(body, server), by_of(body, server))}};
     }},
    {"create_topic", "chat, by, name",
     [](const json& body, Server& server) -> Json {
         auto& chat = server.world.chat(chat_of(body, server));
         return {
             {"id",
              server.world.create_topic(chat, by_of(body, server), body.value("name", "Topic"), 0, {}).id}};
     }},
    {"close_topic", "chat, by, topic",
     [](const json& body, Server& server) { return topic_row(body, server, true); }},
    {"reopen_topic", "chat, by, topic",
     [](const json& body, Server& server) { return topic_row(body, server, false); }},
    {"delete_topic", "chat, topic",
     [](const json& body, Server& server) -> Json {
         auto& chat = server.world.chat(chat_of(body, server));
         server.world.delete_topic(chat, deeds::topic(server.world, chat.id, body.at("topic")));
         return nullptr;
     }},
    {"fault",
     "action, method (of the Bot API), path_prefix, body_contains, count, lasts, delay, status, headers, "
     "body",
     [](const json& body, Server& server) -> Json {
         server.faults.add(net::fault_from_json(body));
         return nullptr;
     }},
    {"clear_faults", "",
     [](const json&, Server& server) -> Json {
         server.faults.clear();
         return nullptr;
     }},
    {"refuse_connections", "milliseconds",
     [](const json& body, Server& server) -> Json {
         server.refuse_connections_for(milliseconds(body));
         return nullptr;
     }},
    {"cut_polls", "how (fin, rst)",
     [](const json& body, Server& server) -> Json {
         server.cut_polls(body.value("how", "fin") == "rst" ? Cut::rst : Cut::fin);
         return nullptr;
     }},
    {"conflict", "",
     [](const json&, Server& server) -> Json {
         server.poller.abort(Poller::other_poller);
         return nullptr;
     }},
    {"flood_limits", "on",
     [](const json& body, Server& server) -> Json {
         server.flood.on = body.value("on", true);
         return nullptr;
     }},
    {"pause", "chat or nothing for all, seconds",
     [](const json& body, Server& server) -> Json {
         const auto seconds = body.value("seconds", 0);
         if (body.contains("chat") || body.contains("user")) {
             server.flood.pause(chat_of(body, server), seconds);
         } else {
             server.flood.pause_all(seconds);
         }
         return nullptr;
     }},
    {"revoke_token", "on",
     [](const json& body, Server& server) -> Json {
         server.is_token_revoked = body.value("on", true);
         return nullptr;
     }},
    {"advance", "milliseconds",
     [](const json& body, Server& server) -> Json {
         server.schedule.advance(milliseconds(body));
         return nullptr;
     }},
};

net::Response json_response(int status, const Json& value) {
    net::Response response;
    response.status = status;
    response.body = value.dump() + "\n";
    return response;
}

}  // namespace

bool is_control(const net::Request& request) {
    return request.path.compare(0, control_root.size(), control_root) == 0;
}

net::Response control(const net::Request& request, Server& server) {
    const auto name =
        std::string_view(request.path).substr(std::min(request.path.size(), control_root.size() + 1));
    if (name.empty()) {
        Json names = Json::object();
        for (const auto& row : rows) names[std::string(row.name)] = row.members;
        return json_response(200, names);
    }
    for (const auto& row : rows) {
        if (row.name != name) continue;
        try {
            const auto body = request.body.empty() ? json::object() : json::parse(request.body);
            const auto result = row.run(body, server);
            server.changed();
            return json_response(200, result.is_null() ? Json{{"status", "OK"}} : result);
        } catch (const std::exception& error) {
            return json_response(400, {{"error", error.what()}});
        }
    }
    return json_response(404, {{"error", "unknown control; GET /_control lists them"}});
}

}  // namespace mostik::simulators::telegram
