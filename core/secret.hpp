#pragma once

#include <string>
#include <utility>

namespace mostik::core {

/// Text that must not reach a log, an error, a metric or the database: it has no stream operator and no
/// formatter, and has to be revealed by name where it is needed.
class Secret {
  public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}

    const std::string& reveal() const { return text_; }
    bool empty() const { return text_.empty(); }
    bool operator==(const Secret&) const = default;

  private:
    std::string text_;
};

}  // namespace mostik::core
