#include "messengers/telegram/account.hpp"

namespace asio = boost::asio;

namespace mostik::messengers::telegram {

asio::awaitable<ApiResult<Own>> Account::own() {
    if (own_) co_return *own_;
    const auto answer = co_await api_.call("getMe", "{}");
    if (!answer) co_return tl::unexpected<ApiError>(answer.error());
    const auto user = parse_user(*answer);
    if (!user) {
        co_return tl::unexpected<ApiError>(ApiError{
            .status = 200, .foreign = true, .description = "getMe: " + user.error().message});
    }
    own_ = Own{user->id, user->username};
    co_return *own_;
}

}  // namespace mostik::messengers::telegram
