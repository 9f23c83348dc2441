#pragma once

#include <string>
#include <vector>

namespace mostik::bot {

/// A line of a table as RFC 4180 has it, with its end (CR LF). A cell that a spreadsheet would take for a
/// formula (it begins with "=", "+", "-", "@", a tab or a carriage return) gets an apostrophe in front.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace mostik::bot
