#include "messengers/formatting/markdown_reader.hpp"

#include "messengers/formatting/block_lines.hpp"
#include "messengers/formatting/characters.hpp"
#include "messengers/formatting/markdown_parser.hpp"
#include "messengers/formatting/table_rows.hpp"
#include "messengers/formatting/web_address.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace mostik::messengers::formatting {

namespace {

std::string language_of(std::string_view info) {
    const auto allowed = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return is_ascii_letter(byte) || is_ascii_digit(byte) ||
               std::string_view("+#._-").find(c) != std::string_view::npos;
    };
    const auto end = std::find_if_not(info.begin(), info.end(), allowed);
    return {info.begin(), end};
}

/// A TAB is four spaces: Telegram makes it one.
std::string with_spaces_for_tabs(std::string_view code) {
    std::string result;
    for (const char c : code) {
        if (c == '\t') {
            result += "    ";
        } else {
            result += c;
        }
    }
    return result;
}

/// Telegram drops U+030A, so a ring has to be one with its letter; other marks are left as they were typed.
std::string with_rings(std::string text) {
    return text.find("\u030A") == std::string::npos ? text : composed(text);
}

std::string last_part_of_path(std::string_view url) {
    url = url.substr(0, url.find_first_of("?#"));
    const std::size_t slash = url.rfind('/');
    const std::string_view last = slash == std::string_view::npos ? url : url.substr(slash + 1);
    return last.empty() ? "image" : std::string(last);
}

Alignment alignment_of(MD_ALIGN align) {
    switch (align) {
        case MD_ALIGN_CENTER:
            return Alignment::center;
        case MD_ALIGN_RIGHT:
            return Alignment::right;
        default:
            return Alignment::left;
    }
}

class Reader final : public MarkdownEvents {
  public:
    Reader(const MattermostSource& source, std::string_view site)
        : source_(source), site_(site), lines_(source.text()) {}

    std::optional<ByteText> take() {
        if (tables_ != source_.tables() || lost_cells_) return std::nullopt;
        return lines_.take();
    }

    void enter_block(MD_BLOCKTYPE type, const void* detail) override;
    void leave_block(MD_BLOCKTYPE type, const void* detail) override;
    void enter_span(MD_SPANTYPE type, const void* detail) override;
    void leave_span(MD_SPANTYPE type, const void* detail) override;
    void text(MD_TEXTTYPE type, std::string_view piece, std::size_t place) override;

  private:
    struct List {
        bool ordered = false;
        unsigned number = 0;
        char delimiter = '.';
    };
    struct Style {
        std::size_t depth = 0;
        std::optional<std::size_t> begin = {};
    };
    struct Link {
        std::string url;
        bool image = false;
        std::optional<std::size_t> begin = {};
    };
    struct Code {
        std::size_t place = 0;
        std::string language;
        char fence = '\0';
        bool begun = false;
        std::string text = {};
    };
    struct Heading {
        std::optional<bool> underlined = {};
        std::optional<std::size_t> begin = {};
    };

    void begin_item(const MD_BLOCK_LI_DETAIL& item);
    void rule();
    void end_code();
    void end_heading();
    void end_row(bool head);
    void end_table();
    void end_link();
    void style(SpanKind kind, bool begins);
    void flush();
    void emit(std::string_view text);

    const MattermostSource& source_;
    std::string_view site_;
    BlockLines lines_;
    std::string run_;  ///< text of one style, as the parser gave it
    std::vector<List> lists_;
    std::map<SpanKind, Style> styles_;
    std::size_t link_depth_ = 0;
    std::optional<Link> link_;  ///< the outermost
    bool in_code_span_ = false;
    std::optional<std::size_t> code_begin_;
    std::optional<Code> code_;
    std::optional<Heading> heading_;
    std::optional<Table> table_;
    bool in_cell_ = false;
    std::size_t row_place_ = 0;
    std::size_t table_begin_ = 0;
    std::size_t tables_ = 0;
    bool lost_cells_ = false;
};

void Reader::enter_block(MD_BLOCKTYPE type, const void* detail) {
    flush();
    switch (type) {
        case MD_BLOCK_QUOTE:
            lines_.begin_quote();
            break;
        case MD_BLOCK_UL:
            lists_.push_back({});
            break;
        case MD_BLOCK_OL: {
            const auto& list = *static_cast<const MD_BLOCK_OL_DETAIL*>(detail);
            lists_.push_back({true, list.start, list.mark_delimiter});
            break;
        }
        case MD_BLOCK_LI:
            begin_item(*static_cast<const MD_BLOCK_LI_DETAIL*>(detail));
            break;
        case MD_BLOCK_HR:
            rule();
            break;
        case MD_BLOCK_H:
            lines_.begin_block();
            heading_.emplace();
            break;
        case MD_BLOCK_CODE: {
            const auto& code = *static_cast<const MD_BLOCK_CODE_DETAIL*>(detail);
            lines_.begin_block();
            code_ = Code{lines_.next_line(), language_of(plain(source_, code.lang)), code.fence_char};
            break;
        }
        case MD_BLOCK_P:
            lines_.begin_block();
            break;
        case MD_BLOCK_TABLE:
            ++tables_;
            table_.emplace();
            row_place_ = lines_.next_line();
            lines_.begin_block();
            lines_.prepare(row_place_, true);
            table_begin_ = lines_.out().size();
            break;
        case MD_BLOCK_TR:
            table_->rows.emplace_back();
            break;
        case MD_BLOCK_TH:
            table_->columns.push_back(alignment_of(static_cast<const MD_BLOCK_TD_DETAIL*>(detail)->align));
            [[fallthrough]];
        case MD_BLOCK_TD:
            in_cell_ = true;
            table_->rows.back().emplace_back();
            break;
        default:
            break;
    }
}

void Reader::leave_block(MD_BLOCKTYPE type, const void* /*detail*/) {
    flush();
    switch (type) {
        case MD_BLOCK_QUOTE:
            lines_.end_quote();
            break;
        case MD_BLOCK_UL:
        case MD_BLOCK_OL:
            lists_.pop_back();
            break;
        case MD_BLOCK_LI:
            lines_.end_item();
            break;
        case MD_BLOCK_H:
            end_heading();
            break;
        case MD_BLOCK_CODE:
            end_code();
            break;
        case MD_BLOCK_TABLE:
            end_table();
            break;
        case MD_BLOCK_THEAD:
            lines_.read_line();
            break;
        case MD_BLOCK_TR:
            end_row(table_->rows.size() == 1);
            break;
        case MD_BLOCK_TH:
        case MD_BLOCK_TD:
            in_cell_ = false;
            break;
        default:
            break;
    }
}

void Reader::begin_item(const MD_BLOCK_LI_DETAIL& item) {
    List& list = lists_.back();
    static constexpr std::array<std::string_view, 3> bullets = {"•", "◦", "▪"};
    std::string bullet;
    if (list.ordered) {
        bullet = std::to_string(list.number++) + list.delimiter;
    } else if (item.is_task == 0) {
        bullet = bullets[std::min(lines_.item_depth(), bullets.size() - 1)];
    }
    if (item.is_task != 0) {
        if (!bullet.empty()) bullet += ' ';
        bullet += item.task_mark == ' ' ? "☐" : "☑";
    }
    lines_.begin_item(std::move(bullet));
}

void Reader::rule() {
    lines_.begin_block();
    lines_.prepare(lines_.next_line());
    lines_.out() += "──────────";
}

void Reader::end_code() {
    if (!code_->begun) {
        lines_.read_to(code_->place);
    } else {
        if (code_->text.ends_with('\n')) code_->text.pop_back();
        const std::size_t begin = lines_.out().size();
        lines_.out() += with_spaces_for_tabs(source_.plain(code_->text));
        lines_.add({SpanKind::pre, begin, lines_.out().size(), std::move(code_->language)});
    }
    if (code_->fence != '\0') lines_.read_line_of({&code_->fence, 1});
    code_.reset();
}

void Reader::end_heading() {
    if (heading_->begin) lines_.add({SpanKind::bold, *heading_->begin, lines_.out().size()});
    if (heading_->underlined.value_or(false)) lines_.read_line_of("=-");
    heading_.reset();
}

void Reader::end_row(bool head) {
    const std::size_t place = head ? row_place_ : lines_.next_line();
    const std::string_view rest = std::string_view(source_.text()).substr(place);
    if (count_cells(rest.substr(0, rest.find('\n'))) > table_->columns.size()) lost_cells_ = true;
    if (!head) lines_.read_to(place);
    auto& row = table_->rows.back();
    while (!row.empty() && row.back().empty()) row.pop_back();
}

void Reader::end_table() {
    lines_.out() += drawn(*table_);
    lines_.add({SpanKind::pre, table_begin_, lines_.out().size()});
    table_.reset();
}

void Reader::enter_span(MD_SPANTYPE type, const void* detail) {
    flush();
    switch (type) {
        case MD_SPAN_EM:
            style(SpanKind::italic, true);
            break;
        case MD_SPAN_STRONG:
            style(SpanKind::bold, true);
            break;
        case MD_SPAN_DEL:
            style(SpanKind::strikethrough, true);
            break;
        case MD_SPAN_CODE:
            in_code_span_ = true;
            code_begin_.reset();
            break;
        case MD_SPAN_A:
            if (link_depth_++ > 0) break;
            link_ = Link{plain(source_, static_cast<const MD_SPAN_A_DETAIL*>(detail)->href)};
            break;
        case MD_SPAN_IMG: {
            if (link_depth_++ > 0) break;
            const MD_ATTRIBUTE& src = static_cast<const MD_SPAN_IMG_DETAIL*>(detail)->src;
            std::string_view url(src.text, src.size);
            url = url.substr(0, url.find(MattermostSource::size_mark));
            link_ = Link{source_.plain(url), true};
            break;
        }
        default:
            break;
    }
}

void Reader::leave_span(MD_SPANTYPE type, const void* /*detail*/) {
    flush();
    switch (type) {
        case MD_SPAN_EM:
            style(SpanKind::italic, false);
            break;
        case MD_SPAN_STRONG:
            style(SpanKind::bold, false);
            break;
        case MD_SPAN_DEL:
            style(SpanKind::strikethrough, false);
            break;
        case MD_SPAN_CODE:
            if (code_begin_ && !in_cell_) {
                lines_.add({SpanKind::code, *code_begin_, lines_.out().size()});
            }
            in_code_span_ = false;
            break;
        case MD_SPAN_A:
        case MD_SPAN_IMG:
            if (--link_depth_ == 0) end_link();
            break;
        default:
            break;
    }
}

void Reader::style(SpanKind kind, bool begins) {
    Style& style = styles_[kind];
    if (begins) {
        ++style.depth;
        return;
    }
    if (--style.depth > 0) return;
    if (style.begin) lines_.add({kind, *style.begin, lines_.out().size()});
    style.begin.reset();
}

void Reader::end_link() {
    const Link link = *std::exchange(link_, std::nullopt);
    if (!link.begin && !in_cell_) lines_.prepare(lines_.next_line());
    const std::size_t begin = link.begin.value_or(lines_.out().size());
    if (!link.begin) {
        // The name of what is shown; never nothing, since something was typed.
        std::string name = link.image ? last_part_of_path(link.url) : link.url;
        emit(name.empty() ? "[]()" : name);
    }
    std::string url = link.url;
    if (url.empty()) return;
    if (in_cell_) {
        // A cell is plain text: the address stands beside it.
        const std::string& cell = table_->rows.back().back();
        if (link.begin && cell.compare(*link.begin, std::string::npos, url) != 0) emit(" (" + url + ")");
        return;
    }
    if (!site_.empty() && url.starts_with('/')) url.insert(0, site_);
    for (std::size_t at = 0; (at = url.find_first_of(" \n\t", at)) != std::string::npos; at += 3) {
        url.replace(at, 1, "%20");
    }
    const std::string shown = lines_.out().substr(begin);
    if (is_linkable(url)) {
        // Telegram makes links of addresses by itself.
        if (shown != url) lines_.add({SpanKind::link, begin, lines_.out().size(), url});
        return;
    }
    for (const std::string_view scheme : {"mailto:", "tel:"}) {
        if (url.starts_with(scheme)) url.erase(0, scheme.size());
    }
    if (shown != url) emit(" (" + url + ")");
}

void Reader::text(MD_TEXTTYPE type, std::string_view piece, std::size_t place) {
    if (code_) {
        if (!code_->begun) {
            lines_.prepare(code_->place, true);
            code_->begun = true;
        }
        // The first line of indented code is read already; of fenced code it is the fence.
        if (piece == "\n" && (code_->fence != '\0' || code_->text.find('\n') != std::string::npos)) {
            lines_.read_line();
        }
        code_->text += piece;
        return;
    }
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) {
        flush();
        if (in_code_span_) {
            run_ = ' ';
        } else {
            lines_.begin_line();
            if (heading_) heading_->begin.reset();
        }
        return;
    }
    if (!in_cell_) {
        const std::size_t known = place == no_place ? lines_.next_line() : place;
        if (heading_ && !heading_->underlined) {
            const std::string_view before = std::string_view(source_.text()).substr(0, known);
            const std::size_t line = before.rfind('\n');
            heading_->underlined =
                before.substr(line == std::string_view::npos ? 0 : line).find('#') == std::string_view::npos;
        }
        lines_.prepare(known);
        if (place != no_place) lines_.read_to(place);
    }
    run_ += piece;
}

void Reader::flush() {
    if (run_.empty()) return;
    const std::string typed = source_.plain(std::exchange(run_, {}));
    emit(in_code_span_ ? typed : with_rings(typed));
}

void Reader::emit(std::string_view text) {
    if (text.empty()) return;
    if (in_cell_) {
        std::string& cell = table_->rows.back().back();
        if (link_ && !link_->begin) link_->begin = cell.size();
        cell += text;
        return;
    }
    const std::size_t begin = lines_.out().size();
    const auto begin_here = [&](std::optional<std::size_t>& place) {
        if (!place) place = begin;
    };
    for (auto& [kind, style] : styles_) {
        if (style.depth > 0) begin_here(style.begin);
    }
    if (link_) begin_here(link_->begin);
    if (heading_) begin_here(heading_->begin);
    if (in_code_span_) begin_here(code_begin_);
    lines_.out() += text;
}

}  // namespace

std::optional<ByteText> read_markdown(const MattermostSource& source, std::string_view site) {
    Reader reader(source, site);
    if (!parse_markdown(source, reader)) return ByteText{source.plain(source.text())};
    return reader.take();
}

}  // namespace mostik::messengers::formatting
