#include "messengers/formatting/characters.hpp"
#include "messengers/formatting/document_reader.hpp"
#include "messengers/formatting/web_address.hpp"

#include <utility>

namespace mostik::messengers::formatting {

namespace {

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

}  // namespace

void DocumentReader::enter_span(MD_SPANTYPE type, const void* detail) {
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
            link_ = ReadLink{plain(source_, static_cast<const MD_SPAN_A_DETAIL*>(detail)->href)};
            break;
        case MD_SPAN_IMG: {
            if (link_depth_++ > 0) break;
            const MD_ATTRIBUTE& src = static_cast<const MD_SPAN_IMG_DETAIL*>(detail)->src;
            std::string_view url(src.text, src.size);
            url = url.substr(0, url.find(MattermostSource::size_mark));
            link_ = ReadLink{source_.plain(url), true};
            break;
        }
        default:
            break;
    }
}

void DocumentReader::leave_span(MD_SPANTYPE type, const void* /*detail*/) {
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

void DocumentReader::style(SpanKind kind, bool begins) {
    ReadStyle& style = styles_[kind];
    if (begins) {
        ++style.depth;
        return;
    }
    if (--style.depth > 0) return;
    if (style.begin) lines_.add({kind, *style.begin, lines_.out().size()});
    style.begin.reset();
}

void DocumentReader::end_link() {
    const ReadLink link = *std::exchange(link_, std::nullopt);
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

void DocumentReader::text(MD_TEXTTYPE type, std::string_view piece, std::size_t place) {
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

void DocumentReader::flush() {
    if (run_.empty()) return;
    const std::string typed = source_.plain(std::exchange(run_, {}));
    emit(in_code_span_ ? typed : with_rings(typed));
}

void DocumentReader::emit(std::string_view text) {
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

}  // namespace mostik::messengers::formatting
