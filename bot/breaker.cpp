#include "bot/breaker.hpp"

#include <algorithm>

namespace mostik::bot {

using namespace std::chrono_literals;

void Breaker::refused(core::Time now) {
    wait_ = std::clamp<core::Milliseconds>(wait_ * 2, 5s, 5min);
    until_ = now + wait_;
}

bool Breaker::answered() {
    wait_ = 0ms;
    const bool was_open = until_.has_value();
    until_.reset();
    return was_open;
}

void Breaker::probed(core::Time now) {
    if (until_) until_ = now + wait_;
}

}  // namespace mostik::bot
