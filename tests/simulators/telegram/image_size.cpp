#include "tests/simulators/telegram/image_size.hpp"

namespace mostik::simulators::telegram {

namespace {

int byte(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}
int big_endian(std::string_view bytes, std::size_t at) {
    return byte(bytes, at) << 8 | byte(bytes, at + 1);
}
int little_endian(std::string_view bytes, std::size_t at) {
    return byte(bytes, at + 1) << 8 | byte(bytes, at);
}

std::optional<std::pair<int, int>> jpeg_size(std::string_view bytes) {
    for (std::size_t at = 2; at + 9 < bytes.size();) {
        if (byte(bytes, at) != 0xFF) return std::nullopt;
        const int marker = byte(bytes, at + 1);
        const bool is_frame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (is_frame) return std::pair{big_endian(bytes, at + 7), big_endian(bytes, at + 5)};
        at += 2 + static_cast<std::size_t>(big_endian(bytes, at + 2));
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::pair<int, int>> image_size(std::string_view bytes) {
    using namespace std::string_view_literals;
    if (bytes.size() < 24) return std::nullopt;
    if (bytes.substr(0, 8) == "\x89PNG\r\n\x1A\n"sv) {
        return std::pair{big_endian(bytes, 18), big_endian(bytes, 22)};
    }
    if (bytes.substr(0, 3) == "\xFF\xD8\xFF"sv) return jpeg_size(bytes);
    if (bytes.substr(0, 4) == "GIF8"sv) return std::pair{little_endian(bytes, 6), little_endian(bytes, 8)};
    if (bytes.size() > 30 && bytes.substr(8, 8) == "WEBPVP8 "sv) {
        return std::pair{little_endian(bytes, 26) & 0x3FFF, little_endian(bytes, 28) & 0x3FFF};
    }
    return std::nullopt;
}

}  // namespace mostik::simulators::telegram
