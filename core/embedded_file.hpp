#pragma once

#include <string_view>

namespace mostik::core {

/// A file of the repository that was compiled into the program.
struct EmbeddedFile {
    std::string_view name;
    std::string_view contents;
};

}  // namespace mostik::core
