#pragma once

#include "messengers/formatting/rich_text.hpp"

#include <rapidcheck.h>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::test {

/// Pieces that mean something in Markdown, or to Unicode, or nothing; no fences.
const std::vector<std::string>& pieces();

/// Text of such pieces, at random.
rc::Gen<std::string> marked_text();
/// Any bytes, much of it not UTF-8.
rc::Gen<std::string> any_bytes();
/// Text with spans of these kinds at random places, maybe wrong ones.
rc::Gen<messengers::formatting::RichText> any_rich_text(std::vector<messengers::formatting::SpanKind> kinds);

/// Runs a property and fails the test case with what rapidcheck found.
void require(const std::string& description, const std::function<void()>& property);

/// Characters that can be seen, each with the kinds of the spans over it ("b" bold, "c" code and so on).
std::vector<std::string> seen(const messengers::formatting::RichText& rich);

/// Lines without spaces at their ends, at most one blank line between them, nothing of no width.
std::string tidy(std::string_view text);

}  // namespace mostik::test
