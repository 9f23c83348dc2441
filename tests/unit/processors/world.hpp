#pragma once

#include "processors/chain.hpp"
#include "storage/database.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mostik::processors::test {

/// Chains as a configuration writes them, over a real database in memory.
class World {
  public:
    /// `chains`: the YAML of `target_events_processors`. Problems are collected, not thrown.
    explicit World(const std::string& chains, const std::vector<std::string>& needles = {},
                   const std::string& language = "en");

    /// Runs the event's chain in one transaction, which is rolled back when a processor fails.
    std::optional<ProcessorFailure> run(const core::Event& event);

    void read(const std::function<void(storage::UnitOfWork&)>& look);
    std::vector<storage::OutboxRow> outbox();  ///< oldest first
    /// The text of the only row of the outbox; fails the test when there are more or none.
    std::string answer();

    core::Diagnostics diagnostics{"config.yaml"};
    Chains chains;
    core::Time now = core::from_millis(1'795'262'400'000);  ///< 2026-11-21T12:00:00Z
    core::Translator translator;
    ServiceStatus status;

  private:
    std::unique_ptr<storage::Database> database_;
};

/// Anna says `text` in team/town-square.
core::Event posted(const std::string& text);
/// The same in a direct conversation with the bot.
core::Event direct(const std::string& text);
/// "@mostik TEXT" in team/town-square.
core::Event mention(const std::string& text);

/// The post in an event that has one, to change it.
core::Post& post_in(core::Event& event);

}  // namespace mostik::processors::test
