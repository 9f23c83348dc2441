#include "bot/recent_events.hpp"

namespace mostik::bot {

namespace {

std::string key_of(const core::Event& event) {
    return event.messenger + "\n" + event.type + "\n" + event.identity;
}

}  // namespace

void RecentEvents::add(const core::Event& event) {
    if (event.identity.empty()) return;
    std::string key = key_of(event);
    if (!known_.insert(key).second) return;
    order_.push_back(std::move(key));
    if (order_.size() <= capacity_) return;
    known_.erase(order_.front());
    order_.pop_front();
}

bool RecentEvents::contains(const core::Event& event) const {
    return !event.identity.empty() && known_.contains(key_of(event));
}

}  // namespace mostik::bot
