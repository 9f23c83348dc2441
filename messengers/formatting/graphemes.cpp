#include "messengers/formatting/graphemes.hpp"

#include <memory>
#include <stdexcept>

#include <unicode/brkiter.h>
#include <unicode/utext.h>

namespace mostik::messengers::formatting {

std::vector<bool> grapheme_borders(std::string_view text) {
    std::vector<bool> borders(text.size() + 1, false);
    borders.front() = true;
    borders.back() = true;
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::BreakIterator> iterator(
        icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
    UText input = UTEXT_INITIALIZER;
    utext_openUTF8(&input, text.data(), static_cast<std::int64_t>(text.size()), &status);
    if (U_SUCCESS(status)) iterator->setText(&input, status);
    if (U_FAILURE(status)) {
        utext_close(&input);
        throw std::runtime_error("ICU has no data to find the characters of a text");
    }
    for (auto at = iterator->first(); at != icu::BreakIterator::DONE; at = iterator->next()) {
        borders[static_cast<std::size_t>(at)] = true;
    }
    utext_close(&input);
    return borders;
}

}  // namespace mostik::messengers::formatting
