// A server on a thread of its own, and the counter of changes that waiting is built on.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace mostik::simulators::net {

// Server is made of (io_context, Options, function to call after every change) and has listen() and
// shutdown(); after shutdown() its io_context runs out of work.
template <class Server, class Options>
class ServerThread {
  public:
    explicit ServerThread(Options options)
        : server_(io_, std::move(options), [this] { note_change(); }),
          work_(boost::asio::make_work_guard(io_)) {
        server_.listen();
        thread_ = std::thread([this] { io_.run(); });
    }
    ~ServerThread() { stop(); }
    ServerThread(const ServerThread&) = delete;
    ServerThread& operator=(const ServerThread&) = delete;

    void stop() {
        const std::lock_guard lock(stop_mutex_);
        if (!thread_.joinable()) return;
        boost::asio::post(io_, [this] {
            server_.shutdown();
            work_.reset();
        });
        thread_.join();
    }

    // Runs `function` on the server's thread, or here once that has ended.
    template <class Function>
    auto run(Function function) -> decltype(function(std::declval<Server&>())) {
        using Result = decltype(function(server_));
        std::unique_lock lock(stop_mutex_);
        if (!thread_.joinable()) return function(server_);
        std::packaged_task<Result()> task([&] { return function(server_); });
        auto result = task.get_future();
        boost::asio::post(io_, [&task] { task(); });
        lock.unlock();
        return result.get();
    }

    // True as soon as the predicate is, which is asked again after every change; false after `timeout`.
    bool wait_for(const std::function<bool()>& predicate, std::chrono::milliseconds timeout) {
        const auto deadline = std::chrono::steady_clock::now() + timeout;
        while (true) {
            const auto seen = changes();
            if (predicate()) return true;
            std::unique_lock lock(change_mutex_);
            const bool changed = changed_.wait_until(lock, deadline, [&] { return changes_ != seen; });
            if (changed) continue;
            lock.unlock();
            return predicate();
        }
    }

  private:
    void note_change() {
        {
            const std::lock_guard lock(change_mutex_);
            ++changes_;
        }
        changed_.notify_all();
    }
    std::uint64_t changes() {
        const std::lock_guard lock(change_mutex_);
        return changes_;
    }

    std::mutex change_mutex_;
    std::condition_variable changed_;
    std::uint64_t changes_ = 0;
    boost::asio::io_context io_{1};
    Server server_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::mutex stop_mutex_;
    std::thread thread_;
};

}  // namespace mostik::simulators::net
