#include "core/net/http_exchange.hpp"

#include <algorithm>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <nlohmann/json.hpp>

namespace mostik::core::net {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::optional<std::string_view> first_of(const Pairs& pairs, std::string_view name) {
    const auto found =
        std::find_if(pairs.begin(), pairs.end(), [&](const auto& pair) { return pair.first == name; });
    if (found == pairs.end()) return std::nullopt;
    return found->second;
}

}  // namespace

std::optional<std::string_view> IncomingRequest::header(std::string_view name) const {
    return first_of(headers, name);
}

std::optional<std::string_view> IncomingRequest::parameter(std::string_view name) const {
    return first_of(query, name);
}

std::string_view IncomingRequest::part(std::string_view name) const {
    return first_of(in_path, name).value_or(std::string_view{});
}

Reply&& Reply::with(std::string name, std::string value) && {
    headers.emplace_back(std::move(name), std::move(value));
    return std::move(*this);
}

Reply json_reply(int status, std::string body) {
    Reply reply;
    reply.status = status;
    reply.headers.emplace_back("Content-Type", "application/json");
    reply.body = std::move(body);
    return reply;
}

Reply problem_reply(int status, std::string_view detail) {
    return problem_reply(status, detail, {});
}

Reply problem_reply(int status, std::string_view detail, const std::vector<RequestFault>& faults) {
    nlohmann::ordered_json problem = {
        {"type", "about:blank"}, {"title", status_name(status)}, {"status", status}, {"detail", detail}};
    for (const RequestFault& fault : faults) {
        nlohmann::ordered_json entry = {{"detail", fault.detail}};
        if (fault.parameter) {
            entry["parameter"] = fault.where;
        } else {
            entry["pointer"] = "#" + fault.where;
        }
        problem["errors"].push_back(std::move(entry));
    }
    // The detail may quote what was sent, which need not be UTF-8.
    Reply reply;
    reply.status = status;
    reply.headers.emplace_back("Content-Type", "application/problem+json");
    reply.body = problem.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return reply;
}

std::string_view status_name(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 207:
            return "Multi-Status";
        case 304:
            return "Not Modified";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 422:
            return "Unprocessable Content";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 503:
            return "Service Unavailable";
        case 505:
            return "HTTP Version Not Supported";
        default:
            return "Unknown";
    }
}

bool read_target(std::string_view target, IncomingRequest& request) {
    const boost::core::string_view text(target.data(), target.size());
    const auto url = target.starts_with('/') ? boost::urls::parse_origin_form(text)
                                             : boost::urls::parse_absolute_uri(text);
    if (!url || (!target.starts_with('/') && !url->has_authority())) return false;
    request.path = url->path();
    if (request.path.empty()) request.path = "/";
    boost::urls::encoding_opts as_of_forms;
    as_of_forms.space_as_plus = true;
    for (const auto parameter : url->params(as_of_forms)) {
        request.query.emplace_back(parameter.key, parameter.value);
    }
    return true;
}

}  // namespace mostik::core::net
