#include "tests/simulators/mattermost/multipart.hpp"

namespace mostik::simulators::mattermost {

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
                         std::string(body.substr(content, next > content ? next - content : 0))});
        position = next + 2;
    }
    return std::nullopt;
}

}  // namespace mostik::simulators::mattermost
