// HTTP without sockets: what a request says and what the answer to it is.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mostik::simulators::net {

struct Request {
    std::string method;
    std::string path;
    std::string query_text;
    std::map<std::string, std::string> query;    // of several with one name the last
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
    std::string remote_address;

    std::string header(const std::string& lower_case_name) const;
    std::string parameter(const std::string& name) const;
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

// Fills path, query_text and query from a request target.
void split_target(std::string_view target, Request& request);

std::string to_lower_ascii(std::string_view text);

}  // namespace mostik::simulators::net
