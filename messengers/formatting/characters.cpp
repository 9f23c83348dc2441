#include "messengers/formatting/characters.hpp"

#include <cstdint>
#include <stdexcept>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace mostik::messengers::formatting {

namespace {

const std::uint8_t* bytes_of(std::string_view text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}
UChar32 as_icu(char32_t c) {
    return static_cast<UChar32>(c);
}

}  // namespace

char32_t next_character(std::string_view text, std::size_t& at) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(bytes_of(text), at, text.size(), c);
    return static_cast<char32_t>(c);
}

char32_t character_before(std::string_view text, std::size_t at) {
    if (at == 0) return 0;
    constexpr std::size_t longest = 4;
    constexpr unsigned char mask = 0xC0;
    constexpr unsigned char continuation = 0x80;
    std::size_t begin = at - 1;
    while (begin > 0 && at - begin < longest &&
           (static_cast<unsigned char>(text[begin]) & mask) == continuation) {
        --begin;
    }
    const char32_t c = next_character(text.substr(0, at), begin);
    return begin == at ? c : replacement_character;
}

char32_t character_at(std::string_view text, std::size_t at) {
    return at < text.size() ? next_character(text, at) : 0;
}

void append(std::string& text, char32_t character) {
    char bytes[U8_MAX_LENGTH];
    std::size_t size = 0;
    UBool failed = false;
    U8_APPEND(reinterpret_cast<unsigned char*>(bytes), size, U8_MAX_LENGTH, as_icu(character), failed);
    if (!failed) text.append(bytes, size);
}

bool is_space(char32_t c) {
    return u_isUWhiteSpace(as_icu(c)) != 0;
}

bool is_word(char32_t c) {
    constexpr std::uint32_t mask = U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK;
    return c != 0 && (U_MASK(u_charType(as_icu(c))) & mask) != 0;
}

bool is_alphanumeric(char32_t c) {
    constexpr std::uint32_t mask = U_GC_L_MASK | U_GC_N_MASK;
    return c != 0 && (U_MASK(u_charType(as_icu(c))) & mask) != 0;
}

bool is_punctuation(char32_t c) {
    constexpr char32_t end_of_ascii = 0x80;
    if (c < end_of_ascii) return c > ' ' && !is_ascii_digit(c) && !is_ascii_letter(c) && c != 0x7F;
    return (U_MASK(u_charType(as_icu(c))) & U_GC_P_MASK) != 0;
}

bool is_invisible(char32_t c) {
    return u_hasBinaryProperty(as_icu(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0 ||
           (U_MASK(u_charType(as_icu(c))) & (U_GC_CC_MASK | U_GC_CF_MASK)) != 0;
}

std::size_t columns(char32_t c) {
    constexpr std::uint32_t riders = U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK;
    if ((U_MASK(u_charType(as_icu(c))) & riders) != 0) return 0;
    switch (u_getIntPropertyValue(as_icu(c), UCHAR_EAST_ASIAN_WIDTH)) {
        case U_EA_FULLWIDTH:
        case U_EA_WIDE:
            return 2;
        default:
            return 1;
    }
}

std::string composed(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* form = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU has no data for Unicode's form C");
    const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
    if (form->isNormalizedUTF8(piece, status)) return std::string(text);
    std::string result;
    icu::StringByteSink<std::string> sink(&result);
    form->normalizeUTF8(0, piece, sink, nullptr, status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU could not compose a text");
    return result;
}

}  // namespace mostik::messengers::formatting
