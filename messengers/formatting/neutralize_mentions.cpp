#include "messengers/formatting/character_reference.hpp"
#include "messengers/formatting/characters.hpp"
#include "messengers/formatting/markdown.hpp"
#include "messengers/formatting/markdown_parser.hpp"
#include "messengers/formatting/mattermost_source.hpp"
#include "messengers/formatting/mention.hpp"
#include "messengers/formatting/web_address.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace mostik::messengers::formatting {

namespace {

/// Where a source is code.
class CodePlaces final : public MarkdownEvents {
  public:
    struct Place {
        std::size_t begin;
        std::size_t end;
    };

    void enter_block(MD_BLOCKTYPE /*type*/, const void* /*detail*/) override {}
    void leave_block(MD_BLOCKTYPE /*type*/, const void* /*detail*/) override {}
    void enter_span(MD_SPANTYPE /*type*/, const void* /*detail*/) override {}
    void leave_span(MD_SPANTYPE /*type*/, const void* /*detail*/) override {}
    void text(MD_TEXTTYPE type, std::string_view piece, std::size_t place) override {
        if (type == MD_TEXT_CODE && place != no_place) places.push_back({place, place + piece.size()});
    }

    std::vector<Place> places;  ///< in the order of the source
};

}  // namespace

std::string neutralize_mentions(std::string_view markdown, const KnownName& known) {
    const MattermostSource source(markdown, MattermostSource::Tables::no);
    CodePlaces code;
    if (!parse_markdown(source, code)) code.places.clear();
    const std::string_view text = source.text();
    std::string safe;
    auto next_code = code.places.begin();
    std::size_t address_end = 0;
    for (std::size_t at = 0; at < text.size();) {
        next_code =
            std::find_if(next_code, code.places.end(), [&](const auto& place) { return place.end > at; });
        if (next_code != code.places.end() && next_code->begin <= at) {
            safe += text.substr(at, next_code->end - at);
            at = next_code->end;
            continue;
        }
        if (at >= address_end) address_end = web_address_end(text, at);
        const bool in_address = at < address_end;
        safe += text[at];
        if (!in_address && begins_character_reference(text, at)) append(safe, zero_width_space);
        if (!may_mention(text, at)) {
            ++at;
        } else if (in_address) {
            safe.replace(safe.size() - 1, 1, "%40");
            ++at;
        } else if (const auto mention = mention_at(text, at, known)) {
            safe += mention->who;
            at += mention->size;
        } else {
            append(safe, zero_width_space);
            ++at;
        }
    }
    return source.plain(safe);
}

}  // namespace mostik::messengers::formatting
