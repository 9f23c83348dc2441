#pragma once

#include "core/address.hpp"
#include "core/event.hpp"
#include "core/message.hpp"
#include "processors/registry.hpp"
#include "storage/chats.hpp"

#include <string>
#include <vector>

/// What processors share that carry somebody's words elsewhere.
namespace mostik::processors {

/// An album has no end mark: the next of it comes within so long, or never.
constexpr core::Milliseconds album_pause{1000};

/// A message of the chat that the event belongs to.
core::MessageRef ref_of(const core::Event& event, const std::string& post_id);

/// A name, or other words, as Markdown shows them as they are, on one line.
std::string escaped(const std::string& words);

/// What the person is called: the best that is known.
std::string name_of(const core::Person& person);

/// The post's files, where they lie.
std::vector<core::File> files_of(const core::Event& event, const core::Post& post, const PostLink& post_link);

/// What all posts of the album have in common; empty for a post that stands alone.
std::string album_of(const core::Event& event, const core::Post& post);

/// Did the event happen there? By the chat's id, name or topic; a chat that has moved is known by its earlier
/// ids.
bool happened_at(const core::Address& address, const core::Event& event, storage::Chats& chats);

}  // namespace mostik::processors
