#include "messengers/formatting/characters.hpp"
#include "messengers/formatting/markdown.hpp"
#include "tests/unit/messengers/formatting/random_text.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace mostik::messengers::formatting;
using namespace mostik::test;

namespace {

/// The words that Mattermost's server looks at for mentions: what letters, digits and @ . - _ : make, taken
/// apart at . - : as well.
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words(1);
    std::vector<std::string> parts(1);
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_character(text, at);
        const bool joins = c == ':' || c == '.' || c == '-' || c == '_' || c == '@' || is_alphanumeric(c);
        const bool parts_too = c == ':' || c == '.' || c == '-';
        if (!joins) {
            words.emplace_back();
            parts.emplace_back();
            continue;
        }
        append(words.back(), c);
        if (parts_too) {
            parts.emplace_back();
        } else {
            append(parts.back(), c);
        }
    }
    for (std::string& word : words) {
        word.erase(0, std::min(word.find_first_not_of(":.-_"), word.size()));
        word.erase(word.find_last_not_of(":.-_") + 1);
    }
    words.insert(words.end(), parts.begin(), parts.end());
    return words;
}

bool notifies(std::string_view text, std::string_view name) {
    const auto words = words_of(text);
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return word == name; });
}

std::optional<std::string> knows_anna(std::string_view name) {
    if (name == "anna") return "anna.k";
    if (name == "all") return "all";
    return std::nullopt;
}

}  // namespace

TEST_CASE("The words that are looked at are those of the server") {
    CHECK(notifies("hi @all!", "@all"));
    CHECK(notifies("x.@all", "@all"));
    CHECK(notifies("https://e.com/@all", "@all"));
    CHECK_FALSE(notifies("a@all", "@all"));
    CHECK_FALSE(notifies("@\u200Ball", "@all"));
}

TEST_CASE("Markdown from elsewhere notifies nobody but whom is known") {
    CHECK(neutralize_mentions("hi @anna, @bob and @all", knows_anna) ==
          "hi @anna.k, @\u200Bbob and @\u200Ball");
    CHECK(neutralize_mentions("@anna.") == "@\u200Banna.");
    CHECK(neutralize_mentions("`@all` and\n```\n@all\n```\n**@all**") ==
          "`@all` and\n```\n@all\n```\n**@\u200Ball**");
    CHECK(neutralize_mentions("```\n@all") == "```\n@\u200Ball");
    CHECK(neutralize_mentions("a@b.com \\@all") == "a@b.com \\@\u200Ball");
    CHECK(neutralize_mentions("https://e.com/@all/x") == "https://e.com/%40all/x");
    CHECK(neutralize_mentions("&#64;all") == "&\u200B#64;all");
    const std::string text = "# a\n- [ ] b | ~c~ \\x [d]: e\n\n|a||b|\n|-|-|\n1) **f:**g ![h](i =3x4)";
    CHECK(neutralize_mentions(text) == text);
}

TEST_CASE("What comes from Telegram notifies nobody but whom is known") {
    ToMarkdown options;
    options.person = [](const Span& span, std::string_view text) -> std::optional<std::string> {
        if (span.kind == SpanKind::person && span.value == "42") return "anna";
        if (text == "@anna_tg") return "anna";
        return std::nullopt;
    };
    const RichText rich{"Anna @anna_tg @bob", {{SpanKind::person, 0, 4, "42"}, {SpanKind::mention, 5, 8}}};
    CHECK(to_markdown(rich, options) == "@anna @anna @\u200Bbob");
    CHECK(to_markdown(rich) == "Anna @\u200Banna_tg @\u200Bbob");
    CHECK(to_markdown({"a@all", {{SpanKind::bold, 1, 4}}}) == "a**@\u200Ball**");
    CHECK(to_markdown({"&#64;all"}) == "&\u200B#64;all");
    CHECK(to_markdown({"@ALL https://e.com/@all", {{SpanKind::url, 5, 18}}}) ==
          "@\u200BALL https://e.com/%40all");
    CHECK(to_markdown({"@all", {{SpanKind::code, 0, 4}}}) == "`@all`");
}

TEST_CASE("No text without code notifies a channel") {
    require("texts", [] {
        std::string text = *marked_text();
        std::erase(text, '`');
        std::erase(text, '\t');
        RC_PRE(text.find("    ") == std::string::npos && text.find("~~~") == std::string::npos);
        RC_ASSERT(!notifies(neutralize_mentions(text), "@all"));
        RC_ASSERT(!notifies(neutralize_mentions(text), "@qq"));
        RC_ASSERT(!notifies(to_markdown({text}), "@all"));
        RC_ASSERT(!notifies(to_markdown({text}), "@qq"));
    });
}
