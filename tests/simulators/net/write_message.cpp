#include "tests/simulators/net/write_message.hpp"

#include <algorithm>
#include <sstream>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/write.hpp>

namespace mostik::simulators::net {

namespace asio = boost::asio;
using asio::redirect_error;
using asio::use_awaitable;
using boost::system::error_code;

asio::awaitable<bool> write_message(boost::beast::tcp_stream& stream, http_message::Response message,
                                    std::optional<Fault> fault) {
    constexpr std::size_t pieces = 16;
    const bool truncated = fault && fault->action == Fault::Action::truncate;
    const bool slow = fault && fault->action == Fault::Action::trickle;
    error_code error;
    if (!truncated && !slow) {
        co_await boost::beast::http::async_write(stream, message, redirect_error(use_awaitable, error));
        co_return !error && message.keep_alive();
    }
    std::ostringstream text;
    text << message;
    const auto bytes = text.str();
    const auto end = truncated ? bytes.size() - message.body().size() / 2 - 1 : bytes.size();
    const auto step = slow ? std::max<std::size_t>(1, end / pieces) : end;
    asio::steady_timer timer(stream.get_executor());
    for (std::size_t at = 0; at < end && !error; at += step) {
        if (slow) {
            timer.expires_after(fault->delay / pieces);
            co_await timer.async_wait(redirect_error(use_awaitable, error));
            error.clear();
        }
        const auto length = std::min(step, end - at);
        co_await asio::async_write(stream, asio::buffer(bytes.data() + at, length),
                                   redirect_error(use_awaitable, error));
    }
    co_return !truncated && !error && message.keep_alive();
}

}  // namespace mostik::simulators::net
