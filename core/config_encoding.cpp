#include "core/config_encoding.hpp"

#include <algorithm>
#include <cstdint>

#include <unicode/utf8.h>

namespace mostik::core {
namespace {

Mark place_of(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const auto newline = before.rfind('\n');
    const std::string_view line = newline == std::string_view::npos ? before : before.substr(newline + 1);
    return {static_cast<int>(lines) + 1, static_cast<int>(characters(line)) + 1};
}

bool is_control(UChar32 c) {
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
}

}  // namespace

std::optional<BadCharacter> find_bad_character(std::string_view text) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size;) {
        const auto offset = static_cast<std::size_t>(i);
        UChar32 c = 0;
        U8_NEXT(bytes, i, size, c);
        if (c < 0) {
            return BadCharacter{place_of(text, offset),
                                "a byte that is not UTF-8; expected the file saved as UTF-8"};
        }
        if (is_control(c)) {
            return BadCharacter{place_of(text, offset), "an invisible control character (number " +
                                                            std::to_string(c) +
                                                            "); expected text: remove it"};
        }
    }
    return std::nullopt;
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    }));
}

}  // namespace mostik::core
