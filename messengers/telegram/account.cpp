#include "messengers/telegram/account.hpp"

#include "core/net/backoff.hpp"
#include "core/net/signal.hpp"

#include <spdlog/spdlog.h>

namespace asio = boost::asio;

namespace mostik::messengers::telegram {

asio::awaitable<ApiResult<Own>> Account::own() {
    if (own_) co_return *own_;
    const auto answer = co_await api_.call("getMe", "{}");
    if (!answer) co_return tl::unexpected<ApiError>(answer.error());
    const auto user = parse_user(*answer);
    if (!user) {
        co_return tl::unexpected<ApiError>(
            ApiError{.status = 200, .foreign = true, .description = "getMe: " + user.error().message});
    }
    own_ = Own{user->id, user->username};
    co_return *own_;
}

asio::awaitable<Own> Account::own_at_last(ReceiverTiming timing, Complaints& complaints) {
    core::net::Backoff backoff(timing.first_backoff, timing.backoff_cap);
    for (;;) {
        const auto known = co_await own();
        if (known) {
            spdlog::info("telegram: this is @{}", known->username);
            co_return *known;
        }
        const core::Milliseconds wait = known.error().refused() ? pause_when_refused : backoff.next();
        complaints.say(known.error(), wait);
        co_await core::net::pause(wait);
    }
}

}  // namespace mostik::messengers::telegram
