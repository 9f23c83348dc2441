#include "core/net/timed_socket.hpp"

#include <utility>

namespace asio = boost::asio;
using boost::system::error_code;
using namespace std::chrono_literals;

namespace mostik::core::net {

namespace {

/// An operation of several steps may be between two of them when it is cancelled, and notice nothing.
constexpr auto again_after = 20ms;

}  // namespace

struct TimedSocket::State {
    explicit State(asio::ip::tcp::socket connected)
        : socket(std::move(connected)), timer(socket.get_executor()) {}
    asio::ip::tcp::socket socket;
    asio::steady_timer timer;
    bool limited = false;
    bool timed_out = false;
};

TimedSocket::TimedSocket(asio::ip::tcp::socket socket) : state_(std::make_shared<State>(std::move(socket))) {}

TimedSocket::~TimedSocket() {
    no_limit();
    close();
}

void TimedSocket::limit(std::chrono::milliseconds duration) {
    state_->timed_out = false;
    state_->limited = true;
    state_->timer.expires_after(duration);
    watch(state_);
}

void TimedSocket::no_limit() {
    state_->limited = false;
    state_->timer.cancel();
}

void TimedSocket::watch(const std::shared_ptr<State>& state) {
    state->timer.async_wait([state](const error_code& error) {
        const bool another_one =
            error || !state->limited || state->timer.expiry() > std::chrono::steady_clock::now();
        if (another_one) return;
        state->timed_out = true;
        error_code ignored;
        state->socket.cancel(ignored);
        state->timer.expires_after(again_after);
        watch(state);
    });
}

bool TimedSocket::timed_out() const {
    return state_->timed_out;
}

void TimedSocket::close() {
    error_code ignored;
    state_->socket.close(ignored);
}

asio::ip::tcp::socket& TimedSocket::socket() {
    return state_->socket;
}

}  // namespace mostik::core::net
