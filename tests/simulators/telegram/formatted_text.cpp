#include "tests/simulators/telegram/formatted_text.hpp"

#include "tests/simulators/telegram/refusal.hpp"
#include "tests/simulators/telegram/unicode.hpp"

#include <algorithm>

namespace mostik::simulators::telegram {

namespace {

int end_of(const Entity& entity) {
    return entity.offset + entity.length;
}

std::string at(int offset, std::size_t bytes, const char* how) {
    return "entity beginning at UTF-16 offset " + std::to_string(offset) + how + std::to_string(bytes);
}

// Of those that were given; the others have no effect.
constexpr std::size_t max_entities = 100;

enum class Fate { kept, space, dropped };

Fate fate_of(char32_t c) {
    if (c == '\n') return Fate::kept;
    if (c == '\r' || (c >= 0x2028 && c <= 0x202E)) return Fate::dropped;
    if (c == 0x030A || c == 0x0333 || c == 0x033F) return Fate::dropped;
    return c < 0x20 ? Fate::space : Fate::kept;
}

// Of several direction marks in a row all but the last become U+200C.
void join_direction_marks(std::string& text) {
    const auto is_mark = [&](std::size_t index) {
        return text.compare(index, 3, "\xE2\x80\x8E") == 0 || text.compare(index, 3, "\xE2\x80\x8F") == 0;
    };
    for (std::size_t index = 0; index + 5 < text.size(); ++index) {
        if (is_mark(index) && is_mark(index + 3)) text[index + 2] = '\x8C';
    }
}

// Removes and replaces characters; offsets move along. Entities are sorted by offset.
FormattedText cleaned(const FormattedText& given) {
    struct Edge {
        int offset;
        int* target;
        bool is_end;
        int begin;
    };
    FormattedText result;
    result.entities = given.entities;
    std::vector<Edge> edges;
    for (std::size_t index = 0; index < given.entities.size(); ++index) {
        const auto& entity = given.entities[index];
        auto& moved = result.entities[index];
        edges.push_back({entity.offset, &moved.offset, false, entity.offset});
        edges.push_back({end_of(entity), &moved.length, true, entity.offset});
    }
    std::stable_sort(edges.begin(), edges.end(),
                     [](const Edge& left, const Edge& right) { return left.offset < right.offset; });
    int units = 0;      // of the given text
    int new_units = 0;  // of the result
    auto edge = edges.begin();
    std::size_t position = 0;
    const auto take_edges = [&] {
        while (edge != edges.end() && edge->offset <= units) {
            if (edge->offset < units) {
                if (edge->is_end) {
                    throw bad_request(
                        at(edge->begin, position, " ends in a middle of a UTF-16 symbol at byte offset "));
                }
                throw bad_request("entity begins in a middle of a UTF-16 symbol at byte offset " +
                                  std::to_string(position));
            }
            *edge->target = new_units;  // an end for the moment
            ++edge;
        }
    };
    while (position < given.text.size()) {
        take_edges();
        const auto before = position;
        const auto c = next_code_point(given.text, position);
        units += c > 0xFFFF ? 2 : 1;
        const auto fate = fate_of(c);
        if (fate == Fate::dropped) continue;
        result.text += fate == Fate::space ? " " : given.text.substr(before, position - before);
        new_units += c > 0xFFFF ? 2 : 1;
    }
    take_edges();
    if (edge != edges.end()) {
        if (!edge->is_end) {
            throw bad_request("entity begins after the end of the text at UTF-16 offset " +
                              std::to_string(edge->offset));
        }
        throw bad_request(at(edge->begin, static_cast<std::size_t>(edge->offset),
                             " ends after the end of the text at UTF-16 offset "));
    }
    for (auto& entity : result.entities) entity.length -= entity.offset;
    join_direction_marks(result.text);
    return result;
}

bool is_blank(char c) {
    return c == ' ' || c == '\n';
}

bool is_visible(char32_t c) {
    const bool zero_width = c == 0x00AD || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
                            (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF || c == 0xFE0F;
    const bool space = c <= 0x20 || c == 0x00A0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
                       c == 0x202F || c == 0x205F || c == 0x2800 || c == 0x3000;
    return !zero_width && !space;
}

bool has_visible(const std::string& text) {
    for (std::size_t position = 0; position < text.size();) {
        if (is_visible(next_code_point(text, position))) return true;
    }
    return false;
}

// Entities of nothing, or of nothing but spaces, go.
void drop_blank(FormattedText& text) {
    auto& entities = text.entities;
    const auto blank = [&](const Entity& entity) {
        if (entity.length <= 0) return true;
        if (entity.type == "text_link" || entity.type == "text_mention") return false;
        const auto part = utf16_slice(text.text, entity.offset, entity.length);
        return std::all_of(part.begin(), part.end(), is_blank);
    };
    entities.erase(std::remove_if(entities.begin(), entities.end(), blank), entities.end());
}

void trim(FormattedText& text) {
    const auto last = text.text.find_last_not_of(" \n");
    text.text.resize(last == std::string::npos ? 0 : last + 1);
    const auto units = count_utf16_units(text.text);
    auto& entities = text.entities;
    for (auto& entity : entities) entity.length = std::min(entity.length, units - entity.offset);
    entities.erase(
        std::remove_if(entities.begin(), entities.end(), [](const Entity& one) { return one.length <= 0; }),
        entities.end());
    sort_entities(entities);
    const auto first_entity =
        entities.empty() ? text.text.size() : static_cast<std::size_t>(entities.front().offset);
    std::size_t leading = 0;
    while (leading < first_entity && leading < text.text.size() && is_blank(text.text[leading])) ++leading;
    text.text.erase(0, leading);
    for (auto& entity : entities) entity.offset -= static_cast<int>(leading);
}

}  // namespace

FormattedText normalized(FormattedText text, bool may_be_empty) {
    if (!is_valid_utf8(text.text)) throw bad_request("strings must be encoded in UTF-8");
    auto& entities = text.entities;
    entities.erase(
        std::remove_if(entities.begin(), entities.end(), [](const Entity& one) { return one.length <= 0; }),
        entities.end());
    for (auto& entity : entities) {
        if (entity.type == "text_link") entity.url = normalized_url(entity.url);
    }
    entities.erase(
        std::remove_if(entities.begin(), entities.end(),
                       [](const Entity& one) { return one.type == "text_link" && one.url.empty(); }),
        entities.end());
    repair_entities(entities);
    if (entities.size() > max_entities) entities.resize(max_entities);
    auto result = cleaned(text);
    drop_blank(result);
    if (!has_visible(result.text)) {
        if (may_be_empty) return {};
        throw bad_request("text must be non-empty");
    }
    trim(result);
    add_entities(result.entities, automatic_entities(result.text));
    drop_blank(result);
    return result;
}

}  // namespace mostik::simulators::telegram
