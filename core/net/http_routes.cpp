#include "core/net/http_routes.hpp"

#include <algorithm>

namespace mostik::core::net {

namespace {

using Parts = std::vector<std::pair<std::string, std::string>>;

std::string_view next_part(std::string_view& path) {
    const auto end = std::min(path.find('/', 1), path.size());
    const std::string_view part = path.substr(0, end);
    path.remove_prefix(end);
    return part;
}

/// What stands in place of the names in braces; nothing when the path is another one.
std::optional<Parts> match(std::string_view pattern, std::string_view path) {
    Parts parts;
    while (!pattern.empty() && !path.empty()) {
        const std::string_view wanted = next_part(pattern);
        const std::string_view given = next_part(path);
        if (wanted.starts_with("/{") && wanted.ends_with('}')) {
            if (given.size() < 2) return std::nullopt;
            parts.emplace_back(wanted.substr(2, wanted.size() - 3), given.substr(1));
        } else if (wanted != given) {
            return std::nullopt;
        }
    }
    if (!pattern.empty() || !path.empty()) return std::nullopt;
    return parts;
}

void allow(std::string& allowed, const std::string& method) {
    if (!allowed.empty()) allowed += ", ";
    allowed += method;
    if (method == "GET") allowed += ", HEAD";
}

}  // namespace

bool HttpRoutes::add(HttpRoute route) {
    const bool known = std::any_of(rows_.begin(), rows_.end(), [&](const HttpRoute& row) {
        return row.method == route.method && row.path == route.path;
    });
    if (!known) rows_.push_back(std::move(route));
    return !known;
}

HttpRoutes::Found HttpRoutes::find(IncomingRequest& request) const {
    const std::string method = request.method == "HEAD" ? "GET" : request.method;
    Found found;
    for (const HttpRoute& row : rows_) {
        auto parts = match(row.path, request.path);
        if (!parts) continue;
        if (row.method == method || row.method == request.method) {
            request.in_path = std::move(*parts);
            return {&row, {}};
        }
        allow(found.allowed, row.method);
    }
    return found;
}

}  // namespace mostik::core::net
