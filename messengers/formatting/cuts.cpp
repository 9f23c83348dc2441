#include "messengers/formatting/cuts.hpp"

#include "messengers/formatting/characters.hpp"
#include "messengers/formatting/graphemes.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mostik::messengers::formatting {

namespace {

/// The places to cut, the best first.
enum class Place { blank_line, line_end, space, code_line_end, anywhere };

Place place_at(const Cuttable& cuttable, std::size_t at) {
    const std::string_view rest = cuttable.text.substr(at);
    const bool line_end = rest.starts_with('\n');
    if (cuttable.verbatim[at]) return line_end ? Place::code_line_end : Place::anywhere;
    if (rest.starts_with("\n\n")) return Place::blank_line;
    if (line_end) return Place::line_end;
    return is_space(character_at(cuttable.text, at)) ? Place::space : Place::anywhere;
}

}  // namespace

Cuttable::Cuttable(std::string_view text_to_cut, std::function<std::size_t(char32_t)> cost_of_character)
    : text(text_to_cut),
      borders(grapheme_borders(text_to_cut)),
      kept_whole(text_to_cut.size() + 1, false),
      verbatim(text_to_cut.size() + 1, false),
      cost(std::move(cost_of_character)) {}

void Cuttable::keep_whole(std::size_t begin, std::size_t end, std::size_t limit) {
    std::size_t size = 0;
    for (std::size_t at = begin; at < end && size <= limit;) size += cost(next_character(text, at));
    if (size > limit) return;
    for (std::size_t at = begin + 1; at < end; ++at) kept_whole[at] = true;
}

void Cuttable::mark_verbatim(std::size_t begin, std::size_t end) {
    for (std::size_t at = begin + 1; at < end; ++at) verbatim[at] = true;
}

std::size_t end_of_part(const Cuttable& cuttable, std::size_t begin, std::size_t limit,
                        const std::function<std::size_t(std::size_t)>& extra) {
    constexpr auto none = std::string_view::npos;
    std::array<std::size_t, 4> best = {none, none, none, none};
    std::size_t allowed = none;
    std::size_t border = none;
    std::size_t character = none;
    std::size_t used = 0;
    std::size_t at = begin;
    while (at < cuttable.text.size()) {
        const std::size_t size = used + extra(at);
        if (at > begin && size <= limit) {
            character = at;
            if (cuttable.borders[at]) border = at;
            if (cuttable.borders[at] && !cuttable.kept_whole[at]) {
                allowed = at;
                const Place place = place_at(cuttable, at);
                const bool second_half = size * 2 >= limit;
                if (second_half && place != Place::anywhere) best.at(static_cast<std::size_t>(place)) = at;
            }
        }
        std::size_t next = at;
        const std::size_t cost = cuttable.cost(next_character(cuttable.text, next));
        if (used + cost > limit) break;
        used += cost;
        at = next;
    }
    if (at >= cuttable.text.size()) return cuttable.text.size();
    for (const std::size_t place : best) {
        if (place != none) return place;
    }
    for (const std::size_t place : {allowed, border, character}) {
        if (place != none) return place;
    }
    std::size_t next = begin;
    next_character(cuttable.text, next);
    return next;
}

}  // namespace mostik::messengers::formatting
