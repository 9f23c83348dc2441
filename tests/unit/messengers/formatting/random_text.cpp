#include "tests/unit/messengers/formatting/random_text.hpp"

#include "messengers/formatting/characters.hpp"
#include "messengers/formatting/entities.hpp"

#include <set>
#include <sstream>

#include <catch2/catch.hpp>

namespace mostik::test {

using messengers::formatting::RichText;
using messengers::formatting::Span;
using messengers::formatting::SpanKind;

const std::vector<std::string>& pieces() {
    static const std::vector<std::string> all = {
        "слово",
        "qq",
        "w7",
        "é",
        "e\u0301",
        "😀",
        "👨‍👩‍👧",
        "🇩🇪",
        "שלום",
        "中文",
        "_",
        "_",
        "*",
        "*",
        "**",
        "__",
        "***",
        "~",
        "~~",
        "`",
        "``",
        "[",
        "]",
        "](",
        ")",
        "(",
        "![",
        "<",
        ">",
        "\\",
        "#",
        "##",
        "-",
        "+",
        "1.",
        "2)",
        "|",
        "|-",
        "=",
        "===",
        "---",
        "\n",
        "\n",
        "\n\n",
        " ",
        " ",
        " ",
        "    ",
        "\t",
        ".",
        ",",
        "!",
        "?",
        ":",
        "\"",
        "«",
        "»",
        "@",
        "@qq",
        "@all",
        "&",
        "&lt;",
        "&#64;",
        "{",
        "}",
        "$",
        "\r\n",
        "\u00A0",
        "/",
        "https://example.com/a_b",
        "http://w7.ru/(_",
        "www.w7.ru",
        "<https://e.com>",
        "[qq](https://e.com/_x_)",
        "<q@e.com>",
        "> ",
        "- ",
        "* ",
        "1. ",
        "# ",
        "- [ ] ",
        "q|w\n-|-\n",
        "mailto:",
    };
    return all;
}

namespace {

rc::Gen<std::string> text_of(const std::vector<std::string>& parts) {
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(parts)),
                        [](const std::vector<std::string>& chosen) {
                            std::string text;
                            for (const auto& part : chosen) text += part;
                            return text;
                        });
}

/// Addresses end at a space: Mattermost would take the markers of a style right behind one for a part of it.
const std::vector<std::string>& separated_pieces() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> result = pieces();
        for (std::string& piece : result) {
            if (piece.find("/") != std::string::npos || piece.starts_with("www")) piece += ' ';
        }
        return result;
    }();
    return all;
}

}  // namespace

rc::Gen<std::string> marked_text() {
    return text_of(pieces());
}

rc::Gen<std::string> any_bytes() {
    return rc::gen::oneOf(rc::gen::container<std::string>(rc::gen::arbitrary<char>()),
                          rc::gen::container<std::string>(rc::gen::elementOf(
                              std::string("*_`~[]()<>#-\n \\|a\xF0\x9F\x98\xEF\xB7\x90\xBF"))));
}

rc::Gen<RichText> any_rich_text(std::vector<SpanKind> kinds) {
    const auto places = rc::gen::container<std::vector<std::pair<unsigned, unsigned>>>(
        rc::gen::pair(rc::gen::inRange(0U, 60U), rc::gen::inRange(0U, 40U)));
    return rc::gen::map(rc::gen::tuple(text_of(separated_pieces()), places), [kinds](const auto& drawn) {
        RichText rich{std::get<0>(drawn)};
        for (const auto& [offset, length] : std::get<1>(drawn)) {
            const SpanKind kind = kinds[(offset * 7 + length * 3) % kinds.size()];
            Span span{kind, offset, length};
            if (kind == SpanKind::link) span.value = "https://example.com/" + std::to_string(offset);
            if (kind == SpanKind::pre && offset % 2 == 0) span.value = "cpp";
            rich.spans.push_back(span);
        }
        return rich;
    });
}

void require(const std::string& description, const std::function<void()>& property) {
    const auto result = rc::detail::checkTestable(property);
    if (result.template is<rc::detail::SuccessResult>()) {
        SUCCEED(description);
        return;
    }
    std::ostringstream message;
    rc::detail::printResultMessage(result, message);
    FAIL(description << ": " << message.str());
}

std::vector<std::string> seen(const RichText& rich) {
    namespace formatting = messengers::formatting;
    std::vector<std::string> characters;
    std::vector<std::size_t> offsets;
    std::size_t offset = 0;
    for (std::size_t at = 0; at < rich.text.size();) {
        const char32_t c = formatting::next_character(rich.text, at);
        if (!formatting::is_space(c) && c != formatting::zero_width_space) {
            std::string character;
            formatting::append(character, c);
            characters.push_back(character);
            offsets.push_back(offset);
        }
        offset += formatting::utf16_units(c);
    }
    std::vector<std::set<std::string>> kinds(characters.size());
    for (const Span& span : rich.spans) {
        for (std::size_t i = 0; i < characters.size(); ++i) {
            if (offsets[i] >= span.offset && offsets[i] < span.end()) {
                kinds[i].insert(" " + std::string(formatting::to_string(span.kind)) + " " + span.value);
            }
        }
    }
    for (std::size_t i = 0; i < characters.size(); ++i) {
        for (const auto& kind : kinds[i]) characters[i] += kind;
    }
    return characters;
}

std::string tidy(std::string_view text) {
    namespace formatting = messengers::formatting;
    std::string result;
    std::string spaces;
    std::size_t line_ends = 0;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = formatting::next_character(text, at);
        if (c == '\n') {
            ++line_ends;
            spaces.clear();
        } else if (formatting::is_space(c)) {
            formatting::append(spaces, c);
        } else if (c != formatting::zero_width_space) {
            if (!result.empty() && line_ends > 0) spaces.clear();
            if (!result.empty() && line_ends > 0) result += line_ends > 1 ? "\n\n" : "\n";
            if (!result.empty()) result += spaces;
            line_ends = 0;
            spaces.clear();
            formatting::append(result, c);
        }
    }
    return result;
}

}  // namespace mostik::test
