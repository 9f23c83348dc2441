#pragma once

#include "processors/registry.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mostik::processors {

/// A chain failed: tells which processor, and why.
struct ProcessorFailure {
    std::string processor;
    std::string reason;
};

/// The processors that an event of one type passes, in order.
class Chain {
  public:
    struct Step {
        const ProcessorType* type = nullptr;
        bool takes_history = false;
        std::unique_ptr<Processor> processor;
        core::ConfigNode settings;  ///< as they are written, to tell whether they have changed
    };

    explicit Chain(std::vector<Step> steps) : steps_(std::move(steps)) {}

    /// Runs the steps that the event is for: those that take history for an event of origin history, those
    /// that take direct messages for one; the first that takes the event ends it. Returns the failure when a
    /// processor threw; the caller rolls back. A StorageError passes through.
    std::optional<ProcessorFailure> run(const core::Event& event, storage::UnitOfWork& unit,
                                        const Context& context) const;

    const std::vector<Step>& steps() const { return steps_; }

  private:
    std::vector<Step> steps_;
};

/// The chains of one messenger by event type; "*" stands for types that have none of their own.
class Chains {
  public:
    /// The chain for `event_type`, or nullptr.
    const Chain* find(const std::string& event_type) const;

    const std::map<std::string, Chain>& all() const { return chains_; }

    /// Does any chain have a processor of that type?
    bool has(std::string_view processor) const;

    /// The commands that its processors know, in one of core::Translator::languages(). In a conversation with
    /// the bot those that are only for such conversations come first, and hide others of the same name.
    core::CommandMenu menu(const std::string& language) const;

    /// Reads `target_events_processors`: a list of one-key maps {type: [entries]} or a map of the same; an
    /// entry is a name or {name: settings}. `known_types` are the event types that the messenger knows:
    /// another one is a warning with the nearest (servers may have newer ones).
    static Chains read(const core::ConfigNode& node, const std::vector<std::string>& known_types,
                       const Ingredients& ingredients, core::Diagnostics& out);

    /// The chain of Mostik's own events: every processor that `all` have and that takes such events, once.
    static Chains of_own_events(const std::vector<std::shared_ptr<const Chains>>& all,
                                const Ingredients& ingredients);

  private:
    std::map<std::string, Chain> chains_;
};

/// What differs, a line each: "posted: [log, save] -> [log, save, respond]", "posted: rules of respond
/// changed". Settings are not shown: they may be long.
std::vector<std::string> differences(const Chains& before, const Chains& after);

}  // namespace mostik::processors
