#pragma once

#include <string_view>

namespace mostik::core {

/// A file that was compiled into the program.
struct EmbeddedFile {
    std::string_view name;      ///< without its folder
    std::string_view contents;  ///< a zero byte follows it
    std::string_view digest;    ///< SHA-256 of the contents, in hexadecimal
};

}  // namespace mostik::core
