#include "storage/sqlite/storage_thread.hpp"

#include <algorithm>
#include <future>
#include <memory>
#include <stdexcept>
#include <utility>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace mostik::storage::sqlite {

namespace asio = boost::asio;

namespace {

std::exception_ptr aborted() {
    return std::make_exception_ptr(boost::system::system_error(asio::error::operation_aborted));
}

/// A function that resumes `handler` on its own executor. Until then it counts as that executor's work.
template <class Handler>
std::function<void(std::exception_ptr)> resume_on_own_executor(Handler handler) {
    auto executor =
        asio::prefer(asio::get_associated_executor(handler), asio::execution::outstanding_work.tracked);
    // Handlers can only be moved; std::function wants to be copied.
    auto shared = std::make_shared<Handler>(std::move(handler));
    return [shared, executor](std::exception_ptr error) {
        asio::post(executor, [resumed = std::move(*shared), error = std::move(error)]() mutable {
            auto slot = asio::get_associated_cancellation_slot(resumed);
            if (slot.is_connected()) slot.clear();
            std::move(resumed)(std::move(error));
        });
    };
}

}  // namespace

StorageThread::StorageThread() : thread_([this](const std::stop_token& stop) { serve(stop); }) {}

StorageThread::~StorageThread() {
    thread_.request_stop();
    thread_.join();
    std::deque<Job> dropped;
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        dropped.swap(jobs_);
    }
    for (const Job& job : dropped) job.done(aborted());
}

asio::awaitable<void> StorageThread::run(std::function<void()> work) {
    auto initiate = [this](auto handler, std::function<void()> job) {
        const std::uint64_t ticket = ++last_ticket_;
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected()) {
            slot.assign([this, ticket](asio::cancellation_type) { withdraw(ticket); });
        }
        submit({ticket, std::move(job), resume_on_own_executor(std::move(handler))});
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr)>(
        std::move(initiate), asio::use_awaitable, std::move(work));
}

void StorageThread::run_blocking(const std::function<void()>& work) {
    if (std::this_thread::get_id() == thread_.get_id()) {
        throw std::logic_error("the storage thread cannot wait for itself");
    }
    // Shared, because the thread may still be leaving set_value() when the caller goes on.
    const auto promise = std::make_shared<std::promise<void>>();
    auto done = [promise](const std::exception_ptr& error) {
        error ? promise->set_exception(error) : promise->set_value();
    };
    auto future = promise->get_future();
    submit({++last_ticket_, work, done});
    future.get();
}

void StorageThread::submit(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (!closed_) {
            jobs_.push_back(std::move(job));
            changed_.notify_one();
            return;
        }
    }
    job.done(aborted());
}

void StorageThread::withdraw(std::uint64_t ticket) {
    Job job;
    {
        const std::lock_guard lock(mutex_);
        const auto found =
            std::find_if(jobs_.begin(), jobs_.end(), [&](const Job& each) { return each.ticket == ticket; });
        if (found == jobs_.end()) return;  // begun, or over
        job = std::move(*found);
        jobs_.erase(found);
    }
    job.done(aborted());
}

void StorageThread::serve(const std::stop_token& stop) {
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, stop, [this] { return !jobs_.empty(); });
            if (stop.stop_requested()) return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
        }
        std::exception_ptr error;
        try {
            job.work();
        } catch (...) {
            error = std::current_exception();
        }
        job.work = nullptr;  // what it holds may belong to the caller, who goes on now
        job.done(std::move(error));
    }
}

}  // namespace mostik::storage::sqlite
