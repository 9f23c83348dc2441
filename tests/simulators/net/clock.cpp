#include "tests/simulators/net/clock.hpp"

#include <utility>

namespace mostik::simulators::net {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

Milliseconds Clock::now() const {
    const auto passed = duration_cast<milliseconds>(std::chrono::steady_clock::now() - start_);
    const auto began = duration_cast<milliseconds>(real_start_.time_since_epoch());
    return (began + passed + offset_).count();
}

Schedule::Id Schedule::at(Milliseconds time, std::function<void()> function) {
    const Id id = ++last_id_;
    entries_.emplace(std::pair{time, id}, std::move(function));
    times_.emplace(id, time);
    if (entries_.begin()->first.second == id) arm();
    return id;
}

void Schedule::cancel(Id id) {
    const auto found = times_.find(id);
    if (found == times_.end()) return;
    entries_.erase({found->second, id});
    times_.erase(found);
}

void Schedule::advance(milliseconds by) {
    clock_.advance(by);
    run_due();
}

void Schedule::clear() {
    entries_.clear();
    times_.clear();
    timer_.cancel();
}

void Schedule::run_due() {
    while (!entries_.empty() && entries_.begin()->first.first <= clock_.now()) {
        auto entry = entries_.extract(entries_.begin());
        times_.erase(entry.key().second);
        entry.mapped()();
    }
    arm();
}

void Schedule::arm() {
    if (entries_.empty()) {
        timer_.cancel();
        return;
    }
    timer_.expires_after(milliseconds(entries_.begin()->first.first - clock_.now()));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) run_due();
    });
}

}  // namespace mostik::simulators::net
