#include "messengers/formatting/characters.hpp"
#include "messengers/formatting/code_fences.hpp"
#include "messengers/formatting/cuts.hpp"
#include "messengers/formatting/markdown_parser.hpp"
#include "messengers/formatting/mattermost_source.hpp"
#include "messengers/formatting/split.hpp"
#include "messengers/formatting/web_address.hpp"

#include <algorithm>
#include <utility>

namespace mostik::messengers::formatting {

namespace {

struct Place {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Where the outermost links, styles and pieces of code stand in a source, markers and targets included.
class InlinePlaces final : public MarkdownEvents {
  public:
    explicit InlinePlaces(std::string_view source) : source_(source) {}

    void enter_block(MD_BLOCKTYPE /*type*/, const void* /*detail*/) override {}
    void leave_block(MD_BLOCKTYPE /*type*/, const void* /*detail*/) override {}
    void enter_span(MD_SPANTYPE /*type*/, const void* /*detail*/) override {
        if (depth_++ == 0) open_ = {last_end_, last_end_};
        text_seen_ = text_seen_ && depth_ > 1;
    }
    void leave_span(MD_SPANTYPE /*type*/, const void* /*detail*/) override {
        if (--depth_ > 0) return;
        places.push_back({open_.begin, std::max(last_end_, open_.begin)});
        ended_ = true;
    }
    void text(MD_TEXTTYPE /*type*/, std::string_view piece, std::size_t place) override {
        if (place == no_place) return;
        if (depth_ > 0 && !text_seen_) {
            // A span begins in the line of its text, behind the text before it.
            while (line_end(line_) < place) line_ = line_end(line_) + 1;
            open_.begin = std::max(open_.begin, line_);
            text_seen_ = true;
        }
        // The former span goes on to this text or to the end of its line.
        if (ended_) end_last(place);
        last_end_ = place + piece.size();
    }
    void end() {
        if (ended_) end_last(source_.size());
    }

    std::vector<Place> places;  ///< in the order of the source

  private:
    void end_last(std::size_t next) {
        Place& last = places.back();
        const std::size_t limit = depth_ > 0 ? std::max(last.end, std::min(open_.begin, next)) : next;
        last.end = std::min(line_end(last.end), std::max(limit, last.end));
        ended_ = false;
    }

    /// Places are asked for in their order; the last answer is mostly the next one too.
    std::size_t line_end(std::size_t place) {
        if (place < known_from_ || place > known_end_) {
            known_from_ = place;
            known_end_ = std::min(source_.find('\n', place), source_.size());
        }
        return known_end_;
    }

    std::string_view source_;
    std::size_t depth_ = 0;
    Place open_;
    bool text_seen_ = false;
    bool ended_ = false;
    std::size_t last_end_ = 0;
    std::size_t line_ = 0;  ///< where the line of the last span begins
    std::size_t known_from_ = 1;
    std::size_t known_end_ = 0;
};

/// Code between fences, and what closes and opens it again.
struct FencedCode {
    Place place;
    std::string opening;
    std::string closing;
};

FencedCode fenced_code(const SourceLine& line) {
    std::string prefix(line.text.substr(0, line.content));
    std::replace_if(
        prefix.begin(), prefix.end(), [](char c) { return c != '>' && c != ' ' && c != '\t'; }, ' ');
    const std::string_view fence = line.text.substr(line.content);
    const std::size_t size = std::min(fence.find_first_not_of(fence[0]), fence.size());
    return {{}, prefix + std::string(fence), prefix + std::string(fence.substr(0, size))};
}

class MarkdownSplitter {
  public:
    MarkdownSplitter(const MattermostSource& source, std::size_t limit)
        : source_(source), text_(source.text()), limit_(limit), cuttable_(text_, [&source](char32_t c) {
              std::string bytes;
              append(bytes, c);
              return source.plain(bytes).empty() ? 0 : 1;
          }) {
        find_code();
        find_inline();
    }

    std::vector<std::string> split() {
        std::vector<std::string> parts;
        std::string opening;
        for (std::size_t begin = 0; begin < text_.size();) {
            const std::size_t around = opening.empty() ? 0 : size_of(opening) + 1;
            const std::size_t room = limit_ > around ? limit_ - around : 1;
            const std::size_t cut = end_of_part(cuttable_, begin, room, [&](std::size_t at) {
                const FencedCode* code = code_at(at);
                return code == nullptr ? 0 : size_of(code->closing) + 1;
            });
            const FencedCode* code = code_at(cut);
            std::string part = opening.empty() ? std::string() : opening + '\n';
            part += text_.substr(begin, cut - begin);
            if (cut < text_.size()) part.erase(part.find_last_not_of(code == nullptr ? " \t\n" : "\n") + 1);
            if (code != nullptr) part += '\n' + code->closing;
            opening = code == nullptr ? std::string() : code->opening;
            if (std::string typed = source_.plain(part); has_visible_text(typed)) {
                parts.push_back(std::move(typed));
            }
            begin = next_begin(cut, code != nullptr);
        }
        return parts;
    }

  private:
    void find_code() {
        std::size_t begin = 0;
        for (const SourceLine& line : source_lines(text_)) {
            const std::size_t end = begin + line.text.size();
            if (line.fence == FenceRole::opening) {
                codes_.push_back(fenced_code(line));
                codes_.back().place = {begin, end};
                first_code_line_ = end;
            }
            if (line.fence == FenceRole::closing) {
                // Neither the first line end nor the last one: no fence around nothing.
                cuttable_.keep_whole(codes_.back().place.begin, first_code_line_ + 1, limit_);
                cuttable_.keep_whole(begin - 1, end, limit_);
                if (begin > 0) cuttable_.kept_whole[begin - 1] = true;
                codes_.back().place.end = end;
                cuttable_.mark_verbatim(codes_.back().place.begin, end);
            }
            begin = end + 1;
        }
    }

    void find_inline() {
        InlinePlaces inline_places(text_);
        if (parse_markdown(source_, inline_places)) inline_places.end();
        for (const Place& place : inline_places.places) cuttable_.keep_whole(place.begin, place.end, limit_);
        for (std::size_t at = 0; at < text_.size();) {
            if (text_[at] == '\\') {
                cuttable_.keep_whole(at, std::min(at + 2, text_.size()), limit_);
                at += 2;
                continue;
            }
            const std::size_t end = web_address_end(text_, at);
            if (end > at) cuttable_.keep_whole(at, end, limit_);
            at = std::max(at + 1, end);
        }
    }

    const FencedCode* code_at(std::size_t at) const {
        const auto code = std::partition_point(codes_.begin(), codes_.end(),
                                               [&](const FencedCode& each) { return each.place.end <= at; });
        return code != codes_.end() && code->place.begin < at ? &*code : nullptr;
    }

    /// Line ends at a cut go, and the spaces where a line is cut; the indentation of a line stays.
    std::size_t next_begin(std::size_t cut, bool in_code) const {
        if (in_code) return cut < text_.size() && text_[cut] == '\n' ? cut + 1 : cut;
        const std::size_t text = std::min(text_.find_first_not_of(" \t\n", cut), text_.size());
        const std::size_t line = text_.substr(0, text).rfind('\n');
        return line == std::string_view::npos || line < cut ? text : line + 1;
    }

    std::size_t size_of(const std::string& piece) const { return code_points(source_.plain(piece)); }

    const MattermostSource& source_;
    std::string_view text_;
    std::size_t limit_;
    Cuttable cuttable_;
    std::vector<FencedCode> codes_;
    std::size_t first_code_line_ = 0;
};

}  // namespace

std::vector<std::string> split_markdown(std::string_view markdown, std::size_t limit) {
    limit = std::max<std::size_t>(limit, 1);
    if (code_points(markdown) <= limit) {
        std::string whole = valid_utf8(markdown);
        if (!has_visible_text(whole)) return {};
        return {std::move(whole)};
    }
    const MattermostSource source(markdown, MattermostSource::Tables::no);
    return MarkdownSplitter(source, limit).split();
}

}  // namespace mostik::messengers::formatting
