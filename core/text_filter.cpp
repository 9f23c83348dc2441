#include "core/text_filter.hpp"

#include <algorithm>
#include <stdexcept>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf16.h>

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

}  // namespace

std::string fold(std::string_view text) {
    std::string folded;
    if (is_ascii(text)) {  // most of what a filter sees; case folding is all that can change it
        folded.resize(text.size());
        std::transform(text.begin(), text.end(), folded.begin(), ascii_lower);
        return folded;
    }

    const auto source = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString normal;
    casefolding().normalize(source, normal, status);
    if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU case folding: ") + u_errorName(status));

    // Composed letters ("й", "é") are single characters now, so a mark that still stands alone is no part of
    // one.
    constexpr UChar32 yo = 0x451;
    constexpr UChar32 ye = 0x435;
    icu::UnicodeString kept(normal.length(), 0, 0);
    for (std::int32_t i = 0; i < normal.length();) {
        const UChar32 c = normal.char32At(i);
        i += U16_LENGTH(c);
        if (c == yo) {
            kept.append(ye);
        } else if (u_charType(c) != U_NON_SPACING_MARK) {
            kept.append(c);
        }
    }
    return kept.toUTF8String(folded);
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
