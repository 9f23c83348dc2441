#pragma once

#include "core/net/signal.hpp"

#include <cstddef>
#include <deque>
#include <string>
#include <variant>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace mostik::messengers::mattermost {

/// A place in the stream after which events may be missing.
struct Gap {
    std::string reason;
};
using Heard = std::variant<std::string, Gap>;  ///< a frame's text, or a gap

/// Between reading the websocket, which must never wait (a server drops a reader with 256 waiting events),
/// and processing, which may. Bounded in bytes: when full, frames are discarded and a gap takes their place.
/// io thread.
class FrameQueue {
  public:
    FrameQueue(const boost::asio::any_io_executor& executor, std::size_t max_bytes);

    void push(std::string frame);
    void push(Gap gap);

    /// The next in order; waits for it.
    boost::asio::awaitable<Heard> pop();

    std::size_t discarded() const { return discarded_total_; }

  private:
    void close_hole();

    std::size_t max_bytes_;
    std::size_t bytes_ = 0;
    std::size_t discarded_ = 0;  ///< since the last gap
    std::size_t discarded_total_ = 0;
    std::deque<Heard> items_;
    core::net::Signal arrived_;
};

}  // namespace mostik::messengers::mattermost
