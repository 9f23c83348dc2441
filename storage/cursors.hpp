#pragma once

#include "core/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mostik::storage {

/// How far a channel has been read: everything up to `head` was seen, except what lies in its open spans.
struct ChannelCursor {
    std::string messenger;
    std::string channel_id;
    core::Time head{};
    core::Time heard_since{};          ///< what was said before is the channel's past: it is never answered
    core::Time changes_known_until{};  ///< edits, deletions and reactions up to then are known, or past
    std::string fingerprint;           ///< of the settings the past was read with; others mean: read it again
};

/// A stretch of a channel's past that is still to be read, newest to oldest. A walk that is killed goes on
/// from the stored span: reading moves `upper` down, and the end of it removes the row.
struct Span {
    std::int64_t id = 0;
    std::string messenger;
    std::string channel_id;
    core::Time upper{};     ///< posts created before this are to be read; zero: from the newest on
    std::string upper_id;   ///< a post created at `upper` (the page's anchor); empty with zero
    core::Time lower{};     ///< posts created before this belong to others; zero: to the beginning
    bool catch_up = false;  ///< missed while away (origin gap when young enough), rather than history
    core::Time opened_at{};
    std::int64_t taken = 0;  ///< posts read so far
    std::int64_t limit = 0;  ///< stop after so many; 0: no limit
};

/// Where reading stands. All calls throw StorageError.
class Cursors {
  public:
    virtual ~Cursors() = default;

    virtual std::optional<ChannelCursor> find(const std::string& messenger,
                                              const std::string& channel_id) = 0;
    virtual std::vector<ChannelCursor> all(const std::string& messenger) = 0;
    virtual void put(const ChannelCursor& cursor) = 0;
    /// Raises the head of a channel that has a cursor; a lower value, or a channel without one, changes
    /// nothing.
    virtual void advance(const std::string& messenger, const std::string& channel_id, core::Time head) = 0;
    /// Removes the channel's cursor and spans: as if it had never been read.
    virtual void forget(const std::string& messenger, const std::string& channel_id) = 0;

    /// Raises `changes_known_until` in the same way.
    virtual void note_changes_known(const std::string& messenger, const std::string& channel_id,
                                    core::Time until) = 0;

    virtual std::int64_t open_span(const Span& span) = 0;
    virtual void update_span(const Span& span) = 0;
    virtual void close_span(std::int64_t id) = 0;
    /// Catch-up before history, then in the order of opening.
    virtual std::vector<Span> open_spans(const std::string& messenger) = 0;

    /// Small facts by name, such as when the last event was heard.
    virtual std::optional<std::string> value(const std::string& name) = 0;
    virtual void set_value(const std::string& name, const std::string& value) = 0;
};

}  // namespace mostik::storage
