#pragma once

#include "messengers/formatting/rich_text.hpp"

#include <ostream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace mostik::messengers::formatting {

std::ostream& operator<<(std::ostream& out, const Span& span);
std::ostream& operator<<(std::ostream& out, const RichText& rich);

}  // namespace mostik::messengers::formatting

namespace mostik::test {

using messengers::formatting::RichText;
using messengers::formatting::Span;

/// One list of tests/fixtures/telegram/formatting.json.
nlohmann::json vectors(const std::string& list);

/// Text and entities in Telegram's words.
RichText rich_text(const nlohmann::json& vector);

/// Spans so that those that mean the same are equal: pieces of a style that touch are one (Telegram cuts
/// styles around other entities), an address without a path has one, sorted.
std::vector<Span> comparable(std::vector<Span> spans);

/// What is wrong with spans that are to be sent with a text, by Telegram's rules; empty: nothing.
std::string fault(const RichText& rich);

}  // namespace mostik::test
