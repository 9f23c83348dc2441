#include "tests/simulators/mattermost/control.hpp"

#include <stdexcept>

namespace mostik::simulators::mattermost {

namespace {

using nlohmann::json;

constexpr std::string_view control_root = "/_control";

std::string user_id(const json& body, Server& server) {
    const auto name = body.value("user", "");
    if (name.empty()) return {};
    if (const auto* user = server.world.find_user_by_name(name)) return user->id;
    if (const auto* user = server.world.find_user(name)) return user->id;
    throw std::invalid_argument("no user " + name);
}

User& user_of(const json& body, Server& server) {
    auto* user = server.world.find_user(user_id(body, server));
    if (user == nullptr) throw std::invalid_argument("\"user\" is missing");
    return *user;
}

Cut how(const json& body) {
    return body.value("how", "fin") == "rst" ? Cut::rst : Cut::fin;
}

std::chrono::milliseconds milliseconds(const json& body, const char* key) {
    return std::chrono::milliseconds(body.value(key, 0));
}

json state(Server& server) {
    return {{"websockets", server.websockets()},
            {"websockets_opened", server.websockets_opened()},
            {"requests", server.requests().size()},
            {"now", server.clock.now()}};
}

struct Row {
    std::string_view name;
    std::string_view members;  // of the JSON body, for people
    json (*run)(const json&, Server&);
};

// A row a command; null means {"status": "OK"}.
const Row rows[] = {
    {"state", "", [](const json&, Server& server) { return state(server); }},
    {"fault", "action, method, path_prefix, body_contains, count, lasts, delay, status, headers, body",
     [](const json& body, Server& server) -> json {
         server.faults.add(fault_from_json(body));
         return nullptr;
     }},
    {"clear_faults", "",
     [](const json&, Server& server) -> json {
         server.faults.clear();
         return nullptr;
     }},
    {"refuse_connections", "milliseconds",
     [](const json& body, Server& server) -> json {
         server.refuse_connections_for(milliseconds(body, "milliseconds"));
         return nullptr;
     }},
    {"rate_limit", "on",
     [](const json& body, Server& server) -> json {
         server.rate_limit_on = body.value("on", true);
         return nullptr;
     }},
    {"cut_websockets", "how (fin, rst), user",
     [](const json& body, Server& server) -> json {
         server.cut_websockets(how(body), user_id(body, server));
         return nullptr;
     }},
    {"freeze_websockets", "user",
     [](const json& body, Server& server) -> json {
         server.freeze_websockets(user_id(body, server));
         return nullptr;
     }},
    {"drop_frames", "count, user",
     [](const json& body, Server& server) -> json {
         server.drop_frames(body.value("count", 1), user_id(body, server));
         return nullptr;
     }},
    {"send_text", "text or bytes (so many spaces after {}), user",
     [](const json& body, Server& server) -> json {
         const auto padding = body.value("bytes", std::size_t{0});
         const auto text = padding > 0 ? "{}" + std::string(padding, ' ') : body.value("text", "");
         server.send_text(text, user_id(body, server));
         return nullptr;
     }},
    {"send_truncated_frame", "user",
     [](const json& body, Server& server) -> json {
         server.send_truncated_frame(user_id(body, server));
         return nullptr;
     }},
    {"evict_slow_readers", "user",
     [](const json& body, Server& server) -> json {
         server.evict(user_id(body, server));
         return nullptr;
     }},
    {"restart", "upgrades_without_hello, down_for (milliseconds)",
     [](const json& body, Server& server) -> json {
         server.restart({body.value("upgrades_without_hello", 0), milliseconds(body, "down_for")});
         return nullptr;
     }},
    {"revoke_token", "token",
     [](const json& body, Server& server) -> json {
         server.world.close_session(body.value("token", ""));
         return nullptr;
     }},
    {"disable_account", "user",
     [](const json& body, Server& server) -> json {
         server.world.set_active(user_of(body, server), false);
         return nullptr;
     }},
    {"enable_account", "user",
     [](const json& body, Server& server) -> json {
         server.world.set_active(user_of(body, server), true);
         return nullptr;
     }},
    {"advance", "milliseconds",
     [](const json& body, Server& server) -> json {
         server.schedule.advance(milliseconds(body, "milliseconds"));
         return nullptr;
     }},
    {"post", "user, channel (team/name), text, root_id",
     [](const json& body, Server& server) -> json {
         const auto address = body.value("channel", "");
         const auto slash = address.find('/');
         const auto* team = server.world.find_team_by_name(address.substr(0, slash));
         const auto* channel = team == nullptr || slash == std::string::npos
                                   ? nullptr
                                   : server.world.find_channel_by_name(team->id, address.substr(slash + 1));
         if (channel == nullptr) throw std::invalid_argument("no channel " + address);
         PostDraft draft;
         draft.channel_id = channel->id;
         draft.message = body.value("text", "");
         draft.root_id = body.value("root_id", "");
         const auto created = server.world.create_post(user_of(body, server), std::move(draft));
         if (!created) throw std::invalid_argument(created.error().id);
         return {{"id", created->post.id}};
     }},
};

Response list() {
    Json names = Json::object();
    for (const auto& row : rows) names[std::string(row.name)] = row.members;
    return json_response(200, names);
}

}  // namespace

bool is_control(const Request& request) {
    return request.path.compare(0, control_root.size(), control_root) == 0;
}

Response control(const Request& request, Server& server) {
    const auto name =
        std::string_view(request.path).substr(std::min(request.path.size(), control_root.size() + 1));
    if (name.empty()) return list();
    for (const auto& row : rows) {
        if (row.name != name) continue;
        try {
            const auto body = request.body.empty() ? json::object() : json::parse(request.body);
            const auto result = row.run(body, server);
            server.changed();
            return result.is_null() ? status_ok() : json_response(200, Json(result));
        } catch (const std::exception& error) {
            return json_response(400, {{"error", error.what()}});
        }
    }
    return json_response(404, {{"error", "unknown control; GET /_control lists them"}});
}

}  // namespace mostik::simulators::mattermost
