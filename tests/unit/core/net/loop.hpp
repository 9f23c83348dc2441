#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace mostik::core::net::testing {

/// The one thread that a test's client and servers share. Declared before them, so that it outlives them.
class Loop {
  public:
    boost::asio::any_io_executor executor() { return io_.get_executor(); }

    /// Runs the coroutine that `make` returns to its end, and everything else meanwhile; gives what it gives,
    /// throws what it throws. One that hangs ends the test, by exception.
    template <class Make>
    auto run(Make make) {
        using T = typename std::invoke_result_t<Make>::value_type;
        std::exception_ptr error;
        bool ended = false;
        if constexpr (std::is_void_v<T>) {
            start(make(), error, ended);
            finish(error, ended);
        } else {
            std::optional<T> value;
            start(keep(make(), value), error, ended);
            finish(error, ended);
            return std::move(*value);
        }
    }

    /// Runs a coroutine beside everything else. It begins when the one that run() is called with next has
    /// begun.
    void spawn(boost::asio::awaitable<void> task) {
        boost::asio::co_spawn(io_, later(std::move(task)), [](const std::exception_ptr& error) {
            if (error) std::rethrow_exception(error);
        });
    }

  private:
    static constexpr std::chrono::seconds patience{30};

    static boost::asio::awaitable<void> later(boost::asio::awaitable<void> task) {
        const auto executor = co_await boost::asio::this_coro::executor;
        co_await boost::asio::post(executor, boost::asio::use_awaitable);
        co_await boost::asio::post(executor, boost::asio::use_awaitable);
        co_await std::move(task);
    }

    template <class T>
    static boost::asio::awaitable<void> keep(boost::asio::awaitable<T> task, std::optional<T>& value) {
        value.emplace(co_await std::move(task));
    }

    void start(boost::asio::awaitable<void> task, std::exception_ptr& error, bool& ended) {
        boost::asio::co_spawn(io_, std::move(task), [&error, &ended](const std::exception_ptr& thrown) {
            error = thrown;
            ended = true;
        });
    }

    void finish(const std::exception_ptr& error, const bool& ended) {
        const auto deadline = std::chrono::steady_clock::now() + patience;
        io_.restart();
        while (!ended && io_.run_one_until(deadline) != 0) {
        }
        if (error) std::rethrow_exception(error);
        if (!ended) throw std::runtime_error("a coroutine of the test does not end");
    }

    boost::asio::io_context io_{1};
};

}  // namespace mostik::core::net::testing
