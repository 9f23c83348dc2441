#pragma once

#include "core/template.hpp"
#include "processors/respond/settings.hpp"
#include "processors/when/conditions.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostik::processors::respond {

using when::command_name;
using when::read_command;
using when::Speech;
using when::trimmed;

/// A configured answer. Immutable: usable from any thread.
class Rule {
  public:
    /// Errors: Errc::invalid when the expression or the template is none; never after read_settings() without
    /// problems.
    static core::Result<Rule> make(const RuleSettings& settings);

    bool matches(const Speech& speech) const;

    /// The answer, maybe empty. Nobody is notified by what it repeats: see silenced().
    std::string reply(const Speech& speech) const;

    /// The command that it answers, as configured; empty when it answers none in particular.
    const std::string& command() const { return command_; }
    const std::optional<Place>& place() const { return place_; }

  private:
    explicit Rule(core::Template reply) : reply_(std::move(reply)) {}

    when::Conditions conditions_;
    core::Template reply_;
    std::string command_;
    std::optional<Place> place_;
};

/// The fields that a reply's template may name.
const std::vector<std::string>& reply_fields();

/// A person's words with a zero-width space after each "@", so that a bot that repeats them calls nobody.
std::string silenced(std::string_view text);

}  // namespace mostik::processors::respond
