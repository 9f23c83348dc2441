#include "tests/simulators/mattermost/upgrade.hpp"

#include "tests/simulators/mattermost/identifier.hpp"

namespace mostik::simulators::mattermost {

namespace {

UpgradeDecision refuse_upgrade(int status, const std::string& reason) {
    const auto request_id = new_id();
    auto response = error_response(errors::upgrade_failed(), request_id);
    response.status = status;  // the JSON behind the reason says 500 all the same
    response.content_type = "text/plain; charset=utf-8";
    response.body.insert(0, reason + "\n");
    response.headers = {{"Expires", "0"},
                        {"Sec-Websocket-Version", "13"},
                        {"X-Content-Type-Options", "nosniff"},
                        {"X-Request-Id", request_id},
                        {"X-Version-Id", std::string(version_id)}};
    return {std::move(response), std::nullopt};
}

}  // namespace

bool is_websocket_path(const Request& request) {
    return request.method == "GET" &&
           (request.path == "/api/v4/websocket" || request.path == "/api/v4/websocket/");
}

UpgradeDecision decide_upgrade(const Request& request, World& world) {
    const auto authenticated = authenticate(request, world);
    if (!authenticated && authenticated.error().id == errors::token_in_query().id) {
        const auto request_id = new_id();
        auto response = error_response(authenticated.error(), request_id);
        response.headers = {
            {"Expires", "0"}, {"X-Request-Id", request_id}, {"X-Version-Id", std::string(version_id)}};
        return {std::move(response), std::nullopt};
    }
    const bool upgrades = to_lower_ascii(request.header("connection")).find("upgrade") != std::string::npos &&
                          to_lower_ascii(request.header("upgrade")) == "websocket";
    if (!upgrades || request.header("sec-websocket-version") != "13")
        return refuse_upgrade(400, "Bad Request");
    const auto origin = request.header("origin");
    const auto scheme_end = origin.find("://");
    const bool foreign = !origin.empty() && (scheme_end == std::string::npos ||
                                             origin.substr(scheme_end + 3) != request.header("host"));
    if (foreign) return refuse_upgrade(403, "Forbidden");
    UpgradeDecision decision;
    if (authenticated) decision.session = **authenticated;
    return decision;
}

}  // namespace mostik::simulators::mattermost
