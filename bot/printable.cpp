#include "bot/printable.hpp"

namespace mostik::bot {

std::string printable(std::string_view text, std::size_t most) {
    std::string result;
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool begins = (byte & 0xC0U) != 0x80U;
        if (begins && ++characters > most) return result + "…";
        // C1 controls are two bytes in UTF-8: C2 80 to C2 9F.
        const bool c1 = byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (c1) {
            result += ' ';
            ++i;
        } else {
            result += byte < 0x20 || byte == 0x7F ? ' ' : text[i];
        }
    }
    return result;
}

}  // namespace mostik::bot
