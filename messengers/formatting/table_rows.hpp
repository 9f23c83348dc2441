#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::messengers::formatting {

/// Is a line the one under a table's head: of - : | and spaces, with a dash and a bar?
bool is_delimiter_row(std::string_view line);
/// The same line with at least three characters in each cell.
std::string widened_delimiter_row(std::string_view line);
/// How many cells a row has: between bars that are not escaped; one at either end separates nothing.
std::size_t count_cells(std::string_view row);

enum class Alignment { left, center, right };

/// A table of plain texts; the first row is its head. Rows may be shorter than it.
struct Table {
    std::vector<Alignment> columns = {};
    std::vector<std::vector<std::string>> rows = {};
};

/// The table in a monospaced text: columns padded (East Asian wide characters count two), " | " between them
/// and a line of dashes under the head. Columns are not padded where that would make the text much longer.
std::string drawn(const Table& table);

}  // namespace mostik::messengers::formatting
