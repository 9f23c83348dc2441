#include "messengers/formatting/rich_text.hpp"

#include "messengers/formatting/emoji.hpp"
#include "messengers/formatting/entities.hpp"
#include "tests/unit/messengers/formatting/vectors.hpp"

#include <catch2/catch.hpp>

using namespace mostik::messengers::formatting;
using namespace mostik::test;

TEST_CASE("Texts are measured in UTF-16 units and in code points") {
    CHECK(utf16_length("aб😀") == 4);
    CHECK(code_points("aб😀") == 3);
    CHECK(utf16_length("👨‍👩‍👧") == 8);
    CHECK(code_points("\xF0\x9F\x98") == 1);
    CHECK(utf16_length("") == 0);
}

TEST_CASE("Broken UTF-8 is repaired") {
    CHECK(valid_utf8("a\xFF\xD0") == "a\uFFFD\uFFFD");
    CHECK(valid_utf8("\xF0\x9F\x98z") == "\uFFFDz");
    CHECK(valid_utf8("\xED\xA0\x80") != "\xED\xA0\x80");  // half of a pair
    CHECK(valid_utf8("при😀") == "при😀");
}

TEST_CASE("A text is visible if there is something to see") {
    CHECK(has_visible_text(" . "));
    CHECK(has_visible_text("😀"));
    CHECK_FALSE(has_visible_text(""));
    CHECK_FALSE(has_visible_text(" \n\t\u00A0"));
    CHECK_FALSE(has_visible_text("\u200B\u200E\u2060"));
}

TEST_CASE("A span names a piece of its text") {
    CHECK(text_of({"a😀б"}, {SpanKind::bold, 1, 2}) == "😀");
    CHECK(text_of({"a😀б"}, {SpanKind::bold, 2, 100}) == "😀б");
    CHECK(text_of({"a"}, {SpanKind::bold, 5, 1}).empty());
}

TEST_CASE("Every kind of span has Telegram's name") {
    for (const char* name : {"bold",
                             "italic",
                             "underline",
                             "strikethrough",
                             "spoiler",
                             "code",
                             "pre",
                             "text_link",
                             "text_mention",
                             "blockquote",
                             "expandable_blockquote",
                             "custom_emoji",
                             "date_time",
                             "mention",
                             "hashtag",
                             "cashtag",
                             "bot_command",
                             "url",
                             "email",
                             "phone_number"}) {
        const auto kind = span_kind_from(name);
        REQUIRE(kind);
        CHECK(to_string(*kind) == name);
    }
    CHECK_FALSE(span_kind_from("something_new"));
}

TEST_CASE("Spans are repaired before they are sent") {
    const auto sent = [](const std::string& text, std::vector<Span> spans) {
        return sendable({text, spans});
    };
    using Spans = std::vector<Span>;
    CHECK(sent("@user #tag", {{SpanKind::mention, 0, 5}, {SpanKind::hashtag, 6, 4}}).empty());
    CHECK(sent("abc", {{SpanKind::bold, 1, 99}}) == Spans{{SpanKind::bold, 1, 2}});
    CHECK(sent("abc", {{SpanKind::bold, 1, 0}, {SpanKind::bold, 3, 1}}).empty());
    CHECK(sent("😀b", {{SpanKind::bold, 1, 1}}) == Spans{{SpanKind::bold, 0, 2}});
    CHECK(sent("abcdef", {{SpanKind::bold, 0, 3}, {SpanKind::italic, 2, 4}}) ==
          Spans{{SpanKind::bold, 0, 2}, {SpanKind::italic, 2, 4}, {SpanKind::bold, 2, 1}});
    CHECK(sent("a b c", {{SpanKind::bold, 0, 5}, {SpanKind::code, 2, 1}}) ==
          Spans{{SpanKind::bold, 0, 2}, {SpanKind::code, 2, 1}, {SpanKind::bold, 3, 2}});
    CHECK(sent("abc", {{SpanKind::link, 0, 3, "https://e.com"}, {SpanKind::code, 1, 1}}) ==
          Spans{{SpanKind::link, 0, 3, "https://e.com"}});
    CHECK(sent("abcd", {{SpanKind::quote, 0, 3}, {SpanKind::expandable_quote, 1, 3}}) ==
          Spans{{SpanKind::quote, 0, 3}, {SpanKind::expandable_quote, 3, 1}});
}

TEST_CASE("No more entities are sent than Telegram uses, and links rather than styles") {
    RichText rich{std::string(1000, 'x')};
    for (std::size_t i = 0; i < 150; ++i) rich.spans.push_back({SpanKind::bold, i * 4, 1});
    rich.spans.push_back({SpanKind::link, 900, 5, "https://e.com/"});
    const auto spans = sendable(rich);
    CHECK(spans.size() == most_entities);
    CHECK(spans.back().kind == SpanKind::link);

    for (std::size_t i = 0; i < 20; ++i) {
        rich.spans.push_back({SpanKind::link, 700 + i * 4, 2, "https://e.com/" + std::string(1000, 'a')});
    }
    std::size_t characters = 0;
    for (const Span& span : sendable(rich)) characters += 30 + span.value.size();
    CHECK(characters < most_entity_characters);
}

TEST_CASE("Emoji have Mattermost's names") {
    CHECK(emoji_named("smile") == "😄");
    CHECK(emoji_named("+1") == "👍");
    CHECK(emoji_named("thumbsup") == "👍");
    CHECK(emoji_named("hugs") == "🤗");
    CHECK(emoji_named("heart") == "❤️");
    CHECK(emoji_named("wave_dark_skin_tone") == "👋🏿");
    CHECK(emoji_named("point_up_medium_light_skin_tone") == "☝🏼");
    CHECK_FALSE(emoji_named("smile_dark_skin_tone"));
    CHECK_FALSE(emoji_named("our_logo"));
    CHECK_FALSE(emoji_named(""));
    CHECK(name_of_emoji("👍") == "+1");
    CHECK(name_of_emoji("❤") == "heart");
    CHECK(name_of_emoji("❤️") == "heart");
    CHECK(name_of_emoji("👋🏿") == "wave_dark_skin_tone");
    CHECK_FALSE(name_of_emoji("a"));
    CHECK_FALSE(name_of_emoji(""));
}
