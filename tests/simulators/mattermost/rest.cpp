#include "tests/simulators/mattermost/rest.hpp"

#include "tests/simulators/mattermost/identifier.hpp"

#include <boost/url/pct_string_view.hpp>

namespace mostik::simulators::mattermost {

namespace {

constexpr std::string_view api_root = "/api/v4";

std::vector<std::string_view> segments(std::string_view path) {
    std::vector<std::string_view> result;
    while (!path.empty()) {
        path.remove_prefix(path.front() == '/' ? 1 : 0);
        const auto end = std::min(path.find('/'), path.size());
        result.push_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    if (!result.empty() && result.back().empty()) result.pop_back();
    return result;
}

std::string decoded(std::string_view segment) {
    const auto encoded = boost::urls::make_pct_string_view(segment);
    return encoded ? encoded->decode() : std::string(segment);
}

bool matches(const Route& route, const std::vector<std::string_view>& path,
             std::map<std::string, std::string>& params) {
    const auto pattern = segments(route.path);
    if (pattern.size() != path.size()) return false;
    params.clear();
    for (std::size_t index = 0; index < pattern.size(); ++index) {
        const auto part = pattern[index];
        if (part.front() == '{') {
            params[std::string(part.substr(1, part.size() - 2))] = decoded(path[index]);
        } else if (part != path[index]) {
            return false;
        }
    }
    return true;
}

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

Response run(const Route& route, Call& call) {
    if (route.access == Access::session) {
        const auto session = authenticate(call.request, call.world);
        if (!session) {
            auto response = error_response(session.error(), call.request_id);
            if (!given_token(call.request).token.empty()) {
                response.headers.emplace_back("Set-Cookie", "MMAUTHTOKEN=; Path=/; Max-Age=0; HttpOnly");
            }
            return response;
        }
        call.session = *session;
        call.user = call.world.find_user(call.session->user_id);
    }
    for (auto& [name, value] : call.params) {
        if (name == "user_id" && value == "me" && call.user != nullptr) value = call.user->id;
        if (ends_with(name, "_id") && !is_valid_id(value)) {
            return error_response(errors::invalid_url_param(name), call.request_id);
        }
    }
    try {
        return route.handler(call);
    } catch (const nlohmann::json::exception&) {
        return error_response(errors::invalid_body_param("body"),
                              call.request_id);  // a member of a wrong type
    }
}

}  // namespace

nlohmann::json Call::json() const {
    return nlohmann::json::parse(with_replacement_characters(request.body), nullptr, false);
}

GivenToken given_token(const Request& request) {
    constexpr std::string_view cookie_name = "MMAUTHTOKEN=";
    const auto cookies = request.header("cookie");
    if (const auto at = cookies.find(cookie_name); at != std::string::npos) {
        const auto begin = at + cookie_name.size();
        return {cookies.substr(begin, cookies.find(';', begin) - begin), false};
    }
    const auto authorization = request.header("authorization");
    const auto scheme = to_lower_ascii(authorization.substr(0, authorization.find(' ')));
    if (scheme == "bearer" && authorization.size() > 7) return {authorization.substr(7), false};
    if (scheme == "token" && authorization.size() > 6) return {authorization.substr(6), false};
    return {request.parameter("access_token"), true};
}

Outcome<Session*> authenticate(const Request& request, World& world) {
    const auto given = given_token(request);
    auto* session = given.token.empty() ? nullptr : world.find_session(given.token);
    if (session == nullptr) return refuse(errors::session_expired());
    if (given.in_query) return refuse(errors::token_in_query());
    return session;
}

Response json_response(int status, const Json& json) {
    auto response = json_text_response(status, json);
    response.body += '\n';
    return response;
}

Response json_text_response(int status, const Json& json) {
    Response response;
    response.status = status;
    response.body = dump(json);
    return response;
}

Response error_response(const ApiError& error, const std::string& request_id) {
    Json json = {{"id", error.id}, {"message", error.message}, {"detailed_error", error.detailed_error}};
    if (!request_id.empty()) json["request_id"] = request_id;
    json["status_code"] = error.status;
    return json_text_response(error.status, json);
}

Response status_ok() {
    return json_text_response(200, {{"status", "OK"}});
}

Response respond(const Request& request, World& world, Hub& hub) {
    Call call{request, world, hub, new_id(), {}, nullptr, nullptr};
    const std::string_view path = request.path;
    const Route* route = nullptr;
    if (path.substr(0, api_root.size()) == api_root) {
        const auto parts = segments(path.substr(api_root.size()));
        for (const auto& candidate : routes()) {
            if (candidate.method == request.method && matches(candidate, parts, call.params)) {
                route = &candidate;
                break;
            }
        }
    }
    if (route == nullptr) {
        auto response = error_response(errors::no_such_route(request.path), {});
        response.content_type = "text/plain; charset=utf-8";
        return response;
    }
    auto response = run(*route, call);
    response.headers.emplace_back("X-Request-Id", call.request_id);
    response.headers.emplace_back("X-Version-Id", version_id);
    response.headers.emplace_back("Expires", "0");
    return response;
}

}  // namespace mostik::simulators::mattermost
