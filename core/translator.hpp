#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::core {

/// Texts for people in their language, from the gettext catalogues in core/locale/*.po, compiled in.
/// Immutable after construction, so usable from any thread.
class Translator {
  public:
    /// `language`: "en", "ru"; see languages(). Throws std::invalid_argument for another.
    explicit Translator(std::string_view language);
    ~Translator();
    Translator(Translator&&) noexcept;
    Translator& operator=(Translator&&) noexcept;

    /// The text in this language; the English text itself when the catalogue lacks it.
    std::string operator()(const char* english) const;

    /// The form for `n`: ("{} post", "{} posts", 5).
    std::string plural(const char* singular, const char* plural, long n) const;

    static std::vector<std::string> languages();

  private:
    struct Catalogue;
    std::unique_ptr<Catalogue> catalogue_;
};

}  // namespace mostik::core
