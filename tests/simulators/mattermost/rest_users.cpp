// System, users, sessions, statuses.
#include "tests/simulators/mattermost/handlers.hpp"
#include "tests/simulators/mattermost/identifier.hpp"
#include "tests/simulators/mattermost/shapes.hpp"

#include <charconv>

namespace mostik::simulators::mattermost::handlers {

namespace {

bool is_string_array(const nlohmann::json& json) {
    return json.is_array() && !json.empty() &&
           std::all_of(json.begin(), json.end(), [](const auto& item) { return item.is_string(); });
}

Viewer viewer_of(const Call& call, const User& user) {
    return call.user->id == user.id ? Viewer::self : Viewer::other;
}

// The named user where only that user or an administrator may act.
User* own_user(Call& call) {
    auto* user = call.world.find_user(call.param("user_id"));
    return user != nullptr && (user == call.user || call.user->is_admin) ? user : nullptr;
}

Json with_etag(Response& response, const Call& call, Json json, const User& user) {
    const bool self = call.user->id == user.id;
    response.headers.emplace_back("Etag", "6.7.2." + user.id + "." + std::to_string(user.update_at) +
                                              (self ? "..0.true.true.0" : "..0.true.true.1"));
    return json;
}

Response user_response(Call& call, const User& user) {
    Response response;
    const auto json = with_etag(response, call, user_json(user, viewer_of(call, user)), user);
    if (call.request.header("if-none-match") == response.headers.front().second) {
        response.status = 304;
    } else {
        response.body = dump(json) + '\n';
    }
    return response;
}

Response statuses(Call& call, const nlohmann::json& ids) {
    Json result = Json::array();
    for (const auto& id : ids) {
        if (const auto* user = call.world.find_user(id.get<std::string>()))
            result.push_back(status_json(*user));
    }
    return json_response(200, result);
}

Response set_bot_active(Call& call, bool active) {
    if (!call.user->is_admin) return refused(call, errors::permissions());
    auto* user = call.world.find_user(call.param("user_id"));
    if (user == nullptr || !user->is_bot) return refused(call, errors::unknown_user());
    call.world.set_active(*user, active);
    return json_response(200, user_json(*user, Viewer::other));
}

}  // namespace

Response refused(const Call& call, const ApiError& error) {
    return error_response(error, call.request_id);
}

bool may_read_posts(Call& call, std::string_view channel_id) {
    return call.world.is_member(channel_id, call.user->id) ||
           (call.user->is_admin && call.world.find_channel(channel_id) != nullptr);
}

Response ping(Call& call) {
    Json json = {{"AndroidLatestVersion", ""},
                 {"AndroidMinVersion", ""},
                 {"IosLatestVersion", ""},
                 {"IosMinVersion", ""}};
    if (call.request.parameter("get_server_status") == "true") {
        json["database_status"] = "OK";
        json["filestore_status"] = "OK";
    }
    json["status"] = "OK";
    return json_text_response(200, json);
}

Response client_config(Call& call) {
    const auto host = call.request.header("host");
    return json_response(200, {{"BuildNumber", ""},
                               {"EnableBotAccountCreation", "true"},
                               {"FeatureFlagCollapsedThreads", "true"},
                               {"SiteURL", "http://" + host},
                               {"TelemetryId", "y7iig4b8sbyc9fjo1kbrhwqhgw"},
                               {"Version", server_version},
                               {"WebsocketURL", ""}});
}

Response server_config(Call& call) {
    if (!call.user->is_admin) return refused(call, errors::permissions());
    return json_response(200, {{"ServiceSettings", {{"SiteURL", "http://" + call.request.header("host")}}}});
}

Response login(Call& call) {
    const auto body = call.json();
    const auto text = [&](const char* key) {
        return body.is_object() && body.contains(key) && body[key].is_string() ? body[key].get<std::string>()
                                                                               : std::string();
    };
    auto* user = call.world.find_user_by_name(to_lower_ascii(text("login_id")));
    if (user == nullptr) {
        for (const auto& [id, candidate] : call.world.users()) {
            if (candidate.email == text("login_id")) user = call.world.find_user(id);
        }
    }
    const bool known = user != nullptr && !user->is_bot && call.world.is_active(user->id);
    if (!known || user->password != text("password")) return refused(call, errors::bad_credentials());
    auto& session = call.world.open_session(*user);
    session.by_login = true;
    auto response = json_response(200, user_json(*user, Viewer::self));
    response.headers.emplace_back("Token", session.token);
    response.headers.emplace_back("Set-Cookie", "MMAUTHTOKEN=" + session.token + "; Path=/; HttpOnly");
    return response;
}

Response logout(Call& call) {
    call.world.close_session(std::string(call.session->token));
    return status_ok();
}

Response create_user(Call& call) {
    const auto body = call.json();
    if (!body.is_object() || !body.contains("username") || !body["username"].is_string()) {
        return refused(call, errors::invalid_body_param("user"));
    }
    if (!call.user->is_admin) return refused(call, errors::permissions());
    User user;
    user.username = body["username"];
    user.email = body.value("email", "");
    user.password = body.value("password", "");
    user.first_name = body.value("first_name", "");
    user.last_name = body.value("last_name", "");
    user.nickname = body.value("nickname", "");
    if (call.world.find_user_by_name(user.username) != nullptr) {
        return refused(call, {400,
                              "app.user.save.username_exists.app_error",
                              "An account with that username already exists.",
                              {}});
    }
    return json_response(201, user_json(call.world.create_user(std::move(user)), Viewer::self));
}

Response list_users(Call& call) {
    Json result = Json::array();
    for (const auto& [id, user] : call.world.users()) result.push_back(user_json(user, Viewer::other));
    return json_response(200, result);
}

Response get_user(Call& call) {
    const auto* user = call.world.find_user(call.param("user_id"));
    return user == nullptr ? refused(call, errors::unknown_user()) : user_response(call, *user);
}

Response get_user_by_name(Call& call) {
    const auto* user = call.world.find_user_by_name(call.param("username"));
    return user == nullptr ? refused(call, errors::unknown_user()) : user_response(call, *user);
}

Response patch_user(Call& call) {
    auto* user = own_user(call);
    if (user == nullptr) return refused(call, errors::permissions());
    const auto body = call.json();
    if (!body.is_object()) return refused(call, errors::invalid_body_param("user"));
    call.world.patch_user(*user, body);
    return json_response(200, user_json(*user, Viewer::self));
}

Response users_by_ids(Call& call) {
    const auto ids = call.json();
    if (!is_string_array(ids)) return refused(call, errors::invalid_body_param("user_ids"));
    Milliseconds since = 0;
    const auto text = call.request.parameter("since");
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), since);
    if (!text.empty() && parsed.ec != std::errc{}) return refused(call, errors::invalid_body_param("since"));
    Json result = Json::array();
    for (const auto& id : ids) {
        const auto* user = call.world.find_user(id.get<std::string>());
        // Even one's own record comes as others see it here (users.json).
        if (user != nullptr && user->update_at > since) result.push_back(user_json(*user, Viewer::other));
    }
    return json_response(200, result);
}

Response users_by_names(Call& call) {
    const auto names = call.json();
    if (!is_string_array(names)) return refused(call, errors::invalid_body_param("usernames"));
    Json result = Json::array();
    for (const auto& name : names) {
        const auto* user = call.world.find_user_by_name(name.get<std::string>());
        if (user != nullptr) result.push_back(user_json(*user, Viewer::other));
    }
    return json_response(200, result);
}

Response statuses_by_ids(Call& call) {
    const auto ids = call.json();
    if (!is_string_array(ids)) return refused(call, errors::invalid_body_param("user_ids"));
    return statuses(call, ids);
}

Response get_status(Call& call) {
    const auto* user = call.world.find_user(call.param("user_id"));
    return user == nullptr ? refused(call, errors::unknown_user()) : json_response(200, status_json(*user));
}

Response set_status(Call& call) {
    const auto body = call.json();
    auto* user = own_user(call);
    if (user == nullptr) return refused(call, errors::permissions());
    if (!body.is_object() || !body.contains("status") || !body["status"].is_string()) {
        return refused(call, errors::invalid_body_param("status"));
    }
    const auto status = body["status"].get<std::string>();
    call.world.set_status(*user, status, status != "online");
    return json_response(200, status_json(*user));
}

Response typing(Call& call) {
    const auto body = call.json();
    if (!body.is_object()) return refused(call, errors::invalid_body_param("typing"));
    const auto channel_id = body.value("channel_id", "");
    if (!call.world.is_member(channel_id, call.user->id)) return refused(call, errors::permissions());
    call.world.typing(channel_id, *call.user, body.value("parent_id", ""));
    return status_ok();
}

Response patch_bot(Call& call) {
    auto* user = call.world.find_user(call.param("user_id"));
    if (!call.user->is_admin) return refused(call, errors::permissions());
    if (user == nullptr || !user->is_bot) return refused(call, errors::unknown_user());
    const auto body = call.json();
    if (!body.is_object()) return refused(call, errors::invalid_body_param("bot"));
    call.world.patch_user(*user, {{"first_name", body.value("display_name", user->first_name)},
                                  {"bot_description", body.value("description", user->bot_description)}});
    return json_response(200, {{"user_id", user->id},
                               {"username", user->username},
                               {"display_name", user->first_name},
                               {"description", user->bot_description},
                               {"owner_id", call.user->id},
                               {"create_at", user->create_at},
                               {"update_at", user->update_at},
                               {"delete_at", 0}});
}

Response disable_bot(Call& call) {
    return set_bot_active(call, false);
}
Response enable_bot(Call& call) {
    return set_bot_active(call, true);
}

}  // namespace mostik::simulators::mattermost::handlers
