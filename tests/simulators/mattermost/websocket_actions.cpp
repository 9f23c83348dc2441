#include "tests/simulators/mattermost/websocket_actions.hpp"

#include "tests/simulators/mattermost/identifier.hpp"
#include "tests/simulators/mattermost/rest.hpp"

#include <sstream>

namespace mostik::simulators::mattermost {

namespace {

using Reply = std::string;
using Action = Reply (*)(const ActionRequest&, World&, const User&);

Reply fail(std::int64_t seq_reply, const ApiError& error) {
    Json json = {{"status", "FAIL"}};
    if (seq_reply > 0) json["seq_reply"] = seq_reply;
    json["error"] = {{"id", error.id},
                     {"message", error.message},
                     {"detailed_error", error.detailed_error},
                     {"status_code", error.status}};
    return dump(json) + '\n';
}

Reply invalid_param(const ActionRequest& request, const std::string& name) {
    return fail(
        request.seq,
        {400, "api.websocket_handler.invalid_param.app_error", "Invalid " + name + " parameter.", {}});
}

std::string text_of(const nlohmann::json& data, const char* key) {
    return data.contains(key) && data[key].is_string() ? data[key].get<std::string>() : std::string();
}

Reply ping(const ActionRequest& request, World& world, const User&) {
    return ok_reply(
        request.seq,
        {{"node_id", ""}, {"server_time", world.now()}, {"text", "pong"}, {"version", server_version}});
}

Reply user_typing(const ActionRequest& request, World& world, const User& user) {
    const auto channel_id = text_of(request.data, "channel_id");
    if (!world.is_member(channel_id, user.id)) return invalid_param(request, "channel_id");
    world.typing(channel_id, user, text_of(request.data, "parent_id"));
    return ok_reply(request.seq);
}

Reply user_update_active_status(const ActionRequest& request, World&, const User&) {
    return ok_reply(request.seq);
}

Reply get_statuses(const ActionRequest& request, World& world, const User&) {
    Json statuses = Json::object();
    for (const auto& [id, user] : world.users()) {
        if (user.status != "offline") statuses[id] = user.status;
    }
    return ok_reply(request.seq, statuses);
}

Reply get_statuses_by_ids(const ActionRequest& request, World& world, const User&) {
    if (!request.data.contains("user_ids") || !request.data["user_ids"].is_array()) {
        return invalid_param(request, "user_ids");
    }
    Json statuses = Json::object();
    for (const auto& id : request.data["user_ids"]) {
        if (!id.is_string()) continue;
        const auto* user = world.find_user(id.get<std::string>());
        statuses[id.get<std::string>()] = user == nullptr ? "offline" : user->status;
    }
    return ok_reply(request.seq, statuses);
}

struct Row {
    std::string_view name;
    Action action;
};
constexpr Row actions[] = {
    {"ping", ping},
    {"user_typing", user_typing},
    {"user_update_active_status", user_update_active_status},
    {"get_statuses", get_statuses},
    {"get_statuses_by_ids", get_statuses_by_ids},
};

nlohmann::json first_value(std::string_view text) {
    // Reading from a stream stops behind the first value, as the server's decoder does.
    std::istringstream stream{std::string(text)};
    nlohmann::json json;
    try {
        stream >> json;
    } catch (const nlohmann::json::exception&) {
        return nlohmann::json::value_t::discarded;
    }
    return json;
}

}  // namespace

std::string ok_reply(std::int64_t seq_reply, const Json& data) {
    Json json = {{"status", "OK"}, {"seq_reply", seq_reply}};
    if (!data.is_null()) json["data"] = data;
    return dump(json) + '\n';
}

std::optional<ActionRequest> parse_action(std::string_view payload, bool binary) {
    const auto json = binary ? nlohmann::json::from_msgpack(payload, true, false) : first_value(payload);
    if (!json.is_object()) return std::nullopt;
    ActionRequest request;
    if (json.contains("seq")) {
        if (!json["seq"].is_number_integer()) return std::nullopt;
        request.seq = json["seq"];
    }
    if (json.contains("action")) {
        if (!json["action"].is_string()) return std::nullopt;
        request.action = json["action"];
    }
    if (json.contains("data") && !json["data"].is_null()) {
        if (!json["data"].is_object()) return std::nullopt;
        request.data = json["data"];
    }
    return request;
}

std::optional<std::string> reply_to(const ActionRequest& request, World& world,
                                    const Connection& connection) {
    if (request.action.empty()) {
        return fail(request.seq,
                    {400, "api.web_socket_router.no_action.app_error", "No websocket action.", {}});
    }
    if (request.seq <= 0) {
        return fail(
            0,
            {400, "api.web_socket_router.bad_seq.app_error", "Invalid sequence for WebSocket message.", {}});
    }
    if (request.action == "authentication_challenge") return std::nullopt;
    if (!world.is_active(connection.user_id())) {
        return fail(request.seq, {401,
                                  "api.web_socket_router.not_authenticated.app_error",
                                  "WebSocket connection is not authenticated. Please log in and try again.",
                                  {}});
    }
    if (world.find_session(connection.token()) == nullptr) {
        return fail(request.seq, {401,
                                  "api.context.invalid_token.error",
                                  "Invalid session token=" + connection.token() + ", err=",
                                  {}});
    }
    for (const auto& row : actions) {
        if (row.name == request.action)
            return row.action(request, world, *world.find_user(connection.user_id()));
    }
    return fail(request.seq,
                {500, "api.web_socket_router.bad_action.app_error", "Unknown WebSocket action.", {}});
}

}  // namespace mostik::simulators::mattermost
