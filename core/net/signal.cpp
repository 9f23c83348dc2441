#include "core/net/signal.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace asio = boost::asio;

namespace mostik::core::net {

Signal::Signal(const asio::any_io_executor& executor) : timer_(executor) {}

void Signal::notify() {
    notified_ = true;
    timer_.cancel();
}

asio::awaitable<void> Signal::wait() {
    co_await wait_until(std::chrono::steady_clock::time_point::max());
}

asio::awaitable<bool> Signal::wait_until(std::chrono::steady_clock::time_point deadline) {
    if (!notified_) {
        // Another expiry would wake those who wait already, and they each other, for ever.
        if (timer_.expiry() != deadline) timer_.expires_at(deadline);
        boost::system::error_code error;
        co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, error));
        // The timer is cancelled by notify(), and by the cancellation of the coroutine, which has to go on.
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) {
            throw boost::system::system_error(asio::error::operation_aborted);
        }
    }
    co_return std::exchange(notified_, false);
}

asio::awaitable<void> pause(std::chrono::milliseconds duration) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, duration);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace mostik::core::net
