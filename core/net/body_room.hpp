#pragma once

#include <cstddef>
#include <optional>
#include <utility>

namespace mostik::core::net {

/// Room in memory for the bodies of all requests that are being read or answered. One thread.
class BodyRoom {
  public:
    explicit BodyRoom(std::size_t bytes) : free_(bytes) {}
    BodyRoom(const BodyRoom&) = delete;
    BodyRoom& operator=(const BodyRoom&) = delete;

    /// Given back when it goes out of scope.
    class Share {
      public:
        Share(BodyRoom& room, std::size_t bytes) : room_(&room), bytes_(bytes) { room.free_ -= bytes; }
        ~Share() {
            if (room_ != nullptr) room_->free_ += bytes_;
        }
        Share(Share&& other) noexcept : room_(std::exchange(other.room_, nullptr)), bytes_(other.bytes_) {}
        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;
        Share& operator=(Share&&) = delete;

      private:
        BodyRoom* room_;
        std::size_t bytes_;
    };

    /// Nothing when there is not so much left.
    std::optional<Share> take(std::size_t bytes) {
        if (bytes > free_) return std::nullopt;
        return std::optional<Share>(std::in_place, *this, bytes);
    }

  private:
    std::size_t free_;
};

}  // namespace mostik::core::net
