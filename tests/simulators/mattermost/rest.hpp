// The REST side without sockets: a request in, a response out.
#pragma once

#include "tests/simulators/mattermost/hub.hpp"
#include "tests/simulators/mattermost/world.hpp"
#include "tests/simulators/net/request.hpp"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mostik::simulators::mattermost {

inline constexpr std::string_view server_version = "6.7.2";
// VERSION.BUILD.CONFIGHASH.LICENSED
inline constexpr std::string_view version_id = "6.7.2..01007f85b667ce513946a98cf37a2ccc.false";
inline constexpr std::uint64_t max_file_size = 104'857'600;

using net::Request;
using net::Response;

// A request on its way through a route.
struct Call {
    const Request& request;
    World& world;
    Hub& hub;
    std::string request_id;
    std::map<std::string, std::string> params;  // of the path; *_id are valid ids
    Session* session = nullptr;                 // not null where the route needs one
    User* user = nullptr;

    const std::string& param(const std::string& name) const { return params.at(name); }
    // The body as JSON; discarded (is_discarded()) if it is none.
    nlohmann::json json() const;
};

using Handler = Response (*)(Call&);

enum class Access { anyone, session };

struct Route {
    std::string_view method;
    std::string_view path;  // after /api/v4; {name} is a parameter
    Handler handler;
    Access access = Access::session;
};

// All there are; the first that matches is taken.
const std::vector<Route>& routes();

Response respond(const Request& request, World& world, Hub& hub);

// The token as the server looks for it: cookie, header, then query.
struct GivenToken {
    std::string token;
    bool in_query = false;
};
GivenToken given_token(const Request& request);
// The session, or why there is none.
Outcome<Session*> authenticate(const Request& request, World& world);

// Objects and lists end with a newline; errors, the ping and {"status":"OK"} do not
// (the Content-Length in ping_and_headers.json and errors_413.json).
Response json_response(int status, const Json& json);
Response json_text_response(int status, const Json& json);
Response error_response(const ApiError& error, const std::string& request_id);
Response status_ok();

}  // namespace mostik::simulators::mattermost
