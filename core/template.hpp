#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace mostik::core {

/// A mustache template for chat messages: values are put in as they are (no HTML escaping). Immutable.
class Template {
  public:
    /// Errors: Errc::invalid with what is wrong in the text.
    static Result<Template> parse(std::string_view text);

    /// Unknown names are empty. Thread-safe.
    std::string render(const std::map<std::string, std::string>& values) const;

  private:
    explicit Template(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

}  // namespace mostik::core
