#pragma once

#include <array>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace mostik::core::net::testing {

/// Copies what `from` says to `to` until either has ended.
template <class From, class To>
boost::asio::awaitable<void> relay_one_way(From& from, To& to) {
    std::array<char, 16384> bytes{};
    boost::system::error_code error;
    for (;;) {
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, error);
        const std::size_t size = co_await from.async_read_some(boost::asio::buffer(bytes), token);
        if (error) co_return;
        co_await boost::asio::async_write(to, boost::asio::buffer(bytes.data(), size), token);
        if (error) co_return;
    }
}

/// Carries bytes both ways until one side has ended.
template <class One, class Other>
boost::asio::awaitable<void> relay(One& one, Other& other) {
    using namespace boost::asio::experimental::awaitable_operators;
    co_await (relay_one_way(one, other) || relay_one_way(other, one));
}

}  // namespace mostik::core::net::testing
