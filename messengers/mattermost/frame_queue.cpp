#include "messengers/mattermost/frame_queue.hpp"

namespace asio = boost::asio;

namespace mostik::messengers::mattermost {

FrameQueue::FrameQueue(const asio::any_io_executor& executor, std::size_t max_bytes)
    : max_bytes_(max_bytes), arrived_(executor) {}

void FrameQueue::push(std::string frame) {
    // Once full, room for half is awaited: otherwise every other frame would be a gap.
    const std::size_t limit = discarded_ == 0 ? max_bytes_ : max_bytes_ / 2;
    if (bytes_ + frame.size() > limit) {
        ++discarded_;
        ++discarded_total_;
        return;
    }
    close_hole();
    bytes_ += frame.size();
    items_.emplace_back(std::move(frame));
    arrived_.notify();
}

void FrameQueue::push(Gap gap) {
    discarded_ = 0;
    items_.emplace_back(std::move(gap));
    arrived_.notify();
}

void FrameQueue::close_hole() {
    if (discarded_ == 0) return;
    push(Gap{std::to_string(discarded_) + " events were discarded because processing could not keep up"});
}

asio::awaitable<Heard> FrameQueue::pop() {
    for (;;) {
        if (items_.empty()) close_hole();
        if (!items_.empty()) break;
        co_await arrived_.wait();
    }
    Heard next = std::move(items_.front());
    items_.pop_front();
    if (const auto* frame = std::get_if<std::string>(&next)) bytes_ -= frame->size();
    co_return next;
}

}  // namespace mostik::messengers::mattermost
