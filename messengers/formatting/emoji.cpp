#include "messengers/formatting/emoji.hpp"

#include "core/embedded_file.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>
#include <vector>

namespace mostik::messengers::formatting {

namespace data {
const std::vector<core::EmbeddedFile>& embedded_files();
}

namespace {

constexpr std::string_view variation_selector = "\uFE0F";

struct SkinTone {
    std::string_view suffix;
    std::string_view character;
};
// The longer of two that end alike comes first.
constexpr std::array<SkinTone, 5> skin_tones = {{{"_medium_light_skin_tone", "🏼"},
                                                 {"_medium_dark_skin_tone", "🏾"},
                                                 {"_light_skin_tone", "🏻"},
                                                 {"_medium_skin_tone", "🏽"},
                                                 {"_dark_skin_tone", "🏿"}}};

std::size_t first_character(std::string_view text) {
    constexpr unsigned char continuation_mask = 0xC0;
    constexpr unsigned char continuation = 0x80;
    std::size_t size = 1;
    while (size < text.size() &&
           (static_cast<unsigned char>(text[size]) & continuation_mask) == continuation) {
        ++size;
    }
    return size;
}

/// A skin tone stands behind the first character, instead of its variation selector.
std::string toned(std::string_view emoji, std::string_view tone) {
    const std::size_t first = first_character(emoji);
    std::string_view rest = emoji.substr(first);
    if (rest.starts_with(variation_selector)) rest.remove_prefix(variation_selector.size());
    return std::string(emoji.substr(0, first)).append(tone).append(rest);
}

std::string without_selectors(std::string_view emoji) {
    std::string bare;
    for (std::size_t at = 0; at < emoji.size();) {
        if (emoji.substr(at).starts_with(variation_selector)) {
            at += variation_selector.size();
        } else {
            bare += emoji[at++];
        }
    }
    return bare;
}

std::string_view next_part(std::string_view& text, char separator) {
    const std::string_view part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
}

/// emoji.txt, which script/emoji-names writes.
class Table {
  public:
    Table() {
        std::string_view rest = data::embedded_files().front().contents;
        while (!rest.empty()) add(next_part(rest, '\n'));
    }

    struct Row {
        std::string_view emoji;
        bool toned = false;
    };
    std::unordered_map<std::string_view, Row> by_name;
    std::unordered_map<std::string, std::string> by_emoji;  ///< without variation selectors

  private:
    void add(std::string_view line) {
        const bool has_tones = line.starts_with('~');
        if (has_tones) line.remove_prefix(1);
        const std::string_view emoji = next_part(line, ' ');
        bool first = true;
        while (!line.empty()) {
            const std::string_view name = next_part(line, ' ');
            by_name.try_emplace(name, Row{emoji, has_tones});
            if (std::exchange(first, false)) add_emoji(emoji, name, has_tones);
        }
    }

    void add_emoji(std::string_view emoji, std::string_view name, bool has_tones) {
        by_emoji.try_emplace(without_selectors(emoji), name);
        if (!has_tones) return;
        for (const SkinTone& tone : skin_tones) {
            by_emoji.try_emplace(without_selectors(toned(emoji, tone.character)),
                                 std::string(name).append(tone.suffix));
        }
    }
};

const Table& table() {
    static const Table instance;
    return instance;
}

}  // namespace

std::optional<std::string> emoji_named(std::string_view name) {
    const auto& rows = table().by_name;
    if (const auto row = rows.find(name); row != rows.end()) return std::string(row->second.emoji);
    for (const SkinTone& tone : skin_tones) {
        if (!name.ends_with(tone.suffix)) continue;
        const auto row = rows.find(name.substr(0, name.size() - tone.suffix.size()));
        if (row == rows.end() || !row->second.toned) return std::nullopt;
        return toned(row->second.emoji, tone.character);
    }
    return std::nullopt;
}

std::optional<std::string> name_of_emoji(std::string_view emoji) {
    const auto& rows = table().by_emoji;
    const auto row = rows.find(without_selectors(emoji));
    if (row == rows.end()) return std::nullopt;
    return row->second;
}

}  // namespace mostik::messengers::formatting
