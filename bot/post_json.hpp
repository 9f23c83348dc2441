#pragma once

#include "storage/posts.hpp"

#include <string>

namespace mostik::bot {

/// A post that was found.
struct FoundPost {
    storage::StoredPost post;
    std::string snippet;  ///< of its text, around what was looked for
    std::string link;     ///< where people read it; empty: nowhere
};

/// As a JSON object in one line: for the command line and the HTTP API (`Post` in bot/api/openapi.yaml).
std::string post_json(const FoundPost& found);

}  // namespace mostik::bot
