// How problems quote the file, and what a mistyped word may have meant.
#include "core/config_node.hpp"

#include <algorithm>
#include <numeric>

namespace mostik::core {
namespace {

constexpr std::size_t quote_limit = 40;   // bytes, roughly characters
constexpr std::size_t token_length = 20;  // shorter words are not taken for tokens
constexpr std::size_t token_shown = 4;
constexpr std::string_view ellipsis = "…";

bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_word(char c) {
    return is_digit(c) || is_letter(c) || c == '_' || c == '-';
}

/// "https://user:password@host" → "https://…@host".
std::string without_userinfo(std::string_view text) {
    const auto slashes = text.find("//");
    if (slashes == std::string_view::npos) return std::string(text);
    const auto begin = slashes + 2;
    const auto authority_end = std::min(text.find_first_of("/?# ", begin), text.size());
    const auto at = text.substr(0, authority_end).rfind('@');
    if (at == std::string_view::npos || at < begin) return std::string(text);
    return std::string(text.substr(0, begin)) + std::string(ellipsis) + std::string(text.substr(at));
}

/// Long words of letters and digits mixed, as tokens and keys are, lose all but their beginning.
std::string without_tokens(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const auto end = std::find_if_not(text.begin(), text.end(), is_word);
        const auto word = text.substr(0, static_cast<std::size_t>(end - text.begin()));
        const bool token = word.size() >= token_length && std::any_of(word.begin(), word.end(), is_digit) &&
                           std::any_of(word.begin(), word.end(), is_letter);
        result +=
            token ? std::string(word.substr(0, token_shown)) + std::string(ellipsis) : std::string(word);
        text.remove_prefix(word.size());
        if (text.empty()) break;
        result += text.front();
        text.remove_prefix(1);
    }
    return result;
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (c == '-') c = '_';
    }
    return result;
}

/// Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other.
std::size_t distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> before_last;
    std::vector<std::size_t> last(to.size() + 1);
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(last.begin(), last.end(), 0U);
    for (std::size_t i = 1; i <= from.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= to.size(); ++j) {
            const std::size_t replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0U : 1U);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
            const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last = last;
        last = row;
    }
    return last.back();
}

}  // namespace

std::string quoted(std::string_view text) {
    const std::string safe = without_tokens(without_userinfo(text));
    std::string result = "\"";
    for (std::size_t i = 0; i < safe.size(); ++i) {
        if (i >= quote_limit && !is_continuation(safe[i])) {
            result += ellipsis;
            break;
        }
        if (safe[i] == '\n') {
            result += "\\n";
        } else {
            result += static_cast<unsigned char>(safe[i]) < ' ' ? ' ' : safe[i];
        }
    }
    return result + '"';
}

std::string quoted(const ConfigNode& node) {
    switch (node.kind) {
        case ConfigNode::Kind::null:
            return "nothing";
        case ConfigNode::Kind::scalar:
            return core::quoted(node.written.empty() ? node.scalar : node.written);
        case ConfigNode::Kind::list:
            return "a list";
        case ConfigNode::Kind::map:
            return "a map";
    }
    return {};
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
    constexpr std::size_t longest = 64;  // nobody mistypes more than that, and the cost is quadratic
    if (word.empty() || word.size() > longest) return {};
    const std::string mistyped = lower(word);
    std::string best;
    std::size_t best_distance = std::max<std::size_t>(1, mistyped.size() / 3) + 1;
    for (const std::string& candidate : candidates) {
        const std::size_t candidate_distance = distance(mistyped, lower(candidate));
        if (candidate_distance < best_distance && candidate_distance < candidate.size()) {
            best = candidate;
            best_distance = candidate_distance;
        }
    }
    return best;
}

std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

}  // namespace mostik::core
