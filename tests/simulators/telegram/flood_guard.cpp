#include "tests/simulators/telegram/flood_guard.hpp"

#include "tests/simulators/telegram/refusal.hpp"

#include <algorithm>

namespace mostik::simulators::telegram {

namespace {

int seconds_up(Milliseconds time) {
    return std::max(1, static_cast<int>((time + 999) / 1000));
}

// When `count` more fit into the last `span`; forgets what is older.
Milliseconds free_at(std::deque<Milliseconds>& times, int count, int limit, Milliseconds span,
                     Milliseconds now) {
    while (!times.empty() && times.front() <= now - span) times.pop_front();
    const auto surplus = static_cast<std::ptrdiff_t>(times.size()) + count - limit;
    if (surplus <= 0 || times.empty()) return now;
    const auto last = std::min<std::ptrdiff_t>(surplus, static_cast<std::ptrdiff_t>(times.size())) - 1;
    return times[static_cast<std::size_t>(last)] + span;
}

}  // namespace

void FloodGuard::obey(Milliseconds& paused_until) const {
    const auto now = now_();
    if (paused_until <= now) return;
    const auto wait = seconds_up(paused_until - now);
    paused_until += Milliseconds{limits_.impatience_penalty_seconds} * 1000;
    throw too_many_requests(wait);
}

void FloodGuard::spend(const Chat& chat, int messages) {
    auto& spent = chats_[chat.id];
    obey(all_paused_until_);
    obey(spent.paused_until);
    if (!on) return;
    const auto now = now_();
    auto allowed_at = free_at(last_second_, messages, limits_.overall_per_second, 1000, now);
    if (allowed_at > now) {
        all_paused_until_ = allowed_at;
        throw too_many_requests(seconds_up(allowed_at - now));
    }
    const auto next_full = std::max(spent.full_at, now) + limits_.chat_interval * messages;
    allowed_at = next_full - limits_.chat_interval * std::max(limits_.chat_burst, messages);
    if (chat.type == "group" || chat.type == "supergroup") {
        allowed_at =
            std::max(allowed_at, free_at(spent.last_minute, messages, limits_.group_per_minute, 60'000, now));
    }
    if (allowed_at > now) {
        spent.paused_until = allowed_at;
        throw too_many_requests(seconds_up(allowed_at - now));
    }
    spent.full_at = next_full;
    spent.last_minute.insert(spent.last_minute.end(), static_cast<std::size_t>(messages), now);
    last_second_.insert(last_second_.end(), static_cast<std::size_t>(messages), now);
}

}  // namespace mostik::simulators::telegram
