#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mostik::core {

/// Text in the form in which it is compared: case folded (Unicode), compatibility forms unified (NFKC), "ё"
/// as "е", marks that do not compose with their letter (stress marks) dropped. Invalid UTF-8 becomes U+FFFD;
/// never fails.
std::string fold(std::string_view text);

/// Does a text contain one of several needles, compared by fold()? Immutable: usable from any thread.
class TextFilter {
  public:
    TextFilter() = default;  ///< matches every text
    explicit TextFilter(const std::vector<std::string>& needles);

    bool matches(std::string_view text) const;
    bool matches_everything() const { return folded_.empty(); }

  private:
    std::vector<std::string> folded_;
};

}  // namespace mostik::core
