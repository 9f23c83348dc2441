#include "messengers/formatting/block_lines.hpp"

#include <algorithm>
#include <utility>

namespace mostik::messengers::formatting {

namespace {

// Deeper ones are not shown: each line would be as long as the text is deep.
constexpr std::size_t deepest_shown = 12;
// What stands before the text of a line of the source without being text.
constexpr std::string_view blank = " \t>";

std::size_t line_end(std::string_view source, std::size_t at) {
    return std::min(source.find('\n', at), source.size());
}

}  // namespace

void BlockLines::begin_quote() {
    ++quote_depth_;
    containers_.push_back({.quote = true, .nesting = quote_depth_});
    ++unwritten_;
}

void BlockLines::end_quote() {
    if (const Container& quote = containers_.back(); quote.nesting == 1 && quote.begin) {
        spans_.push_back({SpanKind::quote, *quote.begin, out_.size()});
    }
    if (containers_.back().written) {
        behind_quote_ = true;
    } else {
        --unwritten_;
    }
    containers_.pop_back();
    --quote_depth_;
    break_ = Break::block;
}

void BlockLines::begin_item(std::string bullet) {
    ++item_depth_;
    containers_.push_back({.bullet = std::move(bullet)});
    ++unwritten_;
    break_ = Break::block;
}

void BlockLines::end_item() {
    if (!containers_.back().written) prepare(next_line());  // An empty item shows its bullet.
    containers_.pop_back();
    --item_depth_;
    break_ = Break::block;
}

void BlockLines::prepare(std::size_t place, bool verbatim) {
    const bool first = !std::exchange(begun_, true);
    const Break kind = std::exchange(break_, Break::none);
    if (kind == Break::none && unwritten_ == 0 && !first) return;
    // The text of a new item stands behind its bullet.
    const bool on_new_line = !first && kind != Break::none;
    if (on_new_line) {
        trim_prefix();
        out_ += '\n';
        if (kind == Break::block && !behind_quote_ && blank_line_before(place)) out_ += '\n';
    }
    behind_quote_ = false;
    write_prefix(!verbatim && (kind == Break::block || indented(place)));
    read_to(place);
}

bool BlockLines::blank_line_before(std::size_t place) const {
    for (std::size_t at = unread_; at < place;) {
        const std::size_t end = line_end(source_, at);
        if (end >= place) return false;
        if (source_.substr(at, end - at).find_first_not_of(blank) == std::string_view::npos) return true;
        at = end + 1;
    }
    return false;
}

bool BlockLines::indented(std::size_t place) const {
    const std::size_t before = place == 0 ? std::string_view::npos : source_.rfind('\n', place - 1);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    return begin < source_.size() && blank.find(source_[begin]) != std::string_view::npos;
}

void BlockLines::write_prefix(bool indent) {
    const std::size_t written = containers_.size() - unwritten_;
    const std::size_t shown = std::min(written, deepest_shown);
    for (std::size_t i = 0; i < shown && indent; ++i) {
        const Container& container = containers_[i];
        if (!container.quote) {
            out_ += "  ";
        } else if (container.nesting > 1) {
            out_ += "> ";
        }
    }
    for (std::size_t i = written; i < containers_.size(); ++i) {
        Container& container = containers_[i];
        if (!container.quote) {
            out_.append(container.bullet).append(" ");
        } else if (container.nesting > 1) {
            out_ += "> ";
        } else {
            container.begin = out_.size();
        }
        container.written = true;
    }
    unwritten_ = 0;
    prefix_end_ = out_.size();
}

std::size_t BlockLines::next_line() const {
    for (std::size_t at = unread_; at < source_.size();) {
        const std::size_t end = line_end(source_, at);
        const std::size_t begin = source_.find_first_not_of(blank, at);
        if (begin < end) return begin;
        at = end + 1;
    }
    return source_.size();
}

void BlockLines::read_to(std::size_t place) {
    if (place < unread_) return;
    unread_ = std::min(line_end(source_, std::min(place, source_.size())) + 1, source_.size());
}

void BlockLines::read_line_of(std::string_view characters) {
    const std::string_view line = source_.substr(unread_, line_end(source_, unread_) - unread_);
    const bool only = std::all_of(line.begin(), line.end(), [&](char c) {
        return blank.find(c) != std::string_view::npos || characters.find(c) != std::string_view::npos;
    });
    if (only && line.find_first_of(characters) != std::string_view::npos) read_line();
}

void BlockLines::trim_prefix() {
    if (out_.size() != prefix_end_) return;
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
}

ByteText BlockLines::take() {
    trim_prefix();
    return {std::move(out_), std::move(spans_)};
}

}  // namespace mostik::messengers::formatting
