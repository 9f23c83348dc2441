#include "core/net/backoff.hpp"

#include <algorithm>

namespace mostik::core::net {

Backoff::Backoff(std::chrono::milliseconds first, std::chrono::milliseconds cap)
    : first_(std::min(first, cap)), cap_(cap), current_(first_), random_(std::random_device{}()) {}

std::chrono::milliseconds Backoff::next() {
    std::uniform_int_distribution<long> within(current_.count() / 2, current_.count());
    const std::chrono::milliseconds wait(within(random_));
    current_ = std::min(current_ * 2, cap_);
    return wait;
}

}  // namespace mostik::core::net
