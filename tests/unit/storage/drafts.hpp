#pragma once

#include "storage/database.hpp"

#include <string>

namespace mostik::storage::testing {

/// A round moment, and others around it.
constexpr core::Time noon = core::from_millis(1'795'262'400'000);

constexpr core::Time after(std::chrono::milliseconds delay) {
    return noon + delay;
}

/// A post as the first sight of it: created at noon, never edited.
StoredPost sample_post(const std::string& id, const std::string& text = "deploy");

/// A message to `target`, told apart by its text.
OutboxDraft draft_to(const std::string& target, const std::string& text);

FailedEvent failed_event(const std::string& identity, core::Time when);

}  // namespace mostik::storage::testing
