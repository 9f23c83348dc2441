#pragma once

#include "core/event.hpp"

#include <map>
#include <string>
#include <vector>

namespace mostik::bot {

/// What is heard of a channel's posts (edits, deletions, reactions) while somebody asks for its past. An
/// answer is as old as the question, and what was heard since has been run: without this, running the answer
/// would bring back what is over. One thread.
class HeardChanges {
  public:
    HeardChanges(std::string messenger, std::string channel_id)
        : messenger_(std::move(messenger)), channel_id_(std::move(channel_id)) {}

    /// In the order of hearing; what is no change, or of another channel, is left alone.
    void note(const core::Event& event);

    /// What was read, as it would read now: posts with the newest edit and the reactions that are there,
    /// without those that were deleted (and without the replies to them), and without edits, deletions and
    /// reactions of which something later was heard.
    std::vector<core::Event> bring_up_to_date(std::vector<core::Event> read) const;

  private:
    using Heard = std::vector<core::Event>;

    const Heard& of(const std::string& post_id) const;
    bool update(core::Event& read) const;

    std::string messenger_;
    std::string channel_id_;
    std::map<std::string, Heard> heard_;  ///< by post
};

}  // namespace mostik::bot
