#include "core/net/task_group.hpp"

#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace asio = boost::asio;

namespace mostik::core::net {

namespace {

bool is_cancellation(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const boost::system::system_error& e) {
        return e.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

}  // namespace

TaskGroup::TaskGroup(asio::any_io_executor executor, OnFailure on_failure)
    : executor_(std::move(executor)), on_failure_(std::move(on_failure)), ended_(executor_) {}

TaskGroup::~TaskGroup() = default;

void TaskGroup::spawn(std::string name, asio::awaitable<void> task) {
    if (stopping_) return;
    const auto self = tasks_.emplace(tasks_.end());
    self->name = std::move(name);
    auto on_end = [this, self](std::exception_ptr error) {
        const std::string ended = std::move(self->name);
        tasks_.erase(self);
        ended_.notify();
        if (error && !is_cancellation(error)) on_failure_(ended, error);
    };
    asio::co_spawn(executor_, std::move(task),
                   asio::bind_cancellation_slot(self->cancel.slot(), std::move(on_end)));
}

void TaskGroup::stop() {
    stopping_ = true;
    // A task may end, and leave the list, while it is being cancelled.
    for (auto task = tasks_.begin(); task != tasks_.end();) {
        auto current = task++;
        current->cancel.emit(asio::cancellation_type::terminal);
    }
}

asio::awaitable<void> TaskGroup::join() {
    while (!tasks_.empty()) co_await ended_.wait();
}

}  // namespace mostik::core::net
