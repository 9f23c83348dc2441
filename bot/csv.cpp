#include "bot/csv.hpp"

#include <string_view>

namespace mostik::bot {

namespace {

bool is_formula(const std::string& cell) {
    return !cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos;
}

std::string quoted(const std::string& cell) {
    if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
    std::string result = "\"";
    for (const char c : cell) {
        if (c == '"') result += '"';
        result += c;
    }
    return result + '"';
}

}  // namespace

std::string csv_line(const std::vector<std::string>& cells) {
    std::string line;
    std::string_view between;
    for (const std::string& cell : cells) {
        line += between;
        line += quoted(is_formula(cell) ? "'" + cell : cell);
        between = ",";
    }
    return line + "\r\n";
}

}  // namespace mostik::bot
