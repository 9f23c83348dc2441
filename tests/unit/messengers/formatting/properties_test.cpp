#include "messengers/formatting/characters.hpp"
#include "messengers/formatting/entities.hpp"
#include "messengers/formatting/markdown.hpp"
#include "messengers/formatting/mattermost_source.hpp"
#include "messengers/formatting/split.hpp"
#include "tests/unit/messengers/formatting/random_text.hpp"
#include "tests/unit/messengers/formatting/vectors.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace mostik::messengers::formatting;
using namespace mostik::test;

namespace {

/// How many letters of the word "слово" there are.
std::size_t letters(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at + 1 < text.size(); ++at) {
        const auto lead = static_cast<unsigned char>(text[at]);
        count += lead == 0xD0 || lead == 0xD1;
    }
    return count;
}

std::size_t letters(const RichText& rich) {
    std::size_t count = letters(rich.text);
    for (const Span& span : rich.spans) count += letters(span.value);
    return count;
}

const std::vector<SpanKind> every_kind = {
    SpanKind::bold,
    SpanKind::italic,
    SpanKind::underline,
    SpanKind::strikethrough,
    SpanKind::spoiler,
    SpanKind::code,
    SpanKind::pre,
    SpanKind::link,
    SpanKind::person,
    SpanKind::quote,
    SpanKind::expandable_quote,
    SpanKind::custom_emoji,
    SpanKind::date_time,
    SpanKind::mention,
    SpanKind::hashtag,
    SpanKind::url,
};

/// Text that came back from Mattermost; there a name in an address has its @ as %40.
RichText returned(const RichText& rich) {
    RichText back = from_markdown(to_markdown(rich));
    for (std::size_t at = 0; (at = back.text.find("%40")) != std::string::npos;)
        back.text.replace(at, 3, "@");
    return back;
}

/// Spans around whole words, as people mark them. What is marked inside of words can be ambiguous in
/// Markdown.
void widen_to_words(RichText& rich) {
    std::vector<bool> space;
    for (std::size_t at = 0; at < rich.text.size();) {
        const char32_t c = next_character(rich.text, at);
        space.insert(space.end(), utf16_units(c), is_space(c));
    }
    for (Span& span : rich.spans) {
        std::size_t end = std::min(span.end(), space.size());
        std::size_t begin = std::min(span.offset, end);
        while (begin > 0 && begin < space.size() && !space[begin - 1] && !space[begin]) --begin;
        while (end > 0 && end < space.size() && !space[end - 1] && !space[end]) ++end;
        span.offset = begin;
        span.length = end - begin;
    }
}

/// Spans that end in the middle of an address have no counterpart in Mattermost.
std::string without_addresses(const std::string& text) {
    std::string clean = clean_text(text);
    std::replace(clean.begin(), clean.end(), '/', '.');
    std::replace(clean.begin(), clean.end(), 'w', 'v');
    return clean;
}

}  // namespace

TEST_CASE("Spans of any text can be sent") {
    const auto property = [](const std::string& text) {
        const RichText rich = from_markdown(text);
        RC_ASSERT(fault(rich) == "");
        RC_ASSERT(sendable(rich) == rich.spans);
        RC_ASSERT(valid_utf8(rich.text) == rich.text);
    };
    require("text", [&] { property(*marked_text()); });
    require("bytes", [&] { property(*any_bytes()); });
}

TEST_CASE("Spans that are wrong in any way can be sent when they are repaired") {
    require("spans", [] {
        RichText rich = *any_rich_text(every_kind);
        rich.spans = sendable(rich);
        RC_ASSERT(fault(rich) == "");
    });
}

TEST_CASE("No letter that was typed is lost") {
    require("letters", [] {
        const std::string text = *marked_text();
        // What stands behind ``` may be the name of a language.
        RC_PRE(text.find("```") == std::string::npos && text.find("~~~") == std::string::npos);
        // And a bracket behind a space in a target begins a title.
        RC_PRE(text.find("](") == std::string::npos || text.find('\n') == std::string::npos);
        RC_ASSERT(letters(from_markdown(text)) >= letters(text));
    });
}

TEST_CASE("Escaped text arrives as it was typed") {
    const auto property = [](const std::string& text) {
        const RichText rich = from_markdown(escape_markdown(text));
        RC_ASSERT(tidy(rich.text) == tidy(clean_text(text)));
        RC_ASSERT(rich.spans.empty());
    };
    require("text", [&] { property(*marked_text()); });
    require("bytes", [&] {
        std::string bytes = *any_bytes();
        std::erase(bytes, ':');  // ":m:" may become an emoji.
        property(bytes);
    });
}

TEST_CASE("Text and styles survive the way to Mattermost and back") {
    require("rich text", [] {
        RichText rich = *any_rich_text(
            {SpanKind::bold, SpanKind::italic, SpanKind::strikethrough, SpanKind::code, SpanKind::link});
        rich.text = without_addresses(rich.text);
        widen_to_words(rich);
        rich.spans = sendable(rich);
        RC_PRE(has_visible_text(rich.text));
        RC_LOG() << to_markdown(rich) << '\n';
        RC_ASSERT(seen(returned(rich)) == seen(rich));
    });
}

TEST_CASE("Blocks survive the way to Mattermost and back") {
    require("rich text", [] {
        RichText rich = *any_rich_text({SpanKind::quote, SpanKind::pre});
        rich.text = without_addresses(rich.text);
        rich.spans = sendable(rich);
        RC_PRE(has_visible_text(rich.text));
        RC_LOG() << to_markdown(rich) << '\n';
        RC_ASSERT(seen({returned(rich).text}) == seen({rich.text}));
    });
}

TEST_CASE("Parts of a text are the text") {
    require("parts", [] {
        RichText rich = *any_rich_text(every_kind);
        rich.text = clean_text(rich.text);
        rich.spans = sendable(rich);
        const auto limit = *rc::gen::inRange<std::size_t>(4, 40);
        const Unit unit = *rc::gen::element(Unit::utf16, Unit::code_points);
        std::vector<std::string> joined;
        for (const RichText& part : split(rich, limit, unit)) {
            RC_ASSERT(fault(part) == "");
            const std::size_t length = unit == Unit::utf16 ? utf16_length(part.text) : code_points(part.text);
            RC_ASSERT(length <= limit);
            const auto own = seen(part);
            joined.insert(joined.end(), own.begin(), own.end());
        }
        if (has_visible_text(rich.text)) RC_ASSERT(joined == seen(rich));
    });
}

TEST_CASE("Parts of Markdown are short enough and lose no letter") {
    require("parts", [] {
        std::string text = *marked_text();
        const auto limit = *rc::gen::inRange<std::size_t>(30, 60);
        std::size_t count = 0;
        for (const std::string& part : split_markdown(text, limit)) {
            RC_ASSERT(code_points(part) <= limit);
            count += letters(part);
        }
        RC_ASSERT(count >= letters(text));
    });
}
