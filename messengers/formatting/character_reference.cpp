#include "messengers/formatting/character_reference.hpp"

#include "messengers/formatting/characters.hpp"

namespace mostik::messengers::formatting {

bool begins_character_reference(std::string_view text, std::size_t at) {
    if (at >= text.size() || text[at] != '&') return false;
    constexpr std::size_t longest = 32;
    std::size_t end = at + 1;
    if (end < text.size() && text[end] == '#') ++end;
    const std::size_t begin = end;
    while (end < text.size() && end - at <= longest &&
           (is_ascii_letter(static_cast<unsigned char>(text[end])) ||
            is_ascii_digit(static_cast<unsigned char>(text[end])))) {
        ++end;
    }
    return end > begin && end < text.size() && text[end] == ';';
}

}  // namespace mostik::messengers::formatting
