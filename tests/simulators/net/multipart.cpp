#include "tests/simulators/net/multipart.hpp"

#include "tests/simulators/net/request.hpp"

#include <algorithm>

namespace mostik::simulators::net {

namespace {

// The value of `key="..."` in a header line.
std::string quoted_value(std::string_view header, std::string_view key) {
    const auto marker = "; " + std::string(key) + "=\"";
    const auto at = header.find(marker);
    if (at == std::string_view::npos) return {};
    std::string value;
    for (auto index = at + marker.size(); index < header.size() && header[index] != '"'; ++index) {
        if (header[index] == '\\' && index + 1 < header.size()) ++index;
        value += header[index];
    }
    return value;
}

std::string content_type_of(std::string_view head) {
    constexpr std::string_view name = "content-type:";
    const auto at = to_lower_ascii(head).find(name);
    if (at == std::string::npos) return {};
    auto value = head.substr(at + name.size());
    value = value.substr(0, value.find("\r\n"));
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    return std::string(value);
}

}  // namespace

std::optional<std::vector<Part>> parse_multipart(std::string_view content_type, std::string_view body) {
    constexpr std::string_view key = "boundary=";
    const auto at = content_type.find(key);
    if (at == std::string_view::npos) return std::nullopt;
    auto boundary = content_type.substr(at + key.size());
    boundary = boundary.substr(0, boundary.find(';'));
    if (boundary.size() > 1 && boundary.front() == '"') boundary = boundary.substr(1, boundary.size() - 2);
    const auto delimiter = "--" + std::string(boundary);

    std::vector<Part> parts;
    auto position = body.find(delimiter);
    while (position != std::string_view::npos) {
        position += delimiter.size();
        if (body.substr(position, 2) == "--") return parts;
        const auto head_end = body.find("\r\n\r\n", position);
        const auto next = body.find("\r\n" + delimiter, position);
        if (head_end == std::string_view::npos || next == std::string_view::npos || head_end > next) break;
        const auto head = body.substr(position, head_end - position);
        const auto content = head_end + 4;
        parts.push_back({quoted_value(head, "name"), quoted_value(head, "filename"),
                         std::string(body.substr(content, next > content ? next - content : 0)),
                         head.find("; filename=\"") != std::string_view::npos, content_type_of(head)});
        position = next + 2;
    }
    return std::nullopt;
}

}  // namespace mostik::simulators::net
