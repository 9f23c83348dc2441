// multipart/form-data as clients upload files with it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::simulators::net {

struct Part {
    std::string name;
    std::string filename;  // empty: a plain field
    std::string content;
    bool is_file = false;  // has a filename, be it empty
    std::string content_type;
};

// Nothing if the body is not what the content type announces.
std::optional<std::vector<Part>> parse_multipart(std::string_view content_type, std::string_view body);

}  // namespace mostik::simulators::net
