#include "tests/simulators/telegram/poller.hpp"

#include "tests/simulators/telegram/answers.hpp"

#include <utility>

namespace mostik::simulators::telegram {

namespace {

constexpr Milliseconds wake_delay = 3;
constexpr Milliseconds conflict_pause = 3000;
constexpr Milliseconds same_offset_pause = 3000;
constexpr Milliseconds same_offset_at_once = 500;

net::Response updates_answer(const std::vector<const Update*>& updates) {
    net::Response response;
    response.body = R"({"ok":true,"result":[)";
    for (const auto* update : updates) {
        if (update != updates.front()) response.body += ',';
        response.body += update->json;
    }
    response.body += "]}";
    return response;
}

}  // namespace

void Poller::poll(Poll poll, const void* owner, Answer answer) {
    const auto now = clock_.now();
    if (last_offset_ == poll.offset) {
        if (poll.timeout < 3 && now < last_start_ + same_offset_pause) poll.timeout = 3;
        if (now < last_start_ + same_offset_at_once) poll.limit = 1;
    }
    last_offset_ = poll.offset;
    last_start_ = now;
    const auto updates = queue_.take(poll.offset, poll.limit);
    if (!updates.empty() || poll.timeout == 0) {
        answer(updates_answer(updates));
        return;
    }
    abort(other_poller);
    waiting_ = Waiting{poll, owner, std::move(answer), 0};
    waiting_->deadline = schedule_.at(now + Milliseconds{poll.timeout} * 1000, [this] { finish(); });
}

void Poller::drop(const void* owner) {
    if (waiting_ && waiting_->owner == owner) shutdown();
}

void Poller::shutdown() {
    if (!waiting_) return;
    schedule_.cancel(waiting_->deadline);
    // What it holds may come back here while it is destroyed.
    const auto ended = std::exchange(waiting_, std::nullopt);
}

void Poller::refuse(const std::string& description, Answer answer) {
    auto response = refused(Refusal(409, "Conflict: " + description));
    const auto now = clock_.now();
    if (now >= next_conflict_) {
        next_conflict_ = now + conflict_pause;
        answer(std::move(response));
        return;
    }
    schedule_.at(now + conflict_pause,
                 [response = std::move(response), answer = std::move(answer)] { answer(response); });
}

void Poller::abort(const std::string& description) {
    if (!waiting_) return;
    const auto waiting = std::move(*std::exchange(waiting_, std::nullopt));
    schedule_.cancel(waiting.deadline);
    refuse(description, waiting.answer);
}

void Poller::end_early() {
    if (!waiting_) return;
    schedule_.cancel(waiting_->deadline);
    finish();
}

void Poller::wake() {
    if (!waiting_ || waking_) return;
    waking_ = true;
    schedule_.at(clock_.now() + wake_delay, [this] {
        waking_ = false;
        if (!waiting_ || queue_.pending().empty()) return;
        schedule_.cancel(waiting_->deadline);
        finish();
    });
}

void Poller::finish() {
    if (!waiting_) return;
    const auto waiting = std::move(*std::exchange(waiting_, std::nullopt));
    waiting.answer(updates_answer(queue_.take(waiting.poll.offset, waiting.poll.limit)));
}

}  // namespace mostik::simulators::telegram
