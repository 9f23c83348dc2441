#include "messengers/formatting/mattermost_source.hpp"

#include "messengers/formatting/characters.hpp"
#include "messengers/formatting/code_fences.hpp"
#include "messengers/formatting/table_rows.hpp"
#include "messengers/formatting/web_address.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace mostik::messengers::formatting {

namespace {

// Inert punctuation is written as Unicode's non-characters, which no text has after clean_text().
constexpr char32_t first_inert = 0xFDD0;
constexpr char32_t last_inert = 0xFDEF;
constexpr std::string_view inert_prefix = "\xEF\xB7";
constexpr unsigned char inert_base = 0x90;
constexpr std::string_view punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
// Stands for nothing, and counts as a letter.
constexpr std::string_view nothing = "\xEF\xBF\xBF";  // U+FFFF
// What Mattermost lets a backslash escape, beside the backslash.
constexpr std::string_view escapable = "`*{}[]()#$+-.!_>~|";
constexpr std::string_view blanks = " \t";

bool is_noncharacter(char32_t c) {
    constexpr char32_t plane_end = 0xFFFE;
    return (c >= first_inert && c <= last_inert) || (c & plane_end) == plane_end;
}

/// A rare punctuation character that the text does not have; nothing: it has all of them.
std::string absent_punctuation(std::string_view text) {
    static constexpr std::array<std::string_view, 3> candidates = {"\uFE63", "\u2E17", "\uA874"};
    for (const std::string_view candidate : candidates) {
        if (text.find(candidate) == std::string_view::npos) return std::string(candidate);
    }
    return {};
}

std::size_t run_end(std::string_view text, std::size_t at) {
    return std::min(text.find_first_not_of(text[at], at), text.size());
}

/// Where a mark of styles at [begin, end) has punctuation on one side or on both, CommonMark lets it only
/// begin a style or only end one, or pairs it with the wrong one.
enum class Beside { neither, none, left, right };  // where the letter is; neither: nothing is wrong
Beside letter_beside(std::string_view line, std::size_t begin, std::size_t end) {
    const char32_t left = character_before(line, begin);
    const char32_t right = character_at(line, end);
    if (left == 0 || right == 0 || is_space(left) || is_space(right)) return Beside::neither;
    if (is_punctuation(left)) return is_punctuation(right) ? Beside::none : Beside::right;
    return is_punctuation(right) ? Beside::left : Beside::neither;
}

bool is_scheme(std::string_view text) {
    return text.size() > 1 && is_ascii_letter(static_cast<unsigned char>(text[0])) &&
           std::all_of(text.begin(), text.end(), [](char c) {
               const auto byte = static_cast<unsigned char>(c);
               return is_ascii_letter(byte) || is_ascii_digit(byte) || c == '+' || c == '-' || c == '.';
           });
}

}  // namespace

/// Writes the text of a MattermostSource, line by line.
class SourceWriter {
  public:
    SourceWriter(MattermostSource& source, std::string_view clean, MattermostSource::Tables tables)
        : source_(source), out_(source.text_), lines_(source_lines(clean)), tables_(tables) {
        out_.reserve(clean.size() + clean.size() / 4);
        source.post_ = absent_punctuation(clean);
    }

    void write() {
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            if (i != 0) out_ += '\n';
            write_line(i);
        }
    }

  private:
    void write_line(std::size_t index) {
        const auto& [line, content, fence] = lines_[index];
        if (fence == FenceRole::opening || fence == FenceRole::closing) {
            out_ += line;
            return;
        }
        if (fence == FenceRole::none && write_delimiter_row(index)) return;
        out_ += line.substr(0, content);
        const std::string_view own = line.substr(content);
        if (fence == FenceRole::unclosed) out_ += nothing;
        title_may_end_ = true;
        bold_ = false;
        struck_ = false;
        const std::size_t done = content + write_beginning(own);
        for (std::size_t at = done; at < line.size();) at = write_next(line, at);
    }

    /// The row under a table's head: "--|:-:". Makes its cells as long as the parser wants them.
    bool write_delimiter_row(std::size_t index) {
        const std::string_view row = lines_[index].text;
        if (!is_delimiter_row(row)) return false;
        if (tables_ == MattermostSource::Tables::yes && begins_table(index)) {
            ++source_.tables_;
            out_ += widened_delimiter_row(row);
            return true;
        }
        for (const char c : row) {
            if (c == '|') {
                inert(c);
            } else {
                out_ += c;
            }
        }
        return true;
    }

    bool begins_table(std::size_t index) const {
        // The parser makes a cell for each row and column, missing or not.
        constexpr std::ptrdiff_t most_columns = 100;
        const std::string_view row = lines_[index].text;
        if (index == 0 || std::count(row.begin(), row.end(), '|') > most_columns) return false;
        const SourceLine& head = lines_[index - 1];
        if (head.fence != FenceRole::none || head.text.find('|') == std::string_view::npos) return false;
        if (index == 1) return true;
        const SourceLine& above = lines_[index - 2];
        return above.fence == FenceRole::closing ||
               above.text.find_first_not_of(blanks) == std::string_view::npos;
    }

    /// What would be a block only for CommonMark; how many bytes it took.
    std::size_t write_beginning(std::string_view own) {
        if (own.empty()) return 0;
        const std::string_view trimmed = own.substr(0, own.find_last_not_of(blanks) + 1);
        const char first = own[0];
        const bool alone =
            trimmed.size() == 1 && std::string_view("-=+*").find(first) != std::string_view::npos;
        const bool only_hashes = first == '#' && trimmed.find_first_not_of("# \t") == std::string_view::npos;
        if (alone || only_hashes) {
            inert(first);
            return 1;
        }
        const std::size_t digits = std::min(own.find_first_not_of("0123456789"), own.size());
        if (digits == 0 || digits == own.size()) return 0;
        if (own[digits] == ')' || (own[digits] == '.' && trimmed.size() == digits + 1)) {
            out_ += own.substr(0, digits);
            inert(own[digits]);
            return digits + 1;
        }
        return 0;
    }

    std::size_t write_next(std::string_view line, std::size_t at) {
        const char c = line[at];
        switch (c) {
            case '\\':
                return write_backslash(line, at);
            case '*':
                return write_stars(line, at);
            case '~':
                return write_tildes(line, at);
            case '<':
                return write_angle(line, at);
            case '|':
                out_ += c;
                // The parser leaves out cells of no width, and the next ones move.
                if (at + 1 < line.size() && line[at + 1] == '|') out_ += nothing;
                return at + 1;
            case ':':
                // "[x]:" would define a link and vanish.
                if (at > 0 && line[at - 1] == ']') {
                    inert(c);
                } else {
                    out_ += c;
                }
                return at + 1;
            case ' ':
                return write_space(line, at);
            default:
                return write_other(line, at);
        }
    }

    std::size_t write_backslash(std::string_view line, std::size_t at) {
        const char next = at + 1 < line.size() ? line[at + 1] : '\0';
        const char behind = at + 2 < line.size() ? line[at + 2] : '\0';
        if (next == '\\') {
            if (is_ascii_word(static_cast<unsigned char>(behind))) {
                inert('\\');
                return at + 1;
            }
            out_ += "\\\\";
            return at + 2;
        }
        if (next != '\0' && escapable.find(next) != std::string_view::npos) {
            out_ += '\\';
            out_ += next;
            return at + 2;
        }
        inert('\\');
        return at + 1;
    }

    std::size_t write_stars(std::string_view line, std::size_t at) {
        const std::size_t end = run_end(line, at);
        if (end - at == 2) bold_ = !bold_;
        const Beside letter = letter_beside(line, at, end);
        // Between letters marks may begin and end styles, and nothing pairs * with **. Beside _ a letter
        // would keep that from marking any.
        const bool left_line = at > 0 && line[at - 1] == '_';
        const bool right_line = end < line.size() && line[end] == '_';
        if (letter == Beside::left && right_line) out_ += source_.post_;
        if (letter == Beside::right && !left_line) out_ += nothing;
        const bool both = letter == Beside::none && !left_line && !right_line;
        if (both) out_ += nothing;
        out_ += line.substr(at, end - at);
        if (both) out_ += nothing;
        if (letter == Beside::left && !right_line) out_ += nothing;
        if (letter == Beside::right && left_line) out_ += source_.post_;
        return end;
    }

    std::size_t write_tildes(std::string_view line, std::size_t at) {
        const std::size_t end = run_end(line, at);
        if (end - at == 1) {
            inert('~');
        } else {
            if (end - at == 2) struck_ = !struck_;
            out_ += line.substr(at, end - at);
        }
        return end;
    }

    std::size_t write_angle(std::string_view line, std::size_t at) {
        const std::size_t bracket = line.find_first_of("<>", at + 1);
        const bool target = at >= 2 && line.substr(at - 2, 2) == "](" && bracket != std::string_view::npos &&
                            line[bracket] == '>';
        const std::size_t end = std::min(line.find_first_of("<> \t", at + 1), line.size());
        const std::string_view inner = line.substr(at + 1, end - at - 1);
        const bool closed = end < line.size() && line[end] == '>';
        const std::size_t scheme = inner.find(":/");
        if (closed && !target && scheme != std::string_view::npos && is_scheme(inner.substr(0, scheme))) {
            out_ += line.substr(at, end + 1 - at);
            return end + 1;
        }
        if (target || (closed && inner.find('@') != std::string_view::npos)) {
            out_ += '<';
        } else {
            inert('<');
        }
        return at + 1;
    }

    /// "](url =300x200" has a size, "](url "title")" a title.
    std::size_t write_space(std::string_view line, std::size_t at) {
        std::size_t end = at + 1;
        if (end < line.size() && line[end] == '"' && title_may_end_ && follows_target(line, at)) {
            const std::size_t title_end = line.find("\")", end + 1);
            if (title_end != std::string_view::npos) return write_title(line, at, title_end);
            title_may_end_ = false;
        }
        if (end < line.size() && line[end] == '=') {
            end = std::min(line.find_first_not_of("0123456789x", end + 1), line.size());
            const bool ends = end < line.size() && end > at + 2 && (line[end] == ' ' || line[end] == ')');
            if (ends && follows_target(line, at)) {
                out_ += MattermostSource::size_mark;
                return at + 1;
            }
        }
        out_ += ' ';
        return at + 1;
    }

    /// Quotation marks may stand in a title with a backslash and without.
    std::size_t write_title(std::string_view line, std::size_t at, std::size_t end) {
        out_ += " \"";
        for (at += 2; at < end; ++at) {
            if (line[at] == '"' || line[at] == '\\') {
                inert(line[at]);
            } else {
                out_ += line[at];
            }
        }
        return at;
    }

    static bool follows_target(std::string_view line, std::size_t at) {
        const std::string_view before = line.substr(0, at);
        const std::size_t word = before.find_last_of(" \t");
        const std::size_t target = before.find("](", word == std::string_view::npos ? 0 : word + 1);
        return target != std::string_view::npos && (target == 0 || line[target - 1] != '\\');
    }

    std::size_t write_other(std::string_view line, std::size_t at) {
        std::size_t end = web_address_end(line, at);
        // A style that began before the address ends where its marker is.
        if (end > at && bold_) end = std::min(end, line.find("**", at));
        if (end > at && struck_) end = std::min(end, line.find("~~", at));
        if (end <= at) {
            out_ += line[at];
            return at + 1;
        }
        for (; at < end; ++at) {
            const char c = line[at];
            if (std::string_view("*_~|\\[").find(c) != std::string_view::npos ||
                (c == ':' && line[at - 1] == ']')) {
                write_inert(c);
            } else {
                out_ += c;
            }
        }
        return end;
    }

    /// To marks of styles beside it, it is still punctuation.
    void inert(char c) {
        out_ += source_.post_;
        write_inert(c);
        out_ += source_.post_;
    }

    void write_inert(char c) {
        out_ += inert_prefix;
        out_ += static_cast<char>(inert_base + punctuation.find(c));
    }

    MattermostSource& source_;
    std::string& out_;
    std::vector<SourceLine> lines_;
    MattermostSource::Tables tables_;
    // Of the line that is written:
    bool title_may_end_ = true;
    bool bold_ = false;
    bool struck_ = false;
};

std::string clean_text(std::string_view typed) {
    std::string clean;
    clean.reserve(typed.size());
    for (std::size_t at = 0; at < typed.size();) {
        const char32_t c = next_character(typed, at);
        constexpr char32_t del = 0x7F;
        if (c == '\r') {
            if (character_at(typed, at) != '\n') clean += '\n';
        } else if (c == 0 || is_noncharacter(c)) {
            append(clean, replacement_character);
        } else if ((c < ' ' && c != '\n' && c != '\t') || c == del) {
            clean += ' ';
        } else {
            append(clean, c);
        }
    }
    return clean;
}

MattermostSource::MattermostSource(std::string_view markdown, Tables tables) {
    const std::string clean = clean_text(markdown);
    SourceWriter(*this, clean, tables).write();
}

std::string MattermostSource::plain(std::string_view piece) const {
    std::string typed;
    typed.reserve(piece.size());
    for (std::size_t at = 0; at < piece.size();) {
        const std::string_view rest = piece.substr(at);
        constexpr std::size_t size = nothing.size();
        if (rest.starts_with(nothing)) {
            at += size;
        } else if (rest.starts_with(size_mark)) {
            typed += ' ';
            at += size;
        } else if (rest.starts_with(inert_prefix) && rest.size() >= size &&
                   static_cast<unsigned char>(rest[2]) - inert_base < static_cast<int>(punctuation.size()) &&
                   static_cast<unsigned char>(rest[2]) >= inert_base) {
            typed += punctuation[static_cast<unsigned char>(rest[2]) - inert_base];
            at += size;
        } else if (!post_.empty() && rest.starts_with(post_)) {
            at += post_.size();
        } else {
            typed += rest[0];
            ++at;
        }
    }
    return typed;
}

}  // namespace mostik::messengers::formatting
