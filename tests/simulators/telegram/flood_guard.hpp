// How many messages are too many. Telegram publishes no exact numbers; these are the usual ones.
// Not thread-safe.
#pragma once

#include "tests/simulators/telegram/model.hpp"

#include <deque>
#include <functional>
#include <map>

namespace mostik::simulators::telegram {

struct FloodLimits {
    int chat_burst = 3;                  // messages to one chat at once, then
    Milliseconds chat_interval = 1000;   // one in so much time
    int group_per_minute = 20;           // in any 60 s
    int overall_per_second = 30;         // to all chats
    int impatience_penalty_seconds = 1;  // a pause grows by this for each message sent during it
};

class FloodGuard {
  public:
    FloodGuard(FloodLimits limits, std::function<Milliseconds()> now)
        : limits_(limits), now_(std::move(now)) {}

    // Off: only pauses that were asked for are obeyed.
    bool on = false;

    // Counts `messages` to this chat, or throws Refusal (429) and counts none.
    void spend(const Chat& chat, int messages);
    // Refuses for so long from now; 0 ends the pause.
    void pause(ChatId chat, int seconds) {
        chats_[chat].paused_until = now_() + Milliseconds{seconds} * 1000;
    }
    void pause_all(int seconds) { all_paused_until_ = now_() + Milliseconds{seconds} * 1000; }

  private:
    struct Spent {
        Milliseconds paused_until = 0;
        Milliseconds full_at = 0;  // when the burst may be used wholly again
        std::deque<Milliseconds> last_minute;
    };
    void obey(Milliseconds& paused_until) const;

    FloodLimits limits_;
    std::function<Milliseconds()> now_;
    std::map<ChatId, Spent> chats_;
    std::deque<Milliseconds> last_second_;
    Milliseconds all_paused_until_ = 0;
};

}  // namespace mostik::simulators::telegram
