#pragma once

#include "core/result.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace mostik::processors::when {

/// A user's regular expression (RE2: linear time, whatever the text). Immutable: usable from any thread.
class Expression {
  public:
    /// Errors: Errc::invalid with what is wrong.
    static core::Result<Expression> parse(const std::string& pattern);

    /// Does it match somewhere in the text?
    bool found_in(std::string_view text) const;

  private:
    explicit Expression(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}

    std::shared_ptr<const re2::RE2> compiled_;
};

}  // namespace mostik::processors::when
