// getUpdates: who waits, how long, and whom a second poller throws out. Not thread-safe.
#pragma once

#include "tests/simulators/net/clock.hpp"
#include "tests/simulators/net/request.hpp"
#include "tests/simulators/telegram/update_queue.hpp"

#include <functional>
#include <optional>
#include <string>

namespace mostik::simulators::telegram {

struct Poll {
    std::int64_t offset = 0;
    std::size_t limit = 100;
    int timeout = 0;  // seconds
};

class Poller {
  public:
    using Answer = std::function<void(net::Response)>;
    static constexpr const char* other_poller =
        "terminated by other getUpdates request; make sure that only one bot instance is running";

    Poller(UpdateQueue& queue, net::Clock& clock, net::Schedule& schedule)
        : queue_(queue), clock_(clock), schedule_(schedule) {}

    // Answers at once or later, always exactly once unless drop() or shutdown() comes before. `owner` says
    // whose poll it is.
    void poll(Poll poll, const void* owner, Answer answer);
    // The owner has gone: nobody waits for the answer.
    void drop(const void* owner);
    // A 409 with this text; of several within 3 s all but the first come 3 s late.
    void refuse(const std::string& description, Answer answer);
    // Ends the waiting poll with a 409.
    void abort(const std::string& description);
    // Ends it with nothing, as when its time is over.
    void end_early();
    // After a new update.
    void wake();
    void shutdown();

  private:
    struct Waiting {
        Poll poll;
        const void* owner = nullptr;
        Answer answer;
        net::Schedule::Id deadline = 0;
    };
    void finish();

    UpdateQueue& queue_;
    net::Clock& clock_;
    net::Schedule& schedule_;
    std::optional<Waiting> waiting_;
    std::optional<std::int64_t> last_offset_;
    Milliseconds last_start_ = 0;
    Milliseconds next_conflict_ = 0;
    bool waking_ = false;
};

}  // namespace mostik::simulators::telegram
