// multipart/form-data as clients send it to POST /files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::simulators::mattermost {

struct Part {
    std::string name;
    std::string filename;  // empty: a plain field
    std::string content;
};

// Nothing if the body is not what the content type announces.
std::optional<std::vector<Part>> parse_multipart(std::string_view content_type, std::string_view body);

}  // namespace mostik::simulators::mattermost
