#include "messengers/formatting/document_reader.hpp"

#include "messengers/formatting/characters.hpp"

#include <algorithm>
#include <array>
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

}  // namespace

void DocumentReader::enter_block(MD_BLOCKTYPE type, const void* detail) {
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
            code_ = ReadCode{lines_.next_line(), language_of(plain(source_, code.lang)), code.fence_char};
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

void DocumentReader::leave_block(MD_BLOCKTYPE type, const void* /*detail*/) {
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

void DocumentReader::begin_item(const MD_BLOCK_LI_DETAIL& item) {
    ReadList& list = lists_.back();
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

void DocumentReader::rule() {
    lines_.begin_block();
    lines_.prepare(lines_.next_line());
    lines_.out() += "──────────";
}

void DocumentReader::end_code() {
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

void DocumentReader::end_heading() {
    if (heading_->begin) lines_.add({SpanKind::bold, *heading_->begin, lines_.out().size()});
    if (heading_->underlined.value_or(false)) lines_.read_line_of("=-");
    heading_.reset();
}

void DocumentReader::end_row(bool head) {
    const std::size_t place = head ? row_place_ : lines_.next_line();
    const std::string_view rest = std::string_view(source_.text()).substr(place);
    if (count_cells(rest.substr(0, rest.find('\n'))) > table_->columns.size()) lost_cells_ = true;
    if (!head) lines_.read_to(place);
    auto& row = table_->rows.back();
    while (!row.empty() && row.back().empty()) row.pop_back();
}

void DocumentReader::end_table() {
    lines_.out() += drawn(*table_);
    lines_.add({SpanKind::pre, table_begin_, lines_.out().size()});
    table_.reset();
}

}  // namespace mostik::messengers::formatting
