#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::core {

/// A word of a text in the form in which it is looked for, and where it stands in the text.
struct SearchTerm {
    std::string word;  ///< folded (see fold()) and stemmed: letters and digits, maybe "++" or "#" at its end
    std::size_t begin = 0;  ///< in bytes
    std::size_t end = 0;
};

/// A text as search sees it.
struct SearchTerms {
    std::vector<SearchTerm> words;  ///< in the order of the text
    /// What words are also found by: "anna" of the praise "anna++". Not of "c++": who looks for C is not
    /// helped by everything about C++.
    std::vector<SearchTerm> also;
};

/// The words of a text. Russian and English words are reduced to their stems (Snowball), whatever else is
/// written in letters and digits is taken as it is. What joins words ("deploy-prod_42", addresses) separates
/// them here, so that each is found; Chinese, Japanese and Thai, which put nothing between words, are taken
/// character by character. Never fails; bytes that are no UTF-8 separate words. Any thread.
SearchTerms search_terms(std::string_view text);

/// What somebody looks for. A text answers when it has each of the phrases: its words one right after the
/// other.
struct SearchQuery {
    std::vector<std::vector<std::string>> phrases;

    /// There is no word in it to look for.
    bool empty() const { return phrases.empty(); }
};

/// Reads a query as people write it: words, and "several words" (in any kind of double quotes) that have to
/// stand together; so do the parts of "deploy-prod_42". Everything else means nothing, so no query is wrong.
/// What comes after the 32nd word is left out.
SearchQuery parse_search_query(std::string_view text);

}  // namespace mostik::core
