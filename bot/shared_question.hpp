#pragma once

#include "core/clock.hpp"
#include "core/net/signal.hpp"
#include "core/net/task_group.hpp"
#include "storage/error.hpp"

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace mostik::bot {

/// A question to the database for which several may wait, none of them for long: it is asked once at a time,
/// and goes on when nobody waits any more. io thread only.
template <class Answer>
class SharedQuestion {
  public:
    using Ask = std::function<boost::asio::awaitable<Answer>()>;

    struct Heard {
        std::optional<Answer> answer;
        std::string problem;  ///< why there is none
    };

    /// An answer is given again for `fresh_for`. The question runs among `tasks`, which have to outlive this.
    SharedQuestion(const boost::asio::any_io_executor& executor, core::net::TaskGroup& tasks,
                   std::string name, core::Milliseconds fresh_for, Ask ask)
        : executor_(executor),
          tasks_(tasks),
          name_(std::move(name)),
          fresh_for_(fresh_for),
          ask_(std::move(ask)) {}

    boost::asio::awaitable<Heard> answer(core::Milliseconds limit) {
        const auto now = std::chrono::steady_clock::now();
        if (asked_ && !under_way_ && now < heard_at_ + fresh_for_) co_return heard_;
        if (!under_way_) {
            under_way_ = true;
            tasks_.spawn(name_, ask());
        }
        const auto waiter = std::make_shared<core::net::Signal>(executor_);
        waiters_.push_back(waiter);
        const bool in_time = co_await waiter->wait_until(now + limit);
        waiters_.remove(waiter);
        if (in_time) co_return heard_;
        Heard late;
        late.problem = "no answer within " + std::to_string(limit.count()) + " ms";
        co_return late;
    }

  private:
    boost::asio::awaitable<void> ask() {
        Heard heard;
        try {
            heard.answer = co_await ask_();
        } catch (const storage::StorageError& error) {
            heard.problem = error.what();
        }
        heard_ = std::move(heard);
        heard_at_ = std::chrono::steady_clock::now();
        asked_ = true;
        under_way_ = false;
        for (const auto& waiter : waiters_) waiter->notify();
    }

    boost::asio::any_io_executor executor_;
    core::net::TaskGroup& tasks_;
    std::string name_;
    core::Milliseconds fresh_for_;
    Ask ask_;
    bool under_way_ = false;
    bool asked_ = false;
    Heard heard_;
    std::chrono::steady_clock::time_point heard_at_;
    std::list<std::shared_ptr<core::net::Signal>> waiters_;
};

}  // namespace mostik::bot
