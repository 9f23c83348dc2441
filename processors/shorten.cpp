#include "processors/shorten.hpp"

#include <memory>
#include <stdexcept>

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

namespace mostik::processors {

namespace {

constexpr std::string_view ellipsis = "…";

/// Where `text` would have to be cut so that `count` code points stay; its size when it has no more of them.
std::int32_t end_of_code_points(std::string_view text, std::size_t count) {
    const auto size = static_cast<std::int32_t>(text.size());
    std::int32_t at = 0;
    for (; count > 0 && at < size; --count) {
        [[maybe_unused]] UChar32 c = 0;
        U8_NEXT(text.data(), at, size, c);
    }
    return at;
}

void check(UErrorCode status) {
    if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU graphemes: ") + u_errorName(status));
}

/// The last boundary between graphemes at or before `at`.
std::int32_t grapheme_boundary(std::string_view text, std::int32_t at) {
    // Opening an iterator reads rules; a text is set in no time.
    thread_local const std::unique_ptr<icu::BreakIterator> graphemes = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::BreakIterator> made(
            icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
        check(status);
        return made;
    }();

    UErrorCode status = U_ZERO_ERROR;
    UText view = UTEXT_INITIALIZER;
    utext_openUTF8(&view, text.data(), static_cast<std::int64_t>(text.size()), &status);
    graphemes->setText(&view, status);
    check(status);
    const std::int32_t boundary = graphemes->isBoundary(at) ? at : graphemes->preceding(at);
    utext_close(&view);
    return boundary;
}

}  // namespace

std::string shorten(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return std::string(text);  // a code point is a byte at least
    if (static_cast<std::size_t>(end_of_code_points(text, limit)) == text.size()) return std::string(text);

    const std::int32_t end = end_of_code_points(text, limit - 1);
    const std::int32_t boundary = grapheme_boundary(text, end);
    std::string cut(text.substr(0, static_cast<std::size_t>(boundary > 0 ? boundary : end)));
    return cut.append(ellipsis);
}

}  // namespace mostik::processors
