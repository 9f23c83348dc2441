#pragma once

#include "core/config_section.hpp"
#include "core/event.hpp"
#include "processors/when/command.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

/// What `when` of the configuration can ask of a message.
namespace mostik::processors::when {

/// `when` as it is written; what is left out always holds.
struct ConditionSettings {
    std::vector<std::string> contains;
    std::string matches;
    std::string command;
    std::optional<bool> mention;
    std::optional<bool> direct;
    std::vector<std::string> from;
    std::vector<std::string> channel;
};

const core::Section<ConditionSettings>& conditions_section();

/// Was the key written, but with nothing in it? An emptied variable must not turn a condition off.
bool is_blank(const core::ConfigNode& node);

/// Reports the conditions of a `when` that were written with nothing in them.
void check_blank_conditions(const core::ConfigNode& when, core::Diagnostics& out);

/// What somebody said, as conditions look at it.
struct Speech {
    const core::Event& event;
    const core::Post& post;
    std::optional<Command> command;
};

/// All of them have to hold; none always do. Immutable: usable from any thread.
class Conditions {
  public:
    Conditions() = default;

    /// Errors: Errc::invalid when the expression is none; never after its section was read without problems.
    static core::Result<Conditions> make(const ConditionSettings& settings);

    bool hold(const Speech& speech) const;

  private:
    using Condition = std::function<bool(const Speech&)>;

    std::vector<Condition> conditions_;
};

}  // namespace mostik::processors::when
