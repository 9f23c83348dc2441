// A text with entities, as the server stores it: cleaned, trimmed, its entities repaired and completed.
#pragma once

#include "tests/simulators/telegram/model.hpp"

#include <string>
#include <vector>

namespace mostik::simulators::telegram {

struct FormattedText {
    std::string text;
    std::vector<Entity> entities;
};

// Throws Refusal: text that is not UTF-8, entities that do not fit the text, nothing visible (unless
// `may_be_empty`: then the result is empty).
FormattedText normalized(FormattedText text, bool may_be_empty = false);

// By offset; the longer first; for equal ranges the type that holds the others.
void sort_entities(std::vector<Entity>& entities);
// Resolves overlaps; styles are cut where another entity begins. Sorted when it returns.
void repair_entities(std::vector<Entity>& entities);
// Adds entities that the server found by itself where they do not touch those that were given.
void add_entities(std::vector<Entity>& entities, std::vector<Entity> found);
bool is_style(const Entity& entity);       // bold, italic, underline, strikethrough, spoiler
bool is_blockquote(const Entity& entity);  // expandable ones too
bool is_code(const Entity& entity);        // code, pre

// What the server finds by itself: mention, hashtag, cashtag, bot_command, url, email, phone_number.
std::vector<Entity> automatic_entities(const std::string& text);

// A link's address as the server stores it; empty: unusable.
std::string normalized_url(std::string url);

}  // namespace mostik::simulators::telegram
