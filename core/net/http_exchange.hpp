#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mostik::core::net {

/// What somebody asks of Mostik's own HTTP server.
struct IncomingRequest {
    std::string method;  ///< as it was sent; of a HEAD that a GET's handler answers: "GET"
    std::string path;    ///< decoded, begins with "/"
    std::vector<std::pair<std::string, std::string>> query;    ///< decoded, in their order
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
    /// What stands in the path where the route has "{name}", decoded.
    std::vector<std::pair<std::string, std::string>> in_path;
    std::string body;
    std::string
        remote;  ///< the address, without the port, of who is connected: of a proxy, where there is one

    /// The first header of that (lower-case) name, or nothing.
    std::optional<std::string_view> header(std::string_view name) const;
    /// The first parameter of that name behind the "?", or nothing.
    std::optional<std::string_view> parameter(std::string_view name) const;
    /// The part of the path that the route calls so; empty when it has none.
    std::string_view part(std::string_view name) const;
};

/// What it answers. Content-Length, Connection and Date are the server's to write.
struct Reply {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    Reply&& with(std::string name, std::string value) &&;
};

/// `body` is JSON already.
Reply json_reply(int status, std::string body);

/// A problem document (RFC 9457, application/problem+json): what is wrong with the request, for people and
/// programs. `detail` says what to do, and nothing about this machine's inside.
Reply problem_reply(int status, std::string_view detail);

/// One thing that is wrong with a request.
struct RequestFault {
    std::string where;  ///< a JSON pointer into the body ("/to/0", "" for the whole), or a parameter's name
    std::string detail;
    bool parameter = false;  ///< `where` is the name of a parameter behind the "?"
};
/// The same with a list `errors` of what is wrong where, each with `pointer` (as a fragment, "#/to/0") or
/// `parameter`, and `detail`.
Reply problem_reply(int status, std::string_view detail, const std::vector<RequestFault>& faults);

/// The name of a status ("Not Found"), or "Unknown".
std::string_view status_name(int status);

/// Splits a request's target ("/a%20b?c=d", or a whole address) and decodes it: fills in path and query.
/// False when it is none.
bool read_target(std::string_view target, IncomingRequest& request);

}  // namespace mostik::core::net
