#include "core/text_filter.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace mostik::core {

namespace {

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

char ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

const icu::Normalizer2& casefolding() {
    static const icu::Normalizer2& instance = []() -> const icu::Normalizer2& {
        UErrorCode status = U_ZERO_ERROR;
        const icu::Normalizer2* found = icu::Normalizer2::getNFKCCasefoldInstance(status);
        if (U_FAILURE(status))
            throw std::runtime_error(std::string("ICU has no case folding: ") + u_errorName(status));
        return *found;
    }();
    return instance;
}

/// What stands for a character of normalized text; nothing when it stands for itself. `c` below zero: no
/// UTF-8.
std::optional<std::string_view> replacement(UChar32 c) {
    constexpr UChar32 first_mark = 0x300;
    if (c < 0) return "\ufffd";  // ICU has left it as it is
    if (c < first_mark) return std::nullopt;
    if (c == U'ё') return "е";
    if (u_charType(c) == U_NON_SPACING_MARK) return "";
    return std::nullopt;
}

}  // namespace

std::string fold(std::string_view text) {
    std::string folded;
    if (is_ascii(text)) {  // most of what a filter sees; case folding is all that can change it
        folded.resize(text.size());
        std::transform(text.begin(), text.end(), folded.begin(), ascii_lower);
        return folded;
    }

    std::string normal;
    icu::StringByteSink<std::string> sink(&normal, static_cast<std::int32_t>(text.size()));
    UErrorCode status = U_ZERO_ERROR;
    casefolding().normalizeUTF8(0, {text.data(), static_cast<std::int32_t>(text.size())}, sink, nullptr,
                                status);
    if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU case folding: ") + u_errorName(status));

    // Composed letters ("й", "é") are single characters now, so a mark that still stands alone is no part of
    // one. What needs no change is taken over in long runs.
    folded.reserve(normal.size());
    const auto size = static_cast<std::int32_t>(normal.size());
    std::int32_t taken = 0;
    for (std::int32_t at = 0; at < size;) {
        const std::int32_t begin = at;
        UChar32 c = 0;
        U8_NEXT(normal.data(), at, size, c);
        const std::optional<std::string_view> instead = replacement(c);
        if (!instead) continue;
        folded.append(normal, static_cast<std::size_t>(taken), static_cast<std::size_t>(begin - taken));
        folded.append(*instead);
        taken = at;
    }
    return folded.append(normal, static_cast<std::size_t>(taken));
}

TextFilter::TextFilter(const std::vector<std::string>& needles) {
    for (const std::string& needle : needles) {
        std::string folded = fold(needle);
        if (!folded.empty()) folded_.push_back(std::move(folded));
    }
}

bool TextFilter::matches(std::string_view text) const {
    if (folded_.empty()) return true;
    const std::string folded = fold(text);
    return std::any_of(folded_.begin(), folded_.end(),
                       [&](const std::string& needle) { return folded.find(needle) != std::string::npos; });
}

}  // namespace mostik::core
