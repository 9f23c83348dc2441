#include "messengers/formatting/table_rows.hpp"

#include "messengers/formatting/characters.hpp"

#include <algorithm>
#include <numeric>

namespace mostik::messengers::formatting {

namespace {

std::size_t width(std::string_view text) {
    std::size_t total = 0;
    for (std::size_t at = 0; at < text.size();) total += columns(next_character(text, at));
    return total;
}

std::vector<std::size_t> column_widths(const Table& table) {
    std::vector<std::size_t> widths(table.columns.size(), 1);
    std::size_t size = 0;
    for (const auto& row : table.rows) {
        for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i) {
            widths[i] = std::max(widths[i], width(row[i]));
            size += row[i].size();
        }
    }
    // One long cell would be repeated as spaces in every row.
    constexpr std::size_t always_fine = 4096;
    const std::size_t padded =
        std::accumulate(widths.begin(), widths.end(), std::size_t{0}) * table.rows.size();
    if (padded > always_fine + 4 * size) {
        std::replace_if(
            widths.begin(), widths.end(), [](std::size_t each) { return each > 1; }, std::size_t{1});
    }
    return widths;
}

void pad(std::string& line, const std::string& cell, std::size_t column, Alignment alignment) {
    const std::size_t own = width(cell);
    const std::size_t spaces = column > own ? column - own : 0;
    std::size_t left = 0;
    if (alignment == Alignment::right) left = spaces;
    if (alignment == Alignment::center) left = spaces / 2;
    line.append(left, ' ').append(cell).append(spaces - left, ' ');
}

}  // namespace

bool is_delimiter_row(std::string_view line) {
    return line.find_first_not_of("-:| \t") == std::string_view::npos &&
           line.find('-') != std::string_view::npos && line.find('|') != std::string_view::npos;
}

std::string widened_delimiter_row(std::string_view line) {
    std::string wide;
    for (std::size_t at = 0; at < line.size();) {
        const std::size_t end = std::min(line.find_first_not_of("-:", at), line.size());
        if (end == at) {
            wide += line[at++];
            continue;
        }
        constexpr std::size_t least = 3;
        const std::string_view cell = line.substr(at, end - at);
        const std::size_t dash = cell.find('-');
        const std::size_t missing = cell.size() < least ? least - cell.size() : 0;
        if (dash == std::string_view::npos) {
            wide += cell;
        } else {
            wide.append(cell.substr(0, dash)).append(missing, '-').append(cell.substr(dash));
        }
        at = end;
    }
    return wide;
}

std::size_t count_cells(std::string_view row) {
    std::size_t bars = 0;
    bool escaped = false;
    bool ends_with_bar = false;
    const std::size_t begin = std::min(row.find_first_not_of(" \t"), row.size());
    const std::size_t end = row.find_last_not_of(" \t") + 1;
    for (std::size_t at = begin; at < end; ++at) {
        ends_with_bar = row[at] == '|' && !escaped;
        if (ends_with_bar && at != begin) ++bars;
        escaped = row[at] == '\\' && !escaped;
    }
    return ends_with_bar ? bars : bars + 1;
}

std::string drawn(const Table& table) {
    const auto widths = column_widths(table);
    std::string text;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        std::string line;
        for (std::size_t i = 0; i < table.rows[r].size() && i < widths.size(); ++i) {
            if (i != 0) line += " | ";
            pad(line, table.rows[r][i], widths[i], table.columns[i]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        if (r != 0) text += '\n';
        text += line;
        if (r != 0) continue;
        text += '\n';
        for (std::size_t i = 0; i < widths.size(); ++i) {
            if (i != 0) text += "-+-";
            text.append(widths[i], '-');
        }
    }
    return text;
}

}  // namespace mostik::messengers::formatting
