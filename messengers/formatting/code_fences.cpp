#include "messengers/formatting/code_fences.hpp"

#include <algorithm>
#include <array>

namespace mostik::messengers::formatting {

namespace {

constexpr std::size_t shortest_fence = 3;

std::size_t skip(std::string_view text, std::size_t at, char c) {
    while (at < text.size() && text[at] == c) ++at;
    return at;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Behind a list marker that begins at `at` and has a space after it; `at`: there is none.
std::size_t behind_bullet(std::string_view line, std::size_t at) {
    std::size_t end = at;
    if (end < line.size() && (line[end] == '-' || line[end] == '*' || line[end] == '+')) {
        ++end;
    } else {
        constexpr std::size_t most_digits = 9;
        while (end < line.size() && end - at < most_digits && is_digit(line[end])) ++end;
        if (end == at || end >= line.size() || line[end] != '.') return at;
        ++end;
    }
    return end < line.size() && line[end] == ' ' ? end : at;
}

struct Prefix {
    std::size_t end = 0;
    std::size_t quotes = 0;
    bool bullets = false;
};

Prefix prefix_of(std::string_view line) {
    Prefix prefix;
    while (prefix.end < line.size()) {
        const char c = line[prefix.end];
        if (c == ' ' || c == '\t') {
            ++prefix.end;
        } else if (c == '>') {
            ++prefix.end;
            ++prefix.quotes;
        } else if (const std::size_t behind = behind_bullet(line, prefix.end); behind > prefix.end) {
            prefix.end = behind;
            prefix.bullets = true;
        } else {
            break;
        }
    }
    return prefix;
}

/// A run of ` or ~ at the beginning of a line's own text.
struct Fence {
    char character = 0;
    std::size_t size = 0;
    bool can_open = false;
    bool can_close = false;
};

Fence fence_of(std::string_view line, const Prefix& prefix) {
    if (prefix.end >= line.size()) return {};
    const char c = line[prefix.end];
    if (c != '`' && c != '~') return {};
    const std::size_t end = skip(line, prefix.end, c);
    Fence fence{c, end - prefix.end};
    if (fence.size < shortest_fence) return {};
    const std::string_view rest = line.substr(end);
    fence.can_open = c == '~' || rest.find('`') == std::string_view::npos;
    fence.can_close = !prefix.bullets && rest.find_first_not_of(" \t") == std::string_view::npos;
    return fence;
}

struct Line {
    SourceLine source;
    Prefix prefix;
    Fence fence;
};

/// Finds the ends of fences, and remembers what was looked for in vain.
class EndSearch {
  public:
    explicit EndSearch(const std::vector<Line>& lines) : lines_(lines), longest_after_(lines.size() + 1) {
        for (std::size_t i = lines.size(); i-- > 0;) {
            longest_after_[i] = longest_after_[i + 1];
            const Fence& fence = lines[i].fence;
            if (!fence.can_close) continue;
            std::size_t& longest = longest_after_[i][index_of(fence.character)];
            longest = std::max(longest, fence.size);
        }
    }

    /// The line that ends the fence in a line; the number of lines: none does.
    std::size_t end_of(std::size_t opening) {
        const Fence& fence = lines_[opening].fence;
        const std::size_t which = index_of(fence.character);
        if (longest_after_[opening + 1][which] < fence.size) return lines_.size();
        Vain& vain = vain_[which];
        if (opening < vain.until && fence.size >= vain.size) return lines_.size();
        const std::size_t quotes = lines_[opening].prefix.quotes;
        std::size_t at = opening + 1;
        for (; at < lines_.size() && lines_[at].prefix.quotes >= quotes; ++at) {
            const Fence& end = lines_[at].fence;
            if (end.can_close && end.character == fence.character && end.size >= fence.size) return at;
        }
        vain = {fence.size, at};
        return lines_.size();
    }

  private:
    struct Vain {
        std::size_t size = 0;
        std::size_t until = 0;
    };

    static std::size_t index_of(char character) { return character == '`' ? 0 : 1; }

    const std::vector<Line>& lines_;
    std::vector<std::array<std::size_t, 2>> longest_after_;
    std::array<Vain, 2> vain_;
};

}  // namespace

std::vector<SourceLine> source_lines(std::string_view text) {
    std::vector<Line> lines;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line = text.substr(begin, end - begin);
        const Prefix prefix = prefix_of(line);
        lines.push_back({{line, prefix.end}, prefix, fence_of(line, prefix)});
        begin = end + 1;
    }
    EndSearch search(lines);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!lines[i].fence.can_open) continue;
        const std::size_t end = search.end_of(i);
        if (end == lines.size()) {
            lines[i].source.fence = FenceRole::unclosed;
            continue;
        }
        lines[i].source.fence = FenceRole::opening;
        for (++i; i < end; ++i) lines[i].source.fence = FenceRole::inside;
        lines[end].source.fence = FenceRole::closing;
    }
    std::vector<SourceLine> result;
    result.reserve(lines.size());
    for (const Line& line : lines) result.push_back(line.source);
    return result;
}

}  // namespace mostik::messengers::formatting
